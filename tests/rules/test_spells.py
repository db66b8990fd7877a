"""Spells cut from the log of events, against the same worked out from lists in plain Python."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flows import FLOWS, flows
from sim.spells import NO_EVENT, spells_held, spells_open
from sim.terms import NO_CHAIN, NO_POST, Cause, Kind, Rank

POSTS, CADRES = 6, 5
STOCK = (0, 1, NO_POST)
"""Posts of the cadres who are there at the start."""


@st.composite
def logs(draw) -> list[tuple[int, int, int, int]]:
    """Draw a log that can happen: kind, cadre, post left, post taken."""
    seat = dict(enumerate(STOCK))
    gone, events = set(), []
    for _ in range(draw(st.integers(0, 25))):
        cadre = draw(st.sampled_from([each for each in range(CADRES) if each not in gone] or [0]))
        vacant = [post for post in range(POSTS) if post not in seat.values()]
        kinds = [Kind.LEND] if cadre in seat and seat[cadre] != NO_POST else []
        if cadre in seat:
            kinds += [Kind.LEAVE]
            kinds += [Kind.VACATE] if seat[cadre] != NO_POST else []
            kinds += [Kind.APPOINT] if vacant else []
        elif vacant and cadre not in gone:
            kinds += [Kind.ENTER]
        if not kinds or cadre in gone:
            continue
        kind, old = draw(st.sampled_from(kinds)), seat.get(cadre, NO_POST)
        new = draw(st.sampled_from(vacant)) if kind in (Kind.ENTER, Kind.APPOINT) else NO_POST
        events.append((kind, cadre, old, old if kind == Kind.LEND else new))
        if kind == Kind.LEAVE:
            gone.add(cadre)
            seat.pop(cadre)
        elif kind != Kind.LEND:
            seat[cadre] = new
    return events


def columns(events: list[tuple[int, int, int, int]]) -> dict[str, np.ndarray]:
    table = np.array(events, np.int64).reshape(-1, 4)
    return {name: table[:, i].astype(np.int32) for i, name in enumerate(("kind", "cadre", "left", "taken"))}


@given(events=logs())
@settings(deadline=None)
def test_spells_of_open_posts(events):
    log = columns(events)
    at_start = np.array([post not in STOCK for post in range(POSTS)])
    found = spells_open(log["kind"].astype(np.int8), log["left"], log["taken"], at_start)
    expected = []
    for post in range(POSTS):
        opened, open_since = [NO_EVENT] if at_start[post] else [], bool(at_start[post])
        for i, (kind, _, left, taken) in enumerate(events):
            if kind == Kind.LEND:
                continue
            if taken == post:
                expected.append((post, opened[-1], i))
                open_since = False
            elif left == post:
                opened.append(i)
                open_since = True
        if open_since:
            expected.append((post, opened[-1], NO_EVENT))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@given(events=logs())
@settings(deadline=None)
def test_spells_on_posts(events):
    log = columns(events)
    found = spells_held(log["kind"].astype(np.int8), log["cadre"], log["taken"], np.array(STOCK, np.int32))
    expected = []
    for cadre in range(CADRES):
        turns = [(cadre, STOCK[cadre])] if cadre < len(STOCK) else []
        turns += [
            (len(STOCK) + i, taken)
            for i, (kind, who, _, taken) in enumerate(events)
            if who == cadre and kind != Kind.LEND
        ]
        held = [(begin, end[0]) for (begin, post), end in pairwise([*turns, (NO_EVENT, NO_POST)]) if post != NO_POST]
        expected += [(cadre, begin, end, number) for number, (begin, end) in enumerate(held)]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


def counted(kind: Kind, cause: Cause, left: int, taken: int, rises: bool = False) -> dict[str, int]:
    """Return the flows of one event and the cell that each counts in; post i counts in cell i.

    Posts 0 and 1 are of one unit, 2 of another of the same tier, 3 of a higher tier.
    """
    values = {
        "month": 7, "cadre": 0, "from_post": left, "to_post": taken, "chain": NO_CHAIN, "depth": 0, "kind": kind,
        "cause": cause, "rank_before": Rank.STAFF, "rank_after": Rank.STAFF + rises,
    }  # fmt: skip
    log = {name: np.array([value], np.int32) for name, value in values.items()}
    cells, tiers, units = np.arange(4), np.array([0, 0, 0, 1]), np.array([0, 0, 1, 2])
    found = flows(log, 5, (4, 4), cells, tiers, units)
    assert list(found) == list(FLOWS)
    where = {name: np.flatnonzero(counts).tolist() for name, counts in found.items() if counts.any()}
    assert all(counts.sum() <= 1 and counts.shape == (16,) for counts in found.values())
    return {name: places[0] - 2 * 4 for name, places in where.items()}


def test_flows_of_single_events():
    assert counted(Kind.ENTER, Cause.RECRUIT, NO_POST, 1) == {"entries_recruit": 1}
    assert counted(Kind.ENTER, Cause.OPENING_STOCK, NO_POST, 1) == {}
    assert counted(Kind.LEAVE, Cause.RETIRE, 2, NO_POST) == {"exits_retire": 2}
    assert counted(Kind.LEAVE, Cause.TRIAL_FAILED, 2, NO_POST) == {"exits_dismiss": 2}
    assert counted(Kind.LEAVE, Cause.RETIRE, NO_POST, NO_POST) == {}
    assert counted(Kind.APPOINT, Cause.PROMOTE, 0, 3, rises=True) == {"moves_up": 0, "promotions": 3}
    assert counted(Kind.APPOINT, Cause.TRANSFER, 3, 0) == {"moves_down": 3}
    assert counted(Kind.APPOINT, Cause.PLACE, 0, 1) == {}
    assert counted(Kind.APPOINT, Cause.ROTATE, 0, 2) == {
        "moves_same_tier_in": 2, "moves_same_tier_out": 0, "exchanges": 2,
    }  # fmt: skip
    assert counted(Kind.APPOINT, Cause.STEP_DOWN, 1, 0) == {"step_downs": 1}
    assert counted(Kind.APPOINT, Cause.CONVERT, NO_POST, 3) == {"conversions": 3}
    assert counted(Kind.APPOINT, Cause.STEP_DOWN, NO_POST, 3) == {}
    assert counted(Kind.LEND, Cause.TASK_FORCE, 2, 2) == {"loans": 2}
    assert counted(Kind.VACATE, Cause.PLACE, 2, NO_POST) == {}
