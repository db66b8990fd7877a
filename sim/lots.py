"""Lots among the people of a unit, drawn by trying posts: the time taken does not grow with the unit.

A trial falls on a post, and its holder is taken with a probability in proportion to a weight: each holder's chance is
in proportion to the weight, as in a lottery among all (rejection sampling, von Neumann 1951). Trials are numbered, so
that the same lot falls on the same post whoever else has come or gone.
"""

from sim.compiled import compiled
from sim.draws import Word, draw, mix
from sim.state import State

TRIES_PER_POST = 20
"""Trials given up after: with one eligible holder of full weight he is missed once in 500 million lots."""


@compiled
def tries(s: State, u: int) -> int:
    """Return how many trials a lot among a unit's people may take; none where there is nobody."""
    unit = s.units[u]
    return TRIES_PER_POST * int(unit["established"]) if unit["holders"] > 0 else 0


@compiled
def holder_tried(s: State, u: int, key: Word, trial: int) -> int:
    """Return the holder of the post on which a trial falls, NOBODY if it stands empty."""
    unit = s.units[u]
    posts = int(unit["last_post"]) - int(unit["first_post"])
    return int(s.posts[int(unit["first_post"]) + int(draw(key, trial) * posts)]["holder"])


@compiled
def is_taken(key: Word, trial: int, weight: float, heaviest: float) -> bool:
    """Tell whether a trial takes the holder on whom it fell; `heaviest`: the largest weight there can be."""
    return draw(mix(key), trial) * heaviest < weight
