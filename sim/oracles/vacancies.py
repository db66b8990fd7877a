"""Oracles of posts: chains of moves, how long posts stand empty, yearly intakes, Little's law."""

from typing import Final

import numpy as np
import pandas as pd

from sim.measures.estimators import kaplan_meier, restricted_mean
from sim.measures.openings import chains, opening_spells
from sim.measures.stocks import mean_open
from sim.model import CadreModel
from sim.oracles import formulas
from sim.oracles.evidence import Check, equal, fits, near, share
from sim.oracles.trial import START, Oracle, Trial, chance, city, organs, people, rules, unit, window
from sim.table import Array
from sim.terms import MONTHS

OUTSIDE: Final = 0.2
"""Share of leading openings filled from outside the service."""
ACROSS: Final = 0.3
"""Share of the others filled from the other layer."""
EXIT: Final = 0.02
LONGEST: Final = 7
"""Chains of so many moves or more are one cell."""
SEATS: Final = (
    ("county", "deputy_division"), ("county", "section"), ("county", "deputy_section"), ("county", "non_leading"),
    ("township", "section"), ("township", "deputy_section"), ("township", "non_leading"),
)  # fmt: skip
"""Kinds of openings by tier and rank group."""
LEAVE: Final = 0.03
"""Monthly chance that a post's holder resigns."""
FILL: Final = 0.35
"""Share of ripe openings taken up a month."""
SETTLED: Final = 120
"""Months after which the full start is forgotten."""


def passing() -> formulas.Floats:
    """Return V: the probability that an opening of each kind of seat is passed to another kind, from the levers.

    A county post is filled from the townships' people of its rank, or the next lower one where there are none; a
    township post from the county's people one rank below; the others from the own layer, one rank below. Posts
    without a leading role wait for recruits, so a chain ends there.
    """
    v = np.zeros((len(SEATS), len(SEATS)))
    inside, place = 1.0 - OUTSIDE, {seat: i for i, seat in enumerate(SEATS)}
    ranks = ("non_leading", "deputy_section", "section", "deputy_division")
    for (tier, rank), i in place.items():
        if rank == "non_leading":
            continue
        below = ranks[ranks.index(rank) - 1]
        v[i, place[tier, below]] = inside * (1.0 - ACROSS)
        if tier == "township":
            across = ("county", below)
        else:
            across = ("township", rank if ("township", rank) in place else below)
        v[i, place[across]] = inside * ACROSS
    return v


def vacancy_chains(trial: Trial) -> list[Check]:
    """Let openings pass from post to post along known channels, and count the moves of each chain."""
    n = trial.size
    place = city(
        *[unit(f"town {i}", "township", "county", 60 * n, (0, 0, 20 * n, 5 * n, 0, 0)) for i in range(20)],
        unit("county", "county", "city", 1_000 * n, (0, 0, 200 * n, 100 * n, 60 * n, 0)),
        unit("city", "city", others=1),
    )
    on = ["ranking", "resignation", "fill_posts", "recruitment"]
    policy = rules(outside=OUTSIDE, across=ACROSS)
    model = trial.run(place, 480, on, policy, people(EXIT))
    found = chains(model.results.openings, window(model), follow_up=1)
    law, (mean, variance) = formulas.chain_shares(passing(), LONGEST), formulas.length_moments(passing())
    passes = _passes(model.results.openings)
    checks = []
    for i, (tier, rank) in enumerate(SEATS):
        mine = found[(found["tier"] == tier) & (found["rank_group"] == rank)]["length"].to_numpy()
        name = f"moves set off by an opening at {tier} {rank}"
        if rank == "non_leading":
            checks.append(equal(name, mine, np.ones_like(mine)))
            continue
        counts = np.bincount(np.minimum(mine, LONGEST), minlength=LONGEST + 1)[1:]
        checks.append(fits(name, counts, len(mine) * law[i]))
        checks.append(near(f"{name}, mean", mine.mean(), mean[i], np.sqrt(variance[i] / len(mine))))
        next_seat = np.append(passing()[i], 1.0 - passing()[i].sum())
        checks.append(fits(f"where openings at {tier} {rank} pass to", passes[i], passes[i].sum() * next_seat))
    return checks


def _passes(openings: pd.DataFrame) -> Array:
    """Count openings by kind and the kind that they pass to, outside the service last: (kinds, kinds + 1)."""
    links = openings[openings["chain"] >= 0].sort_values(["chain", "depth"])
    kinds = {seat: i for i, seat in enumerate(SEATS)}
    kind = np.array([kinds.get(seat, -1) for seat in zip(links["tier"], links["rank_group"], strict=True)])
    chain = links["chain"].to_numpy()
    onward = np.where(np.append(chain[1:] == chain[:-1], False), np.append(kind[1:], -1), len(SEATS))
    cell = kind * (len(SEATS) + 1) + onward
    size = len(SEATS) * (len(SEATS) + 1)
    return np.bincount(cell[kind >= 0], minlength=size).reshape(len(SEATS), -1)


def _posts_filled_from_outside(trial: Trial, posts: int, months: int, approval: int) -> CadreModel:
    leading = (0, 0, posts, 0, 0, 0)
    policy = rules(fill=FILL, approval=approval)
    return trial.run(organs(trial.size, leading=leading), months, ["resignation", "fill_posts"], policy, people(LEAVE))


def one_post(trial: Trial) -> list[Check]:
    """Empty posts by resignation, and fill each from outside with one chance a month once it is approved."""
    checks = []
    for approval in (0, 3):
        months = 720
        model = _posts_filled_from_outside(trial, 1_000, months, approval)
        table = model.results.months
        late = table[table["month"] >= START + SETTLED]
        found = late["vacant"].sum() / late["established"].sum()
        law = formulas.vacant_share(chance(LEAVE), FILL, approval)
        variance = formulas.vacant_share_variance(chance(LEAVE), FILL, approval, months - SETTLED)
        name = f"vacant share, {approval} months of approval"
        checks.append(near(name, found, law, np.sqrt(variance / (1_000 * trial.size))))
    return checks


def yearly_intake(trial: Trial) -> list[Check]:
    """Fill all posts each September, and let them empty for a year."""
    years, h, place = 21, chance(LEAVE), organs(trial.size, 3_000)
    model = trial.run(place, years * MONTHS, ["resignation", "recruitment"], rules(), people(LEAVE))
    posts = len(model.world.posts)
    vacant = model.results.months.groupby("month")["vacant"].sum().to_numpy()
    from_september = vacant[8 : 8 + (years - 1) * MONTHS].reshape(-1, MONTHS)
    law = formulas.vacancy_after_intake(h)
    checks = [equal("vacant posts at the intake", from_september[:, 0].sum(), 0)]
    for k in range(1, MONTHS):
        empty = from_september[:, k]
        checks.append(share(f"vacant share {k} months on", int(empty.sum()), empty.size * posts, float(law[k])))
    # month ends at which a post stands empty in a year: 11 less the months its holder is there after the first
    held, spread = formulas.moments_between(formulas.lasting(h, np.arange(MONTHS)), 1, MONTHS)
    error = np.sqrt(spread / from_september.shape[0] / posts) / MONTHS
    checks.append(near("mean vacant share", from_september.mean() / posts, (MONTHS - 1 - held) / MONTHS, error))
    return checks


def littles_law(trial: Trial) -> list[Check]:
    """Compare open posts in the monthly table with openings and times to fill in the table of openings."""
    posts, months, approval, followed = 1_000, 720, 2, 24
    model = _posts_filled_from_outside(trial, posts, months, approval)
    openings, late, end = model.results.openings, START + SETTLED, model.results.horizon
    known = openings[(openings["opened"] >= late) & (openings["opened"] < end - followed)]
    spells = opening_spells(known, window(model))
    to_fill = restricted_mean(kaplan_meier(spells["time"].to_numpy(), (spells["cause"] != "").to_numpy()), followed)
    shares = formulas.lasting_after(approval, FILL, np.arange(float(followed)))
    law, spread = formulas.moments_between(shares, 0, followed)
    table = model.results.months
    stock = float(mean_open(table[table["month"] >= late], by=())["open_posts"].iloc[0])
    wait = formulas.open_months(FILL, approval)[0]
    per_month = float((openings["opened"] >= late).sum()) / (end - late)
    return [
        near(f"mean months to fill, of {followed}", to_fill, law, np.sqrt(spread / len(spells))),
        near("mean open posts", stock, per_month * wait, _difference_error(openings, late, end, wait)),
    ]


def _difference_error(openings: pd.DataFrame, begin: int, end: int, wait: float) -> float:
    """Return the standard error of open posts less openings times `wait`, from its spread over posts.

    The mean over months differs only by what the edges of the stretch cut off.
    """
    opened, post = openings["opened"].to_numpy(), openings["post"].to_numpy()
    closed = opened + openings["months_open"].to_numpy()
    inside = np.clip(np.minimum(closed, end) - np.maximum(opened, begin), 0, None)
    residual = np.bincount(post, inside - wait * (opened >= begin))
    return float(residual.std(ddof=1) * np.sqrt(len(residual)) / (end - begin))


ORACLES: Final = (
    Oracle(
        10, "vacancy chains", "空缺链", "mean length (I - V)^-1 1; P(length = k) = e_i V^(k-1) (1 - V 1)",
        "moves set off by a resignation, in the same month; the entry that ends a chain is one of them",
        vacancy_chains,
    ),
    Oracle(
        12, "one post", "单一职位", "vacant share p (1 - f) / (p (1 - f) + f); with approval E D / (E D + 1/p)",
        "month ends; exits come before filling, so an opening may be filled in its own month",
        one_post,
    ),
    Oracle(
        13, "yearly intake", "一年一度的招录",
        "vacant share 1 - (1 - e)^k, k months after; mean (1/12) sum over k = 0 .. 11",
        "month ends; the intake is the last process of September, after that month's exits",
        yearly_intake,
    ),
    Oracle(
        14, "Little's law", "利特尔法则", "mean open posts = openings per month x mean months to fill",
        "month ends; an opening filled in its own month counts with 0",
        littles_law,
    ),
)  # fmt: skip
