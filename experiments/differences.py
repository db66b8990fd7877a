"""Paired differences of every headline result between policies that ran on the same seeds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.intervals import Difference, paired_difference
from sim.measures import MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Finding:
    """One measure under one policy against the policy compared with.

    `mean`, `mean_of_first`: means over the runs that both have; nan where no run is long enough.
    """

    policy: str
    first: str
    measure: Measure
    mean: float
    mean_of_first: float
    difference: Difference

    @property
    def is_known(self) -> bool:
        """Whether any pair of runs has a result."""
        return self.difference.n > 0


def findings(runs: "pd.DataFrame", policies: Sequence[str]) -> list[Finding]:
    """Compare every policy after the first with the first, measure by measure.

    `runs`: a row for each run, with columns policy, seed and the measures. Seeds that only one of
    the two has are left out.
    """
    by_policy = {name: part.set_index("seed") for name, part in runs.groupby("policy", observed=True)}
    first, names = by_policy[policies[0]], list(MEASURES)
    found = []
    for policy in policies[1:]:
        own = by_policy[policy]
        seeds = sorted(set(own.index) & set(first.index))
        ours, theirs = (table.loc[seeds, names].to_numpy(float).T for table in (own, first))
        for measure, one, other in zip(MEASURES.values(), ours, theirs, strict=True):
            both = ~(np.isnan(one) | np.isnan(other))
            found.append(
                Finding(
                    policy=policy,
                    first=policies[0],
                    measure=measure,
                    mean=float(one[both].mean()) if both.any() else math.nan,
                    mean_of_first=float(other[both].mean()) if both.any() else math.nan,
                    difference=paired_difference(one, other),
                )
            )
    return found
