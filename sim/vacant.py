"""Which post of a unit stands open: the one that has stood so for longest."""

from sim.compiled import compiled
from sim.state import State
from sim.terms import NO_POST, NOBODY, Establishment


@compiled
def vacant_post(s: State, unit: int) -> int:
    """Return the non-leading civil-service post of a unit that stood open longest, or NO_POST; ties: the first."""
    place = s.units[unit]
    return _open_longest(s, unit, int(place["first_post"]), int(place["last_civil"]))


@compiled
def vacant_post_of(s: State, unit: int, establishment: int) -> int:
    """Return the same for the posts of an establishment."""
    place = s.units[unit]
    if establishment == Establishment.CIVIL_SERVICE:
        return vacant_post(s, unit)
    if establishment == Establishment.PUBLIC_INSTITUTION:
        return _open_longest(s, unit, int(place["last_civil"]), int(place["last_institution"]))
    return _open_longest(s, unit, int(place["last_institution"]), int(place["last_post"]))


@compiled
def _open_longest(s: State, unit: int, first: int, last: int) -> int:
    """Return the vacant non-leading post among first <= post < last that stood open longest, or NO_POST."""
    place = s.units[unit]
    found = NO_POST
    if place["holders"] == place["established"]:
        return found
    for post in range(first, last):
        seat = s.posts[post]
        if seat["holder"] == NOBODY and not seat["leading"]:
            if found == NO_POST or seat["opened"] < s.posts[found]["opened"]:
                found = post
    return found
