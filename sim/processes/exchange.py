"""Lateral exchange (交流, 轮岗), once a year: people long in one unit change places; volunteers go to townships."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, Word, draw, mix, stream
from sim.filling import acceptance_probability
from sim.parameters import parameter
from sim.places import yearly_places
from sim.processes.intention import value_at
from sim.processes.prospects import age_blocked
from sim.processes.secondment import emptiest_township
from sim.regions import counties_first, units_of
from sim.rules import family_burden, over_age
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NOBODY, Cause, Tier
from sim.vacant import vacant_post_of
from sim.verbs import appoint, vacate

WITHIN, ACROSS = 0, 1
"""Exchange among the townships of a county, or between them and the county organs."""


@dataclass(frozen=True)
class Exchanging:
    """Assumptions about exchange."""

    volunteer_age_years: float = parameter(
        35.0, "years", 22, 60, "assumption: facts 1.7.6 speaks of the young",
        "Age limit of volunteers", "志愿下镇年龄上限",
    )  # fmt: skip
    volunteer_ready_utils: float = parameter(
        -1.0, "utils", -10, 10, "assumption: low enthusiasm of the young in organs for townships (facts 1.5.7)",
        "Readiness to volunteer", "志愿下镇意愿",
    )  # fmt: skip


@compiled
def is_called(months_in_unit: int, least: float, u: float, share: float) -> bool:
    """Tell whether a cadre is to be exchanged: long enough in the unit, and drawn (facts 1.7.3)."""
    return months_in_unit >= least and u < share


@compiled
def same_kind(s: State, post: int, other: int) -> bool:
    """Tell whether two posts may change holders: non-leading, or leading at one rank; same establishment."""
    one, two = s.posts[post], s.posts[other]
    if one["leading"] != two["leading"] or one["establishment"] != two["establishment"]:
        return False
    return not one["leading"] or one["rank"] == two["rank"]


@compiled
def may_take(s: State, row: int, post: int) -> bool:
    """Tell whether minimum service and the age line for leading posts let a cadre take a post of the same kind."""
    person, unit = s.cadres[row], s.units[s.posts[post]["unit"]]
    if person["tier"] == unit["tier"]:
        return True
    blocked = s.posts[post]["leading"] == 1 and age_blocked(s, row, unit["tier"], unit["group"])
    return s.clock[0]["now"] >= person["bound_until"] and not blocked


@compiled
def may_swap(s: State, row: int, other: int) -> bool:
    """Tell whether two cadres of different units may change places."""
    post, second = s.cadres[row]["post"], s.cadres[other]["post"]
    if s.posts[post]["unit"] == s.posts[second]["unit"] or not same_kind(s, post, second):
        return False
    return may_take(s, row, second) and may_take(s, other, post)


@compiled
def swap(s: State, row: int, other: int, cause: int, others_cause: int) -> None:
    """Let two cadres change places."""
    first, second = s.cadres[row]["post"], s.cadres[other]["post"]
    vacate(s, row, cause)
    appoint(s, other, first, others_cause)
    appoint(s, row, second, cause)


@compiled
def is_here(s: State, row: int) -> bool:
    """Tell whether a cadre can be exchanged now: at the own post, not of the second line, not moved this month."""
    person = s.cadres[row]
    return not person["away"] and not person["second_line"] and person["moved"] < s.clock[0]["now"]


@compiled
def _called(s: State, group: int, side: int) -> Array:
    """Return the rows of a county's people who are called for one kind of exchange, in the order of their lots."""
    clock, lever = s.clock[0], s.levers[group]
    now, key = clock["now"], stream(clock["seed"], Decision.EXCHANGE, clock["now"])
    least, share, across = (
        lever["rotation_after_months"], lever["exchange_share_per_year"], lever["exchange_across_share"]
    )  # fmt: skip
    room = 0
    for u in units_of(s):
        room += s.units[u]["holders"] if s.units[u]["group"] == group else 0
    rows, lots, n = np.empty(room, np.int64), np.empty(room, np.float64), 0
    for u in units_of(s):
        unit = s.units[u]
        if unit["group"] != group or (side == WITHIN and unit["tier"] != Tier.TOWNSHIP):
            continue
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY or not is_here(s, row):
                continue
            person = s.cadres[row]
            if not is_called(now - person["unit_since"], least, draw(key, person["key"]), share):
                continue
            lot = draw(key, mix(person["key"]))
            goes_across = draw(key, mix(mix(person["key"]))) < across
            if unit["tier"] != Tier.TOWNSHIP or goes_across == (side == ACROSS):
                rows[n], lots[n] = row, lot
                n += 1
    return rows[:n][np.argsort(lots[:n])]


@compiled
def _pair_off(s: State, rows: Array, side: int) -> None:
    """Let those called change places, each with the first after them with whom it is allowed."""
    now = s.clock[0]["now"]
    for i in range(len(rows)):
        for j in range(i + 1, len(rows)):
            if s.cadres[rows[i]]["moved"] >= now:
                break
            one, two = s.cadres[rows[i]], s.cadres[rows[j]]
            if two["moved"] >= now or (side == ACROSS and one["tier"] == two["tier"]):
                continue
            if may_swap(s, rows[i], rows[j]):
                swap(s, rows[i], rows[j], Cause.ROTATE, Cause.ROTATE)


@compiled
def _wanted_township(s: State, group: int, key: Word) -> int:
    """Return the township that a volunteer thinks of, for city people in any county; -1 if there is none."""
    found, lowest = -1, np.uint64(0)
    for u in units_of(s):
        unit = s.units[u]
        lot = mix(unit["key"] ^ key)
        if unit["tier"] == Tier.TOWNSHIP and (unit["group"] == group or s.above[group] == group):
            if found < 0 or lot < lowest:
                found, lowest = u, lot
    return found


@compiled
def _volunteers(s: State, group: int) -> Array:
    """Return the rows of a group's young organ people who would serve in a township, in the order of their lots."""
    clock, b = s.clock[0], s.setting[0]
    now, key = clock["now"], stream(clock["seed"], Decision.VOLUNTEER, clock["now"])
    unit = s.units[s.organs[group]]
    rows, lots, n = np.empty(unit["holders"], np.int64), np.empty(unit["holders"], np.float64), 0
    for post in range(unit["first_post"], unit["last_post"]):
        row = s.posts[post]["holder"]
        if row == NOBODY or s.posts[post]["leading"] or not is_here(s, row):
            continue
        person = s.cadres[row]
        if over_age(person["born"], now, b["volunteer_age_years"]) or now < person["bound_until"]:
            continue
        town = _wanted_township(s, group, person["key"])
        gain = value_at(s, row, town, person["rank"]) - value_at(s, row, person["unit"], person["rank"])
        gain += person["taste_township"] - b["absence_family_utils"] * family_burden((now - person["born"]) / MONTHS)
        if draw(key, person["key"]) < acceptance_probability(gain, b["volunteer_ready_utils"], b["accept_sensitivity"]):
            rows[n], lots[n] = row, draw(key, mix(person["key"]))
            n += 1
    return rows[:n][np.argsort(lots[:n])]


@compiled
def _send_volunteers(s: State, group: int, places: int) -> None:
    """Appoint volunteers where they want to go, else in the emptiest township; they are bound there for the term."""
    clock = s.clock[0]
    rows = _volunteers(s, group)
    for i in range(min(places, len(rows))):
        person = s.cadres[rows[i]]
        post = vacant_post_of(s, _wanted_township(s, group, person["key"]), person["establishment"])
        if post == NO_POST:
            post = vacant_post_of(s, emptiest_township(s, group), person["establishment"])
        if post != NO_POST:
            appoint(s, rows[i], post, Cause.ROTATE)
            person["bound_until"] = clock["now"] + int(s.levers[group]["volunteer_term_months"])


@compiled
def exchange(s: State) -> None:
    """Hold this year's exchange in every county, and let volunteers go down from every organ."""
    year = (s.clock[0]["now"] - s.clock[0]["first"]) // MONTHS
    for group in counties_first(s):
        for side in (WITHIN, ACROSS):
            _pair_off(s, _called(s, group, side), side)
        organ, lever = s.units[s.organs[group]], s.levers[group]
        places = yearly_places(lever["volunteers_per_100_organ_posts_per_year"], organ["established"], year)
        if places > 0 and emptiest_township(s, group) >= 0:
            _send_volunteers(s, group, places)
