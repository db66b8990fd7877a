"""What must hold of a world at the end of every month, for tests and for `check=True`."""

from typing import TYPE_CHECKING

import numpy as np

from sim.processes.intention import highest_rate
from sim.state import State
from sim.terms import NO_POST, NOBODY, Away

if TYPE_CHECKING:
    from sim.world import World


def problems(world: "World") -> list[str]:
    """Say in words which invariants are broken; empty when none is.

    No post has two holders, no holder two posts, a vacant post no holder; counters agree with a recount; every cadre
    in service stands once in the list of the serving, and what stands beside the list agrees; nobody holds a post above
    the own rank, or one that is given up.
    """
    cadres, posts, units, teams = world.cadres, world.posts, world.units, world.teams
    found = []
    held = np.flatnonzero(posts["holder"] != NOBODY)
    holders = posts["holder"][held]
    serving = world.serving_rows()
    if len(np.unique(holders)) != len(holders):
        found.append("a cadre holds two posts")
    if (cadres["post"][holders] != held).any():
        found.append("a post and its holder disagree")
    if not np.array_equal(np.flatnonzero(cadres["serving"] == 1), serving):
        found.append("the list of the serving differs from the table")
    for state in world.states:
        found += _list_problems(state)
    seated = serving[cadres["post"][serving] != NO_POST]
    if len(seated) != len(held):
        found.append(f"{len(seated)} cadres sit on posts but {len(held)} posts have holders")
    if (cadres["post"][cadres["serving"] == 0] != NO_POST).any():
        found.append("somebody out of service holds a post")
    if not np.array_equal(units["holders"], np.bincount(posts["unit"][held], minlength=len(units))):
        found.append("units.holders differs from a recount")
    lent = seated[cadres["unit"][seated] != posts["unit"][cadres["post"][seated]]]
    absent = seated[cadres["away"][seated] != Away.NO]
    home = posts["unit"][cadres["post"][absent]]
    if not np.isin(lent, absent).all():
        found.append("somebody works in another unit without being away")
    listed = [state.absent[: int(state.region["absent"][0])] for state in world.states]
    if not np.array_equal(np.sort(np.concatenate(listed)), np.flatnonzero(cadres["away"] != Away.NO)):
        found.append("the list of the absent differs from the table")
    if not np.array_equal(units["away"], np.bincount(home, minlength=len(units))):
        found.append("units.away differs from a recount")
    if not np.array_equal(units["guests"], np.bincount(cadres["unit"][lent], minlength=len(units))):
        found.append("units.guests differs from a recount")
    leading = held[posts["leading"][held] == 1]
    if not np.array_equal(teams["members"], np.bincount(posts["unit"][leading], minlength=len(units))):
        found.append("teams.members differs from a recount")
    if (cadres["rank"][holders] < posts["rank"][held]).any():
        found.append("somebody holds a post above the own rank")
    if (cadres["leading"][holders] != posts["leading"][held]).any():
        found.append("cadres.leading disagrees with the post")
    if (cadres["tier"][holders] != units["tier"][posts["unit"][held]]).any():
        found.append("cadres.tier disagrees with the unit")
    if (cadres["group"][holders] != units["group"][posts["unit"][held]]).any():
        found.append("cadres.group disagrees with the unit")
    if posts["closed"][held].any():
        found.append("somebody holds a post that is given up")
    return found


def _list_problems(state: State) -> list[str]:
    """Say what of the numbers beside the list of the serving disagrees with the table of cadres."""
    listed = int(state.region["listed"][0])
    here = np.flatnonzero(state.serving[:listed] >= 0)
    people, found = state.cadres[state.serving[here]], []
    for beside, name in ((state.keys, "key"), (state.phases, "phase")):
        if not np.array_equal(beside[here], people[name]):
            found.append(f"the {name}s beside the list of the serving differ from the table")
    soonest = np.minimum(people["dies"], people["retires"])
    if (state.dates[here] > np.where(people["retires"] < 0, 0, soonest)).any():
        found.append("somebody would be asked too late about retirement")
    if set(state.vacant[: int(state.region["vacant"][0])].tolist()) != set(_vacant_of(state)):
        found.append("the list of vacant posts differs from the table")
    if (people["resign_rate"] > highest_rate(state)).any():
        found.append("somebody's probability of resigning is above the highest")
    return found


def _vacant_of(state: State) -> list[int]:
    """Return the rows of a region's posts without a holder."""
    here = state.region[0]
    first = int(state.units["first_post"][here["first_unit"]])
    last = int(state.units["last_post"][here["last_unit"] - 1])
    empty: list[int] = np.flatnonzero(state.posts["holder"][first:last] == NOBODY).tolist()
    return [first + post for post in empty]
