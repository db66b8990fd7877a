"""Flows of the monthly table: entries, exits and moves, counted from the log of events."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.compiled import compiled
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


_BY_CAUSE: Final[Mapping[Kind, Mapping[str, tuple[Cause, ...]]]] = {
    Kind.ENTER: {
        "entries_recruit": (Cause.RECRUIT,),
        "entries_outside": (Cause.OUTSIDE,),
        "entries_programme": (Cause.PROGRAMME,),
        "entries_village": (Cause.VILLAGE,),
    },
    Kind.LEAVE: {
        "exits_retire": (Cause.RETIRE,),
        "exits_retire_early": (Cause.RETIRE_EARLY,),
        "exits_die": (Cause.DIE,),
        "exits_resign": (Cause.RESIGN,),
        "exits_dismiss": (Cause.DISMISS, Cause.LAST_PLACE, Cause.TRIAL_FAILED),
        "exits_programme_end": (Cause.PROGRAMME_END,),
    },
    Kind.APPOINT: {
        "step_downs": (Cause.STEP_DOWN,),
        "conversions": (Cause.CONVERT,),
        "exchanges": (Cause.ROTATE, Cause.REUNION, Cause.TERM_LIMIT),
    },
    Kind.LEND: {
        "secondments": (Cause.SECONDMENT,),
        "loans": (Cause.LOAN, Cause.TASK_FORCE),
    },
}
"""Flows that the kind and cause of an event settle; the others go by what an appointment changes."""
_ARRIVING: Final = (
    "entries_recruit", "entries_outside", "entries_programme", "entries_village", "conversions", "exchanges",
)  # fmt: skip
"""Those of them that count in the cell that was entered; the others count in the one that was left."""
_UP, _DOWN, _LEVEL_IN, _LEVEL_OUT, _PROMOTIONS = (
    FLOWS.index(name) for name in ("moves_up", "moves_down", "moves_same_tier_in", "moves_same_tier_out", "promotions")
)
_NONE: Final = -1


def _columns() -> Array:
    """Return the flow by kind and cause, `_NONE` where there is none; (kinds, causes) int64."""
    columns = np.full((max(Kind) + 1, max(Cause) + 1), _NONE, np.int64)
    for kind, flows_of in _BY_CAUSE.items():
        for name, causes in flows_of.items():
            columns[kind, list(causes)] = FLOWS.index(name)
    return columns


_COLUMNS: Final = _columns()
_ARRIVES: Final = np.isin(FLOWS, _ARRIVING)


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
    counts = np.zeros((len(FLOWS), slots * n), np.int64)
    _count(
        counts, _COLUMNS, _ARRIVES, (log["month"] - first).astype(np.int64) * n, log["kind"], log["cause"],
        left_posts(log), log["to_post"], log["rank_after"] > log["rank_before"], cell_of_post, tier_of_post,
        unit_of_post,
    )  # fmt: skip
    return dict(zip(FLOWS, counts, strict=True))


@compiled
def _count(
    counts: Array, columns: Array, arrives: Array, start: Array, kind: Array, cause: Array, left: Array, taken: Array,
    rises: Array, cell_of_post: Array, tier_of_post: Array, unit_of_post: Array,
) -> None:  # fmt: skip
    """Count every event into its flows; `start`: (n_events,) line of the first cell in the event's month."""
    for i in range(len(kind)):
        away = start[i] + cell_of_post[left[i]] if left[i] != NO_POST else _NONE
        to = start[i] + cell_of_post[taken[i]] if taken[i] != NO_POST else _NONE
        column = columns[kind[i], cause[i]]
        if column != _NONE:
            line = to if arrives[column] else away
            if line != _NONE:
                counts[column, line] += 1
        if kind[i] != Kind.APPOINT:
            continue
        if rises[i] and to != _NONE:
            counts[_PROMOTIONS, to] += 1
        if away == _NONE or to == _NONE:
            continue
        up = tier_of_post[taken[i]] - tier_of_post[left[i]]
        if up > 0:
            counts[_UP, away] += 1
        elif up < 0:
            counts[_DOWN, away] += 1
        elif unit_of_post[left[i]] != unit_of_post[taken[i]]:
            counts[_LEVEL_IN, to] += 1
            counts[_LEVEL_OUT, away] += 1
