"""What must hold of a world at the end of every month, for tests and for `check=True`."""

from typing import TYPE_CHECKING

import numpy as np

from sim.terms import NO_POST, NOBODY, Away

if TYPE_CHECKING:
    from sim.world import World


def problems(world: "World") -> list[str]:
    """Say in words which invariants are broken; empty when none is.

    No post has two holders, no holder two posts, a vacant post no holder; counters agree with a recount; every cadre
    in service stands once in the list of the serving; nobody holds a post above the own rank, or one that is given up.
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
