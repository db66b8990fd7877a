"""Keys and identities in bulk, as the model makes them one by one."""

from collections.abc import Callable

import numba
import numpy as np

from sim.draws import identity, name_key
from sim.table import Array

JANUARY = 24120
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
COUNTIES = [f"county_{i:02}" for i in range(8)]
TOWNS = [f"{county}_town_{i:02}" for county in COUNTIES for i in range(14)]
UNITS = np.array([name_key(name) for name in (*TOWNS, *COUNTIES, "city")], np.uint64)


def keys(function: Callable[..., np.uint64], one: Array, two: Array, three: Array) -> Array:
    """Return `function` of all triples: (len(one) * len(two) * len(three),) uint64."""
    return _keys(function, *(np.ascontiguousarray(each) for each in (one, two, three)))


@numba.njit
def _keys(function: Callable[..., np.uint64], one: Array, two: Array, three: Array) -> Array:
    out = np.empty(len(one) * len(two) * len(three), np.uint64)
    at = 0
    for a in one:
        for b in two:
            for c in three:
                out[at] = function(a, b, c)
                at += 1
    return out


def identities(n: int) -> Array:
    """Identities as the model makes them: by month of entry, then unit, then ordinal."""
    cohorts = np.arange(JANUARY, JANUARY + n // (len(UNITS) * 60) + 1)
    return keys(identity, cohorts, UNITS, np.arange(60))[:n]


def shared(words: Array) -> int:
    """Return how many words stand in an array more than once."""
    ordered = np.sort(words.ravel())
    return int(np.count_nonzero(ordered[1:] == ordered[:-1]))
