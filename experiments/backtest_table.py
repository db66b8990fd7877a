"""Yearly tables that a backtest reads: from runs, or from a planner's own CSV file.

A row for each year and tier: people in service at the end of the year, flows of the year, people by age band and by
rank group. A move counts in the tier that was left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from experiments.choices import nearest, shown
from experiments.csv_file import cells_of, read_lines
from experiments.problems import Problems
from sim.terms import MONTHS, RankGroup

if TYPE_CHECKING:
    from experiments.study import Study

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
TIERS: Final = ("township", "county", "city")
COUNTS: Final = ("headcount", "entries", "exits", "moves_up", "moves_down")
AGES: Final = ("aged_30_or_less", "aged_31_40", "aged_41_50", "aged_51_or_more")
RANKS: Final = tuple(each.name.lower() for each in RankGroup)
FIELDS: Final = (*COUNTS, *AGES, *RANKS)
LEAST_SEEN: Final = 3
"""Years before the split, at least: changes from year to year need two."""
_SUMS: Final = {
    "entries": "entries_recruit + entries_outside + entries_programme + entries_village",
    "exits": "exits_retire + exits_retire_early + exits_die + exits_resign + exits_dismiss + exits_programme_end",
    "moves_up": "moves_up",
    "moves_down": "moves_down",
}


@dataclass(frozen=True)
class Yearly:
    """A yearly table: `values` (years, tiers, fields), nan where a column is not there."""

    years: tuple[int, ...]
    tiers: tuple[str, ...]
    values: Floats

    def until(self, year: int) -> "Yearly":
        """Return the years before one."""
        n = sum(each < year for each in self.years)
        return Yearly(self.years[:n], self.tiers, self.values[:n])

    def since(self, year: int) -> "Yearly":
        """Return a year and those after it."""
        n = sum(each < year for each in self.years)
        return Yearly(self.years[n:], self.tiers, self.values[n:])


def columns_of(names: Sequence[str]) -> list[int]:
    """Return the places of fields."""
    return [FIELDS.index(name) for name in names]


def of_runs(study: "Study", start: int, months: int) -> dict[str, Yearly]:
    """Return the yearly table of every run of a study by the run's name; a year is twelve months from the start on.

    `start`: first month (number); the months of an unfinished last year are left out.
    """
    years = months // MONTHS
    ages = ", ".join(f"sum({name}) FILTER (last) AS {name}" for name in AGES)
    flows = ", ".join(f"sum({text}) AS {name}" for name, text in _SUMS.items())
    query = f"""SELECT run, tier, rank_group, place, {ages}, {flows} FROM (
        SELECT *, (month - {start}) % {MONTHS} = {MONTHS - 1} AS last, (month - {start}) // {MONTHS} AS place
        FROM months) WHERE place < {years} GROUP BY ALL"""
    with study.open() as connection:
        frame = connection.execute(query).df()
    present = tuple(each for each in TIERS if (frame["tier"].astype(str) == each).any())
    labels = tuple((start + MONTHS * i + MONTHS - 1) // MONTHS for i in range(years))
    found = {}
    for run, part in frame.groupby("run", observed=True):
        values = np.zeros((years, len(present), len(FIELDS)))
        tier = part["tier"].astype(str).map({name: i for i, name in enumerate(present)}).to_numpy()
        at = (part["place"].to_numpy(), tier)
        people = part[list(AGES)].to_numpy(float)
        for name, column in zip(AGES, people.T, strict=True):
            np.add.at(values, (*at, FIELDS.index(name)), column)
        np.add.at(values, (*at, FIELDS.index("headcount")), people.sum(axis=1))
        ranks = part["rank_group"].astype(str).map({name: FIELDS.index(name) for name in RANKS}).to_numpy()
        np.add.at(values, (*at, ranks), people.sum(axis=1))
        for name in _SUMS:
            np.add.at(values, (*at, FIELDS.index(name)), part[name].to_numpy(float))
        found[str(run)] = Yearly(labels, present, values)
    return found


# -- a planner's own table ---------------------------------------------------------------------------------------------


def read_history(name: str, years: Sequence[int], tiers: Sequence[str]) -> Yearly:
    """Return the yearly table of a CSV file; Problems, all at once, if it cannot be used.

    `years`: those that a run shows; `tiers`: those that the city has.
    """
    place = shown(Path(name))
    _, lines = read_lines(Path(name), "a row for each year and tier")
    header = [cell.strip() for cell in lines[0]] if lines else []
    problems = list(_header_problems(header, place))
    if problems:
        raise Problems(problems)
    rows: dict[tuple[int, str], Floats] = {}
    shifted: list[str] = []
    for number, row in enumerate(lines[1:], 2):
        cells, nameless = cells_of(header, row)
        if nameless:
            shifted.append(
                f"{place}, row {number}: {nameless[0]!r} stands under no name of row 1; give every column a name, and "
                "write numbers without commas between thousands"
            )
        elif any(cells.values()):
            problems += _row(cells, f"{place}, row {number}", (years, tiers), rows)
    problems += shifted or _gaps(rows, place)
    if problems:
        raise Problems(problems)
    own_years, own_tiers = sorted({year for year, _ in rows}), [each for each in TIERS if each in {t for _, t in rows}]
    values = np.array([[rows[year, tier] for tier in own_tiers] for year in own_years])
    return Yearly(tuple(own_years), tuple(own_tiers), values)


def _header_problems(header: Sequence[str], place: str) -> Iterator[str]:
    needed = ("year", "tier", *COUNTS)
    known = (*needed, *AGES, *RANKS)
    for name in header:
        if name and name not in known:
            yield f"{place}, row 1: {name} is no column.{nearest(name, known)} Allowed: {', '.join(known)}"
    for name in needed:
        if name not in header:
            yield f"{place}, row 1: the column {name} is missing; needed: {', '.join(needed)}"
    for name in sorted({each for each in header if each and header.count(each) > 1}):
        yield f"{place}, row 1 names {name} twice; keep one of these columns"
    there = [name for name in AGES if name in header]
    if there and len(there) < len(AGES):
        yield f"{place}, row 1 has only some age bands ({', '.join(there)}); give all of {', '.join(AGES)}, or none"


def _row(
    cells: Mapping[str, str],
    where: str,
    allowed: tuple[Sequence[int], Sequence[str]],
    rows: dict[tuple[int, str], Floats],
) -> list[str]:
    """Read one row into `rows`; return what is wrong with it."""
    wrong, (years, tiers) = [], allowed
    year = int(cells["year"]) if cells["year"].isdecimal() else -1
    tier = cells["tier"]
    if year not in years:
        wrong.append(
            f"{where}: year is {cells['year']!r}; allowed: {years[0]} to {years[-1]}, the whole years of the run "
            "(months=N makes it longer)"
        )
    if tier not in tiers:
        wrong.append(f"{where}: tier is {tier!r}; allowed: {', '.join(tiers)}")
    values = np.full(len(FIELDS), np.nan)
    for place, name in enumerate(FIELDS):
        if name not in cells:
            continue
        try:
            values[place] = float(cells[name])
        except ValueError:
            values[place] = np.nan
        if not (np.isfinite(values[place]) and values[place] >= 0):
            wrong.append(f"{where}: {name} is {cells[name]!r}; allowed: a number of people from 0")
    people, bands = values[0], values[columns_of(AGES)].sum()
    if np.isfinite(bands) and np.isfinite(people) and abs(bands - people) > 0.5:
        wrong.append(f"{where}: the age bands add up to {bands:g}, headcount is {people:g}; they must be equal")
    if (year, tier) in rows:
        wrong.append(f"{where}: {year}, {tier} is there already; keep one row for each year and tier")
    rows[year, tier] = values
    return wrong


def _gaps(rows: Mapping[tuple[int, str], Floats], place: str) -> Iterator[str]:
    """Yield what is missing: years and tiers without a row."""
    if not rows:
        yield f"{place} has no rows; allowed: names in its first line, then a row for each year and tier"
        return
    years, tiers = {year for year, _ in rows}, {tier for _, tier in rows}
    for year in range(min(years), max(years) + 1) if min(years) > 0 else ():
        for tier in sorted(tiers):
            if (year, tier) not in rows:
                yield f"{place}: there is no row for {year}, {tier}; give one for each year and tier"
