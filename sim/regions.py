"""Regions: a city with its counties. Nobody moves from one to another, so each goes through the month by itself.

Regions share the tables; each has its own stretch of units, groups and leading posts, and its own lists of people.
A world of many regions thus works on what fits into the processor's cache, one region after another.
"""

from collections.abc import Sequence

import numpy as np

from sim.compiled import compiled
from sim.state import REGION, State
from sim.table import Array


@compiled
def units_of(s: State) -> range:
    """Return the rows of the region's units."""
    here = s.region[0]
    return range(int(here["first_unit"]), int(here["last_unit"]))


@compiled
def posts_of(s: State) -> range:
    """Return the rows of the region's posts."""
    units = units_of(s)
    return range(int(s.units[units.start]["first_post"]), int(s.units[units.stop - 1]["last_post"]))


@compiled
def groups_of(s: State) -> range:
    """Return the region's groups."""
    here = s.region[0]
    return range(int(here["first_group"]), int(here["last_group"]))


@compiled
def counties_first(s: State) -> Array:
    """Return the region's groups, the city's own organs last, since they reach into every county."""
    groups = np.empty(len(groups_of(s)), np.int64)
    n = 0
    for cities in range(2):
        for group in groups_of(s):
            if (s.above[group] == group) == (cities == 1):
                groups[n] = group
                n += 1
    return groups


@compiled
def leads_of(s: State) -> range:
    """Return the places of the region's leading posts in the order of filling."""
    here = s.region[0]
    return range(int(here["first_lead"]), int(here["last_lead"]))


@compiled
def absent_of(s: State) -> Array:
    """Return the rows of the region's absent cadres, a copy that stays while people come home."""
    return s.absent[: s.region[0]["absent"]].copy()


def regions(units: Array, above: Array, order: Array) -> Array:
    """Return one record of type REGION for each city, its list of the serving still empty.

    Args:
        units: table of units, the units of one city next to each other (`gathered`).
        above: (n_groups,) the city's group of each group.
        order: (n_posts,) unit of each post in the order of filling, city by city.
    """
    cities = above[units["group"]]
    edges = np.flatnonzero(np.diff(cities, prepend=-1))
    found = np.zeros(len(edges), REGION)
    found["first_unit"], found["last_unit"] = edges, np.append(edges[1:], len(units))
    leads = cities[order]
    for here, city in zip(found, cities[edges], strict=True):
        groups = np.flatnonzero(above == city)
        here["first_group"], here["last_group"] = groups[0], groups[-1] + 1
        places = np.flatnonzero(leads == city)
        here["first_lead"], here["last_lead"] = (places[0], places[-1] + 1) if len(places) else (0, 0)
    return found


def gathered(parents: Sequence[int]) -> list[int]:
    """Return the rows of units so ordered that the units of one city stand together; parents: -1 for a city."""
    top = list(range(len(parents)))
    for row in range(len(parents)):
        at = row
        while parents[at] >= 0:
            at = parents[at]
        top[row] = at
    first: dict[int, int] = {}
    for row, city in enumerate(top):
        first.setdefault(city, row)
    return sorted(range(len(parents)), key=lambda row: (first[top[row]], row))
