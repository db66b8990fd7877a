"""What a trial found beside what a formula says, and whether the two can both be right.

No tolerance is picked by hand: a check carries a standard error that comes from a formula, or it is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc, ndtr

ALPHA: Final = 1e-3
"""Chance that a correct model fails anywhere in a family of checks."""
LEAST_EXPECTED: Final = 10.0
"""Cells with fewer expected cases are put together before counts are compared."""


@dataclass(frozen=True)
class Check:
    """One number of a trial beside its closed form.

    `error`: standard error of `observed` if the formula holds, 0 for an exact check. `p`: chance of a deviation
    at least this large if the formula holds.
    """

    name: str
    observed: float
    expected: float
    error: float
    p: float

    @property
    def z(self) -> float:
        """Deviation in standard errors; of an exact check 0, or infinite."""
        deviation = self.observed - self.expected
        if self.error == 0.0:
            return 0.0 if deviation == 0.0 else float(np.copysign(np.inf, deviation))
        return deviation / self.error


def near(name: str, observed: float, expected: float, error: float) -> Check:
    """Compare a mean or a sum with its expectation, given its standard error (normal law, two-sided)."""
    if not error > 0.0:
        raise ValueError(f"{name}: the standard error is {error}; allowed: above 0; compare exact numbers with equal()")
    return Check(name, observed, expected, error, float(2.0 * ndtr(-abs(observed - expected) / error)))


def share(name: str, cases: int, trials: int, expected: float) -> Check:
    """Compare a share of independent cases with its probability."""
    return near(name, cases / trials, expected, float(np.sqrt(expected * (1.0 - expected) / trials)))


def equal(name: str, observed: ArrayLike, expected: ArrayLike) -> Check:
    """Compare numbers that must be the same to the last one; reports how many are not."""
    one, other = np.asarray(observed), np.asarray(expected)
    if one.shape != other.shape:
        different = max(one.size, other.size, 1)
    else:
        different = int(np.count_nonzero(one != other))
    return Check(name, float(different), 0.0, 0.0, 0.0 if different else 1.0)


def fits(name: str, counts: ArrayLike, expected: ArrayLike) -> Check:
    """Compare counts with expected counts that have the same sum (chi-square; rare neighbours put together).

    `observed` is the statistic, `expected` its degrees of freedom. A case where none can be refutes at once.
    """
    seen, law = (np.asarray(each, np.float64) for each in (counts, expected))
    if seen.shape != law.shape or not np.isclose(seen.sum(), law.sum(), rtol=1e-9):
        raise ValueError(f"{name}: {seen.sum()} counted, {law.sum()} expected; allowed: equal sums over equal cells")
    if (seen[law == 0.0] > 0).any():
        return Check(f"{name}, impossible cases", float(seen[law == 0.0].sum()), 0.0, 0.0, 0.0)
    cell = _merged(law)
    seen, law = np.bincount(cell, seen), np.bincount(cell, law)
    freedom = len(law) - 1
    if freedom < 1:
        raise ValueError(f"{name}: too few cases for a comparison; enlarge the trial")
    statistic = float(((seen - law) ** 2 / law).sum())
    return Check(name, statistic, freedom, float(np.sqrt(2.0 * freedom)), float(gammaincc(freedom / 2, statistic / 2)))


def _merged(expected: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of the cell that each cell goes into, so that none expects too few cases."""
    cell, held = np.zeros(len(expected), np.int64), 0.0
    for i, count in enumerate(expected):
        cell[i] = cell[i - 1] if i else 0
        if held >= LEAST_EXPECTED:
            cell[i] += 1
            held = 0.0
        held += count
    if held < LEAST_EXPECTED and cell[-1] > 0:
        cell[cell == cell[-1]] -= 1
    return cell


def refuted(checks: Sequence[Check], alpha: float = ALPHA) -> list[Check]:
    """Return the checks that fail, by Holm's step-down rule: a correct model has none with probability 1 - alpha."""
    failed: list[Check] = []
    for rank, check in enumerate(sorted(checks, key=lambda each: each.p)):
        if check.p > alpha / (len(checks) - rank):
            break
        failed.append(check)
    return failed


def told(checks: Sequence[Check]) -> str:
    """Return one line for each check: what was found, what was expected, how far apart."""
    return "\n".join(
        f"{check.name}: {check.observed:.6g} found, {check.expected:.6g} by the formula "
        + (f"(z {check.z:+.2f}, p {check.p:.2g})" if check.error else "(exact)")
        for check in checks
    )
