"""Result tables as plain arrays, and how they become frames.

Headline results are read from the arrays: for one run, making frames takes longer than reading them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from sim.table import Array

Plain = Mapping[str, Any]
"""A table: columns by name, all of one length; arrays, or `Words` for columns of words from a short list."""


@dataclass(frozen=True)
class Words:
    """A column of words: codes (n,) int64 and the words that they stand for; -1 stands for none."""

    codes: Array
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Array) -> "Words":
        return Words(self.codes[rows], self.names)


@cache
def names_of(enum: type[IntEnum]) -> tuple[str, ...]:
    """Return the members' names in lower case, by value."""
    return tuple(member.name.lower() for member in sorted(enum))


def named(codes: Array, names: Sequence[str]) -> Words:
    """Return codes as words; -1 becomes the empty word."""
    codes, names = np.asarray(codes, np.int64), tuple(names)
    if "" not in names and (codes < 0).any():
        codes, names = np.where(codes < 0, len(names), codes), (*names, "")
    return Words(codes, names)


def as_frame(table: Plain) -> pd.DataFrame:
    """Return the table as a frame, words as categories."""
    return pd.DataFrame({name: _for_frame(column) for name, column in table.items()})


def _for_frame(column: Any) -> Any:
    if isinstance(column, Words):
        return pd.Categorical.from_codes(column.codes, dtype=_categories(column.names))
    return column


@lru_cache(maxsize=64)
def _categories(names: tuple[str, ...]) -> pd.CategoricalDtype:
    """Return the type of columns with these words; looking for doubles among them takes longer than all the rest."""
    return pd.CategoricalDtype(list(names))
