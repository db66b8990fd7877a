"""Recruitment by examination, once a year: quotas by tier, places by unit, and places that nobody takes."""

import math
from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.levers import Recruiting
from sim.newcomers import newcomer, settle
from sim.parameters import parameter
from sim.places import deal, yearly_places
from sim.processes.intention import monthly_pay
from sim.regions import groups_of, units_of
from sim.rules import logistic
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, Cause, Education, Rank, Tier
from sim.vacant import vacant_post


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


@dataclass(frozen=True)
class Examination:
    """Assumptions about the entry examination and about counties that recruit by themselves."""

    degree_utils: float = parameter(
        1.0, "utils", 0, 10, "assumption: fewer meet a higher bar (facts 1.1.6: trades pool size against quality)",
        "Places lost by demanding a degree", "学历门槛对报考的影响",
    )  # fmt: skip
    exam_intensity_sd: float = parameter(
        1.0, "sd", 0, 3, "assumption: the best third or so of the applicants come in",
        "Selection intensity of the entry examination", "招录选拔强度",
    )  # fmt: skip
    county_local_share: float = parameter(
        0.9, "share", 0, 1, "assumption: counties that recruit by themselves take locals (facts 1.1.10)",
        "Locals in places that the county fills", "县级自主招录本地人比例",
    )  # fmt: skip


FOUND_EXAM_SHARE = Recruiting().exam_governing_share
"""Weight of governing ability under which ability at entry is what it is."""


@compiled
def filled_probability(
    pay: float, remoteness: int, load: float, base: float, by_pay: float, by_hardship: float, by_load: float,
    reference: float,
) -> float:  # fmt: skip
    """Return the probability that a place finds a recruit who passes and comes; pay in yuan a month."""
    value = base + by_pay * (pay - reference) / 1000.0 - by_hardship * remoteness - by_load * max(0.0, load - 1.0)
    return logistic(value)


@compiled
def exam_validity(share: float) -> float:
    """Return the correlation of the examination's score with governing ability.

    The score weighs ability with `share` and test skill, as widely spread, with the rest (facts 1.1.9).
    """
    return share / math.sqrt(share * share + (1.0 - share) * (1.0 - share))


@compiled
def ability_gain(share: float, found: float, intensity: float) -> float:
    """Return by how many sd the mean ability of those who pass changes against the examination as found.

    The mean of those selected is intensity x validity (Lush's selection differential); as found it is 0 by convention.
    """
    return intensity * (exam_validity(share) - exam_validity(found))


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
    """Return civil-service posts by group and layer (townships, organs); (n_groups, 2) int64."""
    sums = np.zeros((len(s.organs), 2), np.int64)
    for u in units_of(s):
        unit = s.units[u]
        sums[unit["group"], 0 if unit["tier"] == Tier.TOWNSHIP else 1] += unit["last_civil"] - unit["first_post"]
    return sums


@compiled
def attraction(s: State, u: int, income: float, bar: float) -> float:
    """Return the probability that a place of a unit finds somebody; income in yuan a month, `bar` in utils."""
    b, unit = s.setting[0], s.units[u]
    return filled_probability(
        income, unit["remoteness"], unit["workload"], b["place_base_utils"] - bar, b["place_pay_utils"],
        b["place_hardship_utils"], b["place_workload_utils"], b["place_reference_pay_yuan"],
    )  # fmt: skip


@compiled
def _hire(s: State, u: int, ordinal: int, key: int) -> None:
    """Offer one place of a unit; if somebody comes, the recruit takes the unit's next vacant post.

    A place that the county fills by itself is offered again when nobody came, and goes to locals (facts 1.1.10).
    """
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    lever, seed, now = s.levers[unit["group"]], clock["seed"], clock["now"]
    who = identity(now, unit["key"], ordinal)
    degree = draw(stream(seed, Decision.DEGREE_DEMANDED, now), who) < lever["degree_demanded_share"]
    own = draw(stream(seed, Decision.COUNTY_POWER, now), who) < lever["county_power_share"]
    pay = monthly_pay(s, unit["tier"], Rank.STAFF, unit["group"], unit["remoteness"])
    chance = attraction(s, u, pay, b["degree_utils"] if degree else 0.0)
    if draw(key, who) >= chance and not (own and draw(stream(seed, Decision.COUNTY_OFFER, now), who) < chance):
        return
    post = vacant_post(s, u)
    if post == NO_POST:
        return
    oldest = lever["recruitment_years"]
    youngest = min(b["entry_age_years"], oldest)
    spread = min(b["entry_age_spread_years"], oldest - youngest)
    newcomer(s, who, post, Cause.RECRUIT, Rank.STAFF, youngest, spread)
    person = s.cadres[s.posts[post]["holder"]]
    person["ability"] += ability_gain(lever["exam_governing_share"], FOUND_EXAM_SHARE, b["exam_intensity_sd"])
    if degree and person["education"] < Education.BACHELOR:
        person["education"] = Education.BACHELOR
    if own:
        settle(s, s.posts[post]["holder"], u, max(b["entry_local_share"], b["county_local_share"]))


@compiled
def _places(s: State) -> Array:
    """Return the year's places by group and layer, less those that programme staff have taken; (n_groups, 2) int64."""
    clock, established = s.clock[0], established_by_layer(s)
    year = (clock["now"] - clock["first"]) // MONTHS
    left = np.zeros((len(s.organs), 2), np.int64)
    for group in groups_of(s):
        tier = s.units[s.organs[group]]["tier"]
        left[group, 0] = yearly_places(quota(s, group, Tier.TOWNSHIP), established[group, 0], year)
        left[group, 1] = yearly_places(quota(s, group, tier), established[group, 1], year)
    for u in units_of(s):
        left[s.units[u]["group"], 0] -= s.units[u]["targeted"]
        s.units[u]["targeted"] = 0
    return left


@compiled
def _turns(s: State, group: int, layer: int) -> tuple[Array, Array]:
    """Return the vacant non-leading posts of a group's units in a layer, and the units' order of turns, by lot.

    Levers put remote townships ahead (facts 1.1.4-1.1.5).
    """
    clock, first, last = s.clock[0], int(s.region[0]["first_unit"]), int(s.region[0]["last_unit"])
    key = stream(clock["seed"], Decision.RECRUIT_PLACE, clock["now"])
    room, order = np.zeros(last - first, np.int64), np.empty(last - first, np.float64)
    for u in range(first, last):
        unit = s.units[u]
        order[u - first] = draw(key, unit["key"])
        if unit["group"] != group or layer != (0 if unit["tier"] == Tier.TOWNSHIP else 1):
            continue
        order[u - first] -= s.levers[group]["remotest_first_turns"] * unit["remoteness"]
        for post in range(unit["first_post"], unit["last_civil"]):
            room[u - first] += s.posts[post]["holder"] < 0 and not s.posts[post]["leading"]
    return room, order


@compiled
def recruitment(s: State) -> None:
    """Deal out the year's places among units with vacant posts, turn by turn, and fill those that find somebody."""
    key = stream(s.clock[0]["seed"], Decision.RECRUIT_FILLED, s.clock[0]["now"])
    first, left = int(s.region[0]["first_unit"]), _places(s)
    for group in groups_of(s):
        for layer in range(2):
            room, order = _turns(s, group, layer)
            dealt = deal(max(0, left[group, layer]), room, order, s.levers[group]["emptiest_first_turns"])
            for place in range(len(dealt)):
                for ordinal in range(dealt[place]):
                    _hire(s, first + place, ordinal, key)
