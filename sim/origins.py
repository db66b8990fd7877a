"""What the opening stock brings along: age, years of service, in rank and in post, home, family.

The documents publish none of it, so all of it is assumed here and drawn by each person's identity.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.draws import Decision, uniform
from sim.levers import RANKS, TIERS, Establishments, Service
from sim.parameters import parameter, problems
from sim.table import Array
from sim.terms import MONTHS, Education, Establishment, Rank, Sex, Tier

AGE_BANDS_YEARS: Final = ((22, 30), (31, 40), (41, 50), (51, 59))
"""Completed years, first and last of each age category of the margins."""
OLDEST_WOMEN_YEARS: Final = 54
"""Women cadres retire at 55, so that nobody is older in the opening stock (facts 2.4)."""

INTAKE_MONTH: Final = 8
"""September, in which programme staff come and go (months counted from January = 0)."""

_LEVELS: Final = tuple(each.name.lower() for each in Education)
_PLACES: Final = ("own_unit", "seat", "other_township", "other_county", "city")
_OWN_UNIT, _SEAT, _OTHER_TOWNSHIP, _OTHER_COUNTY, _CITY = range(len(_PLACES))
_UNKNOWN: Final = "assumption: unknown for the opening stock (facts 1.24)"


@dataclass(frozen=True)
class Origins:
    """Assumptions about the opening stock."""

    entry_age_least_years: tuple[float, ...] = parameter(
        (20.0, 21.0, 22.0, 25.0), "years", 18, 35, f"{_UNKNOWN}; entry after the first degree",
        "Youngest age at entry, by education", "参加工作最小年龄(按学历)", labels=_LEVELS,
    )  # fmt: skip
    entry_age_most_years: tuple[float, ...] = parameter(
        (22.0, 23.0, 25.0, 27.0), "years", 18, 40, f"{_UNKNOWN}; entry after the first degree",
        "Oldest age at entry, by education", "参加工作最大年龄(按学历)", labels=_LEVELS,
    )  # fmt: skip
    least_age_years: tuple[float, ...] = parameter(
        (22.0, 22.0, 26.0, 30.0, 36.0, 40.0), "years", 18, 50,
        f"{_UNKNOWN}; entry age plus the least years in the ranks below (facts 2.3)",
        "Youngest age by rank", "各级别最小年龄", labels=RANKS,
    )  # fmt: skip
    years_to_rank: tuple[float, ...] = parameter(
        (0.0, 1.0, 4.0, 7.0, 11.0, 14.0), "years of service", 0, 40,
        f"{_UNKNOWN}; fast careers under the least years in rank (facts 2.3)",
        "Least service before a rank", "晋升各级别最短工作年限", labels=RANKS,
    )  # fmt: skip
    time_in_rank_shares: tuple[float, ...] = parameter(
        (0.05, 0.85), "share of the service since a rank could first be had", 0, 1,
        f"{_UNKNOWN}; so years in rank rise with age, about ten for a deputy of 45",
        "Time in rank", "任现级别时间占比", labels=("least", "most"),
    )  # fmt: skip
    leading_post_most_years: float = parameter(
        8.0, "years", 1, 30, f"{_UNKNOWN}; two to three years have passed on average",
        "Longest time in a leading post", "领导岗位最长任职年限",
    )  # fmt: skip
    other_post_most_years: float = parameter(
        15.0, "years", 1, 40, f"{_UNKNOWN}; people without a leading post move less",
        "Longest time in a post without a leading role", "非领导岗位最长任职年限",
    )  # fmt: skip
    whole_career_share: tuple[float, ...] = parameter(
        (0.8, 0.5, 0.4), "share", 0, 1, f"{_UNKNOWN}; few come down, organs draw from below",
        "Served at the present tier since entry", "一直在本层级工作的比例", labels=TIERS,
    )  # fmt: skip
    township_past_share: tuple[float, ...] = parameter(
        (0.0, 0.6, 0.4), "share of those who came from another tier", 0, 1,
        f"{_UNKNOWN}; organs mostly fill from townships (facts 1.5.4)",
        "Came from a township", "来自乡镇的比例", labels=TIERS,
    )  # fmt: skip
    native_share: tuple[float, ...] = parameter(
        (0.78, 0.75, 0.5), "share", 0, 1,
        f"{_UNKNOWN}; moves across county borders are rare (facts 2.5, Zhou 2016)",
        "Home in the county of service", "本地人比例", labels=TIERS,
    )  # fmt: skip
    township_family_shares: tuple[float, ...] = parameter(
        (0.28, 0.47, 0.10, 0.05, 0.10), "share", 0, 1,
        "assumption; nearly 60 percent of grass-roots staff work away from home (facts 2.9); "
        "most families live in the county seat",
        "Where families of township cadres live", "乡镇干部家庭所在地", labels=_PLACES,
    )  # fmt: skip
    county_family_shares: tuple[float, ...] = parameter(
        (0.84, 0.0, 0.05, 0.03, 0.08), "share", 0, 1, _UNKNOWN,
        "Where families of county cadres live", "县直干部家庭所在地", labels=_PLACES,
    )  # fmt: skip
    city_family_shares: tuple[float, ...] = parameter(
        (0.88, 0.0, 0.0, 0.12, 0.0), "share", 0, 1, _UNKNOWN,
        "Where families of city cadres live", "市直干部家庭所在地", labels=_PLACES,
    )  # fmt: skip
    spouse_in_township_share: tuple[float, ...] = parameter(
        (0.30, 0.10, 0.03), "share", 0, 1, f"{_UNKNOWN}; couples often meet at work",
        "Spouse works in a township", "配偶在乡镇工作的比例", labels=TIERS,
    )  # fmt: skip

    def __post_init__(self) -> None:
        found = problems(self, "origins")
        for name in ("township", "county", "city"):
            total = sum(getattr(self, f"{name}_family_shares"))
            if abs(total - 1.0) > 1e-9:
                found.append(f"origins.{name}_family_shares sum to {total:g}; allowed: exactly 1")
        if found:
            raise ValueError("\n".join(found))


def draw_lives(people: Array, age_band: Array, start: int, origins: Origins, seed: int) -> None:
    """Set born, entered and rank_since from sex, education, rank and age band: (n,) codes."""
    key, rank, education = people["key"], people["rank"], people["education"]
    bands = np.asarray(AGE_BANDS_YEARS)
    last = bands[age_band, 1]
    last = np.where((people["sex"] == Sex.FEMALE) & (age_band == 3), OLDEST_WOMEN_YEARS, last)
    least = np.maximum(
        np.asarray(origins.least_age_years)[rank],
        np.asarray(origins.entry_age_least_years)[education] + 1.0,
    )
    # Within the band always: the margin is known, the least age is an assumption.
    first = np.clip(least, bands[age_band, 0], last)
    months = np.floor((last + 1 - first) * MONTHS * uniform(seed, Decision.BIRTH, 0, key))
    age = np.floor(first * MONTHS) + months
    people["born"] = start - age
    entry = _between(
        np.asarray(origins.entry_age_least_years)[education] * MONTHS,
        np.asarray(origins.entry_age_most_years)[education] * MONTHS,
        uniform(seed, Decision.OPENING_ENTRY, 0, key),
    )
    people["entered"] = people["born"] + np.minimum(entry, age - MONTHS // 2)
    service = start - people["entered"]
    since_possible = service - np.asarray(origins.years_to_rank)[rank] * MONTHS
    least_share, most_share = origins.time_in_rank_shares
    lot = uniform(seed, Decision.OPENING_RANK_TIME, 0, key)
    share = _between(least_share, most_share, lot)
    share = np.where(rank <= Rank.STAFF, 1.0, share)  # nobody waits for the entry ranks
    people["rank_since"] = start - np.clip(np.floor(since_possible * share), 1, service)


def draw_service(people: Array, post_rank: Array, start: int, origins: Origins, seed: int) -> None:
    """Set post_since, tier_since, township_before and bound_until of seated cadres."""
    key, tier, entered = people["key"], people["tier"], people["entered"]
    lowest_post = (people["leading"] == 1) & (people["rank"] == post_rank)
    could_begin = np.where(lowest_post, people["rank_since"], entered)
    most = np.where(people["leading"], origins.leading_post_most_years, origins.other_post_most_years)
    longest = np.minimum(start - could_begin, most * MONTHS)
    lot = uniform(seed, Decision.OPENING_POST_TIME, 0, key)
    people["post_since"] = start - np.maximum(np.ceil(longest * lot), 1)
    people["unit_since"] = people["post_since"]  # the last change of post is the last one known

    whole = uniform(seed, Decision.OPENING_TIER, 0, key) < np.asarray(origins.whole_career_share)[tier]
    lot = uniform(seed, Decision.OPENING_TIER_TIME, 0, key)
    came = np.floor(_between(entered, people["post_since"], lot))
    people["tier_since"] = np.where(whole, entered, came)
    past = uniform(seed, Decision.OPENING_PAST, 0, key) < np.asarray(origins.township_past_share)[tier]
    people["township_before"] = np.where(past, people["tier_since"] - entered, 0)

    rule = Service()  # the minimum service in force is the levers' default
    least = np.where(tier == Tier.TOWNSHIP, rule.township_min_service_months, rule.organ_min_service_months)
    bound = entered + least
    people["bound_until"] = np.where(bound > start, bound, 0)


def draw_families(people: Array, units: Array, origins: Origins, seed: int) -> None:
    """Set home_group, family_unit and spouse_in_township of seated cadres.

    Places are counted off in the order of the units' keys, so that rows may stand in any order.
    """
    key, tier, group, unit = people["key"], people["tier"], people["group"], people["unit"]
    seats = np.flatnonzero(units["tier"] != Tier.TOWNSHIP)
    seat_of_group = np.empty(len(seats), np.int64)
    seat_of_group[units["group"][seats]] = seats
    parent = units["parent"][seat_of_group]
    city_of_group = np.where(parent < 0, seat_of_group, parent)

    lot = uniform(seed, Decision.OPENING_OTHER_HOME, 0, key)
    of_city = city_of_group[group]
    other_seat = _another(seats, city_of_group[units["group"][seats]], seat_of_group[group], of_city, lot, units)
    native = uniform(seed, Decision.HOME, 0, key) < np.asarray(origins.native_share)[tier]
    people["home_group"] = np.where(native, group, units["group"][other_seat])

    shares = np.array([origins.township_family_shares, origins.county_family_shares, origins.city_family_shares])
    lot = uniform(seed, Decision.FAMILY, 0, key)
    place = (lot[:, None] > np.cumsum(shares, axis=1)[:, :-1][tier]).sum(axis=1)
    lot = uniform(seed, Decision.OPENING_FAMILY_PLACE, 0, key)
    townships = np.flatnonzero(units["tier"] == Tier.TOWNSHIP)
    township = _another(townships, units["group"][townships], unit, group, lot, units)
    elsewhere = np.where(native, other_seat, seat_of_group[people["home_group"]])
    choices = [unit, seat_of_group[group], township, elsewhere, of_city]
    people["family_unit"] = np.choose(place, choices)
    lot = uniform(seed, Decision.SPOUSE, 0, key)
    people["spouse_in_township"] = lot < np.asarray(origins.spouse_in_township_share)[tier]


def draw_terms(people: Array, start: int, seed: int) -> None:
    """Set the terms of seated programme staff, and free institution staff from minimum service.

    Programme staff came in one of the two last Septembers, for a term that is the lever's default (facts 2.1).
    """
    programme = people["establishment"] == Establishment.PROGRAMME
    lot = uniform(seed, Decision.OPENING_PROGRAMME, 0, people["key"])
    term = int(Establishments().programme_term_months)
    last = start - 1 - (start - 1 - INTAKE_MONTH) % MONTHS
    came = last - MONTHS * (lot < 0.5)
    for name in ("entered", "rank_since", "post_since", "tier_since"):
        people[name] = np.where(programme, came, people[name])
    people["township_before"][programme] = 0
    people["programme_until"] = np.where(programme, came + term, 0)
    people["bound_until"] = np.where(programme, came + term, people["bound_until"])
    people["bound_until"][people["establishment"] == Establishment.PUBLIC_INSTITUTION] = 0


def _between(low: Array | float, high: Array | float, lot: Array) -> Array:
    return np.asarray(low + (high - low) * lot)


def _another(candidates: Array, area: Array, own: Array, own_area: Array, lot: Array, units: Array) -> Array:
    """Return for each person a candidate of the own area other than `own`; `own` if there is none.

    candidates, area: (k,) rows of units and the area of each; own, own_area, lot: (n,).
    """
    order = np.lexsort((units["key"][candidates], area))
    candidates, area = candidates[order], area[order]
    first = np.searchsorted(area, own_area, "left")
    count = np.searchsorted(area, own_area, "right") - first
    place = np.full(len(units), -1)
    place[candidates] = np.arange(len(candidates))
    at = place[own]
    inside = (at >= first) & (at < first + count)
    others = count - inside
    chosen = first + np.floor(lot * others).astype(np.int64)
    chosen += inside & (chosen >= at)
    if len(candidates) == 0:
        return own
    return np.where(others > 0, candidates[np.minimum(chosen, len(candidates) - 1)], own)
