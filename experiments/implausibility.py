"""How far a set of assumptions misses the targets, in units of what tolerance and chance allow.

The implausibility of a set is that of history matching (Craig and others 1997; Vernon and others 2010):

    |mean over seeds - value| / sqrt(tolerance² + (z s)² (1 / n + 1))

`s`: standard deviation of the result from seed to seed under one set of assumptions; `n`: seeds behind the mean. The
place that a figure was counted in had its own luck, once, which adds the 1, unless the tolerance holds it already. `z`:
the normal quantile that holds at 95 percent for all targets together (Bonferroni), so that the true assumptions are not
lost because one of a dozen figures was unlucky. At 1 a target is just met; a set is accepted when its largest
implausibility is no more than 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from experiments.targets import Target

Floats = np.ndarray[Any, np.dtype[np.float64]]
LEVEL: Final = 0.95
MET: Final = 1.0
"""A target is met up to this implausibility."""


@dataclass(frozen=True)
class Goals:
    """The targets as arrays (targets,): value, tolerance, and 1 where the place's own luck comes on top, else 0."""

    value: Floats
    tolerance: Floats
    luck: Floats

    @classmethod
    def of(cls, targets: Sequence[Target]) -> "Goals":
        """Return the goals that targets set."""
        return cls(
            np.array([each.value for each in targets]),
            np.array([each.tolerance for each in targets]),
            np.array([0.0 if each.luck_within else 1.0 for each in targets]),
        )

    @property
    def z(self) -> float:
        """Return the normal quantile that holds for all targets together."""
        return float(ndtri(1.0 - (1.0 - LEVEL) / (2.0 * len(self.value))))

    def reach(self, noise: Floats, of_mean: Floats, own: Any = slice(None)) -> Floats:
        """Return how far a mean may be from the value: (..., targets); of one target: (...).

        `noise`: (targets,) variance from seed to seed; `of_mean`: (..., targets) variance with which the mean is known,
        of one target (...); `own`: the place of that target.
        """
        return np.sqrt(self.tolerance[own] ** 2 + self.z**2 * (of_mean + self.luck[own] * noise[own]))

    def implausibility(self, means: Floats, noise: Floats, of_mean: Floats) -> Floats:
        """Return the implausibility of means (..., targets); infinite where a mean is not known."""
        found = np.abs(means - self.value) / self.reach(noise, of_mean)
        return np.where(np.isnan(found), np.inf, found)


def seed_noise(values: Floats) -> Floats:
    """Return the variance of every target's result from seed to seed, (targets,), pooled over points.

    `values`: (points, seeds, targets), nan where a run has no result. 0 where no point has two seeds.
    """
    known = ~np.isnan(values)
    seeds = known.sum(axis=1)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=1) / np.maximum(seeds, 1)
    squares = (np.where(known, values - mean[:, None, :], 0.0) ** 2).sum(axis=(0, 1))
    degrees = np.maximum(seeds - 1, 0).sum(axis=0)
    return np.where(degrees > 0, squares / np.maximum(degrees, 1), 0.0)


def judged(values: Floats, goals: Goals, noise: Floats) -> tuple[Floats, Floats]:
    """Return means and implausibilities, both (points, targets), of runs (points, seeds, targets).

    A point without a result of some run is infinitely implausible in that target.
    """
    means = values.mean(axis=1)
    return means, goals.implausibility(means, noise, np.broadcast_to(noise / values.shape[1], means.shape))
