"""Motivation and strain: both drift towards what the present situation calls for."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.processes.intention import distance_to_family
from sim.review import due_rows
from sim.state import State
from sim.terms import Appraisal


@dataclass(frozen=True)
class Drive:
    """Assumptions about motivation and strain; none of these effects is quantified in the sources (facts 2.11, 7)."""

    motivation_base: float = parameter(
        0.45, "0-1", 0, 1, "assumption: motivation without prospects, team or reward",
        "Motivation without prospects", "无晋升预期时的积极性",
    )  # fmt: skip
    motivation_prospect: float = parameter(
        0.30, "0-1", 0, 1, "assumption: seeing no promotion costs the most (facts 1.3.5)",
        "Effect of prospects on motivation", "晋升预期对积极性的影响",
    )  # fmt: skip
    motivation_cohesion: float = parameter(
        0.10, "0-1", 0, 1, "assumption (facts 1.17.5)", "Effect of team cohesion on motivation",
        "班子凝聚力对积极性的影响",
    )  # fmt: skip
    motivation_excellent: float = parameter(
        0.10, "0-1", 0, 1, "assumption: claimed to have raised enthusiasm (facts 1.9.4)",
        "Effect of an excellent grade on motivation", "优秀等次对积极性的影响",
    )  # fmt: skip
    motivation_second_line: float = parameter(
        0.15, "0-1", 0, 1, "assumption: the second line loses drive (facts 1.19.7)",
        "Loss of motivation in the second line", "退居二线积极性损失",
    )  # fmt: skip
    motivation_strain: float = parameter(
        0.20, "0-1", 0, 1, "assumption: weariness accumulates (facts 1.5.3)",
        "Loss of motivation by strain", "压力对积极性的影响",
    )  # fmt: skip
    strain_load: float = parameter(
        0.60, "0-1 per unit of extra work", 0, 2, "assumption: half again the work gives a strain of 0.3",
        "Effect of extra work on strain", "超负荷对压力的影响",
    )  # fmt: skip
    strain_family: float = parameter(
        0.10, "0-1 per unit of distance", 0, 1, "assumption: living apart (facts 2.9)",
        "Effect of family distance on strain", "两地分居对压力的影响",
    )  # fmt: skip
    adaptation_months: float = parameter(
        12.0, "months", 1, 120, "assumption: moods follow the situation within about a year",
        "Months of adaptation", "情绪适应时间",
    )  # fmt: skip


@compiled
def strain_target(load: float, distance: float, by_load: float, by_family: float) -> float:
    """Return the strain (0-1) that work beyond full staffing and distance from the family lead to."""
    return min(1.0, by_load * max(0.0, load - 1.0) + by_family * distance)


@compiled
def motivation_target(
    prospect: float, cohesion: float, excellent: bool, second_line: bool, strain: float, base: float,
    by_prospect: float, by_cohesion: float, by_excellent: float, by_second_line: float, by_strain: float,
) -> float:  # fmt: skip
    """Return the motivation (0-1) that a situation leads to."""
    level = base + by_prospect * prospect + by_cohesion * cohesion - by_strain * strain
    if excellent:
        level += by_excellent
    if second_line:
        level -= by_second_line
    return max(0.0, min(1.0, level))


@compiled
def within(level: float, more: float) -> float:
    """Return a level (0-1) with something added, still between 0 and 1."""
    return max(0.0, min(1.0, level + more))


@compiled
def motivation(s: State) -> None:
    """Let strain and motivation of those whose review falls in this month move towards their targets."""
    b = s.setting[0]
    share = min(1.0, b["review_every_months"] / b["adaptation_months"])
    for row in due_rows(s):
        person = s.cadres[row]
        here = s.units[person["unit"]]
        distance = distance_to_family(s, row, person["unit"])
        strain = within(strain_target(here["workload"], distance, b["strain_load"], b["strain_family"]), here["toil"])
        person["strain"] += share * (strain - person["strain"])
        target = motivation_target(
            person["prospect"], s.teams[person["unit"]]["cohesion"], person["grade"] == Appraisal.EXCELLENT,
            person["second_line"] == 1, person["strain"], b["motivation_base"], b["motivation_prospect"],
            b["motivation_cohesion"], b["motivation_excellent"], b["motivation_second_line"], b["motivation_strain"],
        )  # fmt: skip
        target = within(target, here["spirit"])
        person["motivation"] += share * (target - person["motivation"])
