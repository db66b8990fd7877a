"""Oracle of intervals: of many repeated studies, 95 of 100 bands hold the true difference."""

from collections.abc import Callable
from typing import Final

import numpy as np

from sim.intervals import paired_difference
from sim.oracles.evidence import Check, share
from sim.oracles.trial import START, Oracle, Trial, chance, organs, people, rules
from sim.table import Array

Interval = Callable[[Array, Array], tuple[float, float]]
"""Gives the ends of a 95 percent band for the mean of policy - baseline, from results of paired runs."""
LEAVE: Final = 0.04
"""Monthly chance that a post's holder resigns."""
POSTS: Final = (18, 12)
"""Posts of the two sides of a pair: the "policy", and the "baseline"."""
PAIRS: Final = 200
STRETCH: Final = 12
"""Months of a toy run."""
STRETCHES: Final = 100
RUNS: Final = (10, 20, 30)
"""Runs of a toy study."""


def t_band(policy: Array, baseline: Array) -> tuple[float, float]:
    """Return the band that reports print."""
    found = paired_difference(policy, baseline)
    return found.low, found.high


def toy_results(trial: Trial) -> tuple[Array, Array]:
    """Return leavers of many independent toy runs, of the policy and of the baseline: (runs,) each.

    Every leaver's post is filled in the same month from outside, so that each post and month is a draw of its own.
    """
    pairs, months, width = PAIRS * trial.size, STRETCH * STRETCHES, sum(POSTS)
    place = organs(1, leading=(0, 0, pairs * width, 0, 0, 0))
    model = trial.run(place, months, ["resignation", "fill_posts"], rules(), people(LEAVE))
    events = model.results.events
    left = events[(events["kind"] == "leave").to_numpy()]
    pair, seat = np.divmod(left["from_post"].to_numpy(), width)
    when = (left["month"].to_numpy() - START) // STRETCH
    cell = (when * pairs + pair) * 2 + (seat >= POSTS[0])
    counts = np.bincount(cell, minlength=STRETCHES * pairs * 2).reshape(-1, 2)
    return counts[:, 0], counts[:, 1]


def interval_coverage(trial: Trial, interval: Interval = t_band) -> list[Check]:
    """Count how often the band over repeated toy studies holds the true difference."""
    policy, baseline = toy_results(trial)
    true = (POSTS[0] - POSTS[1]) * STRETCH * chance(LEAVE)
    checks = []
    for runs in RUNS:
        studies = len(policy) // runs
        held = 0
        for one, other in zip(*(each[: studies * runs].reshape(-1, runs) for each in (policy, baseline)), strict=True):
            low, high = interval(one, other)
            held += low <= true <= high
        checks.append(share(f"95% bands of {runs} runs that hold the true difference", held, studies, 0.95))
    return checks


ORACLES: Final = (
    Oracle(
        22, "interval coverage", "区间覆盖率",
        "a 95 % t band over repeated toy studies holds the truth 95 times in 100, at 10, 20 and 30 runs",
        "a toy run: leavers of two groups of posts in a year, every post filled again at once; the true difference "
        "is that of the posts, times months, times h",
        interval_coverage, "analysis",
    ),
)  # fmt: skip
