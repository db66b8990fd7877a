"""What a world works out from its opening tables: organs, cells, regions, the order of filling, teams."""

from dataclasses import dataclass

import numpy as np

from sim.recorder import cells_in_use, post_cells
from sim.regions import regions
from sim.table import Array
from sim.teams import new_teams
from sim.terms import NO_UNIT, NOBODY, Tier


@dataclass(frozen=True)
class Ground:
    """What follows from units and posts alone, whoever holds them: the same under every seed; not to be written to."""

    organs: Array
    above: Array
    cells: Array
    """As in `sim.state.State`, and so is `fill_order`."""
    fill_order: Array
    cell_of_post: Array
    """(n_posts,) cell of the monthly table."""
    regions: Array
    """As `sim.regions.regions` returns them."""


def ground_of(units: Array, posts: Array, groups: int) -> Ground:
    """Return what follows from units and posts; ValueError if a county has no organs."""
    organs, above = organs_of(units, groups)
    cells, order = cells_in_use(units, posts), fill_order(units, posts, above)
    return Ground(
        organs, above, cells, order, cells[post_cells(units, posts)], regions(units, above, posts["unit"][order])
    )


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
