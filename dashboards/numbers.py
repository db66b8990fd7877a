"""The numbers behind words: what a spreadsheet calculates with, where a page has "14.2% (13–15%)"."""

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["share", "points", "yuan", "number", "name", "exact"]
"""share: stored from 0 to 1, shown in percent; points: a difference of shares, stored so, shown times a hundred; name:
a year or a class, which is written without separators; exact: a setting, with all its digits."""
PARTS: Final = ("value", "low", "high")
_POINTS: Final = ("percentage points", "百分点")
_YUAN: Final = ("yuan", "元")
_EXACT: Final = 12
"""Significant digits kept: more than any band supports, fewer than the traces of binary arithmetic."""


@dataclass(frozen=True)
class Number:
    """A value, a band, or a value with its band; None for a part that the words do not name, nan for one not known.

    `unit`: in English and Chinese, ("", "") for none. `places`: decimals of what is shown.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    kind: Kind = "number"
    unit: tuple[str, str] = ("", "")
    places: int = 0
    signed: bool = False

    @property
    def factor(self) -> float:
        """From the stored to the shown value."""
        return 100.0 if self.kind in {"share", "points"} else 1.0

    @property
    def written_unit(self) -> tuple[str, str]:
        """The unit of the shown value, in English and Chinese."""
        named = {"share": ("%", "%"), "points": _POINTS, "yuan": _YUAN}
        return self.unit if any(self.unit) else named.get(self.kind, ("", ""))

    def part(self, name: str) -> float | None:
        """Return the stored value, low or high; None where there is none or it is not known."""
        found: float | None = getattr(self, name)
        return None if found is None or not math.isfinite(found) else float(f"{found:.{_EXACT}g}")

    def shown(self, name: str) -> float | None:
        """Return value, low or high in the unit that is written."""
        found = self.part(name)
        return None if found is None else float(f"{found * self.factor:.{_EXACT}g}")

    def with_band(self, low: float, high: float) -> "Number":
        """Return the same number with its band."""
        return replace(self, low=low, high=high)
