"""What becomes of people: the careers of one run counted in one pass, for headline results.

`sim.measures.stays` cuts the same careers into tables for charts; a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.compiled import compiled
from sim.measures.columns import GROUPS, RANKS, TIERS, Bools, Ints, Table, Window, bools, codes, ints
from sim.terms import MONTHS, NEVER, Rank, RankGroup, Tier

STUCK: Final = 120
"""Months after which a deputy section head who has not risen counts as stuck."""
_YOUNG: Final = 40 * MONTHS


@dataclass(frozen=True)
class Tally:
    """Counts of one run; "inside" are its whole years."""

    stock: Ints
    """(2, times) Spells of the opening stock in townships: how many were last seen after t months; how many ended."""
    recruits: Ints
    """(2, times) The same of those whom an examination brought to a township."""
    net_upward: int
    """Moves out of townships less moves into them, inside."""
    deputies: int
    """Deputy section heads of townships in the opening stock."""
    risen: int
    """Those of them who have come above that rank within ten years."""
    promotions: int
    """Rises in rank into township posts, inside."""
    promotions_under_40: int
    converted_after: Ints
    """(n,) months of service of those who came from an institution into the civil service, inside."""


def tally(careers: Table, window: Window) -> Tally:
    """Count the careers of one run."""
    cadre, spell = ints(careers, "cadre"), ints(careers, "spell")
    rows = np.arange(len(cadre)) if _is_in_turn(cadre, spell) else np.lexsort((spell, cadre))
    found = _tally(
        rows, cadre, ints(careers, "from_month"), ints(careers, "to_month"), bools(careers, "censored"),
        bools(careers, "at_start"), ints(careers, "born"), ints(careers, "entered"), codes(careers, "tier", TIERS),
        codes(careers, "rank_group", GROUPS), codes(careers, "rank", RANKS),
        codes(careers, "route", ("recruit",)) == 0, window.start, window.start + window.whole_years * MONTHS,
    )  # fmt: skip
    return Tally(*found)


@compiled
def _is_in_turn(cadre: Ints, spell: Ints) -> bool:
    """Tell whether rows stand by person and time, as the model's own table does."""
    for i in range(1, len(cadre)):
        if cadre[i] < cadre[i - 1] or (cadre[i] == cadre[i - 1] and spell[i] < spell[i - 1]):
            return False
    return True


@compiled
def _tally(
    rows: Ints, cadre: Ints, from_month: Ints, to_month: Ints, censored: Bools, at_start: Bools, born: Ints,
    entered: Ints, tier: Ints, group: Ints, rank: Ints, recruit: Bools, start: int, limit: int,
) -> tuple[Ints, Ints, int, int, int, int, int, Ints]:  # fmt: skip
    """Return the fields of `Tally`; rows: by person and time; limit: the month after the last whole year."""
    n, first_month, last_month = len(rows), start - 1, start
    for i in range(n):
        first_month, last_month = min(first_month, from_month[i]), max(last_month, to_month[i])
    stock = np.zeros((2, last_month - first_month + 1), np.int64)
    recruits = np.zeros_like(stock)
    net_upward = deputies = risen = promotions = young = converted = 0
    converted_after = np.empty(n, np.int64)
    person = stay = 0  # where the person's rows begin, and those of the stay at one tier
    for i in range(n):
        row = rows[i]
        if i == 0 or cadre[row] != cadre[rows[i - 1]]:
            person = stay = i
            if at_start[row] and tier[row] == Tier.TOWNSHIP and rank[row] == Rank.DEPUTY_SECTION:
                deputies += 1
                risen += int(_month_of_rise(rows, i, cadre, rank, from_month) - (start - 1) <= STUCK)
        else:
            before = rows[i - 1]
            if tier[row] != tier[before]:
                stay = i
            if from_month[row] < limit:
                if group[before] == RankGroup.INSTITUTION and group[row] < RankGroup.INSTITUTION:
                    converted_after[converted] = from_month[row] - entered[row]
                    converted += 1
                if rank[row] > rank[before] and tier[row] == Tier.TOWNSHIP:
                    promotions += 1
                    young += int(from_month[row] - born[row] < _YOUNG)
        goes_on = i + 1 < n and cadre[rows[i + 1]] == cadre[row]
        if goes_on and tier[rows[i + 1]] == tier[row]:
            continue
        first = rows[stay]
        in_town = tier[first] == Tier.TOWNSHIP and group[first] < RankGroup.INSTITUTION
        if goes_on and from_month[rows[i + 1]] < limit:
            after = rows[i + 1]
            net_upward += int(in_town) - int(tier[after] == Tier.TOWNSHIP and group[after] < RankGroup.INSTITUTION)
        if not in_town:
            continue
        # Still there at the horizon: last seen at the end of the month before it.
        time = to_month[row] - int(censored[row]) - (start - 1 if at_start[first] else from_month[first])
        if time < 0:
            raise ValueError("careers hold a stay that ends before it begins, or before the run")
        if at_start[first]:
            stock[0, time] += 1
            stock[1, time] += int(not censored[row])
        elif stay == person and recruit[first]:
            recruits[0, time] += 1
            recruits[1, time] += int(not censored[row])
    return stock, recruits, net_upward, deputies, risen, promotions, young, converted_after[:converted]


@compiled
def _month_of_rise(rows: Ints, i: int, cadre: Ints, rank: Ints, from_month: Ints) -> int:
    """Return the month in which the person whose rows begin at `i` first held a rank above deputy section head."""
    earliest, person = NEVER, cadre[rows[i]]
    while i < len(rows) and cadre[rows[i]] == person:
        if rank[rows[i]] > Rank.DEPUTY_SECTION:
            earliest = min(earliest, from_month[rows[i]])
        i += 1
    return earliest
