"""The monthly table: one compiled pass counts stocks and costs as the month closes.

Sums of fractions are kept as whole millionths, so that they do not depend on the order of rows.
"""

import numpy as np

from sim.compiled import compiled
from sim.regions import entries_of, leads_of
from sim.state import State
from sim.table import Array, Column, layout
from sim.terms import MONTHS, NO_POST, RANK_GROUPS, Away, Establishment, Rank, RankGroup, Sex, Tier, Wish

MILLIONTHS = 1_000_000
LYING_FLAT_BELOW = 0.5
"""Motivation below which the young are said to lie flat (facts 1.19.4; where the line lies is an assumption)."""

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
    Column("grade_yuan", "i8", "yuan", "pay for personal grades"),
    Column("bonus_yuan", "i8", "yuan", "performance bonus and team prizes"),
    Column("care_yuan", "i8", "yuan", "care programmes, housing, meals"),
    Column("support_yuan", "i8", "yuan", "support of secondments"),
    Column("training_yuan", "i8", "yuan", "training places"),
    Column("other_yuan", "i8", "yuan", "programme allowances and village cadres' pay"),
    Column("sanctioned", "i4", "cadres", "under a sanction that blocks promotion"),
    Column("seconded", "i4", "cadres", "on secondment"),
    Column("on_loan", "i4", "cadres", "on loan or in a task force"),
    Column("lying_flat", "i4", "cadres", "aged 30 or less with a motivation below 0.5"),
    Column("ready", "i4", "cadres", "may be promoted to a leading post of their layer; counted each January"),
    Column("closed", "i4", "posts", "leading posts given up at rounds"),
)


@compiled
def used_cells(cells: Array) -> int:
    """Return the number of cells in use (kept behind the last entry)."""
    return int(cells[len(cells) - 1])


@compiled
def ledger_line(s: State, row: int) -> int:
    """Return the row of the ledger, in the present month, that a serving cadre counts in."""
    return int(s.clock[0]["slot"]) * used_cells(s.cells) + int(s.cadres[row]["cell"])


@compiled
def pay_table(s: State) -> Array:
    """Return monthly pay in whole yuan by group, tier, rank and establishment; (n_groups, 3, 6, 3) int64.

    Programme staff have an allowance in place of pay (`sim.processes.identity` counts it).
    """
    table = np.zeros((len(s.levers), 3, 6, 3), np.int64)
    for group in range(len(s.levers)):
        lever = s.levers[group]
        for tier in range(3):
            for rank in range(6):
                pay = lever["base_pay_yuan_per_month"][rank] * lever["tier_pay_ratio"][tier]
                table[group, tier, rank, Establishment.CIVIL_SERVICE] = int(pay)
                table[group, tier, rank, Establishment.PUBLIC_INSTITUTION] = int(pay * lever["institution_pay_ratio"])
    return table


@compiled
def _count_age(line: Array, age: int) -> None:
    """Count an age in months into its band, without a branch that a processor would guess wrong."""
    over_30, over_40, over_50 = int(age >= 31 * MONTHS), int(age >= 41 * MONTHS), int(age >= 51 * MONTHS)
    line["age_months_sum"] += age
    line["aged_30_or_less"] += 1 - over_30
    line["aged_31_40"] += over_30 - over_40
    line["aged_41_50"] += over_40 - over_50
    line["aged_51_or_more"] += over_50


@compiled
def _count_seat(person: Array, unit: Array, lever: Array, line: Array) -> None:
    """Count a holder, present or away; the township allowance stops while away (facts 2.7)."""
    if person["post"] == NO_POST:
        return
    line["holders"] += 1
    if person["away"]:
        line["away"] += 1
        if person["away"] >= Away.LOAN:
            line["on_loan"] += 1
        else:
            line["seconded"] += 1
            line["support_yuan"] += int(lever["secondment_support_yuan_per_month"])
    elif person["tier"] == Tier.TOWNSHIP:
        allowance = lever["township_allowance_yuan_per_month"][unit["remoteness"]]
        if person["establishment"] != Establishment.CIVIL_SERVICE:
            allowance *= lever["other_staff_allowance_ratio"][person["establishment"] - 1]
        line["allowance_yuan"] += int(allowance)


@compiled
def record(s: State) -> None:
    """Count everybody in service into the present month's cells.

    The tables have names of their own here: compiled code would else look up where they stand after every count.
    """
    clock = s.clock[0]
    now, pay = int(clock["now"]), pay_table(s)
    start = int(clock["slot"]) * used_cells(s.cells)
    serving, cadres, units, levers, ledger = s.serving, s.cadres, s.units, s.levers, s.ledger
    for i in entries_of(s):
        row = serving[i]
        if row < 0:
            continue
        person = cadres[row]
        line, unit, age = ledger[start + person["cell"]], units[person["unit"]], now - person["born"]
        _count_age(line, age)
        _count_seat(person, unit, levers[person["group"]], line)
        line["women"] += int(person["sex"] == Sex.FEMALE)
        line["wish_to_leave"] += int(person["wish"] != Wish.STAY)
        if person["second_line"]:
            line["second_line"] += 1
        if person["sanction_until"] > now:
            line["sanctioned"] += 1
        line["motivation_sum"] += int(person["motivation"] * MILLIONTHS)
        line["strain_sum"] += int(person["strain"] * MILLIONTHS)
        line["ability_sum"] += int(person["ability"] * MILLIONTHS)
        line["workload_sum"] += int(unit["workload"] * MILLIONTHS)
        line["pay_yuan"] += pay[person["group"], person["tier"], person["rank"], person["establishment"]]
        line["lying_flat"] += int((age < 31 * MONTHS) & (person["motivation"] < LYING_FLAT_BELOW))
    if s.region[0]["closed"] > 0:
        for k in leads_of(s):
            seat = s.posts[s.fill_order[k]]
            ledger[start + seat["cell"]]["closed"] += seat["closed"]


def rank_groups(posts: Array) -> Array:
    """Return the rank group of each post: of civil-service posts by rank, else by establishment; (n,) int64."""
    leading = np.where(posts["leading"] == 1, np.maximum(0, posts["rank"] - int(Rank.STAFF)), 0)
    kind = posts["establishment"]
    other = np.where(kind == Establishment.PROGRAMME, int(RankGroup.PROGRAMME), int(RankGroup.INSTITUTION))
    return np.where(kind == Establishment.CIVIL_SERVICE, leading, other).astype(np.int64)


def post_cells(units: Array, posts: Array) -> Array:
    """Return for each post its place in the list of all possible cells: (group * 2 + layer) * 7 + rank group."""
    layer = np.where(units["tier"] == Tier.TOWNSHIP, 0, 1)
    place = rank_groups(posts)
    cells: Array = (units["group"][posts["unit"]].astype(np.int64) * 2 + layer[posts["unit"]]) * RANK_GROUPS + place
    return cells


def cells_in_use(units: Array, posts: Array) -> Array:
    """Return the cell of each (group, layer, rank group), -1 where there are no posts; their number stands last."""
    groups = int(units["group"].max()) + 1
    layer = np.where(units["tier"] == Tier.TOWNSHIP, 0, 1)
    # a cadre without a post counts as non-leading, so that cell always exists where there are people
    base = (units["group"] * 2 + layer) * RANK_GROUPS
    used = np.unique(np.concatenate([post_cells(units, posts), base]))
    cells = np.full(groups * 2 * RANK_GROUPS + 1, -1, np.int32)
    cells[used] = np.arange(len(used))
    cells[-1] = len(used)
    return cells
