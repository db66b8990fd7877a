"""Whether a point keeps its constraints, judged on the safe side from the runs there are.

A mean is judged as it is. A chance is judged by the one-sided Clopper-Pearson bound (1934): the smallest chance under
which so many runs would keep the condition with a probability of a twentieth. Whatever the true chance is, a point
whose chance is too low passes with a probability of at most a twentieth; by Wilson's interval, which is shorter, up to
seven in a hundred would. A run without a value counts as one that did not keep the condition; a mean of which a run is
missing is not known, and so not kept.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from experiments.conditions import Constraint

Floats = np.ndarray[Any, np.dtype[np.float64]]
RISK: Final = 0.05
"""Chance that a point passes whose own chance is just too low."""
UNKNOWN: Final = 1e9
"""Violation of a constraint that cannot be judged."""


@dataclass(frozen=True)
class Verdict:
    """One constraint at one point.

    `seen`: the mean, or the share of runs that kept the condition; `shown`: the mean, or the lower bound of the
    chance; `violation`: how far it is missed, 0 where it is kept, relative to the limit for a mean.
    """

    seen: float
    shown: float
    is_kept: bool
    violation: float


def verdict(constraint: Constraint, values: Floats) -> Verdict:
    """Judge a constraint by the runs of a point; `values`: (seeds,), nan where a run has no value."""
    if constraint.is_chance:
        kept, runs = int(constraint.condition.holds(values).sum()), len(values)
        bound = chance_bound(kept, runs)
        miss = max(0.0, constraint.least - bound)
        return Verdict(kept / runs if runs else math.nan, bound, bound >= constraint.least, miss)
    mean = float(np.mean(values)) if len(values) else math.nan
    if math.isnan(mean):
        return Verdict(mean, mean, False, UNKNOWN)
    limit = constraint.condition.limit
    is_kept = bool(constraint.condition.holds(mean))
    # At the limit itself "below" is missed by nothing; it is missed all the same.
    miss = 0.0 if is_kept else max(abs(mean - limit) / max(abs(limit), 1e-9), 1e-9)
    return Verdict(mean, mean, is_kept, miss)


def chance_bound(kept: int, runs: int, risk: float = RISK) -> float:
    """Return the one-sided lower Clopper-Pearson bound of a chance."""
    from scipy.special import betaincinv

    return float(betaincinv(kept, runs - kept + 1, risk)) if kept else 0.0


def seeds_needed(least: float, risk: float = RISK) -> int:
    """Return how many seeds it takes to show a chance if every one of them keeps the condition."""
    runs = max(1, math.floor(math.log(risk) / math.log(least)))
    return runs if chance_bound(runs, runs, risk) >= least else runs + 1


def seed_problems(constraints: Sequence[Constraint], seeds: int) -> list[str]:
    """Say of which constraints no point could be shown to keep them with so many seeds."""
    found = []
    for each in constraints:
        if each.is_chance and seeds < seeds_needed(each.least):
            found.append(
                f"P({each.condition.measure.name} ...) >= {each.least:g} cannot be shown with seeds={seeds}: even if "
                f"all of them keep it, the chance may be as low as {chance_bound(seeds, seeds):.2f}; take at least "
                f"{seeds_needed(each.least)} seeds"
            )
    return found
