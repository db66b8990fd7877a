"""Columns of result tables as arrays, and the stretch of months that a run covers.

A table is a frame, as a study reads it back, or plain arrays, as a run hands them over (`sim.plain`). Both give the
same arrays here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.plain import Plain, Words
from sim.terms import MONTHS, Rank, RankGroup, Tier

if TYPE_CHECKING:
    import pandas as pd

type Table = pd.DataFrame | Plain
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TIERS: Final = tuple(tier.name.lower() for tier in Tier)
RANKS: Final = tuple(rank.name.lower() for rank in Rank)
GROUPS: Final = tuple(group.name.lower() for group in RankGroup)


class Tables(Protocol):
    """The result tables of one run that the headline results are made from."""

    @property
    def months(self) -> Table:
        """Stocks and flows by month, tier, county and rank group."""

    @property
    def openings(self) -> Table:
        """Spells during which a post stood empty."""

    @property
    def careers(self) -> Table:
        """Spells of cadres in posts."""

    @property
    def units(self) -> Table:
        """Units with tier, remoteness and established posts."""


@dataclass(frozen=True)
class Window:
    """The months `start` <= month < `horizon` of a run."""

    start: int
    horizon: int

    @property
    def length(self) -> int:
        """Months in the run."""
        return self.horizon - self.start

    @property
    def whole_years(self) -> int:
        """Whole years in the run, counted from its first month."""
        return self.length // MONTHS


def window_of(months: Table) -> Window:
    """Return the window of the run that a months table records."""
    month = ints(months, "month")
    if len(month) == 0:
        raise ValueError("the months table has no rows; record at least one month")
    return Window(int(month.min()), int(month.max()) + 1)


def several_runs(table: Table) -> bool:
    """Tell whether a table holds rows of more than one run; plain arrays are of one."""
    return not isinstance(table, Mapping) and "run" in table and table["run"].nunique() > 1


def picked(table: Table, which: Bools, names: Sequence[str]) -> Table:
    """Return some of the rows and columns."""
    if not isinstance(table, Mapping):
        return table.loc[which, list(names)]
    rows = np.flatnonzero(which)
    return {name: table[name][rows] for name in names}


def ints(table: Table, name: str) -> Ints:
    """Return a column as whole numbers."""
    return np.asarray(table[name], dtype=np.int64)


def floats(table: Table, name: str) -> Floats:
    """Return a column as floating point numbers."""
    return np.asarray(table[name], dtype=np.float64)


def total(table: Table, name: str, rows: Ints) -> float:
    """Return the sum of some rows of a column; of whole numbers it is exact."""
    return float(np.asarray(table[name]).take(rows).sum())


def bools(table: Table, name: str) -> Bools:
    """Return a column of yes and no."""
    return np.asarray(table[name], dtype=np.bool_)


def words(table: Table, name: str) -> NDArray[np.object_]:
    """Return a column of words, whether stored as text, as categories or as codes."""
    column = table[name]
    if isinstance(column, Words):
        return np.array([*column.names, np.nan], dtype=object)[column.codes]
    return column.to_numpy(dtype=object)


def codes(table: Table, name: str, order: Sequence[str]) -> Ints:
    """Return the place of each word in `order`, -1 for words that are not in it; not to be written to."""
    numbers, names = _coded(table[name])
    if numbers is not None and names == order:
        return numbers
    place = {word: i for i, word in enumerate(order)}
    if numbers is None:
        found = [place.get(word, -1) for word in words(table, name).tolist()]
        return np.array(found, dtype=np.int64)
    # A missing value has code -1 and takes the last entry.
    of_category = np.array([*(place.get(word, -1) for word in names), -1], np.int64)
    return of_category[numbers]


def marks(table: Table, name: str) -> NDArray[Any]:
    """Return a column of words as values that are equal where the words are, the quickest way."""
    numbers, _ = _coded(table[name])
    return words(table, name) if numbers is None else numbers


def _coded(column: Any) -> tuple[NDArray[Any] | None, Sequence[str]]:
    """Return codes and what they stand for, if a column of words is stored so."""
    if isinstance(column, Words):
        return column.codes, column.names
    if not hasattr(column.dtype, "categories"):
        return None, ()
    return column.cat.codes.to_numpy(), column.dtype.categories.tolist()


def ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """Return above / below, nan where below is not positive."""
    over, under = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    out = np.full(over.shape, np.nan)
    np.divide(over, under, out=out, where=under > 0)
    return out


def quotient(above: float, below: float) -> float:
    """Return above / below, nan where below is not positive: `ratio` of two numbers."""
    return float(above) / float(below) if below > 0 else float("nan")


def keys(frame: pd.DataFrame, *names: str) -> list[str]:
    """Return `names`, led by "run" if the table holds several runs."""
    return [name for name in ("run", *names) if name in frame.columns]
