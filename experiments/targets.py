"""Targets: the figures that a calibrated model shall show, read from a CSV table, each with its tolerance and source.

| column | meaning |
|---|---|
| name | of the target, used once |
| value | the figure; a share as 0.44, not 44 |
| tolerance | by how much the model may miss it: half the width of what the figure leaves open |
| source | title or file, and what was derived from it |
| measure | the result that it is a figure of; empty: the one of the target's name |
| tier | township, county or city; the measure may then be named without it: `vacancy` |
| unit | checked against the measure's, where it is given |
| year, month | end of that year (2012) or month (2012-06), at which a run is read; empty: the end of the run |
| luck | of the place that the figure was counted in: `apart`, it comes on top of the tolerance; `within`, the tolerance
         holds it, or a mean over many places has none; empty: apart |
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from experiments.choices import folders, nearest, shown
from experiments.csv_file import cells_of, read_lines
from experiments.plan import LONGEST
from experiments.problems import Problems
from experiments.wording import SHARE
from sim.measures import MEASURES, Measure
from sim.months import month_number, month_text
from sim.terms import MONTHS

FOLDER: Final = "targets"
"""Of the configs: where the tables lie that ship with the project."""
NEEDED: Final = ("name", "value", "tolerance", "source")
OPTIONAL: Final = ("measure", "tier", "unit", "year", "month", "luck")
TIERS: Final = ("township", "county", "city")
APART, WITHIN = "apart", "within"
LEAST_MONTHS: Final[Mapping[str, int]] = {
    "township_strength": 12,
    "conversion_service_years": 12,
    "succession_depth": 12,
    "township_vacancy_5y": 60,
    "township_leading_vacancy_5y": 60,
    "time_to_fill_months": 37,
    "township_leading_time_to_fill_months": 36,
    "chain_length": 36,
    "township_retention_5y": 60,
    "township_retention_10y": 120,
    "township_recruit_retention_5y": 69,
    "deputy_section_stuck_share": 120,
    "step_downs_per_round": 60,
}
"""Months that a run needs before it has this result at all; a year for rates, a month for all others."""
_RATES: Final = ("per 100 cadre-years", "people a year", "yuan a year", "people per five years")
_SIGNED: Final = ("remote_gap", "net_upward_drain_per_100", "township_leaders_ability")
"""Results that may be below zero."""
_PARTS: Final = (
    ("township_vacancy", "township_effective_vacancy"),
    ("township_retention_10y", "township_retention_5y"),
    ("net_upward_drain_per_100", "upward_exits_per_100"),
    ("promotions_under_40_per_year", "promotions_per_year"),
    ("allowance_yuan_per_year", "cost_yuan_per_year"),
    ("bonus_and_care_yuan_per_year", "cost_yuan_per_year"),
)
"""By their definitions the first is never more than the second."""


@dataclass(frozen=True)
class Target:
    """One figure.

    `months`: from the beginning of the run to its reading; `luck_within`: the tolerance holds the place's luck, too.
    """

    name: str
    measure: Measure
    value: float
    tolerance: float
    source: str
    months: int
    luck_within: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest value that the tolerance allows."""
        return self.value - self.tolerance, self.value + self.tolerance


@dataclass(frozen=True)
class Targets:
    """A table of targets: the file, the hash of its bytes, and what it holds."""

    file: Path
    digest: str
    targets: tuple[Target, ...]


def read_targets(name: str, start: int, months: int, config_dirs: Sequence[str] = ()) -> Targets:
    """Return the targets of a table; Problems, all at once, if they cannot be used.

    `name`: of a table in the folder `targets` of the configs, or a path; `start`, `months`: first month (year * 12 +
    month - 1) and length of the run, at whose end targets without a time of their own are read.
    """
    file = _file(name, config_dirs)
    place = shown(file)
    raw, lines = read_lines(file, "a row for each target")
    header = [cell.strip() for cell in lines[0]] if lines else []
    problems = list(_header_problems(header, place))
    if problems:
        raise Problems(problems)
    found: list[tuple[int, Target]] = []
    for number, row in enumerate(lines[1:], 2):
        cells, nameless = cells_of(header, row)
        if nameless:
            problems.append(
                f"{place}, row {number} has {len(row)} cells, row 1 names {sum(map(bool, header))} columns; put text "
                "or numbers with commas in quotes, write 12.1"
            )
        elif any(cells.values()):
            target, wrong = _Row(f"{place}, row {number}", cells, start, months).read()
            problems += wrong
            found += [(number, target)] if target else []
    if not found and not problems:
        problems.append(f"{place} has no rows; allowed: names in its first line, then a row for each target")
    problems += _contradictions(found, place)
    if problems:
        raise Problems(problems)
    return Targets(file, hashlib.sha256(raw).hexdigest()[:16], tuple(target for _, target in found))


def _file(name: str, config_dirs: Sequence[str]) -> Path:
    if name.endswith(".csv") or Path(name).name != name:
        return Path(name)
    places = [folder / FOLDER for folder in folders(config_dirs)]
    there = {file.stem: file for place in places for file in sorted(place.glob("*.csv"))}
    if name not in there:
        listed = ", ".join(sorted(there)) or "none"
        guess = nearest(name, there)
        raise Problems([f"targets={name}: there is no such table.{guess} There are: {listed}; or give a path"])
    return there[name]


def _header_problems(header: Sequence[str], place: str) -> Iterator[str]:
    known = (*NEEDED, *OPTIONAL)
    for name in header:
        if name and name not in known:
            yield f"{place}, row 1: {name} is no column.{nearest(name, known)} Allowed: {', '.join(known)}"
    for name in NEEDED:
        if name not in header:
            yield f"{place}, row 1: the column {name} is missing; needed: {', '.join(NEEDED)}"
    for name in sorted({each for each in header if each and header.count(each) > 1}):
        yield f"{place}, row 1 names {name} twice; keep one of these columns"


class _Row:
    """One row, read with everything that is wrong with it."""

    def __init__(self, where: str, cells: Mapping[str, str], start: int, months: int) -> None:
        self._cells, self._start, self._months = cells, start, months
        self._where = f"{where} ({cells['name'] or 'without a name'})"
        self._wrong: list[str] = []

    def read(self) -> tuple[Target | None, list[str]]:
        """Return the target, None if there is none, and what is wrong."""
        if not self._cell("name"):
            self._note("name is empty; give the target a name")
        if not self._cell("source"):
            self._note("source is empty; say where the figure comes from, or that it is an assumption")
        measure = self._measure()
        value, tolerance = self._number("value"), self._number("tolerance")
        if tolerance is not None and tolerance <= 0:
            self._note(f"tolerance is {tolerance:g}; allowed: above 0, in the unit of the value; no figure is exact")
        luck = self._cell("luck") or APART
        if luck not in (APART, WITHIN):
            self._note(f"luck is {luck!r}; allowed: {APART}, {WITHIN}")
        months = self._reading()
        if measure is not None:
            self._check_value(measure, value)
            self._check_unit(measure)
            self._check_months(measure, months)
        if self._wrong or measure is None or value is None or tolerance is None:
            return None, self._wrong
        name, source = self._cell("name"), self._cell("source")
        return Target(name, measure, value, tolerance, source, months, luck == WITHIN), []

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "")

    def _note(self, line: str) -> None:
        self._wrong.append(f"{self._where}: {line}")

    def _number(self, name: str) -> float | None:
        cell = self._cell(name)
        try:
            number = float(cell)
        except ValueError:
            number = float("nan")
        if number - number != 0:  # neither nan nor infinite
            self._note(f"{name} is {cell!r}; allowed: a number, as 0.44")
            return None
        return number

    def _measure(self) -> Measure | None:
        tier, name = self._cell("tier"), self._cell("measure") or self._cell("name")
        if tier and tier not in TIERS:
            self._note(f"tier is {tier!r}; allowed: {', '.join(TIERS)}, or nothing")
            return None
        tries = [f"{tier}_{name}", f"{name}_{tier}"] if tier else []
        own = next((each for each in (*tries, name) if each in MEASURES), None)
        other = own and tier and tier not in own.split("_")
        if own is None or other:
            what = f"{name} of tier {tier}" if tier else name or "nothing"
            column = "measure" if self._cell("measure") else "name"
            listed = ", ".join(MEASURES)
            self._note(f"{column} is {what}, which is no result.{nearest(name, MEASURES)} There are: {listed}")
            return None
        return MEASURES[own]

    def _reading(self) -> int:
        year, month = self._cell("year"), self._cell("month")
        if not year and not month:
            return self._months
        if year and month:
            self._note(f"year {year} and month {month} are both given; leave one out")
            return self._months
        first, last = self._start + 1, self._start + LONGEST
        try:
            end = month_number(month) + 1 if month else (int(year) + 1) * MONTHS
        except ValueError:
            end = 0
        if not first <= end <= last:
            given = f"month is {month!r}" if month else f"year is {year!r}"
            allowed = f"{month_text(first - 1)} to {month_text(last - 1)}"
            self._note(f"{given}, which no run from {month_text(self._start)} on can show; allowed: within {allowed}")
            return self._months
        return end - self._start

    def _check_value(self, measure: Measure, value: float | None) -> None:
        low = -1.0 if measure.unit == SHARE else -float("inf")
        low = low if measure.name in _SIGNED else 0.0
        high = 1.0 if measure.unit in (SHARE, "0-1") else float("inf")
        if value is not None and not low <= value <= high:
            allowed = f"{low:g} to {high:g}" if high == 1 else "no less than 0"
            hint = f"; a percentage is written as {value / 100:g}" if measure.unit == SHARE and 1 < value <= 100 else ""
            self._note(f"value is {value:g}, which {measure.name} cannot take; allowed: {allowed}{hint}")

    def _check_unit(self, measure: Measure) -> None:
        unit = self._cell("unit")
        if unit and unit != measure.unit:
            self._note(f"unit is {unit!r}, but {measure.name} is counted in {measure.unit!r}; convert the figures")

    def _check_months(self, measure: Measure, months: int) -> None:
        least = least_months(measure)
        if months < least:
            self._note(f"{measure.name} is read after {months} months; a run needs {least} to have it, read it later")


def least_months(measure: Measure) -> int:
    """Return how many months a run needs to have a result."""
    return LEAST_MONTHS.get(measure.name, MONTHS if measure.unit in _RATES else 1)


def _contradictions(found: Sequence[tuple[int, Target]], place: str) -> Iterator[str]:
    """Yield what no model could meet together, and names used twice."""
    for (row, one), (other_row, other) in combinations(found, 2):
        where = f"{place}, rows {row} and {other_row} ({one.name}, {other.name})"
        same = one.measure == other.measure and one.months == other.months
        if same and abs(one.value - other.value) > one.tolerance + other.tolerance:
            yield (
                f"{where}: {one.measure.name} cannot be both {_span(one)} and {_span(other)} at the same time; widen "
                "the tolerances, or leave one out"
            )
        elif one.name == other.name:
            yield f"{where}: two targets have one name; give each its own"
        for part, whole in _PARTS:
            pair = {each.measure.name: each for each in (one, other)}
            if one.months == other.months and {part, whole} == set(pair):
                least, most = pair[part].ends[0], pair[whole].ends[1]
                if least > most:
                    yield (
                        f"{where}: {part} is at least {least:g}, but it is part of {whole}, at most {most:g}; correct "
                        "one of them"
                    )


def _span(target: Target) -> str:
    low, high = target.ends
    return f"{target.value:g} ({low:g} to {high:g})"
