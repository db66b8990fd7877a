"""Recruitment by examination, once a year: quotas by tier, places by unit, and places that nobody takes."""

import math
from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.newcomers import newcomer
from sim.parameters import parameter
from sim.places import yearly_places
from sim.processes.intention import monthly_pay
from sim.regions import groups_of, units_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, Cause, Rank, Tier
from sim.verbs import vacant_post


@dataclass(frozen=True)
class Attraction:
    """Assumptions about which places find somebody."""

    place_base_utils: float = parameter(
        3.0, "utils", -10, 10, "assumption: 95 of 100 places near the county seat are filled",
        "Attraction of a place", "岗位基础吸引力",
    )  # fmt: skip
    place_pay_utils: float = parameter(
        0.5, "utils per 1,000 yuan a month", 0, 10, "assumption: as for serving cadres",
        "Weight of pay for applicants", "报考者收入权重",
    )  # fmt: skip
    place_hardship_utils: float = parameter(
        0.5, "utils per class", 0, 10, "assumption: remote towns find fewer (facts 1.1.4)",
        "Weight of hardship for applicants", "报考者艰苦程度权重",
    )  # fmt: skip
    place_workload_utils: float = parameter(
        0.5, "utils per unit of extra work", 0, 10, "assumption: word of overwork gets round",
        "Weight of workload for applicants", "报考者工作负荷权重",
    )  # fmt: skip
    place_reference_pay_yuan: float = parameter(
        4600.0, "yuan a month", 0, 50_000, "assumption: pay of a staff member in a township",
        "Reference pay of applicants", "报考者参照收入",
    )  # fmt: skip


@compiled
def filled_probability(
    pay: float, remoteness: int, load: float, base: float, by_pay: float, by_hardship: float, by_load: float,
    reference: float,
) -> float:  # fmt: skip
    """Return the probability that a place finds a recruit who passes and comes; pay in yuan a month."""
    value = base + by_pay * (pay - reference) / 1000.0 - by_hardship * remoteness - by_load * max(0.0, load - 1.0)
    return 1.0 / (1.0 + math.exp(-value))


@compiled
def quota(s: State, group: int, tier: int) -> float:
    """Return the yearly recruits per 100 established posts of a tier in a group."""
    lever = s.levers[group]
    if tier == Tier.TOWNSHIP:
        return float(lever["township_recruits_per_100_posts_per_year"])
    if tier == Tier.COUNTY:
        return float(lever["county_recruits_per_100_posts_per_year"])
    return float(lever["city_recruits_per_100_posts_per_year"])


@compiled
def established_by_layer(s: State) -> Array:
    """Return established posts by group and layer (townships, organs); (n_groups, 2) int64."""
    sums = np.zeros((len(s.organs), 2), np.int64)
    for u in units_of(s):
        unit = s.units[u]
        sums[unit["group"], 0 if unit["tier"] == Tier.TOWNSHIP else 1] += unit["established"]
    return sums


@compiled
def _turn_order(s: State) -> Array:
    """Return the region's units in this year's order of turns, drawn by lot."""
    clock, first, last = s.clock[0], int(s.region[0]["first_unit"]), int(s.region[0]["last_unit"])
    key = stream(clock["seed"], Decision.RECRUIT_PLACE, clock["now"])
    lots = np.empty(last - first, np.float64)
    for u in range(first, last):
        lots[u - first] = draw(key, s.units[u]["key"])
    return first + np.argsort(lots)


@compiled
def _vacancies(s: State) -> Array:
    """Return vacant non-leading posts by unit; (n_units,) int64."""
    vacant = np.zeros(len(s.units), np.int64)
    for u in units_of(s):
        for post in range(s.units[u]["first_post"], s.units[u]["last_post"]):
            vacant[u] += s.posts[post]["holder"] < 0 and not s.posts[post]["leading"]
    return vacant


@compiled
def _hire(s: State, u: int, ordinal: int, key: int) -> None:
    """Offer one place of a unit; if somebody comes, the recruit takes the unit's next vacant post."""
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    pay = monthly_pay(s, unit["tier"], Rank.STAFF, unit["group"], unit["remoteness"])
    chance = filled_probability(
        pay, unit["remoteness"], unit["workload"], b["place_base_utils"], b["place_pay_utils"],
        b["place_hardship_utils"], b["place_workload_utils"], b["place_reference_pay_yuan"],
    )  # fmt: skip
    who = identity(clock["now"], unit["key"], ordinal)
    if draw(key, who) >= chance:
        return
    post = vacant_post(s, u)
    if post == NO_POST:
        return
    oldest = s.levers[unit["group"]]["recruitment_years"]
    youngest = min(b["entry_age_years"], oldest)
    spread = min(b["entry_age_spread_years"], oldest - youngest)
    newcomer(s, who, post, Cause.RECRUIT, Rank.STAFF, youngest, spread)


@compiled
def recruitment(s: State) -> None:
    """Deal out the year's places among units with vacant posts, turn by turn, and fill those that find somebody."""
    clock = s.clock[0]
    year = (clock["now"] - clock["first"]) // MONTHS
    key = stream(clock["seed"], Decision.RECRUIT_FILLED, clock["now"])
    established, vacant, order = established_by_layer(s), _vacancies(s), _turn_order(s)
    left = np.zeros((len(s.organs), 2), np.int64)
    for group in groups_of(s):
        tier = s.units[s.organs[group]]["tier"]
        left[group, 0] = yearly_places(quota(s, group, Tier.TOWNSHIP), established[group, 0], year)
        left[group, 1] = yearly_places(quota(s, group, tier), established[group, 1], year)
    turn, dealt = 0, True
    while dealt:
        dealt = False
        for i in range(len(order)):
            u = order[i]
            unit = s.units[u]
            layer = 0 if unit["tier"] == Tier.TOWNSHIP else 1
            if left[unit["group"], layer] > 0 and vacant[u] > turn:
                left[unit["group"], layer] -= 1
                _hire(s, u, turn, key)
                dealt = True
        turn += 1
