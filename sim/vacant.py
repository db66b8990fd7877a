"""Vacant posts: a list of a region's, and which post of a unit has stood open for longest."""

from sim.compiled import compiled
from sim.regions import posts_of
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
    place, vacant = s.units[unit], int(s.region[0]["vacant"])
    found = NO_POST
    if place["holders"] == place["established"]:
        return found
    in_list = vacant < last - first  # the shorter of both is searched
    for k in range(vacant if in_list else last - first):
        post = int(s.vacant[k]) if in_list else first + k
        if first <= post < last and s.posts[post]["holder"] == NOBODY and not s.posts[post]["leading"]:
            if found == NO_POST or _before(s, post, found):
                found = post
    return found


@compiled
def _before(s: State, post: int, other: int) -> bool:
    """Tell whether a post has stood open for longer than another, or as long and stands before it."""
    opened, since = s.posts[post]["opened"], s.posts[other]["opened"]
    return opened < since or (opened == since and post < other)


@compiled
def list_vacant(s: State) -> None:
    """Write the list of the region's vacant posts."""
    n = 0
    for post in posts_of(s):
        if s.posts[post]["holder"] == NOBODY:
            s.vacant[n] = post
            n += 1
    s.region[0]["vacant"] = n


@compiled
def open_post(s: State, post: int) -> None:
    """Note that a post stands open."""
    here = s.region[0]
    if here["vacant"] < len(s.vacant):  # a rule that empties a seat twice must not write beside the table
        s.vacant[here["vacant"]] = post
        here["vacant"] += 1


@compiled
def take_post(s: State, post: int) -> None:
    """Note that a post stands open no longer."""
    here, vacant = s.region[0], s.vacant
    last = int(here["vacant"]) - 1
    for i in range(last + 1):
        if vacant[i] == post:
            vacant[i] = vacant[last]
            here["vacant"] = last
            return
