"""Draw the lives of the opening stock: birth, service so far, family, by each person's identity.

What is assumed of them stands in `sim.origins`.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.origins import FAMILY_PLACES
from sim.table import Array, Column, layout
from sim.terms import MONTHS, Establishment, Rank, Sex, Tier

AGE_BANDS_YEARS: Final = ((22, 30), (31, 40), (41, 50), (51, 59))
"""Completed years, first and last of each age category of the margins."""
OLDEST_WOMEN_YEARS: Final = 54
"""Women cadres retire at 55, so that nobody is older in the opening stock (facts 2.4)."""
INTAKE_MONTH: Final = 8
"""September, in which programme staff come and go (months counted from January = 0)."""
_BANDS = np.asarray(AGE_BANDS_YEARS)
_OWN_UNIT, _SEAT, _OTHER_TOWNSHIP, _OTHER_COUNTY, _CITY = range(len(FAMILY_PLACES))

HOMES = layout(
    Column("seat", "i4", "row of units", "seat of the unit's group"),
    Column("city", "i4", "row of units", "the city above the group, or the group's own"),
    Column("first_seat", "i4", "place", "where the seats of its city begin in the list of seats"),
    Column("seats", "i4", "count", "how many those are"),
    Column("own_seat", "i4", "place", "the group's own seat among them"),
    Column("first_town", "i4", "place", "where the townships of its group begin in the list of townships"),
    Column("towns", "i4", "count", "how many those are"),
    Column("own_town", "i4", "place", "the unit itself among them, -1 if it is none"),
)


class Homes(NamedTuple):
    """Where families can live: the same under every seed."""

    near: Array
    """(n_units,) HOMES: what lies near each unit."""
    seats: Array
    """Rows of the units at groups' seats, city by city, in the order of their identities."""
    towns: Array
    """Rows of townships, group by group, in that order."""


def homes_of(units: Array) -> Homes:
    """Return where families can live. Rows may stand in any order: units are taken in that of their identities."""
    is_town, group = units["tier"] == Tier.TOWNSHIP, units["group"].astype(np.int64)
    seats, towns = np.flatnonzero(~is_town), np.flatnonzero(is_town)
    seat = np.empty(len(seats), np.int64)
    seat[group[seats]] = seats
    near = np.zeros(len(units), HOMES)
    near["seat"] = seat = seat[group]
    parent = units["parent"][seat]
    near["city"] = np.where(parent < 0, seat, parent)
    seats, near["first_seat"], near["seats"], place = _listed(seats, near["city"], units["key"])
    near["own_seat"] = place[seat]
    towns, near["first_town"], near["towns"], near["own_town"] = _listed(towns, group, units["key"])
    return Homes(near, seats, towns)


def _listed(rows: Array, area: Array, key: Array) -> tuple[Array, Array, Array, Array]:
    """Return some units area by area, and for each unit where those of its area begin, how many, and its own place.

    rows: (k,) of units; area, key: (n_units,). A unit that is not listed has the place -1.
    """
    rows = rows[np.lexsort((key[rows], area[rows]))]
    first = np.searchsorted(area[rows], area, "left")
    place = np.full(len(area), -1)
    place[rows] = np.arange(len(rows))
    return rows, first, np.searchsorted(area[rows], area, "right") - first, place


@compiled
def draw_lives(people: Array, age_band: Array, start: int, believed: Array, seed: int) -> None:
    """Set born, entered and rank_since from sex, education, rank and age band: (n,) codes.

    start: month (number); believed, here and below: (1,) record with the fields of `sim.origins.Origins`.
    """
    b = believed[0]
    least_share, most_share = b["time_in_rank_shares"][0], b["time_in_rank_shares"][1]
    birth, entry = stream(seed, Decision.BIRTH, 0), stream(seed, Decision.OPENING_ENTRY, 0)
    rank_time = stream(seed, Decision.OPENING_RANK_TIME, 0)
    for i in range(len(people)):
        person = people[i]
        key, rank, education = person["key"], person["rank"], person["education"]
        last = int(_BANDS[age_band[i], 1])
        if person["sex"] == Sex.FEMALE and age_band[i] == len(_BANDS) - 1:
            last = OLDEST_WOMEN_YEARS
        # Within the band always: the margin is known, the least age is an assumption.
        least = max(b["least_age_years"][rank], b["entry_age_least_years"][education] + 1.0)
        first = min(max(least, float(_BANDS[age_band[i], 0])), float(last))
        age = math.floor(first * MONTHS) + math.floor((last + 1 - first) * MONTHS * draw(birth, key))
        person["born"] = start - age
        begun = _between(
            b["entry_age_least_years"][education] * MONTHS, b["entry_age_most_years"][education] * MONTHS,
            draw(entry, key),
        )  # fmt: skip
        person["entered"] = int(person["born"] + min(begun, float(age - MONTHS // 2)))
        service = start - person["entered"]
        # nobody waits for the entry ranks
        share = 1.0 if rank <= Rank.STAFF else _between(least_share, most_share, draw(rank_time, key))
        in_rank = math.floor((service - b["years_to_rank"][rank] * MONTHS) * share)
        person["rank_since"] = start - min(max(in_rank, 1), service)


@compiled
def draw_service(
    people: Array, posts: Array, start: int, believed: Array, seed: int, township_months: float, organ_months: float
) -> None:
    """Set post_since, tier_since, township_before and bound_until of seated cadres; minimum service in months."""
    b = believed[0]
    post_time, whole = stream(seed, Decision.OPENING_POST_TIME, 0), stream(seed, Decision.OPENING_TIER, 0)
    tier_time, past = stream(seed, Decision.OPENING_TIER_TIME, 0), stream(seed, Decision.OPENING_PAST, 0)
    for i in range(len(people)):
        person = people[i]
        key, tier, entered = person["key"], person["tier"], person["entered"]
        lowest_post = person["leading"] and person["rank"] == posts[person["post"]]["rank"]
        could_begin = person["rank_since"] if lowest_post else entered
        most = b["leading_post_most_years"] if person["leading"] else b["other_post_most_years"]
        longest = min(float(start - could_begin), most * MONTHS)
        person["post_since"] = start - max(math.ceil(longest * draw(post_time, key)), 1)
        person["unit_since"] = person["post_since"]  # the last change of post is the last one known
        came = math.floor(_between(float(entered), float(person["post_since"]), draw(tier_time, key)))
        person["tier_since"] = entered if draw(whole, key) < b["whole_career_share"][tier] else came
        in_township = draw(past, key) < b["township_past_share"][tier]
        person["township_before"] = person["tier_since"] - entered if in_township else 0
        bound = entered + (township_months if tier == Tier.TOWNSHIP else organ_months)
        person["bound_until"] = int(bound) if bound > start else 0


@compiled
def draw_families(
    people: Array, units: Array, near: Array, seats: Array, towns: Array, believed: Array, seed: int
) -> None:
    """Set home_group, family_unit and spouse_in_township of seated cadres; near, seats, towns: `Homes`."""
    b = believed[0]
    home, other_home = stream(seed, Decision.HOME, 0), stream(seed, Decision.OPENING_OTHER_HOME, 0)
    family, family_place = stream(seed, Decision.FAMILY, 0), stream(seed, Decision.OPENING_FAMILY_PLACE, 0)
    spouse = stream(seed, Decision.SPOUSE, 0)
    for i in range(len(people)):
        person = people[i]
        key, tier, here = person["key"], person["tier"], near[person["unit"]]
        elsewhere = _another(
            seats, here["first_seat"], here["seats"], here["own_seat"], here["seat"], draw(other_home, key)
        )
        native = draw(home, key) < b["native_share"][tier]
        person["home_group"] = person["group"] if native else units[elsewhere]["group"]
        place = _family_place(b, tier, draw(family, key))
        if place == _OWN_UNIT:
            person["family_unit"] = person["unit"]
        elif place == _SEAT:
            person["family_unit"] = here["seat"]
        elif place == _OTHER_TOWNSHIP:
            lot = draw(family_place, key)
            person["family_unit"] = _another(
                towns, here["first_town"], here["towns"], here["own_town"], person["unit"], lot
            )
        else:
            person["family_unit"] = elsewhere if place == _OTHER_COUNTY else here["city"]
        person["spouse_in_township"] = draw(spouse, key) < b["spouse_in_township_share"][tier]


@compiled
def _family_place(b: Array, tier: int, lot: float) -> int:
    """Return where a family lives, one of `FAMILY_PLACES`."""
    if tier == Tier.TOWNSHIP:
        shares = b["township_family_shares"]
    else:
        shares = b["county_family_shares"] if tier == Tier.COUNTY else b["city_family_shares"]
    place, reached = 0, 0.0
    for k in range(_CITY):
        reached += shares[k]
        place += int(lot > reached)
    return place


@compiled
def draw_terms(people: Array, start: int, seed: int, term: int) -> None:
    """Set the terms of seated programme staff (months), and free institution staff from minimum service.

    Programme staff came in one of the two last Septembers (facts 2.1).
    """
    intake, last = stream(seed, Decision.OPENING_PROGRAMME, 0), start - 1 - (start - 1 - INTAKE_MONTH) % MONTHS
    for i in range(len(people)):
        person = people[i]
        if person["establishment"] == Establishment.PROGRAMME:
            came = last - MONTHS * int(draw(intake, person["key"]) < 0.5)
            person["entered"] = person["rank_since"] = person["post_since"] = person["tier_since"] = came
            person["township_before"] = 0
            person["programme_until"] = person["bound_until"] = came + term
        elif person["establishment"] == Establishment.PUBLIC_INSTITUTION:
            person["bound_until"] = 0


@compiled
def _between(low: float, high: float, lot: float) -> float:
    return low + (high - low) * lot


@compiled
def _another(rows: Array, first: int, count: int, at: int, own: int, lot: float) -> int:
    """Return by lot one of `count` units listed in `rows` from `first` on, but not `own`, listed at `at` (or -1).

    `own` if there is no other.
    """
    inside = first <= at < first + count
    others = count - int(inside)
    if others <= 0:
        return own
    chosen = first + min(int(lot * others), others - 1)
    return int(rows[chosen + int(inside and chosen >= at)])
