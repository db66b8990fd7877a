"""The monthly table: one compiled pass counts stocks and costs as the month closes.

Sums of fractions are kept as whole millionths, so that they do not depend on the order of rows.
"""

import numpy as np

from sim.compiled import compiled
from sim.state import State
from sim.table import Array, Column, layout
from sim.terms import MONTHS, NO_POST, Rank, Sex, Tier, Wish

MILLIONTHS = 1_000_000

LEDGER = layout(
    Column("holders", "i4", "cadres", "posts with a holder"),
    Column("away", "i4", "cadres", "holders who serve elsewhere"),
    Column("women", "i4", "cadres", ""),
    Column("aged_30_or_less", "i4", "cadres", ""),
    Column("aged_31_40", "i4", "cadres", ""),
    Column("aged_41_50", "i4", "cadres", ""),
    Column("aged_51_or_more", "i4", "cadres", ""),
    Column("wish_to_leave", "i4", "cadres", "best option is elsewhere"),
    Column("second_line", "i4", "cadres", ""),
    Column("age_months_sum", "i8", "months", ""),
    Column("motivation_sum", "i8", "millionths", ""),
    Column("strain_sum", "i8", "millionths", ""),
    Column("ability_sum", "i8", "millionths", ""),
    Column("workload_sum", "i8", "millionths", "workload of the unit, once for each holder"),
    Column("pay_yuan", "i8", "yuan", ""),
    Column("allowance_yuan", "i8", "yuan", ""),
    Column("award_yuan", "i8", "yuan", ""),
)
GROUPS = 5


@compiled
def rank_group(rank: int, leading: int) -> int:
    """Return the rank group (RankGroup) of a post."""
    return max(0, rank - Rank.STAFF) if leading else 0


@compiled
def cell_index(group: int, tier: int, rank_group: int) -> int:
    """Return the place of a cell in the list of all possible cells."""
    return (group * 2 + (0 if tier == Tier.TOWNSHIP else 1)) * GROUPS + rank_group


@compiled
def cell_of(s: State, row: int) -> int:
    """Return the row of the ledger, in the present month, that a serving cadre counts in."""
    person = s.cadres[row]
    place = 0
    if person["post"] != NO_POST:
        seat = s.posts[person["post"]]
        place = rank_group(seat["rank"], seat["leading"])
    cell = s.cells[cell_index(person["group"], person["tier"], place)]
    return int(s.clock[0]["slot"]) * _used(s.cells) + int(cell)


@compiled
def _used(cells: Array) -> int:
    """Return the number of cells in use (kept behind the last entry)."""
    return int(cells[len(cells) - 1])


@compiled
def _count_person(s: State, row: int) -> None:
    person, now = s.cadres[row], s.clock[0]["now"]
    line = s.ledger[cell_of(s, row)]
    unit, lever = s.units[person["unit"]], s.levers[person["group"]]
    age = now - person["born"]
    years = age // MONTHS
    line["holders"] += 1
    if person["sex"] == Sex.FEMALE:
        line["women"] += 1
    if years <= 30:
        line["aged_30_or_less"] += 1
    elif years <= 40:
        line["aged_31_40"] += 1
    elif years <= 50:
        line["aged_41_50"] += 1
    else:
        line["aged_51_or_more"] += 1
    if person["wish"] != Wish.STAY:
        line["wish_to_leave"] += 1
    line["second_line"] += person["second_line"]
    line["age_months_sum"] += age
    line["motivation_sum"] += int(person["motivation"] * MILLIONTHS)
    line["strain_sum"] += int(person["strain"] * MILLIONTHS)
    line["ability_sum"] += int(person["ability"] * MILLIONTHS)
    line["workload_sum"] += int(unit["workload"] * MILLIONTHS)
    line["pay_yuan"] += int(lever["base_pay_yuan_per_month"][person["rank"]] * lever["tier_pay_ratio"][person["tier"]])
    if person["post"] == NO_POST:
        line["holders"] -= 1
        return
    seat = s.posts[person["post"]]
    if seat["unit"] != person["unit"]:
        line["away"] += 1
    elif person["tier"] == Tier.TOWNSHIP:
        # the allowance stops while a cadre serves elsewhere (facts 2.7)
        line["allowance_yuan"] += int(lever["township_allowance_yuan_per_month"][unit["remoteness"]])


@compiled
def record(s: State) -> None:
    """Count everybody in service into the present month's cells."""
    for i in range(s.clock[0]["listed"]):
        row = s.serving[i]
        if row >= 0:
            _count_person(s, row)


def cells_in_use(units: Array, posts: Array) -> Array:
    """Return the cell of each (group, layer, rank group), -1 where there are no posts; the count of cells stands last."""
    groups = int(units["group"].max()) + 1
    layer = np.where(units["tier"] == Tier.TOWNSHIP, 0, 1)
    place = np.where(posts["leading"] == 1, np.maximum(0, posts["rank"] - int(Rank.STAFF)), 0)
    index = (units["group"][posts["unit"]] * 2 + layer[posts["unit"]]) * GROUPS + place
    # a cadre without a post counts as non-leading, so that cell always exists where there are people
    base = (units["group"] * 2 + layer) * GROUPS
    used = np.unique(np.concatenate([index, base]))
    cells = np.full(groups * 2 * GROUPS + 1, -1, np.int32)
    cells[used] = np.arange(len(used))
    cells[-1] = len(used)
    return cells
