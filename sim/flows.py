"""Flows of the monthly table: entries, exits and moves, counted from the log of events."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.plain import among
from sim.table import Array
from sim.terms import NO_POST, Cause, Kind

FLOWS: Final = (
    "entries_recruit", "entries_outside", "entries_programme", "entries_village", "exits_retire",
    "exits_retire_early", "exits_die", "exits_resign", "exits_dismiss", "exits_programme_end", "moves_up",
    "moves_down", "moves_same_tier_in", "moves_same_tier_out", "promotions", "step_downs", "conversions",
    "exchanges", "secondments", "loans",
)  # fmt: skip
"""Columns of flows, in the order of the monthly table."""


def left_posts(log: Mapping[str, Array]) -> Array:
    """Return for each event the post that was left by it; (n_events,).

    Two who change places pass each other: the first stands up (`Kind.VACATE`), and is seated after the second has
    come. That later seating is the move, from the post left a moment before.
    """
    left: Array = log["from_post"].copy()
    cadre, kind = log["cadre"], log["kind"]
    stands = np.zeros(int(cadre.max(initial=-1)) + 1, np.bool_)
    stands[cadre[kind == Kind.VACATE]] = True
    own = np.flatnonzero(stands[cadre])  # what happened to those who ever stood up
    own = own[np.argsort(cadre[own], kind="stable")]
    one, other = own[:-1], own[1:]
    passing = (cadre[one] == cadre[other]) & (kind[one] == Kind.VACATE) & (kind[other] == Kind.APPOINT)
    left[other[passing]] = left[one[passing]]
    return left


def flows(
    log: Mapping[str, Array],
    first: int,
    shape: tuple[int, int],
    cell_of_post: Array,
    tier_of_post: Array,
    unit_of_post: Array,
) -> dict[str, Array]:
    """Return `FLOWS`: counts of events by month and cell, (months * cells,) int64 each.

    An exit or a move away counts in the cell that was left, an entry or a move that arrives in the one that was
    entered. `shape`: months, cells; `first`: the first month of the log.
    """
    slots, n = shape
    start = (log["month"] - first).astype(np.int64) * n
    left, taken = left_posts(log), log["to_post"]
    has_left, has_taken = left != NO_POST, taken != NO_POST
    away = np.where(has_left, start + cell_of_post[left], -1)
    to = np.where(has_taken, start + cell_of_post[taken], -1)
    enters, leaves, appoints, lends = (
        np.flatnonzero(log["kind"] == kind) for kind in (Kind.ENTER, Kind.LEAVE, Kind.APPOINT, Kind.LEND)
    )

    def by(rows: Array, *causes: Cause) -> Array:
        return rows[among(log["cause"][rows], *causes)]

    moves = appoints[has_left[appoints] & has_taken[appoints]]
    up = tier_of_post[taken[moves]] - tier_of_post[left[moves]]
    level = moves[(up == 0) & (unit_of_post[left[moves]] != unit_of_post[taken[moves]])]
    rises = appoints[log["rank_after"][appoints] > log["rank_before"][appoints]]
    counted = {
        "entries_recruit": (to, by(enters, Cause.RECRUIT)),
        "entries_outside": (to, by(enters, Cause.OUTSIDE)),
        "entries_programme": (to, by(enters, Cause.PROGRAMME)),
        "entries_village": (to, by(enters, Cause.VILLAGE)),
        "exits_retire": (away, by(leaves, Cause.RETIRE)),
        "exits_retire_early": (away, by(leaves, Cause.RETIRE_EARLY)),
        "exits_die": (away, by(leaves, Cause.DIE)),
        "exits_resign": (away, by(leaves, Cause.RESIGN)),
        "exits_dismiss": (away, by(leaves, Cause.DISMISS, Cause.LAST_PLACE, Cause.TRIAL_FAILED)),
        "exits_programme_end": (away, by(leaves, Cause.PROGRAMME_END)),
        "moves_up": (away, moves[up > 0]),
        "moves_down": (away, moves[up < 0]),
        "moves_same_tier_in": (to, level),
        "moves_same_tier_out": (away, level),
        "promotions": (to, rises),
        "step_downs": (away, by(appoints, Cause.STEP_DOWN)),
        "conversions": (to, by(appoints, Cause.CONVERT)),
        "exchanges": (to, by(appoints, Cause.ROTATE, Cause.REUNION, Cause.TERM_LIMIT)),
        "secondments": (away, by(lends, Cause.SECONDMENT)),
        "loans": (away, by(lends, Cause.LOAN, Cause.TASK_FORCE)),
    }
    return {name: _counts(line[rows], slots * n) for name, (line, rows) in counted.items()}


def _counts(lines: Array, length: int) -> Array:
    counts: Array = np.bincount(lines[lines >= 0], minlength=length)[:length]
    return counts
