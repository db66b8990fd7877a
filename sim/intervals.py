"""How sure: intervals of paired differences, bands of curves, and how many runs would be enough.

A run of a policy and the run of the baseline on the same seed share their luck and are one pair.
With few runs the interval rests on Student's t: quantiles of ten or twenty runs fall short of 95
percent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

ENOUGH: Final = 5
"""Fewer runs than this give no interval and no band."""
MOST: Final = 1_000_000
"""No study is planned with more runs than this."""
_QUANTILES: Final = {
    "low_95": 0.025,
    "low_50": 0.25,
    "median": 0.5,
    "high_50": 0.75,
    "high_95": 0.975,
}


@dataclass(frozen=True)
class Difference:
    """Policy minus baseline over paired runs.

    `mean` with `low` and `high` (nan with fewer than 5 pairs), `sd` of the differences, `n` pairs;
    shares of pairs in which the difference is `negative`, `positive` or exactly `zero` ("in 96 of
    100 futures").
    """

    mean: float
    low: float
    high: float
    sd: float
    n: int
    negative: float
    positive: float
    zero: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves out zero; never without an interval."""
        return self.low > 0 or self.high < 0


class Bands(NamedTuple):
    """Quantiles over runs at each point of a curve, arrays of the curve's length."""

    low_95: Floats
    low_50: Floats
    median: Floats
    high_50: Floats
    high_95: Floats


def paired_difference(policy: ArrayLike, baseline: ArrayLike, level: float = 0.95) -> Difference:
    """Return the mean of policy - baseline with a t interval, mean +- t(n - 1) sd / sqrt(n).

    `policy`, `baseline`: (n,) one result a run, in the same order of seeds. Pairs in which either
    is nan are left out.
    """
    left, right = np.asarray(policy, float), np.asarray(baseline, float)
    if left.shape != right.shape or left.ndim != 1:
        raise ValueError(
            f"policy has shape {left.shape}, baseline {right.shape}; pairs need one value a run "
            "each, in the same order of seeds"
        )
    apart = left - right
    apart = apart[~np.isnan(apart)]
    n = len(apart)
    if n == 0:
        nan = math.nan
        return Difference(nan, nan, nan, nan, 0, nan, nan, nan)
    mean, low, high = mean_interval(apart, level)
    sd = float(apart.std(ddof=1)) if n > 1 else math.nan
    negative, positive = float(np.mean(apart < 0)), float(np.mean(apart > 0))
    zero = float(np.mean(apart == 0))
    return Difference(mean, low, high, sd, n, negative, positive, zero)


def ratio_interval(above: ArrayLike, below: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return the ratio of two means with its interval by Fieller's theorem (Fieller 1954).

    `above`, `below`: (n,) of the same runs, in the same order. All three are nan where the mean of `below` cannot be
    told from zero or is negative, so that the ratio says nothing; the bounds also with fewer than 5 runs.
    """
    a, b = np.asarray(above, float), np.asarray(below, float)
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    n, nan = len(a), math.nan
    if n < ENOUGH:
        return (float(a.mean() / b.mean()), nan, nan) if n and b.mean() > 0 else (nan, nan, nan)
    covariance = np.cov(a, b) / n
    critical = _t(0.5 + level / 2, n - 1) ** 2
    mean_a, mean_b = float(a.mean()), float(b.mean())
    square = mean_b**2 - critical * float(covariance[1, 1])
    if mean_b <= 0 or square <= 0:
        return nan, nan, nan
    cross = mean_a * mean_b - critical * float(covariance[0, 1])
    rest = mean_a**2 - critical * float(covariance[0, 0])
    half = math.sqrt(max(0.0, cross**2 - square * rest))
    return mean_a / mean_b, (cross - half) / square, (cross + half) / square


def mean_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return mean, low and high of a t interval of the values that are not nan.

    Bounds are nan with fewer than 5 values.
    """
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return math.nan, math.nan, math.nan
    mean = float(known.mean())
    if n < ENOUGH:
        return mean, math.nan, math.nan
    half = _t(0.5 + level / 2, n - 1) * float(known.std(ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half


def runs_needed(sd: float, difference: float, level: float = 0.95, power: float = 0.8) -> int:
    """Return how many pairs of runs would tell a true difference from zero with chance `power`.

    `sd`: of the paired differences, as in `Difference.sd`. Smallest n >= 5 with (t(level) +
    t(power)) sd / sqrt(n) <= |difference|; with power 0.5 that is an interval no wider than the
    difference to each side. ValueError if that takes more than a million.
    """
    if not (sd >= 0 and math.isfinite(sd) and math.isfinite(difference) and difference != 0):
        raise ValueError(
            f"sd is {sd}, difference {difference}; sd must be known and not negative, the difference known and not zero"
        )

    def enough(n: int) -> bool:
        reach = _t(0.5 + level / 2, n - 1) + _t(power, n - 1)
        return reach * sd / math.sqrt(n) <= abs(difference)

    if not enough(MOST):
        raise ValueError(
            f"with sd {sd} a difference of {difference} takes more than {MOST} runs; ask for a larger difference"
        )
    low, high = ENOUGH - 1, ENOUGH
    while not enough(high):
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def bands(values: ArrayLike) -> Bands:
    """Return the median and the middle 50 and 95 percent of runs, point by point.

    `values`: (runs, points). nan values are left out of their point; points with fewer than 5
    values have a median but no band. These show how futures differ; how well a mean is known is
    `mean_interval`.
    """
    table = np.asarray(values, float)
    if table.ndim != 2:
        raise ValueError(f"values have shape {table.shape}; needed are two axes, runs and points of the curve")
    found = np.full((len(_QUANTILES), table.shape[1]), np.nan)
    known = (~np.isnan(table)).sum(axis=0)
    some = known > 0
    whole = known == len(table)
    quantiles = list(_QUANTILES.values())
    if len(table) and whole.any():  # all at once; the library goes through the others point by point
        found[:, whole] = np.quantile(table[:, whole], quantiles, axis=0)
    if (some & ~whole).any():
        found[:, some & ~whole] = np.nanquantile(table[:, some & ~whole], quantiles, axis=0)
    for row, name in zip(found, _QUANTILES, strict=True):
        if name != "median":
            row[known < ENOUGH] = np.nan
    return Bands(*found)


def curve_bands(curves: pd.DataFrame, x: str, value: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return `bands` of curves in a long table: columns `by`, x, the five quantiles, runs.

    `x`: the column along the curve, `value`: its height; one row for each run, group and x.
    """
    groups = curves.groupby(list(by), observed=True) if by else [((), curves)]
    tables = []
    for _, part in groups:
        wide = part.pivot(index="run", columns=x, values=value)
        table = pd.DataFrame(bands(wide.to_numpy(float))._asdict())
        table["runs"] = wide.notna().sum().to_numpy()
        table.insert(0, x, wide.columns.to_numpy())
        for place, name in enumerate(by):
            table.insert(place, name, part[name].iloc[0])
        tables.append(table)
    columns = [*by, x, *_QUANTILES, "runs"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _t(probability: float, degrees: int) -> float:
    """Return a quantile of Student's t."""
    return float(stdtrit(degrees, probability))
