"""Spells cut from the log of events: how long posts stood open, and how long cadres held them."""

import numpy as np

from sim.compiled import compiled
from sim.table import Array
from sim.terms import NO_POST, Kind

NO_EVENT = -1
"""What stands for no event: before the first at the beginning of a spell, none yet at its end."""


@compiled
def _opens(kind: int) -> bool:
    """Tell whether the post that an event names as left stands open after it."""
    return kind == Kind.APPOINT or kind == Kind.VACATE or kind == Kind.LEAVE


@compiled
def _fills(kind: int) -> bool:
    """Tell whether the post that an event names as taken has a holder after it."""
    return kind == Kind.ENTER or kind == Kind.APPOINT


@compiled
def spells_open(kind: Array, left: Array, taken: Array, at_start: Array) -> tuple[Array, Array, Array]:
    """Return post, event of opening and event of filling of every spell in which a post stood open; (n,) int64 each.

    Ascending by post and time. kind, left, taken: (n_events,) of the log; at_start: (n_posts,) bool, open before the
    first event. `NO_EVENT` opens a spell that began before the log, and ends one that went on after it.
    """
    next_place = np.zeros(len(at_start) + 1, np.int64)
    for post in range(len(at_start)):
        next_place[post + 1] = at_start[post]
    for i in range(len(kind)):
        if left[i] != NO_POST and _opens(kind[i]):
            next_place[left[i] + 1] += 1
    next_place = np.cumsum(next_place)
    spells = next_place[len(at_start)]
    posts, begins, ends = np.empty(spells, np.int64), np.empty(spells, np.int64), np.full(spells, NO_EVENT, np.int64)
    now_open = np.full(len(at_start), NO_EVENT, np.int64)  # the spell that is going on
    for post in range(len(at_start)):
        if at_start[post]:
            posts[next_place[post]], begins[next_place[post]] = post, NO_EVENT
            now_open[post] = next_place[post]
            next_place[post] += 1
    for i in range(len(kind)):
        if left[i] != NO_POST and _opens(kind[i]):
            posts[next_place[left[i]]], begins[next_place[left[i]]] = left[i], i
            now_open[left[i]] = next_place[left[i]]
            next_place[left[i]] += 1
        if taken[i] != NO_POST and _fills(kind[i]) and now_open[taken[i]] != NO_EVENT:
            ends[now_open[taken[i]]] = i
            now_open[taken[i]] = NO_EVENT
    return posts, begins, ends


@compiled
def spells_held(kind: Array, cadre: Array, taken: Array, at_start: Array) -> tuple[Array, Array, Array, Array]:
    """Return cadre, event of the beginning, event of the end and number of every spell on a post; (n,) int64 each.

    Ascending by cadre and time; numbers count a cadre's spells from 0. kind, cadre, taken: (n_events,) of the log;
    at_start: (n_stock,) the posts of the opening stock, whose cadres are numbered from 0. The stock stands before the
    events: cadre i began with "event" i, event i of the log is n_stock + i; `NO_EVENT` ends a spell that went on.
    """
    stock, people = len(at_start), len(at_start)
    for i in range(len(cadre)):
        people = max(people, cadre[i] + 1)
    next_place = np.zeros(people + 1, np.int64)
    next_place[1 : stock + 1] = 1
    for i in range(len(kind)):
        if _opens(kind[i]) or _fills(kind[i]):
            next_place[cadre[i] + 1] += 1
    next_place = np.cumsum(next_place)
    turns = np.empty(next_place[people], np.int64)  # what happened to each, one after the other
    for i in range(stock):
        turns[next_place[i]] = i
        next_place[i] += 1
    for i in range(len(kind)):
        if _opens(kind[i]) or _fills(kind[i]):
            turns[next_place[cadre[i]]] = stock + i
            next_place[cadre[i]] += 1
    who, number = np.empty(len(turns), np.int64), np.empty(len(turns), np.int64)
    begins, ends = np.empty(len(turns), np.int64), np.empty(len(turns), np.int64)
    n = place = 0
    for person in range(people):
        held = 0
        while place < next_place[person]:  # by now the end of the person's own turns
            turn = turns[place]
            place += 1
            if (at_start[turn] if turn < stock else taken[turn - stock]) == NO_POST:
                continue
            who[n], begins[n], number[n] = person, turn, held
            ends[n] = turns[place] if place < next_place[person] else NO_EVENT
            held += 1
            n += 1
    return who[:n], begins[:n], ends[:n], number[:n]
