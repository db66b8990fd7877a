"""What a world works out once from its opening tables: organs, teams, the order of filling."""

import numpy as np

from sim.table import Array
from sim.teams import new_teams
from sim.terms import NO_UNIT, NOBODY, Tier


def organs_of(units: Array, groups: int) -> tuple[Array, Array]:
    """Return the row of each group's organ unit, and each group's city group; (n_groups,) int64."""
    organs = np.full(groups, NO_UNIT, np.int64)
    for u in np.flatnonzero(units["tier"] != Tier.TOWNSHIP):
        organs[units["group"][u]] = u
    if (organs == NO_UNIT).any():
        raise ValueError("a county has townships but no organs of its own; every group needs one organ unit")
    above = np.arange(groups)
    for group, u in enumerate(organs):
        parent = units["parent"][u]
        above[group] = group if parent == NO_UNIT else units["group"][parent]
    return organs, above


def opening_teams(units: Array, posts: Array) -> Array:
    """Return the leading team of each unit as it stands at the opening: seats and members."""
    teams = new_teams(len(units))
    leading = posts["leading"] == 1
    teams["seats"] = np.bincount(posts["unit"][leading], minlength=len(units))
    teams["members"] = np.bincount(posts["unit"][leading & (posts["holder"] != NOBODY)], minlength=len(units))
    return teams


def fill_order(units: Array, posts: Array, above: Array) -> Array:
    """Return the rows of leading posts, city by city, from the top down: by rank, tier, and the post's identity."""
    leading = np.flatnonzero(posts["leading"] == 1)
    tier = units["tier"][posts["unit"][leading]].astype(np.int64)
    city = above[units["group"][posts["unit"][leading]]]
    order = np.lexsort((posts["key"][leading], -tier, -posts["rank"][leading].astype(np.int64), city))
    return leading[order].astype(np.int32)
