"""Reunion (照顾交流), once a year: township people with long service move to their family, or near the county seat."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, mix, stream
from sim.inspection import fits
from sim.parameters import parameter
from sim.processes.exchange import is_here, may_swap, swap
from sim.processes.intention import distance_to_family
from sim.regions import units_of
from sim.rules import township_months
from sim.serving import entries_of
from sim.state import State
from sim.table import Array
from sim.terms import NO_POST, NOBODY, Appraisal, Cause, Tier
from sim.vacant import vacant_post_of
from sim.verbs import appoint


@dataclass(frozen=True)
class Reunions:
    """Assumptions about reunion."""

    reunion_distance: float = parameter(
        1.0, "distance", 0, 3, "assumption: a family four classes of hardship away counts as apart (facts 1.13.1)",
        "Family distance that entitles to reunion", "照顾交流所需家庭距离",
    )  # fmt: skip


@compiled
def is_entitled(
    spouse_in_township: bool, distance: float, far: float, served_months: int, least: float, grade: int
) -> bool:
    """Tell whether a township cadre may ask for reunion: a couple or a far family, enough years, a competent record."""
    apart = (spouse_in_township and distance > 0.0) or distance >= far
    return apart and served_months >= least and grade >= Appraisal.COMPETENT


@compiled
def reunion_place(s: State, row: int) -> int:
    """Return where a cadre would be moved: the family's township, else one nearer the county seat; -1."""
    person = s.cadres[row]
    family, here = person["family_unit"], s.units[person["unit"]]
    if s.units[family]["tier"] == Tier.TOWNSHIP:
        own_county = s.units[family]["group"] == person["group"]
        return int(family) if family != person["unit"] and own_county else -1
    found, nearest, lowest = -1, here["remoteness"], np.uint64(0)
    for u in units_of(s):
        unit = s.units[u]
        if (
            unit["tier"] != Tier.TOWNSHIP
            or unit["group"] != person["group"]
            or unit["remoteness"] >= here["remoteness"]
        ):
            continue
        lot = mix(unit["key"] ^ person["key"])
        if found < 0 or unit["remoteness"] < nearest or (unit["remoteness"] == nearest and lot < lowest):
            found, nearest, lowest = u, unit["remoteness"], lot
    return found


@compiled
def _vacant_like(s: State, row: int, unit: int) -> int:
    """Return a vacant post of a unit that is like the cadre's own: of one establishment, non-leading or of one rank.

    Leading posts that were given up, or are held back for other people, are nobody's.
    """
    own = s.posts[s.cadres[row]["post"]]
    if not own["leading"]:
        return vacant_post_of(s, unit, own["establishment"])
    for post in range(s.units[unit]["first_post"], s.units[unit]["last_post"]):
        seat = s.posts[post]
        if seat["holder"] != NOBODY or seat["closed"] or not seat["leading"] or seat["rank"] != own["rank"]:
            continue
        if fits(s, row, post):
            return post
    return NO_POST


@compiled
def _partner(s: State, row: int, unit: int, key: int) -> int:
    """Return who changes places with a cadre: by lot among those whose family is not in the unit, or NOBODY."""
    lowest, found = 2.0, NOBODY
    for post in range(s.units[unit]["first_post"], s.units[unit]["last_post"]):
        other = s.posts[post]["holder"]
        if other == NOBODY or not is_here(s, other) or s.cadres[other]["family_unit"] == unit:
            continue
        lot = draw(key, s.cadres[other]["key"])
        if lot < lowest and may_swap(s, row, other):
            lowest, found = lot, other
    return found


@compiled
def _granted(s: State, key: int) -> Array:
    """Return the rows of those whom reunion is granted, in the order of their lots."""
    now, b = s.clock[0]["now"], s.setting[0]
    rows = np.empty(s.region[0]["listed"], np.int64)
    lots, n = np.empty(len(rows), np.float64), 0
    for i in entries_of(s):
        row = s.serving[i]
        if row < 0 or s.cadres[row]["tier"] != Tier.TOWNSHIP or s.cadres[row]["post"] == NO_POST or not is_here(s, row):
            continue
        person, lever = s.cadres[row], s.levers[s.cadres[row]["group"]]
        served = township_months(person["township_before"], person["tier"], person["tier_since"], now)
        if draw(key, person["key"]) < lever["reunion_share_per_year"] and is_entitled(
            person["spouse_in_township"] == 1, distance_to_family(s, row, person["unit"]), b["reunion_distance"],
            served, lever["reunion_after_months"], person["grade"],
        ):  # fmt: skip
            rows[n], lots[n] = row, draw(key, mix(person["key"]))
            n += 1
    return rows[:n][np.argsort(lots[:n])]


@compiled
def reunion(s: State) -> None:
    """Move those whom reunion is granted to a vacant post or by changing places; a couple's family comes along."""
    clock = s.clock[0]
    key = stream(clock["seed"], Decision.REUNION, clock["now"])
    for row in _granted(s, key):
        person, unit = s.cadres[row], reunion_place(s, row)
        if unit < 0 or person["moved"] >= clock["now"]:
            continue
        nearer = distance_to_family(s, row, unit) < distance_to_family(s, row, person["unit"])
        if not nearer and not person["spouse_in_township"]:  # a couple settles where it is sent
            continue
        post, other = _vacant_like(s, row, unit), NOBODY
        if post == NO_POST:
            other = _partner(s, row, unit, key)
        if post != NO_POST:
            appoint(s, row, post, Cause.REUNION)
        elif other != NOBODY:
            swap(s, row, other, Cause.REUNION, Cause.ROTATE)
        else:
            continue
        if person["spouse_in_township"]:
            person["family_unit"] = unit
