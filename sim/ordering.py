"""Numbers put in order by the band of values in which they lie, which takes fewer guesses than comparing pairs."""

import numpy as np

from sim.compiled import compiled
from sim.table import Array

_BANDS = 64
"""Bands into which scores are counted to find the line of the best."""
_CROWD = 64
"""Numbers in one band from which on ordinary sorting is quicker."""
_TOO_CLOSE = 1e-9
"""Numbers that lie no further apart are not told apart by bands."""


@compiled
def kth_highest(scores: Array, k: int) -> float:
    """Return the k-th highest of scores; (n,) float64, n >= k >= 1.

    Scores are counted into bands of equal width and only the band with the answer is sorted: a guess for each score,
    which sorting and partitioning make many times, costs more than the counting.
    """
    low, high = scores.min(), scores.max()
    if not high - low > _TOO_CLOSE:
        return float(np.sort(scores)[len(scores) - k])
    bands, width = np.zeros(_BANDS + 1, np.int64), _BANDS / (high - low)
    for i in range(len(scores)):
        bands[int((scores[i] - low) * width)] += 1
    band, above = _BANDS, 0
    while above + bands[band] < k:
        above += bands[band]
        band -= 1
    inside, n = np.empty(bands[band], np.float64), 0
    for i in range(len(scores)):
        if int((scores[i] - low) * width) == band:
            inside[n] = scores[i]
            n += 1
    return float(np.sort(inside)[n - (k - above)])


@compiled
def ascending(values: Array) -> Array:
    """Return the places of numbers, the lowest first, equal ones as they stand; (n,) float64 -> (n,) int64.

    As many bands as numbers: each number is put behind those of its band, and few change places afterwards.
    """
    n = len(values)
    if n == 0:
        return np.empty(0, np.int64)
    low, high = values.min(), values.max()
    if not high - low > _TOO_CLOSE:
        return np.argsort(values, kind="mergesort")
    bands, ends, width = np.empty(n, np.int64), np.zeros(n + 1, np.int64), (n - 1) / (high - low)
    for i in range(n):
        bands[i] = int((values[i] - low) * width)
        ends[bands[i] + 1] += 1
    if ends.max() > _CROWD:
        return np.argsort(values, kind="mergesort")
    for band in range(n):
        ends[band + 1] += ends[band]
    order = np.empty(n, np.int64)
    for i in range(n):
        order[ends[bands[i]]] = i
        ends[bands[i]] += 1
    for i in range(1, n):
        place, k = order[i], i
        while k > 0 and values[order[k - 1]] > values[place]:
            order[k] = order[k - 1]
            k -= 1
        order[k] = place
    return order
