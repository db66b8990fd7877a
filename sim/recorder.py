"""The monthly table: one compiled pass counts stocks and costs as the month closes.

Sums of fractions are kept as whole millionths, so that they do not depend on the order of rows.
"""

import numpy as np

from sim.compiled import compiled
from sim.regions import leads_of, units_of
from sim.serving import entries_of
from sim.state import State
from sim.table import Array, Column, layout
from sim.terms import MONTHS, NO_POST, RANK_GROUPS, Away, Establishment, Rank, RankGroup, Sex, Tier, Wish

MILLIONTHS = 1_000_000
_RANKS, _KINDS = len(Rank), len(Establishment)
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
def pay_of(lever: Array, tier: int, rank: int, establishment: int) -> int:
    """Return monthly pay in whole yuan.

    Programme staff have an allowance in place of pay (`sim.processes.identity` counts it).
    """
    pay = lever["base_pay_yuan_per_month"][rank] * lever["tier_pay_ratio"][tier]
    if establishment == Establishment.CIVIL_SERVICE:
        return int(pay)
    return int(pay * lever["institution_pay_ratio"]) if establishment == Establishment.PUBLIC_INSTITUTION else 0


@compiled
def allowance_of(lever: Array, tier: int, remoteness: int, establishment: int) -> int:
    """Return the township allowance in whole yuan a month."""
    if tier != Tier.TOWNSHIP:
        return 0
    allowance = lever["township_allowance_yuan_per_month"][remoteness]
    if establishment != Establishment.CIVIL_SERVICE:
        allowance *= lever["other_staff_allowance_ratio"][establishment - 1]
    return int(allowance)


@compiled
def income_at(unit: int, rank: int, establishment: int) -> int:
    """Return the place of an income in `income_table`; `unit`: counted from the region's first."""
    return ((unit * _RANKS + rank) * _KINDS + establishment) * 2


@compiled
def income_table(s: State) -> Array:
    """Return pay and then allowance, in whole yuan a month, by `income_at`; (n,) int64."""
    units = units_of(s)
    table = np.empty(income_at(len(units), 0, 0), np.int64)
    for u in units:
        unit = s.units[u]
        lever = s.levers[unit["group"]]
        for kind in range(_KINDS):
            allowance = allowance_of(lever, unit["tier"], unit["remoteness"], kind)
            for rank in range(_RANKS):
                place = income_at(u - units.start, rank, kind)
                table[place], table[place + 1] = pay_of(lever, unit["tier"], rank, kind), allowance
    return table


@compiled
def workload_table(s: State) -> Array:
    """Return the workload of each unit of the region in whole millionths; (n,) int64."""
    units = units_of(s)
    table = np.empty(len(units), np.int64)
    for u in units:
        table[u - units.start] = int(s.units[u]["workload"] * MILLIONTHS)
    return table


@compiled
def _count_absent(person: Array, lever: Array, line: Array) -> None:
    """Count who is away or has no post: there is pay, but the township allowance stops (facts 2.7)."""
    line["pay_yuan"] += pay_of(lever, int(person["tier"]), int(person["rank"]), int(person["establishment"]))
    if person["post"] == NO_POST:
        return
    line["holders"] += 1
    line["away"] += 1
    if person["away"] >= Away.LOAN:
        line["on_loan"] += 1
    else:
        line["seconded"] += 1
        line["support_yuan"] += int(lever["secondment_support_yuan_per_month"])


@compiled
def record(s: State) -> None:
    """Count everybody in service into the present month's cells.

    The tables have names of their own here: compiled code would else look up where they stand after every count. What
    is the same for all of a unit is worked out once, and the age bands are counted as "at least so old" until the end.
    """
    clock, first_unit = s.clock[0], units_of(s).start
    now, start = int(clock["now"]), int(clock["slot"]) * used_cells(s.cells)
    income, workload = income_table(s), workload_table(s)
    serving, cadres, levers, ledger = s.serving, s.cadres, s.levers, s.ledger
    for i in entries_of(s):
        row = serving[i]
        if row < 0:
            continue
        person = cadres[row]
        line, unit, age = ledger[start + person["cell"]], person["unit"] - first_unit, now - person["born"]
        line["age_months_sum"] += age
        line["aged_30_or_less"] += 1
        line["aged_31_40"] += int(age >= 31 * MONTHS)
        line["aged_41_50"] += int(age >= 41 * MONTHS)
        line["aged_51_or_more"] += int(age >= 51 * MONTHS)
        if person["post"] == NO_POST or person["away"] != Away.NO:
            _count_absent(person, levers[person["group"]], line)
        else:
            place = income_at(unit, person["rank"], person["establishment"])
            line["holders"] += 1
            line["pay_yuan"] += income[place]
            line["allowance_yuan"] += income[place + 1]
        line["women"] += int(person["sex"] == Sex.FEMALE)
        line["wish_to_leave"] += int(person["wish"] != Wish.STAY)
        if person["second_line"]:
            line["second_line"] += 1
        if person["sanction_until"] > now:
            line["sanctioned"] += 1
        line["motivation_sum"] += int(person["motivation"] * MILLIONTHS)
        line["strain_sum"] += int(person["strain"] * MILLIONTHS)
        line["ability_sum"] += int(person["ability"] * MILLIONTHS)
        line["workload_sum"] += workload[unit]
        line["lying_flat"] += int((age < 31 * MONTHS) & (person["motivation"] < LYING_FLAT_BELOW))
    for cell in cells_of(s):
        line = ledger[start + cell]
        line["aged_30_or_less"] -= line["aged_31_40"]
        line["aged_31_40"] -= line["aged_41_50"]
        line["aged_41_50"] -= line["aged_51_or_more"]
    if s.region[0]["closed"] > 0:
        for k in leads_of(s):
            seat = s.posts[s.fill_order[k]]
            ledger[start + seat["cell"]]["closed"] += seat["closed"]


@compiled
def cells_of(s: State) -> range:
    """Return the cells in use of the region's groups, which stand next to each other."""
    here, first, last = s.region[0], 0, 0
    for place in range(int(here["first_group"]) * 2 * RANK_GROUPS, int(here["last_group"]) * 2 * RANK_GROUPS):
        if s.cells[place] >= 0:
            first = first if last > 0 else int(s.cells[place])
            last = int(s.cells[place]) + 1
    return range(first, last)


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
