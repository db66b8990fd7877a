"""Risk of blame: how many incidents a unit must expect to be held to account for, and the assumptions behind it."""

from dataclasses import dataclass

import numpy as np

from sim.burden import authority_at
from sim.compiled import compiled
from sim.levers.work import FIELD_TIME_FOUND
from sim.parameters import parameter
from sim.regions import groups_of, units_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, Tier

SANCTIONS = ("warning", "demerit", "major_demerit", "demotion")


@dataclass(frozen=True)
class Blame:
    """Assumptions about incidents, blame and false reports; the sources give no rates (facts 2.11)."""

    incidents_per_cadre_year: float = parameter(
        0.02, "a cadre-year", 0, 5, "assumption: so that 1-2 of 100 township cadres a year are held to account",
        "Incidents of a fully staffed unit with full authority", "年人均失误事件数",
    )  # fmt: skip
    incident_load: float = parameter(
        0.5, "share per unit of extra work", 0, 10, "assumption (facts 1.10.1)", "Effect of extra work on incidents",
        "超负荷对失误的影响",
    )  # fmt: skip
    incident_gap: float = parameter(
        1.0, "share per unit of missing authority", 0, 10,
        "assumption: by the rules work stays undone, else the rules are bent (facts 1.10.1)",
        "Effect of missing authority on incidents", "权责不对等对失误的影响",
    )  # fmt: skip
    incident_veto: float = parameter(
        0.4, "share per unit of veto items", 0, 10, "assumption: every item carries accountability (facts 1.15.2)",
        "Effect of veto items on incidents", "一票否决对问责的影响",
    )  # fmt: skip
    shocks_per_township_year: float = parameter(
        0.1, "a township-year", 0, 10, "assumption: mass incidents, repeat petitioners, one-sided media that end in "
        "blame (facts 1.10.2)", "Sudden events blamed on a township", "乡镇年突发事件问责数",
    )  # fmt: skip
    shock_field_time: float = parameter(
        2.0, "share per share of time", 0, 10, "assumption: visits hear of trouble early (facts 1.22.3)",
        "Effect of link points on sudden events", "联系点下访对突发事件的影响",
    )  # fmt: skip
    honest_mistake_share: float = parameter(
        0.6, "share", 0, 1, "assumption: most incidents are honest mistakes (facts 1.10.1, 1.10.4)",
        "Incidents that are honest mistakes", "无心之失比例",
    )  # fmt: skip
    mistaken_decision_share: float = parameter(
        0.3, "share", 0, 1, "assumption (facts 1.10.8)",
        "Incidents that go back to a mistaken decision", "决策失误比例",
    )  # fmt: skip
    blame_leaders_ratio: float = parameter(
        3.0, "ratio", 0, 100, "assumption: leaders sign for their fields (facts 1.5.2, 1.17.1)",
        "Blame of leaders against others", "领导干部被问责倍数",
    )  # fmt: skip
    careless_ability: float = parameter(
        0.7, "per sd", 0, 5, "assumption: whoever is a standard deviation abler is responsible for half as many",
        "Effect of ability on being responsible", "能力对责任事故的影响",
    )  # fmt: skip
    sanction_shares: tuple[float, ...] = parameter(
        (0.6, 0.25, 0.1, 0.05), "share of sanctions", 0, 1,
        "assumption; they last 6, 12, 18 and 24 months (Law on administrative sanctions arts. 8, 19; facts 2.2)",
        "Sanctions by severity", "处分轻重构成", labels=SANCTIONS,
    )  # fmt: skip
    sanction_motivation: float = parameter(
        0.15, "0-1", 0, 1, "assumption", "Loss of motivation by a sanction", "受处分的积极性损失",
    )  # fmt: skip
    false_reports_per_cadre_year: float = parameter(
        0.006, "a cadre-year", 0, 5, "assumption (facts 1.10.5)", "False reports", "年人均诬告数",
    )  # fmt: skip
    false_report_deterrence: float = parameter(
        0.8, "share", 0, 1, "assumption: if all were punished a fifth would be left (facts 1.10.6)",
        "False reports that punishment deters", "查处诬告的威慑作用",
    )  # fmt: skip
    accusation_motivation: float = parameter(
        0.10, "0-1", 0, 1, "assumption", "Loss of motivation by a false report", "被诬告的积极性损失",
    )  # fmt: skip


@compiled
def incidents(
    per_year: float, people: int, load: float, gap: float, veto: float, detection: float,
    by_load: float, by_gap: float, by_veto: float,
) -> float:  # fmt: skip
    """Return the incidents of a unit-month that are expected to come to light (facts 1.10.1, 1.15.2)."""
    pressure = (1.0 + by_load * max(0.0, load - 1.0)) * (1.0 + by_gap * gap)
    return per_year / MONTHS * people * pressure * max(0.0, 1.0 + by_veto * (veto - 1.0)) * detection


@compiled
def tolerance(clarity: float, generosity: float) -> float:
    """Return the share of honest mistakes that fault tolerance exempts: rules must be generous and known."""
    return clarity * generosity


@compiled
def present_at(s: State, u: int) -> int:
    """Return the holders of a unit's posts who are at work there."""
    return int(s.units[u]["holders"] - s.units[u]["away"])


@compiled
def incidents_at(s: State, u: int) -> float:
    """Return the incidents of this month in a unit that are expected to come to light, whoever bears them."""
    unit, b = s.units[u], s.setting[0]
    lever = s.levers[unit["group"]]
    return incidents(
        b["incidents_per_cadre_year"], max(0, present_at(s, u)), unit["workload"], 1.0 - authority_at(s, u),
        lever["veto_items_ratio"], lever["incident_detection_share"],
        b["incident_load"], b["incident_gap"], b["incident_veto"],
    )  # fmt: skip


@compiled
def shocks_at(s: State, u: int) -> float:
    """Return the expected sudden events of this month that are blamed on a unit; only townships have them."""
    unit, b = s.units[u], s.setting[0]
    if unit["tier"] != Tier.TOWNSHIP:
        return 0.0
    field_time = s.levers[unit["group"]]["field_time_share"] - FIELD_TIME_FOUND
    return max(0.0, b["shocks_per_township_year"] / MONTHS * (1.0 - b["shock_field_time"] * field_time))


@compiled
def departments_share(s: State, u: int) -> float:
    """Return the share of a township's incidents that are departments' work and are laid at their door."""
    unit = s.units[u]
    if unit["tier"] != Tier.TOWNSHIP:
        return 0.0
    return (1.0 - authority_at(s, u)) * (1.0 - s.levers[unit["group"]]["territory_blame_share"])


@compiled
def risks(s: State) -> Array:
    """Return by unit of the region the expected sanctions per 100 cadre-years; (units of the region,) float64."""
    b, first = s.setting[0], int(s.region[0]["first_unit"])
    expected = np.zeros(len(units_of(s)), np.float64)
    passed_on = np.zeros(len(s.organs), np.float64)
    for u in units_of(s):
        lever = s.levers[s.units[u]["group"]]
        spared = tolerance(lever["fault_tolerance_clarity"], lever["fault_tolerance_generosity"])
        ours, theirs = incidents_at(s, u), departments_share(s, u)
        left = 1.0 - b["honest_mistake_share"] * spared
        expected[u - first] = ours * (1.0 - theirs) * left + shocks_at(s, u) * (1.0 - spared)
        passed_on[s.units[u]["group"]] += ours * theirs * left
    for group in groups_of(s):
        expected[s.organs[group] - first] += passed_on[group]
    for u in units_of(s):
        expected[u - first] *= 100.0 * MONTHS / max(1, present_at(s, u))
    return expected
