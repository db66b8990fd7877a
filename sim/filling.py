"""Finding the candidate for an opening: pools are read from the top, nobody is searched for.

An opening looks for its candidate along one of four channels, drawn once for each opening by its levers' shares; when a
channel has nobody, the next one is asked.
"""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.establishment import may_hold
from sim.inspection import field_for, fits, is_congress_chair, is_contest, leaves_room, merit, passes
from sim.parameters import parameter
from sim.processes.intention import value_at
from sim.processes.prospects import age_blocked
from sim.processes.ranking import pool_of
from sim.rules import age_limit, logistic, may_be_promoted, over_age
from sim.state import State
from sim.terms import NOBODY, Cause, Establishment, Field, Tier

PLACE, RISE, ACROSS, OUTSIDE = 0, 1, 2, 3


@dataclass(frozen=True)
class Acceptance:
    """Assumptions about who accepts a post."""

    accept_utils: float = parameter(
        1.5, "utils", -10, 10, "assumption: four of five accept a promotion that changes nothing else",
        "Readiness to accept a leading post", "接受任职意愿",
    )  # fmt: skip
    accept_sensitivity: float = parameter(
        1.0, "per util", 0, 10, "assumption; city and county people may decline a township post (facts 1.5.6-7)",
        "Sensitivity of acceptance", "接受任职敏感度",
    )  # fmt: skip


@compiled
def acceptance_probability(gain: float, ready: float, sensitivity: float) -> float:
    """Return the probability that a cadre accepts a post in another unit, for the gain in utils that it brings."""
    return logistic(ready + sensitivity * gain)


@compiled
def channel_of(u: float, outside: float, place: float, across: float) -> int:
    """Return the channel for a draw: outside the service, same rank, the other layer, or promotion in the layer."""
    if u < outside:
        return OUTSIDE
    if u < outside + (1.0 - outside) * place:
        return PLACE
    if u < outside + (1.0 - outside) * min(1.0, place + across):
        return ACROSS
    return RISE


@compiled
def _opened_to(s: State, row: int, post: int) -> bool:
    """Tell whether a leading opening is one of those that institution staff may compete for (facts 1.2.4)."""
    seat, person = s.posts[post], s.cadres[row]
    share = s.levers[s.units[seat["unit"]]["group"]]["institution_leading_share"]
    key = stream(s.clock[0]["seed"], Decision.LEADING_OPEN, seat["opened"])
    opened = person["establishment"] == Establishment.PUBLIC_INSTITUTION and draw(key, seat["key"]) < share
    return may_hold(person["establishment"], seat["establishment"], opened)


@compiled
def is_eligible(s: State, row: int, post: int, across: bool) -> bool:
    """Tell whether the rules let a cadre take a leading post.

    In service and on a seat, not moved this month, not past the age line, not on trial; either of the post's rank and
    (coming from the same layer) without a leading post, or one rank below with the years, appraisal and sanctions in
    order. Only someone bound by minimum service must stay at the township tier. A post held back after a round asks
    for a kind of people, one that was given up is nobody's.
    """
    person, seat = s.cadres[row], s.posts[post]
    now = s.clock[0]["now"]
    tier = s.units[seat["unit"]]["tier"]
    blocked_until = max(person["sanction_until"], person["accused_until"])
    if seat["closed"] or not person["serving"] or person["moved"] >= now:
        return False
    if not may_hold(person["establishment"], seat["establishment"], False) and not _opened_to(s, row, post):
        return False
    if _too_old(s, row, post) or person["second_line"] or not fits(s, row, post):
        return False
    if tier != person["tier"] and now < person["bound_until"]:
        return False
    if person["rank"] == seat["rank"]:
        if person["leading"] and not (across and tier > person["tier"]) and not _returns(s, row, post):
            return False
        return now >= blocked_until and now >= person["trial_until"]
    if person["rank"] != seat["rank"] - 1:
        return False
    least = s.levers[person["group"]]["min_months_in_rank"][seat["rank"]]
    if not may_be_promoted(now - person["rank_since"], least, person["grade"], blocked_until, now):
        return False
    return now >= person["trial_until"]


@compiled
def _too_old(s: State, row: int, post: int) -> bool:
    """Tell whether an age line stops a nominee: congress chairs may have their own, and service may have to be left."""
    unit, person, now = s.units[s.posts[post]["unit"]], s.cadres[row], s.clock[0]["now"]
    lever = s.levers[unit["group"]]
    if lever["new_service_left_years"] > 0.0 and not leaves_room(
        person["retires"], now, lever["new_service_left_years"]
    ):
        return True
    if lever["congress_line_shift_years"] != 0.0 and is_congress_chair(s, post):
        line = age_limit(person["sex"], lever["new_men_years"], lever["new_women_years"])
        return over_age(person["born"], now, line + lever["congress_line_shift_years"])
    return age_blocked(s, row, unit["tier"], unit["group"])


@compiled
def _returns(s: State, row: int, post: int) -> bool:
    """Tell whether a congress chair may take another section post of a township (facts 1.4.11)."""
    if not s.levers[s.units[s.posts[post]["unit"]]["group"]]["congress_exchange"]:
        return False
    return s.units[s.posts[post]["unit"]]["tier"] == Tier.TOWNSHIP and is_congress_chair(s, s.cadres[row]["post"])


@compiled
def accepts(s: State, row: int, post: int) -> bool:
    """Tell whether a cadre accepts a post: always in the own unit, else by a draw on the gain it brings."""
    person, seat, b = s.cadres[row], s.posts[post], s.setting[0]
    if person["unit"] == seat["unit"]:
        return True
    here, there = s.units[person["unit"]], s.units[seat["unit"]]
    old = value_at(s, row, person["unit"], person["rank"])
    new = value_at(s, row, seat["unit"], max(person["rank"], seat["rank"]))
    if here["tier"] == Tier.TOWNSHIP:
        old += person["taste_township"]
    if there["tier"] == Tier.TOWNSHIP:
        new += person["taste_township"]
    key = stream(s.clock[0]["seed"], Decision.ACCEPT, s.clock[0]["now"])
    chance = acceptance_probability(new - old, b["accept_utils"], b["accept_sensitivity"])
    return draw(key, person["key"] ^ seat["key"]) < chance


@compiled
def _from_pool(s: State, post: int, pool: int, across: bool) -> int:
    """Return who takes the post among the first candidates of a pool who may and will, or NOBODY.

    As many are inspected as the levers ask (`sim.inspection`); with one it is the first of the ranking.
    """
    field, seen, chosen, best = field_for(s, post), 0, NOBODY, -1e9
    for i in range(s.pools[pool]["first"], s.pools[pool]["last"]):
        row = s.candidates[i]
        person = s.cadres[row]
        if pool_of(person["group"], person["tier"], person["rank"]) != pool:
            continue
        if not (is_eligible(s, row, post, across) and accepts(s, row, post) and passes(s, row, post)):
            continue
        if field <= 1:
            return row
        seen += 1
        if merit(s, row, post) > best:
            best, chosen = merit(s, row, post), row
        if seen == field:
            break
    return chosen


@compiled
def _from_own_unit(s: State, post: int) -> int:
    """Return the best eligible person one rank below in the post's own unit, or NOBODY."""
    seat = s.posts[post]
    unit = s.units[seat["unit"]]
    best, best_row = -1e9, NOBODY
    for other in range(unit["first_post"], unit["last_post"]):
        row = s.posts[other]["holder"]
        if row == NOBODY or s.cadres[row]["rank"] != seat["rank"] - 1:
            continue
        if s.cadres[row]["standing"] > best and is_eligible(s, row, post, False) and passes(s, row, post):
            best, best_row = s.cadres[row]["standing"], row
    return best_row


@compiled
def _place(s: State, post: int) -> int:
    """Look among people of the post's rank in the same layer."""
    seat = s.posts[post]
    unit = s.units[seat["unit"]]
    return _from_pool(s, post, pool_of(unit["group"], unit["tier"], seat["rank"]), False)


@compiled
def _rise(s: State, post: int) -> int:
    """Look among people one rank below in the same layer: the own township first in some openings, then the group."""
    seat = s.posts[post]
    unit, clock = s.units[seat["unit"]], s.clock[0]
    if unit["tier"] == Tier.TOWNSHIP and not is_contest(s, post):
        key = stream(clock["seed"], Decision.SCOPE, seat["opened"])
        if draw(key, seat["key"]) < s.levers[unit["group"]]["own_unit_share"]:
            row = _from_own_unit(s, post)
            if row != NOBODY:
                return row
    return _from_pool(s, post, pool_of(unit["group"], unit["tier"], seat["rank"] - 1), False)


@compiled
def _across(s: State, post: int) -> int:
    """Look in the other layer: organs for a township post, townships for a county post, counties for a city post."""
    seat = s.posts[post]
    unit = s.units[seat["unit"]]
    group, rank = unit["group"], seat["rank"]
    if unit["tier"] == Tier.TOWNSHIP:
        return _from_pool(s, post, pool_of(group, Tier.COUNTY, rank - 1), True)
    if unit["tier"] == Tier.COUNTY:
        row = _from_pool(s, post, pool_of(group, Tier.TOWNSHIP, rank), True)
        return row if row != NOBODY else _from_pool(s, post, pool_of(group, Tier.TOWNSHIP, rank - 1), True)
    return _from_counties(s, post, group, rank)


@compiled
def _from_counties(s: State, post: int, city: int, rank: int) -> int:
    """Look for a city post in the organs of its counties, in an order drawn for the opening."""
    seat, clock, first, last = (
        s.posts[post],
        s.clock[0],
        int(s.region[0]["first_group"]),
        int(s.region[0]["last_group"]),
    )
    key = stream(clock["seed"], Decision.COUNTY, seat["opened"])
    lots = np.empty(last - first, np.float64)
    for g in range(first, last):
        lots[g - first] = draw(key, seat["key"] ^ s.units[s.organs[g]]["key"])
    for place in np.argsort(lots):
        group = first + int(place)
        if group == city:
            continue
        for below in range(2):
            row = _from_pool(s, post, pool_of(group, Tier.COUNTY, rank - below), True)
            if row != NOBODY:
                return row
    return NOBODY


@compiled
def channel_for(s: State, post: int) -> int:
    """Return the channel drawn for an opening."""
    seat, clock = s.posts[post], s.clock[0]
    unit = s.units[seat["unit"]]
    lever = s.levers[unit["group"]]
    across = lever["down_share"] if unit["tier"] == Tier.TOWNSHIP else lever["up_share"]
    u = draw(stream(clock["seed"], Decision.SOURCE, seat["opened"]), seat["key"])
    outside = lever["outside_share"]
    if seat["field"] != Field.GENERAL:
        outside += (1.0 - outside) * lever["specialist_outside_share"]
    return channel_of(u, outside, lever["placement_share"], across)


@compiled
def candidate_for(s: State, post: int, channel: int) -> int:
    """Return who takes a leading post, asking the drawn channel first, then promotion, same rank, the other layer."""
    row = NOBODY
    if channel == PLACE:
        row = _place(s, post)
    elif channel == ACROSS:
        row = _across(s, post)
    if row == NOBODY:
        row = _rise(s, post)
    if row == NOBODY and channel != PLACE:
        row = _place(s, post)
    if row == NOBODY and channel != ACROSS:
        row = _across(s, post)
    return row


@compiled
def cause_of(s: State, row: int, post: int) -> int:
    """Name the kind of move: a rise in rank, a return to a leading post of one's rank, or an exchange between units."""
    person, seat = s.cadres[row], s.posts[post]
    if person["rank"] < seat["rank"]:
        return Cause.PROMOTE
    return Cause.EXCHANGE if person["leading"] else Cause.PLACE
