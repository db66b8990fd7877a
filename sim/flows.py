"""Flows of the monthly table: entries, exits and moves, counted from the log of events."""

from typing import Final

import numpy as np

from sim.table import Array
from sim.terms import NO_POST, Cause, Kind

FLOWS: Final = (
    "entries_recruit", "entries_outside", "entries_programme", "entries_village", "exits_retire",
    "exits_retire_early", "exits_die", "exits_resign", "exits_dismiss", "exits_programme_end", "moves_up",
    "moves_down", "moves_same_tier_in", "moves_same_tier_out", "promotions", "step_downs", "conversions",
    "exchanges", "secondments", "loans",
)  # fmt: skip
"""Columns of flows, in the order of the monthly table."""


def left_posts(log: Array) -> Array:
    """Return for each event the post that was left by it; (n_events,).

    Two who change places pass each other: the first stands up (`Kind.VACATE`), and is seated after the second has
    come. That later seating is the move, from the post left a moment before.
    """
    left: Array = log["from_post"].copy()
    order = np.argsort(log["cadre"], kind="stable")
    one, other = order[:-1], order[1:]
    same = log["cadre"][one] == log["cadre"][other]
    passing = same & (log["kind"][one] == Kind.VACATE) & (log["kind"][other] == Kind.APPOINT)
    left[other[passing]] = log["from_post"][one[passing]]
    return left


def flows(
    log: Array, first: int, shape: tuple[int, int], cell_of_post: Array, tier_of_post: Array, unit_of_post: Array
) -> dict[str, Array]:
    """Return `FLOWS`: counts of events by month and cell, (months * cells,) int64 each.

    An exit or a move away counts in the cell that was left, an entry or a move that arrives in the one that was
    entered. `shape`: months, cells; `first`: the first month of the log.
    """
    slots, n = shape
    slot = (log["month"] - first).astype(np.int64)
    kind, cause, to_post, from_post = log["kind"], log["cause"], log["to_post"], left_posts(log)
    has_from, has_to = from_post != NO_POST, to_post != NO_POST
    from_line = np.where(has_from, slot * n + cell_of_post[from_post], -1)
    to_line = np.where(has_to, slot * n + cell_of_post[to_post], -1)
    from_tier = np.where(has_from, tier_of_post[from_post], -1)
    to_tier = np.where(has_to, tier_of_post[to_post], -1)
    appoint, enter, leave = kind == Kind.APPOINT, kind == Kind.ENTER, kind == Kind.LEAVE
    moved = appoint & has_from & has_to
    other_unit = moved & (unit_of_post[from_post] != unit_of_post[to_post])
    counted = {
        "entries_recruit": (enter & (cause == Cause.RECRUIT), to_line),
        "entries_outside": (enter & (cause == Cause.OUTSIDE), to_line),
        "entries_programme": (enter & (cause == Cause.PROGRAMME), to_line),
        "entries_village": (enter & (cause == Cause.VILLAGE), to_line),
        "exits_retire": (leave & (cause == Cause.RETIRE), from_line),
        "exits_retire_early": (leave & (cause == Cause.RETIRE_EARLY), from_line),
        "exits_die": (leave & (cause == Cause.DIE), from_line),
        "exits_resign": (leave & (cause == Cause.RESIGN), from_line),
        "exits_dismiss": (leave & np.isin(cause, (Cause.DISMISS, Cause.LAST_PLACE, Cause.TRIAL_FAILED)), from_line),
        "exits_programme_end": (leave & (cause == Cause.PROGRAMME_END), from_line),
        "moves_up": (moved & (to_tier > from_tier), from_line),
        "moves_down": (moved & (to_tier < from_tier), from_line),
        "moves_same_tier_in": (other_unit & (to_tier == from_tier), to_line),
        "moves_same_tier_out": (other_unit & (to_tier == from_tier), from_line),
        "promotions": (appoint & (log["rank_after"] > log["rank_before"]), to_line),
        "step_downs": (appoint & (cause == Cause.STEP_DOWN), from_line),
        "conversions": (appoint & (cause == Cause.CONVERT), to_line),
        "exchanges": (appoint & np.isin(cause, (Cause.ROTATE, Cause.REUNION, Cause.TERM_LIMIT)), to_line),
        "secondments": ((kind == Kind.LEND) & (cause == Cause.SECONDMENT), from_line),
        "loans": ((kind == Kind.LEND) & np.isin(cause, (Cause.LOAN, Cause.TASK_FORCE)), from_line),
    }
    return {name: _counts(line[mask], slots * n) for name, (mask, line) in counted.items()}


def _counts(lines: Array, length: int) -> Array:
    counts: Array = np.bincount(lines[lines >= 0], minlength=length)[:length]
    return counts
