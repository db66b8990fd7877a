"""From a city's plan to its opening state: units, posts, people who meet every margin, seats."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from sim.biographies import Homes, draw_families, draw_lives, draw_service, draw_terms, homes_of
from sim.cadres import new_cadres
from sim.city import City, Corps, UnitPlan
from sim.compiled import compiled
from sim.draws import identity, name_key
from sim.founding import Ground, ground_of
from sim.levers import TIERS, Establishments, Service
from sim.origins import Origins
from sim.parameters import as_record, record_dtype
from sim.posts import new_posts
from sim.regions import gathered
from sim.seating import Bench, Seating, benches, seats
from sim.synthesis import SHAPE, Association, joint_table
from sim.table import Array
from sim.terms import NO_UNIT, Cause, Establishment, Rank, Tier
from sim.units import new_units

__all__ = ["ASSUMPTIONS", "City", "Corps", "Opening", "UnitPlan", "open_city"]

ASSUMPTIONS: Final[Mapping[str, type]] = {
    "association": Association,
    "origins": Origins,
    "seating": Seating,
}
"""What is assumed about the opening stock, by group; each number is declared with its source."""
_BELIEVED: Final = record_dtype({"origins": Origins, "seating": Seating})


@dataclass(frozen=True)
class Opening:
    """Tables as in `sim.units`, `sim.posts`, `sim.cadres`, without spare rows, names, and what follows from a plan."""

    units: Array
    posts: Array
    cadres: Array
    unit_names: tuple[str, ...]
    group_names: tuple[str, ...]
    ground: Ground


def open_city(
    city: City,
    seed: int,
    association: Association | None = None,
    origins: Origins | None = None,
    seating: Seating | None = None,
) -> Opening:
    """Return the opening state of `city` under `seed`; ValueError says what is wrong with it.

    Who exists (sex, rank, age band ...) is the same under every seed; birth months, careers, homes
    and seats are drawn by each person's identity.
    """
    believed = as_record({"origins": origins or Origins(), "seating": seating or Seating()}, _BELIEVED)
    city, groups, units, posts, people, age_band, seated, homes, ground = _existing(city, association or Association())
    rule, term = Service(), int(Establishments().programme_term_months)  # in force at the start: the levers' defaults
    draw_lives(people, age_band, city.start, believed, seed)
    people["post"] = seats(seated, units, posts, people, city.start, believed, seed)
    _sit_down(units, posts, people)
    draw_service(
        people, posts, city.start, believed, seed, rule.township_min_service_months, rule.organ_min_service_months
    )
    draw_families(people, units, homes.near, homes.seats, homes.towns, believed, seed)
    draw_terms(people, city.start, seed, term)
    names = tuple(unit.name for unit in city.units)
    return Opening(units, posts, people, names, groups, ground)


class _Existing(NamedTuple):
    """Who and what exists under every seed: tables as in `Opening`, and of each cadre the age band."""

    city: City
    groups: tuple[str, ...]
    units: Array
    posts: Array
    people: Array
    age_band: Array
    seated: tuple[Bench, ...]
    homes: Homes
    ground: Ground

    def copied(self) -> "_Existing":
        """Return the same with tables of its own, for one run to write to."""
        return self._replace(units=self.units.copy(), posts=self.posts.copy(), people=self.people.copy())


_POSTS_KEPT: Final = 100_000
"""Posts of the largest city that is kept for the next seed."""
_kept: tuple[City, Association, _Existing] | None = None
"""The last city: a study opens the same one under seed after seed."""


def _existing(city: City, association: Association) -> _Existing:
    """Return who and what exists, in tables of their own; ValueError says what is wrong with the city."""
    global _kept
    last = _kept
    if last is not None and last[0] is city and last[1] == association:
        return last[2].copied()
    wrong = city.problems()
    if wrong:
        raise ValueError("\n".join(wrong))
    whole = dataclasses.replace(city, units=_gathered(city.units))
    units, groups = _open_units(whole)
    posts = _open_posts(whole, units)
    people, age_band, corps = _people(whole, association)
    seated, ground = benches(whole, units, posts, people, corps), ground_of(units, posts, len(groups))
    made = _Existing(whole, groups, units, posts, people, age_band, seated, homes_of(units), ground)
    _kept = (city, association, made.copied()) if len(made.posts) <= _POSTS_KEPT else None
    return made


def _gathered(units: Sequence[UnitPlan]) -> tuple[UnitPlan, ...]:
    """Put the units of each city next to each other; their order is otherwise kept."""
    row = {unit.name: i for i, unit in enumerate(units)}
    return tuple(units[i] for i in gathered([row.get(unit.parent, NO_UNIT) for unit in units]))


def _open_units(city: City) -> tuple[Array, tuple[str, ...]]:
    plans = city.units
    row = {plan.name: i for i, plan in enumerate(plans)}
    units = new_units(len(plans))
    units["key"] = np.array([name_key(plan.name) for plan in plans], np.uint64)
    units["tier"] = [TIERS.index(plan.tier) for plan in plans]
    units["parent"] = [row.get(plan.parent, NO_UNIT) for plan in plans]
    for name in ("remoteness", "fiscal_strength", "authority"):
        units[name] = [getattr(plan, name) for plan in plans]
    units["established"] = [plan.all_posts for plan in plans]
    units["duty_load"] = [plan.duty_load for plan in plans]
    units["last_post"] = np.cumsum(units["established"])
    units["first_post"] = units["last_post"] - units["established"]
    units["last_civil"] = units["first_post"] + [plan.posts for plan in plans]
    units["last_institution"] = units["last_civil"] + [plan.institution for plan in plans]
    units["last_village"] = np.cumsum([plan.village_seats for plan in plans])
    units["first_village"] = units["last_village"] - [plan.village_seats for plan in plans]
    organs = np.flatnonzero(units["tier"] != Tier.TOWNSHIP)
    units["group"][organs] = np.arange(len(organs))
    towns = np.flatnonzero(units["tier"] == Tier.TOWNSHIP)
    units["group"][towns] = units["group"][units["parent"][towns]]
    return units, tuple(plans[i].name for i in organs)


def _open_posts(city: City, units: Array) -> Array:
    """Return all posts, vacant: contiguous by unit, leading ones first, ranks descending, other establishments last."""
    ranks = np.array([*reversed(Rank), Rank.CLERK, Rank.CLERK, Rank.CLERK])
    leads = np.array([*[True] * len(Rank), False, False, False])
    kinds = np.array(
        [Establishment.CIVIL_SERVICE] * (len(Rank) + 1) + [Establishment.PUBLIC_INSTITUTION, Establishment.PROGRAMME]
    )
    counts = np.array(
        [[*reversed(plan.leading), plan.non_leading, plan.institution, plan.programme] for plan in city.units]
    )
    kind = np.repeat(np.tile(np.arange(len(ranks)), len(city.units)), counts.ravel())
    posts = new_posts(int(units["established"].sum()))
    posts["unit"] = np.repeat(np.arange(len(units)), units["established"])
    posts["rank"], posts["leading"] = ranks[kind], leads[kind]
    posts["establishment"] = kinds[kind]
    posts["opened"] = posts["ready"] = city.start
    ordinal = np.arange(len(posts)) - units["first_post"][posts["unit"]]
    posts["key"] = _identities(units["key"][posts["unit"]], ordinal)
    return posts


def _people(city: City, association: Association) -> tuple[Array, Array, Array]:
    """Return the cadres with the margins' attributes, their age bands, their corps: (n,) each."""
    tables = [joint_table(corps.margins, association).ravel() for corps in city.corps]
    cells = np.concatenate([np.repeat(np.arange(table.size), table) for table in tables])
    heads = np.array([table.sum() for table in tables])
    corps = np.repeat(np.arange(len(tables)), heads)
    ordinal = np.arange(len(cells)) - np.repeat(np.cumsum(heads) - heads, heads)
    places = np.array([name_key(each.name) for each in city.corps], np.uint64)
    people = new_cadres(len(cells))
    people["key"] = _identities(places[corps], ordinal)
    sex, party, rank, age_band, education = np.unravel_index(cells, SHAPE)
    people["sex"], people["party"] = sex, party
    people["rank"], people["education"] = rank, education
    kinds = [Establishment[each.establishment.upper()] for each in city.corps]
    people["establishment"] = np.array(kinds, np.int8)[corps]
    people["route"], people["serving"] = Cause.OPENING_STOCK, True
    people["moved"] = city.start - 1
    return people, age_band, corps


@compiled
def _sit_down(units: Array, posts: Array, people: Array) -> None:
    """Write the seats into all three tables."""
    for i in range(len(people)):
        person = people[i]
        post = posts[person["post"]]
        unit = units[post["unit"]]
        post["holder"] = i
        post["opened"] = post["ready"] = 0
        person["unit"], person["leading"] = post["unit"], post["leading"]
        person["group"], person["tier"] = unit["group"], unit["tier"]
        unit["holders"] += 1


@compiled
def _identities(places: Array, ordinals: Array) -> Array:
    out = np.empty(len(places), np.uint64)
    for i in range(len(places)):
        out[i] = identity(0, places[i], ordinals[i])
    return out
