"""Open selection upward (遴选): once a year organs choose people from the tier below by examination."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, normal, stream
from sim.parameters import parameter
from sim.places import yearly_places
from sim.processes.intention import place_above
from sim.regions import groups_of
from sim.rules import over_age, township_months
from sim.serving import entries_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, Appraisal, Cause, Education, Establishment, Tier, Wish
from sim.vacant import vacant_post
from sim.verbs import appoint


@dataclass(frozen=True)
class Selection:
    """Assumptions about open selection."""

    exam_ability_share: float = parameter(
        0.5, "share", 0, 1, "assumption: the examination rewards test skill as much as ability (facts 1.1.9)",
        "Ability seen by the selection exam", "遴选考试区分度",
    )  # fmt: skip
    selection_city_first_share: float = parameter(
        0.2, "share", 0, 1, "assumption: few township people go to the city at once (facts 2.12)",
        "Township applicants who try for the city", "乡镇人员报考市直比例",
    )  # fmt: skip
    selection_service_months: float = parameter(
        24.0, "months", 0, 240, "facts 2.5: 2 years at the grass roots and 2 as civil servant",
        "Service before open selection", "遴选所需服务年限",
    )  # fmt: skip
    programme_selection_months: float = parameter(
        12.0, "months", 0, 60, "assumption: in the second year of the two-year term, where the right exists",
        "Service of programme staff before open selection", "服务项目人员遴选所需服务年限",
    )  # fmt: skip
    long_service_months: float = parameter(
        96.0, "months", 0, 480, "assumption: reserved places ask for eight township years",
        "Township service for reserved places", "定向遴选所需乡镇年限",
    )  # fmt: skip


@compiled
def may_apply(
    age_over: bool,
    education: int,
    bound_until: int,
    served: int,
    least: float,
    grade: int,
    leading: bool,
    now: int,
) -> bool:
    """Tell whether a cadre may sit the selection exam (facts 2.5).

    Age line kept, bachelor, minimum service done, two years served, at least competent; members of leading teams
    need three years in the team and are left out here.
    """
    if age_over or leading or education < Education.BACHELOR:
        return False
    return now >= bound_until and served >= least and grade >= Appraisal.COMPETENT


@compiled
def exam_score(ability: float, chance: float, share: float) -> float:
    """Return the examination score: `share` of it is ability, the rest skill and luck of the day."""
    return share * ability + (1.0 - share) * chance


@compiled
def places_by_group(s: State) -> Array:
    """Return the places of this year's selection by group; (n_groups,) int64."""
    clock = s.clock[0]
    year = (clock["now"] - clock["first"]) // MONTHS
    places = np.zeros(len(s.organs), np.int64)
    for group in groups_of(s):
        organ, lever = s.units[s.organs[group]], s.levers[group]
        if organ["tier"] == Tier.COUNTY:
            rate = lever["county_selection_per_100_posts_per_year"]
        else:
            rate = lever["city_selection_per_100_posts_per_year"]
        places[group] = yearly_places(rate, organ["last_civil"] - organ["first_post"], year)
    return places


@compiled
def _applicants(s: State) -> tuple[Array, Array]:
    """Return the rows of applicants, best exam first, and the organ each applies to."""
    clock, b = s.clock[0], s.setting[0]
    now, seed = clock["now"], clock["seed"]
    key_a, key_b = (
        stream(seed, Decision.SELECTION_EXAM, now),
        stream(seed, Decision.SELECTION_EXAM_2, now),
    )
    key_city = stream(seed, Decision.SELECTION_CHANCE, now)
    rows = np.empty(s.region[0]["listed"], np.int64)
    targets = np.empty(s.region[0]["listed"], np.int64)
    scores = np.empty(s.region[0]["listed"], np.float64)
    n = 0
    for i in entries_of(s):
        row = s.serving[i]
        if row < 0 or s.cadres[row]["wish"] != Wish.UP or s.cadres[row]["moved"] >= now:
            continue
        person, lever = s.cadres[row], s.levers[s.cadres[row]["group"]]
        too_old = over_age(person["born"], now, lever["selection_years"])
        bound_until, least = person["bound_until"], b["selection_service_months"]
        if person["establishment"] != Establishment.CIVIL_SERVICE:
            if person["establishment"] != Establishment.PROGRAMME or not lever["programme_selection"]:
                continue
            bound_until, least = 0, b["programme_selection_months"]
        if not may_apply(
            too_old, person["education"], bound_until, now - person["entered"],
            least, person["grade"], person["leading"] == 1, now,
        ):  # fmt: skip
            continue
        target = place_above(s, person["tier"], person["group"])
        if person["tier"] == Tier.TOWNSHIP and draw(key_city, person["key"]) < b["selection_city_first_share"]:
            target = int(s.organs[s.above[person["group"]]])
        if target < 0:
            continue
        chance = normal(draw(key_a, person["key"]), draw(key_b, person["key"]))
        rows[n], targets[n] = row, target
        scores[n] = -exam_score(person["ability"], chance, b["exam_ability_share"])
        n += 1
    order = np.argsort(scores[:n])
    return rows[:n][order], targets[:n][order]


@compiled
def _appoint_best(s: State, rows: Array, targets: Array, places: Array, least_months: float) -> None:
    """Appoint applicants in order while places and vacant posts last; those with too little township service wait."""
    now = s.clock[0]["now"]
    for i in range(len(rows)):
        person, unit = s.cadres[rows[i]], targets[i]
        group = s.units[unit]["group"]
        served = township_months(person["township_before"], person["tier"], person["tier_since"], now)
        if places[group] <= 0 or person["moved"] >= now or served < least_months:
            continue
        post = vacant_post(s, unit)
        if post == NO_POST:
            continue
        places[group] -= 1
        appoint(s, rows[i], post, Cause.OPEN_SELECTION)
        person["programme_until"] = 0


@compiled
def open_selection(s: State) -> None:
    """Appoint the best applicants to vacant posts of the organs; reserved places go first to long township service."""
    rows, targets = _applicants(s)
    places = places_by_group(s)
    reserved = np.empty_like(places)
    for group in range(len(places)):
        reserved[group] = int(places[group] * s.levers[group]["reserved_township_service_share"])
    rest = places - reserved
    _appoint_best(s, rows, targets, reserved, s.setting[0]["long_service_months"])
    _appoint_best(s, rows, targets, rest + reserved, 0.0)
