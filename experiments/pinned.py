"""What targets say about assumptions: those accepted against those drawn evenly between the bounds."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal

import numpy as np

from experiments.implausibility import Floats

Verdict = Literal["pinned", "narrowed", "free", "unknown"]
LEVEL: Final = 0.05
HALF: Final = 0.5
"""An assumption is pinned down where what is left is no wider than this share of what was possible."""
ENOUGH: Final = 10
"""Fewer accepted sets say nothing about ranges."""
MIDDLE: Final = (0.05, 0.95)
"""Quantiles between which the middle nine tenths lie."""


@dataclass(frozen=True)
class Pinned:
    """What is left of one assumption, in shares of its prior range.

    `low`, `high`: middle nine tenths of the accepted; `width`: how wide these are against nine tenths of the prior;
    `distance`: Kolmogorov-Smirnov's, between accepted and prior; `p`: by Holm over all assumptions.
    """

    low: float
    high: float
    width: float
    distance: float
    p: float
    verdict: Verdict


def pinned(shares: Floats) -> list[Pinned]:
    """Return what accepted sets say of each axis; `shares`: (sets, axes) in the unit cube, in which the prior is flat.

    With fewer than `ENOUGH` sets nothing can be said: numbers are given, the verdict is "unknown".
    """
    from scipy.stats import kstest
    from statsmodels.stats.multitest import multipletests

    if not len(shares):
        nan = float("nan")
        return [Pinned(nan, nan, nan, nan, nan, "unknown")] * shares.shape[1]
    tests = [kstest(column, "uniform") for column in shares.T]
    told, ps = multipletests([each.pvalue for each in tests], LEVEL, "holm")[:2]
    found = []
    for column, test, is_told, p in zip(shares.T, tests, told, ps, strict=True):
        low, high = np.quantile(column, MIDDLE)
        width = float(high - low) / (MIDDLE[1] - MIDDLE[0])
        verdict: Verdict = "free" if not is_told else "pinned" if width <= HALF else "narrowed"
        if len(shares) < ENOUGH:
            verdict = "unknown"
        found.append(Pinned(float(low), float(high), width, float(test.statistic), float(p), verdict))
    return found


@dataclass(frozen=True)
class Tie:
    """Two axes of which the targets fix a combination: rank correlation (Spearman's) among the accepted."""

    one: int
    other: int
    correlation: float


def ties(shares: Floats) -> list[Tie]:
    """Return the pairs of axes that accepted sets tie together, by Holm over all pairs, the strongest first."""
    from scipy.stats import spearmanr
    from statsmodels.stats.multitest import multipletests

    pairs = list(combinations(range(shares.shape[1]), 2))
    if len(shares) < ENOUGH or not pairs:
        return []
    tests: list[Any] = [spearmanr(shares[:, one], shares[:, other]) for one, other in pairs]
    told = multipletests([each.pvalue for each in tests], LEVEL, "holm")[0]
    found = [
        Tie(*pair, float(test.statistic)) for pair, test, is_told in zip(pairs, tests, told, strict=True) if is_told
    ]
    return sorted(found, key=lambda each: -abs(each.correlation))


def central(shares: Floats) -> int:
    """Return the row that is nearest to all others: the medoid, each axis measured by its spread among the rows."""
    spread = shares.std(axis=0)
    scaled = shares / np.where(spread > 0, spread, 1.0)
    apart = np.sqrt(((scaled[:, None, :] - scaled[None, :, :]) ** 2).sum(axis=2))
    return int(apart.sum(axis=1).argmin())
