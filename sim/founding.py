"""How a world begins: what follows from units and posts alone, and the first tables of every region."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.policy import LEVERS
from sim.processes.ranking import RANKS
from sim.recorder import LEDGER, cells_in_use, post_cells
from sim.regions import regions
from sim.setting import Setting
from sim.skills import fields_of_posts
from sim.state import CLOCK, EVENTS, POOLS, State
from sim.table import Array
from sim.teams import new_teams
from sim.terms import NO_UNIT, NOBODY, Tier
from sim.villages import open_villages

if TYPE_CHECKING:
    from sim.population import Opening


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


def first_states(opening: "Opening", setting: Setting, seed: int, first: int, first_round: int) -> tuple[State, ...]:
    """Return the tables as each region works on them in the first month, yet without spare rows, levers or traits."""
    units, posts, cadres, ground = opening.units, opening.posts, opening.cadres, opening.ground
    posts["field"] = fields_of_posts(posts, setting.skills.specialist_post_share, seed)
    posts["cell"] = ground.cell_of_post
    cadres["cell"] = posts["cell"][cadres["post"]]
    city, found, groups = ground.above[cadres["group"]], ground.regions.copy(), len(opening.group_names)
    own = [np.flatnonzero(city == ground.above[here["first_group"]]).astype(np.int32) for here in found]
    found["listed"] = [len(rows) for rows in own]
    found["due_month"] = -1
    whole = State(
        cadres=cadres,
        posts=posts,
        units=units,
        teams=opening_teams(units, posts),
        villages=open_villages(units, setting.village_behaviour.village_vacant_share, seed, first),
        events=np.zeros(0, EVENTS),
        region=found[:1],
        serving=own[0],
        keys=np.zeros(0, np.uint64),
        phases=np.zeros(0, np.int8),
        dates=np.zeros(0, np.int32),
        due=np.zeros(0, np.int32),
        absent=np.zeros(0, np.int32),
        vacant=np.zeros(0, np.int32),
        clock=_clock(seed, first, first_round, len(cadres)),
        levers=np.zeros(groups, LEVERS),
        setting=setting.record.copy(),
        pools=np.zeros(groups * 2 * RANKS, POOLS),
        candidates=np.zeros(0, np.int32),
        fill_order=ground.fill_order.copy(),
        organs=ground.organs.copy(),
        above=ground.above.copy(),
        cells=ground.cells.copy(),
        ledger=np.zeros(0, LEDGER),
    )
    return tuple(_of_region(whole, found[k : k + 1], rows) for k, rows in enumerate(own))


def _clock(seed: int, first: int, first_round: int, people: int) -> Array:
    clock = np.zeros(1, CLOCK)
    clock["seed"], clock["now"], clock["first"] = seed, first, first
    clock["next_round"], clock["last_round"] = first_round, first_round - 60
    clock["cadres"] = people
    return clock


def _of_region(whole: State, region: Array, serving: Array) -> State:
    """Return the tables as a region works on them, with lists of its own."""
    units = whole.units[region["first_unit"][0] : region["last_unit"][0]]
    return whole.replace(
        region=region,
        serving=serving,
        keys=np.zeros(len(serving), np.uint64),
        phases=np.zeros(len(serving), np.int8),
        dates=np.zeros(len(serving), np.int32),
        vacant=np.zeros(int(units["established"].sum()), np.int32),
    )
