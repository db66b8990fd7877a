"""Closed forms, each as a pure function; no world, no chance.

Time in months, probabilities per month. T is the number of month ends at which someone was there: whoever was there
at the end of month m and leaves in month m + t was there at t month ends, m included, so T = t.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

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


def powers(between: Floats, months: int) -> Floats:
    """Return Q^0 .. Q^(months - 1): (months, grades, grades)."""
    found = np.empty((months, *between.shape))
    found[0] = np.eye(len(between))
    for k in range(1, months):
        found[k] = found[k - 1] @ between
    return found


def stocks(
    between: Floats, opening: ArrayLike, intake: ArrayLike, ages: ArrayLike, month: int
) -> tuple[Floats, Floats]:
    """Return mean and variance of the people in each grade after some months: n_0 Q^month + sum over intakes of p Q^k.

    opening, intake: (grades,) people at first, and of every intake. ages: months since each intake, 0 in its own.
    Everybody goes the own way: a grade holds a sum of independent yes and no, with the variance of P (1 - P) each.
    """
    p = powers(between, month + 1)
    since = np.asarray(ages, np.int64)
    begin, came = np.asarray(opening, np.float64), np.asarray(intake, np.float64)
    mean = begin @ p[month] + came @ p[since].sum(axis=0)
    spread = begin @ (p[month] * (1.0 - p[month])) + came @ (p[since] * (1.0 - p[since])).sum(axis=0)
    return np.asarray(mean), np.asarray(spread)


def fourth_moment(between: Floats, intake: ArrayLike, ages: ArrayLike) -> Floats:
    """Return the fourth central moment of the people in each grade who came with intakes of these ages.

    Of a sum of independent yes and no: 3 Var^2 + sum of P (1 - P) (1 - 6 P (1 - P)).
    """
    since, came = np.asarray(ages, np.int64), np.asarray(intake, np.float64)
    p = powers(between, int(since.max()) + 1)[since]
    each = p * (1.0 - p)
    variance = came @ each.sum(axis=0)
    return np.asarray(3.0 * variance**2 + came @ (each * (1.0 - 6.0 * each)).sum(axis=0))


def time_in_grade_variance(steps: Floats, grade: int, other: int, begin: int, end: int) -> float:
    """Return the variance of the month ends, begin <= k < end, at which someone who was in `grade` at 0 is in `other`.

    steps: Q^0 .. (`powers`). For k < l the covariance is P_k (P'_(l-k) - P_l), P' from `other` to itself.
    """
    p, back = steps[begin:end, grade, other], steps[:, other, other]
    apart = np.arange(len(p))[None, :] - np.arange(len(p))[:, None]
    later = np.where(apart > 0, p[:, None] * (back[np.maximum(apart, 0)] - p[None, :]), 0.0)
    return float((p * (1.0 - p)).sum() + 2.0 * later.sum())


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


# -- choice and selection ----------------------------------------------------------------------------------------------


def softmax(utilities: ArrayLike) -> Floats:
    """Return the shares of a multinomial logit: exp(V_i) / sum of exp(V_j)."""
    values = np.asarray(utilities, np.float64)
    odds = np.exp(values - values.max())
    return np.asarray(odds / odds.sum())


def best_of(n: int, k: int, cells: int = 20_000) -> tuple[float, float]:
    """Return mean and variance of the mean merit of the best k of n, merits standard normal and independent.

    Given the best of those left out, at the quantile B ~ Beta(n - k, k + 1), the k above it are independent draws from
    the normal above that line: m = E mu(T), v = E s2(T) / k + Var mu(T), mu = phi / (1 - Phi), s2 = 1 + T mu - mu^2.
    """
    quantile = betaincinv(n - k, k + 1, (np.arange(cells) + 0.5) / cells)
    line = ndtri(quantile)
    above = np.exp(-0.5 * line**2) / np.sqrt(2.0 * np.pi) / (1.0 - quantile)
    spread = 1.0 + line * above - above**2
    return float(above.mean()), float(spread.mean() / k + above.var())
