"""Closed forms, each as a pure function; no world, no chance.

Time in months, probabilities per month. T is the number of month ends at which someone was there: whoever was there
at the end of month m and leaves in month m + t was there at t month ends, m included, so T = t.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def lasting(h: float, t: ArrayLike) -> Floats:
    """Return P(T > t) = (1 - h)^t of a constant chance of leaving."""
    return np.asarray((1.0 - h) ** np.asarray(t, np.float64))


def lasting_after(least: int, h: float, t: ArrayLike) -> Floats:
    """Return P(T > t) of someone whose first `least - 1` months are safe: the chance h acts from month `least` on."""
    return lasting(h, np.maximum(0.0, np.asarray(t, np.float64) - (least - 1)))


def lasting_until(n: int, h: float, t: ArrayLike) -> Floats:
    """Return P(T > t) of someone who leaves for certain in month n, with the chance h in the months before it."""
    return np.where(np.asarray(t) < n, lasting(h, t), 0.0)


def ends(shares: Floats) -> Floats:
    """Return P(T = t), t = 1 .., from P(T > t), t = 0 .."""
    return -np.diff(shares)


def moments_between(shares: Floats, begin: int, end: int) -> tuple[float, float]:
    """Return mean and variance of the number of month ends t, begin <= t < end, at which someone is still there.

    `shares`: P(T > t) for t = 0 .. end - 1. With begin 0 these are the moments of min(T, end).
    """
    part = shares[begin:end]
    mean = float(part.sum())
    square = float(((2 * np.arange(len(part)) + 1) * part).sum())
    return mean, square - mean * mean


def incidence(q: float, both: float, t: ArrayLike) -> Floats:
    """Return the share that a cause of chance q has ended by t, if q and its rivals together have the chance `both`."""
    return q / both * (1.0 - lasting(both, t))


# -- graded systems ----------------------------------------------------------------------------------------------------


def fundamental(between: Floats) -> Floats:
    """Return N = (I - Q)^-1: expected months in grade j of someone now in grade i, the present month end counted."""
    return np.asarray(np.linalg.inv(np.eye(len(between)) - between))


def visit_variance(between: Floats) -> Floats:
    """Return the variances of the months in grade j of someone now in grade i: N (2 diag N - I) - N o N."""
    n = fundamental(between)
    return np.asarray(n @ (2.0 * np.diag(np.diag(n)) - np.eye(len(n))) - n * n)


def length_moments(between: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the months until leaving, by grade: N 1 and (2N - I) t - t o t."""
    n = fundamental(between)
    mean = n.sum(axis=1)
    return mean, np.asarray((2.0 * n - np.eye(len(n))) @ mean - mean * mean)


def chain_shares(passing: Floats, longest: int) -> Floats:
    """Return P(length = k) of a vacancy chain by the grade of its first opening: (grades, longest).

    `passing`: V_ij = P(an opening at i passes to j); P(length = k) = e_i V^(k-1) (1 - V 1), and k or more last.
    """
    stop = 1.0 - passing.sum(axis=1)
    columns, reach = [], np.eye(len(passing))
    for _ in range(longest - 1):
        columns.append(reach @ stop)
        reach = reach @ passing
    return np.column_stack([*columns, reach.sum(axis=1)])


# -- posts -------------------------------------------------------------------------------------------------------------


def leavers_per_post(least: int, h: float) -> float:
    """Return leavers per post and month under minimum service and instant refill: 1 / (L - 1 + 1/h)."""
    return 1.0 / (least - 1 + 1.0 / h)


def renewal_variance(shares: Floats, months: int) -> float:
    """Return the variance of the leavers of one post in a stretch of months, long after it was first filled.

    `shares`: P(T > t) for t = 0 .., until it is next to nothing. Var = w m (1 - m) + 2 sum_d (w - d) m (u_d - m), with
    m = 1 / E T and u_d = P(the post is refilled d months after a refill), u_d = sum_j P(T = j) u_(d-j).
    """
    law, rate = ends(shares), 1.0 / float(shares.sum())
    u = np.zeros(months)
    u[0] = 1.0
    for d in range(1, months):
        reach = min(d, len(law))
        u[d] = law[:reach] @ u[d - 1 :: -1][:reach]
    apart = np.arange(1, months)
    return float(months * rate * (1.0 - rate) + 2.0 * rate * ((months - apart) * (u[1:] - rate)).sum())


def open_months(fill: float, approval: int) -> tuple[float, float]:
    """Return mean and variance of the month ends at which an opening stands empty.

    `approval` months pass, then it is filled with the chance `fill` a month; it can be filled in the month in which it
    becomes ready, and so in the month in which it opened if no approval is needed.
    """
    return approval + (1.0 - fill) / fill, (1.0 - fill) / fill**2


def vacant_share(leave: float, fill: float, approval: int = 0) -> float:
    """Return the share of time for which a post stands empty at month end.

    Open months over open months plus held months, 1 / leave. Without approval this is p (1 - f) / (p (1 - f) + f):
    exits come before filling, so an opening may be filled before its first month ends (p / (p + f) counts it before
    that).
    """
    empty = open_months(fill, approval)[0]
    return empty / (empty + 1.0 / leave)


def vacant_share_variance(leave: float, fill: float, approval: int, months: int) -> float:
    """Return the variance of a post's vacant share of `months` month ends, a long time.

    Alternating renewals: (E[H]^2 Var D + E[D]^2 Var H) / E[H + D]^3 / months, with H held and D open months.
    """
    empty, spread = open_months(fill, approval)
    held, held_spread = 1.0 / leave, (1.0 - leave) / leave**2
    return (held**2 * spread + empty**2 * held_spread) / (held + empty) ** 3 / months


def vacancy_after_intake(leave: float) -> Floats:
    """Return the vacant share at the month ends 0 .. 11 months after a yearly intake that fills everything.

    Exits of the intake's own month come before it, so the first is 0. Counted before the intake instead, the mean is
    (1/12) sum over k = 1 .. 12 of 1 - (1 - e)^k.
    """
    return np.asarray(1.0 - lasting(leave, np.arange(12)))
