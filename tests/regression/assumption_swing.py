"""How much results hang on each assumption: halve it, double it, and compare the fourteen towns after ten years.

`python -m tests.regression.assumption_swing [SEEDS]` prints markdown tables, the widest swing first. Values stay within
the bounds of their declaration; a vector is halved and doubled as a whole.
"""

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from statistics import fmean

from experiments import build_model
from sim.city import City
from sim.measures import headline
from sim.model import CadreModel
from sim.parameters import Declaration, Value
from sim.setting import Setting, assumptions

YEARS = 10
RESULTS = {
    "township_vacancy": "Township vacancy after ten years, %",
    "wish": "Wish to leave, township leaders, ten years' mean, %",
    "upward": "Upward exits per 100 a year",
}
Row = dict[str, float]


def scaled(declared: Declaration, factor: float) -> Value | None:
    """Return the default times `factor` within its bounds; None where that changes nothing."""
    if isinstance(declared.default, bool):
        return None
    within = lambda value: min(declared.high, max(declared.low, factor * value))
    if isinstance(declared.default, tuple):
        found: Value = tuple(within(each) for each in declared.default)
    else:
        found = within(declared.default)
    return None if found == declared.default else found


def changed(name: str, value: Value) -> Setting:
    """Return the default assumptions with one changed; ValueError where its group refuses it."""
    group, field = name.split(".")
    setting = Setting()
    return dataclasses.replace(setting, **{group: dataclasses.replace(getattr(setting, group), **{field: value})})


def measured(city: City, setting: Setting, seeds: int) -> Row:
    """Return the means of the three results over seeds 0, 1, ..."""
    rows = []
    for seed in range(seeds):
        model = CadreModel(city, None, setting, rng=seed)
        model.run_for(12 * YEARS)
        numbers, months = headline(model.results), model.results.months
        leaders = months[(months.tier == "township") & months.rank_group.isin(("deputy_section", "section"))]
        wish = leaders.wish_to_leave.sum() / leaders.holders.sum()
        rows.append((100 * numbers["township_vacancy"], 100 * wish, numbers["upward_exits_per_100"]))
    return dict(zip(RESULTS, map(fmean, zip(*rows, strict=True)), strict=True))


def swings(seeds: int) -> Iterator[tuple[str, Row | str, Row | str]]:
    """Return for each assumption the results when it is halved and doubled, or why not."""
    city = build_model([], 0).city
    for name, declared in assumptions().items():
        found: list[Row | str] = []
        for factor in (0.5, 2.0):
            value = scaled(declared, factor)
            try:
                found.append("not moved" if value is None else measured(city, changed(name, value), seeds))
            except ValueError as refused:
                found.append(str(refused).splitlines()[0])
        yield name, found[0], found[1]


def table(base: Row, found: Mapping[str, tuple[Row | str, Row | str]], by: str, most: int) -> Iterator[str]:
    """Yield a markdown table sorted by the swing of one result."""

    def swing(pair: tuple[Row | str, Row | str], result: str) -> float:
        values = [base[result], *(each[result] for each in pair if not isinstance(each, str))]
        return max(values) - min(values)

    cell = lambda each, result: each if isinstance(each, str) else f"{each[result]:.1f}"
    yield f"\n## By {RESULTS[by]}\n"
    yield "| assumption | swing | " + " | ".join(f"{label}: halved | doubled" for label in RESULTS.values()) + " |"
    yield "|---" * (2 + 2 * len(RESULTS)) + "|"
    for name, pair in sorted(found.items(), key=lambda item: -swing(item[1], by))[:most]:
        cells = [cell(each, result) for result in RESULTS for each in pair]
        yield f"| {name} | {swing(pair, by):.1f} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the swings."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    base = measured(build_model([], 0).city, Setting(), seeds)
    found = {name: (low, high) for name, low, high in swings(seeds)}
    now = ", ".join(f"{label} {base[name]:.1f}" for name, label in RESULTS.items())
    lines = [f"# Assumptions halved and doubled, fourteen towns, {seeds} seeds\n", f"As assumed: {now}."]
    for by in RESULTS:
        lines += table(base, found, by, len(found) if by == "township_vacancy" else 20)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
