"""Public institutions: staff who give notice, and open recruitment to their posts once a year."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.establishment import monthly_income
from sim.newcomers import newcomer
from sim.parameters import parameter
from sim.places import deal, yearly_places
from sim.processes.recruitment import attraction
from sim.regions import groups_of, units_of
from sim.state import State
from sim.terms import MONTHS, NOBODY, Cause, Establishment, Rank
from sim.vacant import vacant_post_of
from sim.verbs import leave

SEPTEMBER = 8
FIRST_ORDINAL = 10_000
"""Ordinals of newcomers at a place begin here, so that they are other people than recruits by the civil examination."""


@dataclass(frozen=True)
class Institutions:
    """Assumptions about public institutions."""

    notice_ratio: float = parameter(
        3.0, "ratio to a civil servant's resignation", 1, 50,
        "assumption: staff may quit with 30 days' notice (Regulation on personnel of public institutions art. 17)",
        "Notice given by institution staff", "事业人员辞职倍数",
    )  # fmt: skip


@compiled
def notice_probability(resign_rate: float, ratio: float) -> float:
    """Return the monthly probability of giving notice beyond resigning, so that both make `ratio` times the rate."""
    return min(1.0, resign_rate * (ratio - 1.0))


@compiled
def _give_notice(s: State, u: int, key: int) -> None:
    """Let go who gives notice in a unit."""
    for post in range(s.units[u]["last_civil"], s.units[u]["last_institution"]):
        row = s.posts[post]["holder"]
        if row != NOBODY:
            chance = notice_probability(s.cadres[row]["resign_rate"], s.setting[0]["notice_ratio"])
            if draw(key, s.cadres[row]["key"]) < chance:
                leave(s, row, Cause.RESIGN)


@compiled
def _offer(s: State, u: int, ordinal: int, key: int) -> None:
    """Offer one institution post of a unit; whoever comes is not bound (notice instead of minimum service)."""
    clock, b = s.clock[0], s.setting[0]
    who = identity(clock["now"], s.units[u]["key"], FIRST_ORDINAL + ordinal)
    income = monthly_income(s, Establishment.PUBLIC_INSTITUTION, Rank.STAFF, u)
    post = vacant_post_of(s, u, Establishment.PUBLIC_INSTITUTION)
    if post == NOBODY or draw(key, who) >= attraction(s, u, income, 0.0):
        return
    oldest = s.levers[s.units[u]["group"]]["recruitment_years"]
    youngest = min(b["entry_age_years"], oldest)
    newcomer(s, who, post, Cause.RECRUIT, Rank.STAFF, youngest, min(b["entry_age_spread_years"], oldest - youngest))
    s.cadres[s.posts[post]["holder"]]["bound_until"] = clock["now"]


@compiled
def _recruit(s: State) -> None:
    """Deal out the year's institution places among a county's units, turn by turn."""
    clock, first, last = s.clock[0], int(s.region[0]["first_unit"]), int(s.region[0]["last_unit"])
    key_place = stream(clock["seed"], Decision.INSTITUTION_PLACE, clock["now"])
    key = stream(clock["seed"], Decision.INSTITUTION_FILLED, clock["now"])
    room, lots = np.empty(last - first, np.int64), np.empty(last - first, np.float64)
    for group in groups_of(s):
        posts = 0
        for u in units_of(s):
            unit = s.units[u]
            room[u - first], lots[u - first] = 0, draw(key_place, unit["key"])
            if unit["group"] == group:
                posts += unit["last_institution"] - unit["last_civil"]
                for post in range(unit["last_civil"], unit["last_institution"]):
                    room[u - first] += s.posts[post]["holder"] == NOBODY
        rate = s.levers[group]["institution_recruits_per_100_posts_per_year"]
        dealt = deal(yearly_places(rate, posts, (clock["now"] - clock["first"]) // MONTHS), room, lots, 0.0)
        for u in range(first, last):
            for ordinal in range(dealt[u - first]):
                _offer(s, u, ordinal, key)


@compiled
def institutions(s: State) -> None:
    """Let institution staff give notice each month; refill their posts in September."""
    clock = s.clock[0]
    key = stream(clock["seed"], Decision.NOTICE_GIVEN, clock["now"])
    for u in units_of(s):
        _give_notice(s, u, key)
    if clock["now"] % MONTHS == SEPTEMBER:
        _recruit(s)
