"""Openings: how long posts stand empty, and the chains of moves that one opening sets off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.compiled import compiled
from sim.measures.columns import Bools, Ints, Table, Window, bools, codes, ints, keys, words

if TYPE_CHECKING:
    import pandas as pd

FOLLOW_UP: Final = 36
"""Months for which openings and chains are followed in the headline results."""
_ABOUT: Final = (
    "post", "unit", "tier", "county", "rank_group", "remoteness", "leading", "opened_by",
)  # fmt: skip
TIMED: Final = ("opened", "filled", "at_start", "opened_by", "filled_by", "chain", "depth")
"""Columns that `spell_arrays` and `chain_arrays` read."""
_SWAPS: Final = ("rotate", "reunion")
"""Causes of moves in which two people change places."""


def changed_hands(openings: Table) -> Bools:
    """Return which openings are none: two people changed places, so that each post was filled as it was left."""
    swap = (codes(openings, "opened_by", _SWAPS) >= 0) & (codes(openings, "filled_by", _SWAPS) >= 0)
    return swap & (ints(openings, "filled") == ints(openings, "opened"))


def spell_arrays(openings: Table, window: Window) -> tuple[Bools, Ints, Bools]:
    """Return which openings count, their time, and whether they were filled; one value an opening.

    time: month ends at which the post stood empty before it was filled, 0 if filled in the month it
    opened in; for one still open, month ends until it was last seen open, less one: it was not
    filled by then. Posts whose holders changed places did not stand empty and are left out. Openings
    older than the run are left out: their true beginning is unknown, so they can neither be timed
    nor truncated.
    """
    opened, filled = ints(openings, "opened"), ints(openings, "filled")
    closed = filled >= 0
    time = np.where(closed, filled, window.horizon - 1) - opened
    return ~bools(openings, "at_start") & ~changed_hands(openings), time, closed


def opening_spells(openings: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return openings of the run as spells for `survival`: its share is still empty t months on.

    `cause` says how the post was filled ("" while open); `year` is the year of opening.
    """
    counted, time, closed = spell_arrays(openings, window)
    spells = openings[keys(openings, *_ABOUT)].assign(
        year=ints(openings, "opened") // 12,
        time=time,
        cause=np.where(closed, words(openings, "filled_by"), ""),
    )
    return spells[counted].reset_index(drop=True)


def chain_arrays(openings: Table, window: Window, follow_up: int = FOLLOW_UP) -> tuple[Ints, Ints, Bools]:
    """Return for each chain the row of its first opening, its length, and if all were filled.

    Length: openings of the chain in its first `follow_up` months. Each is ended by one move, of
    someone who leaves the next opening behind, or of someone who does not and ends the chain. Only
    chains that began in the run at least `follow_up` months before the horizon count, so all are
    watched equally long. Two people who change places begin no chain.
    """
    chain, opened = ints(openings, "chain"), ints(openings, "opened")
    root = (chain >= 0) & (ints(openings, "depth") == 0) & ~bools(openings, "at_start") & ~changed_hands(openings)
    return _chains(chain, opened, ints(openings, "filled") < 0, root, window.horizon, follow_up)


@compiled
def _chains(
    chain: Ints, opened: Ints, still_open: Bools, root: Bools, horizon: int, follow_up: int
) -> tuple[Ints, Ints, Bools]:
    size = chain.max() + 1 if len(chain) > 0 else 0
    began, length, unfilled = np.full(size, horizon), np.zeros(size, np.int64), np.zeros(size, np.int64)
    for i in range(len(chain)):
        if root[i]:
            began[chain[i]] = opened[i]
    for i in range(len(chain)):
        if chain[i] >= 0 and 0 <= opened[i] - began[chain[i]] < follow_up:
            length[chain[i]] += 1
            unfilled[chain[i]] += still_open[i]
    first = np.flatnonzero(root & (opened + follow_up <= horizon))
    return first, length[chain[first]], unfilled[chain[first]] == 0


def chains(openings: pd.DataFrame, window: Window, follow_up: int = FOLLOW_UP) -> pd.DataFrame:
    """Return one row a chain: that of its first opening, with `length` (moves) and `closed`.

    One run at a time. Chains are followed for `follow_up` months; those that began later than that
    before the horizon, or before the run, are left out. `closed`: all openings so far were filled.
    """
    if "run" in openings.columns and openings["run"].nunique() > 1:
        raise ValueError("openings hold several runs; chain numbers start anew in each, pass one run at a time")
    first, length, closed = chain_arrays(openings, window, follow_up)
    table = openings.iloc[first][keys(openings, *_ABOUT, "chain", "opened")].reset_index(drop=True)
    return table.assign(length=length, closed=closed)
