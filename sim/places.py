"""Places: yearly quotas as whole numbers, and how they are dealt out among units."""

import math

import numpy as np

from sim.compiled import compiled
from sim.table import Array


@compiled
def whole_places(a_year: float, year: int) -> int:
    """Return the places of year 0, 1, ... for a yearly number: whole ones, whose sum over years is never off by one."""
    return math.floor(a_year * (year + 1) + 1e-9) - math.floor(a_year * year + 1e-9)


@compiled
def yearly_places(per_100_posts: float, established: int, year: int) -> int:
    """Return the places of year 0, 1, ... for a quota per 100 posts (`whole_places`).

    A quota of 2.5 for 35 posts gives 0 in the first of eight years and 1 in the others: 0.875 a year.
    """
    return whole_places(per_100_posts * established / 100.0, year)


@compiled
def deal(places: int, room: Array, order: Array, by_room: float) -> Array:
    """Return how many places each unit gets: one after the other to the unit whose turn it is, while it has room.

    Args:
        places: to deal out.
        room: (n,) vacant posts of each unit; 0 for units that take no part.
        order: (n,) place in the order of turns: a lot in (0, 1), less the turns that a unit is ahead.
        by_room: turns ahead for each post still vacant; 0 deals turn by turn, much deals to the emptiest first.
    """
    dealt = np.zeros(len(room), np.int64)
    for _ in range(places):
        best, next_unit = np.inf, -1
        for u in range(len(room)):
            left = room[u] - dealt[u]
            if left > 0:
                turn = dealt[u] + order[u] - by_room * left
                if turn < best:
                    best, next_unit = turn, u
        if next_unit < 0:
            break
        dealt[next_unit] += 1
    return dealt
