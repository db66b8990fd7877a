"""Point estimates for times in whole months, in closed form.

The headline results of thousands of runs are made with these; a test holds them equal to the
library's.
"""

from typing import Final

import numpy as np

from sim.measures.columns import Bools, Floats, Ints

UNKNOWN: Final = float("nan")


def at_risk(seen: Ints) -> Ints:
    """Return how many last at least t months, for t = 0 .. the longest time; seen: how many are last seen at t."""
    return np.cumsum(seen[::-1])[::-1]


def kaplan_meier(time: Ints, ended: Bools) -> Floats:
    """Return the Kaplan-Meier share S(t) = P(T > t) for t = 0 .. the longest time observed.

    `time`: (n,) months until the end, or until last seen; `ended`: (n,) false where still open when
    last seen. Someone last seen at t is at risk at t: ends come before losses of sight. Empty
    without spells.
    """
    seen = np.bincount(time)
    return kaplan_meier_of(seen, np.bincount(time[ended], minlength=len(seen)))


def kaplan_meier_of(seen: Ints, ended: Ints) -> Floats:
    """Return the same from counts by time: how many were last seen at t, and how many of these ended then."""
    longest = np.flatnonzero(seen)[-1:]
    if len(longest) == 0:
        return np.empty(0)
    known = slice(int(longest[0]) + 1)
    return np.cumprod(1.0 - ended[known] / at_risk(seen[known]))


def share_at(share: Floats, t: int) -> float:
    """Return S(t); nan if nobody was followed so long, unless the curve has reached zero."""
    if t < len(share):
        return float(share[t])
    return 0.0 if len(share) and share[-1] == 0.0 else UNKNOWN


def median(share: Floats) -> float:
    """Return the first month by which at least half have ended; nan if there is none."""
    below = np.flatnonzero(share <= 0.5)
    return float(below[0]) if len(below) else UNKNOWN


def restricted_mean(share: Floats, limit: int) -> float:
    """Return E min(T, limit) = S(0) + ... + S(limit - 1) in months; nan if not followed so long."""
    if np.isnan(share_at(share, limit - 1)):
        return UNKNOWN
    return float(share[:limit].sum())
