"""Programme staff (三支一扶 and the like): places outside the establishment, two-year terms, and what comes after."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.newcomers import newcomer
from sim.parameters import parameter
from sim.regions import units_of
from sim.rules import shifted_share
from sim.state import State
from sim.terms import NO_POST, NOBODY, Cause, Establishment, Rank
from sim.vacant import vacant_post_of
from sim.verbs import appoint, leave

FIRST_ORDINAL = 20_000
"""Ordinals of programme staff at a place begin here, so that they are other people than recruits."""


@dataclass(frozen=True)
class Programme:
    """Assumptions about programme staff."""

    programme_age_years: float = parameter(
        22.0, "years", 18, 35, "assumption: fresh graduates", "Youngest programme staff", "服务项目人员最低年龄",
    )  # fmt: skip
    programme_age_spread_years: float = parameter(
        6.0, "years", 0, 15, "assumption: within some years of the first degree", "Age range of programme staff",
        "服务项目人员年龄跨度",
    )  # fmt: skip
    programme_exam_share: float = parameter(
        0.10, "share of those whose term ends", 0, 1,
        "assumption: most grass-roots cadres beside the examined came so (facts 1.21.4); 5-12 percent of hires (2.1)",
        "Programme staff who pass the civil examination", "服务项目人员考取公务员比例",
    )  # fmt: skip
    programme_exam_per_point: float = parameter(
        0.1, "log odds per point", 0, 1, "assumption: ten points make the odds about three times as good",
        "Effect of an exam bonus", "考试加分效应",
    )  # fmt: skip


@compiled
def _end_term(s: State, row: int, u: int, key_converts: int, key_exam: int) -> None:
    """Decide what becomes of somebody whose term ends: an institution post, a civil-service post, or good-bye.

    Both need a vacant post in the own township. Who passes the examination takes one of the year's places.
    """
    person, b, lever = s.cadres[row], s.setting[0], s.levers[s.units[u]["group"]]
    now = s.clock[0]["now"]
    post = vacant_post_of(s, u, Establishment.PUBLIC_INSTITUTION)
    if draw(key_converts, person["key"]) < lever["programme_conversion_share"] and post != NO_POST:
        appoint(s, row, post, Cause.CONVERT)
        person["programme_until"] = 0
        return
    post = vacant_post_of(s, u, Establishment.CIVIL_SERVICE)
    bonus = b["programme_exam_per_point"] * lever["programme_exam_bonus_points"]
    chance = shifted_share(b["programme_exam_share"], bonus)
    if draw(key_exam, person["key"]) < chance and post != NO_POST:
        appoint(s, row, post, Cause.CONVERT)
        person["programme_until"] = 0
        person["bound_until"] = now + int(lever["township_min_service_months"])
        s.units[u]["targeted"] += 1
        return
    leave(s, row, Cause.PROGRAMME_END)


@compiled
def _take_in(s: State, u: int, key: int) -> None:
    """Fill a unit's vacant programme places; whoever comes is bound for the term."""
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    lever = s.levers[unit["group"]]
    for post in range(unit["last_institution"], unit["last_post"]):
        seat = s.posts[post]
        if seat["holder"] != NOBODY or draw(key, seat["key"]) >= lever["programme_intake_share"]:
            continue
        who = identity(clock["now"], unit["key"], FIRST_ORDINAL + post - unit["last_institution"])
        newcomer(s, who, post, Cause.PROGRAMME, Rank.STAFF, b["programme_age_years"], b["programme_age_spread_years"])
        person = s.cadres[seat["holder"]]
        person["programme_until"] = clock["now"] + int(lever["programme_term_months"])
        person["bound_until"] = person["programme_until"]


@compiled
def programme(s: State) -> None:
    """End the terms that are over, then fill the places anew."""
    clock = s.clock[0]
    now, seed = clock["now"], clock["seed"]
    key_converts = stream(seed, Decision.PROGRAMME_CONVERTS, now)
    key_exam = stream(seed, Decision.PROGRAMME_EXAM, now)
    key_intake = stream(seed, Decision.PROGRAMME_INTAKE, now)
    for u in units_of(s):
        for post in range(s.units[u]["last_institution"], s.units[u]["last_post"]):
            row = s.posts[post]["holder"]
            if row != NOBODY and s.cadres[row]["programme_until"] <= now:
                _end_term(s, row, u, key_converts, key_exam)
        _take_in(s, u, key_intake)
