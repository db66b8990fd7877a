"""Conversion (调任): institution staff who come into the civil service, in a queue for a share of the year's places."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import tie_break
from sim.parameters import parameter
from sim.places import whole_places
from sim.processes.leadership_round import second_line_post
from sim.processes.recruitment import established_by_layer, quota
from sim.regions import groups_of, units_of
from sim.rules import over_age
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NOBODY, Appraisal, Cause, Education, Tier
from sim.verbs import appoint


@dataclass(frozen=True)
class Conversion:
    """Assumptions about the queue into the civil service."""

    conversion_horizon_years: float = parameter(
        5.0, "years", 1, 20, "assumption: institution staff look one term ahead, as civil servants do",
        "Horizon of hopes for a transfer", "调任预期年限",
    )  # fmt: skip


@compiled
def may_convert(
    served_years: float, least_years: float, age_over: bool, education: int, grade: int, moved: int, now: int
) -> bool:
    """Tell whether institution staff may queue (facts 1.2.4, 2.5): years, age line, college degree, competent."""
    return (
        served_years >= least_years
        and not age_over
        and education >= Education.COLLEGE
        and grade >= Appraisal.COMPETENT
        and moved < now
    )


@compiled
def queue_points(served_years: float, score: float, seniority_weight: float) -> float:
    """Return the place in the queue: years of service (ten count as 1) and appraisal (in sd), by the weight."""
    return seniority_weight * served_years / 10.0 + (1.0 - seniority_weight) * score


@compiled
def conversions_a_year(share: float, recruits_a_year: float, at_most: float) -> float:
    """Return a county's places a year: a share of the civil-service places, at most so many (facts 1.2.3, T30)."""
    return min(share * recruits_a_year, at_most)


@compiled
def conversion_hope(places_a_year: float, staff: int, years: float) -> float:
    """Return the chance of one's turn within some years for one of a county's institution staff."""
    return min(1.0, places_a_year * years / max(1, staff))


@compiled
def _queue(s: State, group: int) -> tuple[Array, int]:
    """Return the rows of a county's institution staff who may convert, in the order of the queue, and all its staff."""
    now, lever = s.clock[0]["now"], s.levers[group]
    size = 0
    for u in units_of(s):
        if s.units[u]["group"] == group:
            size += s.units[u]["last_institution"] - s.units[u]["last_civil"]
    rows, points, n, staff = np.empty(size, np.int64), np.empty(size, np.float64), 0, 0
    for u in units_of(s):
        if s.units[u]["group"] != group:
            continue
        for post in range(s.units[u]["last_civil"], s.units[u]["last_institution"]):
            row = s.posts[post]["holder"]
            if row == NOBODY:
                continue
            staff += 1
            person = s.cadres[row]
            years = (now - person["entered"]) / MONTHS
            too_old = over_age(person["born"], now, lever["conversion_age_years"])
            if may_convert(
                years, lever["conversion_min_years"], too_old, person["education"], person["grade"],
                person["moved"], now,
            ):  # fmt: skip
                rows[n] = row
                place = queue_points(years, person["score"], lever["conversion_seniority_weight"])
                points[n] = -place + tie_break(person["key"])
                n += 1
    return rows[:n][np.argsort(points[:n])], staff


@compiled
def convert(s: State) -> None:
    """Take the first of the queue into vacant civil-service posts: the own township's, else the county's."""
    clock, established = s.clock[0], established_by_layer(s)
    year = (clock["now"] - clock["first"]) // MONTHS
    for group in groups_of(s):
        lever, tier = s.levers[group], s.units[s.organs[group]]["tier"]
        recruits = (
            quota(s, group, Tier.TOWNSHIP) * established[group, 0] + quota(s, group, tier) * established[group, 1]
        )
        a_year = conversions_a_year(
            lever["conversion_quota_share"], recruits / 100.0, lever["conversions_at_most_per_year"]
        )
        places = whole_places(a_year, year)
        rows, staff = _queue(s, group)
        hope = conversion_hope(a_year, staff, s.setting[0]["conversion_horizon_years"])
        for u in units_of(s):
            if s.units[u]["group"] == group and s.units[u]["last_institution"] > s.units[u]["last_civil"]:
                s.units[u]["conversion"] = hope
        for i in range(len(rows)):
            if places <= 0:
                break
            post = second_line_post(s, s.posts[s.cadres[rows[i]]["post"]]["unit"])
            if post != NO_POST:
                appoint(s, rows[i], post, Cause.CONVERT)
                places -= 1
