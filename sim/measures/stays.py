"""Careers cut into stays: at one tier, at one rank, in service; and the way to a rank.

Every function returns spells with `time` (months) and `cause` of the end ("" if the stay went on at
the horizon), as `survival` takes them, beside what was known of the cadre when the stay began.
`arrival` says how it began: "opening_stock" (time then counts from the start of the run), "entry"
into service, or "move" within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.measures.columns import (
    RANKS,
    TIERS,
    Bools,
    Ints,
    Table,
    Window,
    bools,
    codes,
    ints,
    keys,
    marks,
    words,
)
from sim.terms import MONTHS, NEVER

if TYPE_CHECKING:
    import pandas as pd

EXITS: Final = ("retire", "retire_early", "die", "resign", "dismiss")
"""Ways out of service, in the order in which charts stack them."""
_DISMISSED: Final = ("last_place", "trial_failed")
"""Ways of being dismissed that charts do not tell apart."""
MOVES: Final = ("move_up", "move_down")
LEAVING: Final = (*MOVES, *EXITS)
"""Ways out of a tier."""
ARRIVALS: Final = ("opening_stock", "entry", "move")
_PERSON: Final = (
    "cadre", "sex", "born", "education", "party_member", "route", "entered",
    "tier", "county", "unit", "remoteness", "rank", "leading",
)  # fmt: skip


@dataclass(frozen=True)
class Stays:
    """Stays as row numbers of the careers table, ascending by person and time."""

    first: Ints
    """Row of the first spell of the stay."""
    last: Ints
    """Row of its last spell."""
    begin: Ints
    """Month from whose end on the cadre is there; one before the run for the opening stock."""
    time: Ints
    """Months until the end of the stay, or until last seen."""
    ended: Bools
    """The stay ended before the horizon."""
    final: Bools
    """No other stay of the same person follows."""
    opening: Bools
    """The stay began before the run."""
    newcomer: Bools
    """The person's first stay."""
    stay_of_row: Ints
    """For every row of the careers table the stay that it belongs to."""


@dataclass(frozen=True)
class Turn:
    """The rows of a careers table by person and time."""

    rows: Ints
    other: Bools
    """(n - 1,) The next row is another person's."""


def in_turn(careers: Table) -> Turn:
    """Return the rows by person and time; the model's own table stands in that order already."""
    spell, person = ints(careers, "spell"), _identity(careers)
    steps = [np.diff(each) for each in (*reversed(person), spell)]
    settled = np.zeros(len(steps[0]), bool)
    for step in steps:
        if np.any((step < 0) & ~settled):
            break
        settled |= step != 0
    else:
        return Turn(np.arange(len(spell)), _changes(steps[:-1]))
    rows = np.lexsort([spell, *person])
    return Turn(rows, _changes([np.diff(each[rows]) for each in person]))


def _changes(steps: Sequence[Ints]) -> Bools:
    found = np.zeros(len(steps[0]), bool)
    for step in steps:
        found |= step != 0
    return found


def stays(careers: Table, window: Window, same: Sequence[str] = ()) -> Stays:
    """Cut careers into stays during which the columns `same` do not change; () for all service."""
    turn = in_turn(careers)
    rows, new = turn.rows, turn.other
    for name in same:
        value = marks(careers, name)[rows]
        new = new | np.asarray(value[1:] != value[:-1], dtype=bool)
    at_first = np.ones(min(len(rows), 1), bool)
    lead, starts = (np.concatenate([at_first, each]) for each in (turn.other, new))
    firsts = np.flatnonzero(starts)
    lasts = np.append(firsts[1:], len(rows))[: len(firsts)] - 1
    first, last = rows[firsts], rows[lasts]
    opening = bools(careers, "at_start")[first]
    begin = np.where(opening, window.start - 1, ints(careers, "from_month")[first])
    censored = bools(careers, "censored")[last]
    # Still there at the horizon: last seen at the end of the month before it.
    time = ints(careers, "to_month")[last] - begin - censored
    final = np.append(lead, True)[lasts + 1]
    stay_of_row = np.empty(len(rows), np.int64)
    stay_of_row[rows] = np.cumsum(starts) - 1
    return Stays(first, last, begin, time, ~censored, final, opening, lead[firsts], stay_of_row)


def tier_stays(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return stays at one tier; `cause` is "move_up", "move_down" or a way out of service."""
    cut = stays(careers, window, ("tier",))
    return _spells(careers, cut, _change(careers, cut, "tier", TIERS, MOVES))


def rank_stays(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return stays at one rank; `cause` is "promote", "lose_rank" or a way out of service.

    When the opening stock reached its rank is not recorded: leave it out for waiting times.
    """
    cut = stays(careers, window, ("rank",))
    return _spells(careers, cut, _change(careers, cut, "rank", RANKS, ("promote", "lose_rank")))


def service_stays(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return whole careers; `cause` is the way out of service."""
    cut = stays(careers, window)
    return _spells(careers, cut, _ways_out(careers, cut))


def way_to(careers: pd.DataFrame, window: Window, rank: str) -> pd.DataFrame:
    """Return for all who begin below `rank` the time to it or past it, cause "reach".

    Those who leave service before that have the way out as their cause.
    """
    cut = stays(careers, window)
    time, reached, below = time_to_rank(careers, cut, rank)
    cause = np.where(reached, "reach", _ways_out(careers, cut))
    spells = _spells(careers, cut, cause, time, cut.ended | reached)
    return spells[below].reset_index(drop=True)


def time_to_rank(careers: Table, cut: Stays, rank: str) -> tuple[Ints, Bools, Bools]:
    """Return time to `rank` or past it, whether it was reached, and who began below it.

    Time in service where it was not. `cut`: stays in service, one a person.
    """
    high = codes(careers, "rank", RANKS) >= RANKS.index(rank)
    earliest = np.full(len(cut.first), NEVER)
    np.minimum.at(earliest, cut.stay_of_row[high], ints(careers, "from_month")[high])
    reached = earliest < NEVER
    time = np.where(reached, earliest - cut.begin, cut.time)
    return time, reached, ~high[cut.first]


def promotions(careers: pd.DataFrame) -> pd.DataFrame:
    """Return the rises in rank: month, cadre, sex, age in whole years, place and ranks."""
    before, after = rises(careers)
    found = careers.iloc[after][keys(careers, "cadre", "sex", "tier", "county", "unit", "leading")]
    month = ints(careers, "from_month")[after]
    return found.reset_index(drop=True).assign(
        month=month,
        age_years=(month - ints(careers, "born")[after]) // MONTHS,
        from_rank=words(careers, "rank")[before],
        to_rank=words(careers, "rank")[after],
    )


def rises(careers: Table) -> tuple[Ints, Ints]:
    """Return rows of the spells before and after each rise in rank."""
    turn = in_turn(careers)
    rows = turn.rows
    rise = (np.diff(codes(careers, "rank", RANKS)[rows]) > 0) & ~turn.other
    return rows[:-1][rise], rows[1:][rise]


def _identity(careers: Table) -> list[Ints]:
    """Return what tells persons apart; cadre numbers start anew in every run."""
    person = [ints(careers, "cadre")]
    if "run" in careers:
        run = np.unique(words(careers, "run").astype(str), return_inverse=True)[1]
        person.append(run.astype(np.int64))
    return person


def _change(careers: pd.DataFrame, cut: Stays, name: str, order: Sequence[str], ways: tuple[str, str]) -> Any:
    """Return the way each stay ended: up or down to the person's next stay, or out of service."""
    level = codes(careers, name, order)[cut.first]
    up = np.append(level[1:], 0) > level
    return np.where(cut.final, _ways_out(careers, cut), np.where(up, *ways))


def _ways_out(careers: pd.DataFrame, cut: Stays) -> Any:
    """Return what ended each stay, all dismissals as one."""
    end = words(careers, "end")[cut.last]
    return np.where(np.isin(end.astype(str), _DISMISSED), "dismiss", end)


def _spells(
    careers: pd.DataFrame,
    cut: Stays,
    cause: Any,
    time: Ints | None = None,
    ended: Bools | None = None,
) -> pd.DataFrame:
    """Return stays as a table."""
    arrival = np.select([cut.opening, cut.newcomer], ARRIVALS[:2], ARRIVALS[2])
    spells = careers.iloc[cut.first][keys(careers, *_PERSON)].reset_index(drop=True)
    return spells.assign(
        arrival=arrival,
        begin=cut.begin,
        year=cut.begin // MONTHS,
        time=cut.time if time is None else time,
        cause=np.where(cut.ended if ended is None else ended, cause, ""),
    )
