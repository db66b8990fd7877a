"""Lines of the table that the benchmarks print, and the two cities they speak of."""

from dataclasses import dataclass

TOWNS, PREFECTURE = "city=fourteen_towns", "city=prefecture"


@dataclass(frozen=True)
class Line:
    """One line of the table; `met` is None where there is no target."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


def at_least(what: str, value: float, target: float) -> Line:
    return Line(what, f"{value:.3g} x", f">= {target:g} x", value >= target)


def at_most(what: str, value: float, target: float, unit: str) -> Line:
    return Line(what, f"{value:.3g} {unit}", f"< {target:g} {unit}", value < target)
