"""Columns of result tables as arrays, and the stretch of months that a run covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.terms import MONTHS, Rank, Tier

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TIERS: Final = tuple(tier.name.lower() for tier in Tier)
RANKS: Final = tuple(rank.name.lower() for rank in Rank)


class Tables(Protocol):
    """The result tables of one run that the headline results are made from."""

    @property
    def months(self) -> pd.DataFrame:
        """Stocks and flows by month, tier, county and rank group."""

    @property
    def openings(self) -> pd.DataFrame:
        """Spells during which a post stood empty."""

    @property
    def careers(self) -> pd.DataFrame:
        """Spells of cadres in posts."""

    @property
    def units(self) -> pd.DataFrame:
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


def window_of(months: pd.DataFrame) -> Window:
    """Return the window of the run that a months table records."""
    if months.empty:
        raise ValueError("the months table has no rows; record at least one month")
    month = ints(months, "month")
    return Window(int(month.min()), int(month.max()) + 1)


def ints(frame: pd.DataFrame, name: str) -> Ints:
    """Return a column as whole numbers."""
    return np.asarray(frame[name], dtype=np.int64)


def floats(frame: pd.DataFrame, name: str) -> Floats:
    """Return a column as floating point numbers."""
    return np.asarray(frame[name], dtype=np.float64)


def bools(frame: pd.DataFrame, name: str) -> Bools:
    """Return a column of yes and no."""
    return np.asarray(frame[name], dtype=np.bool_)


def words(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Return a column of words, whether stored as text or as categories."""
    return frame[name].to_numpy(dtype=object)


def codes(frame: pd.DataFrame, name: str, order: Sequence[str]) -> Ints:
    """Return the place of each word in `order`, -1 for words that are not in it."""
    place = {word: i for i, word in enumerate(order)}
    categories = getattr(frame[name].dtype, "categories", None)
    if categories is None:
        found = [place.get(word, -1) for word in words(frame, name).tolist()]
        return np.array(found, dtype=np.int64)
    # A missing value has code -1 and takes the last entry.
    of_category = np.array([*(place.get(word, -1) for word in categories.tolist()), -1], np.int64)
    return of_category[frame[name].cat.codes.to_numpy()]


def marks(frame: pd.DataFrame, name: str) -> NDArray[Any]:
    """Return a column of words as values that are equal where the words are, the quickest way."""
    if hasattr(frame[name].dtype, "categories"):
        return frame[name].cat.codes.to_numpy()
    return words(frame, name)


def ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """Return above / below, nan where below is not positive."""
    over, under = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    out = np.full(over.shape, np.nan)
    np.divide(over, under, out=out, where=under > 0)
    return out


def keys(frame: pd.DataFrame, *names: str) -> list[str]:
    """Return `names`, led by "run" if the table holds several runs."""
    return [name for name in ("run", *names) if name in frame.columns]
