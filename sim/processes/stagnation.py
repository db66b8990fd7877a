"""Stagnation and weariness: effort falls with years in one place, strain grows with years of overwork."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.review import due_rows
from sim.state import State
from sim.terms import MONTHS


@dataclass(frozen=True)
class Weariness:
    """Assumptions about people who stay where they are; none of the effects is quantified (facts 2.11, 7)."""

    stagnation_after_years: float = parameter(
        8.0, "years", 0, 40, "assumption: most people change posts within eight years, so that few are touched (1.7.2)",
        "Years without change after which effort falls", "任职停滞起始年限",
    )  # fmt: skip
    stagnation_loss: float = parameter(
        0.1, "0-1", 0, 1, "assumption: no way out breeds slackness (facts 1.7.2)",
        "Loss of motivation by stagnation", "任职停滞积极性损失",
    )  # fmt: skip
    stagnation_full_years: float = parameter(
        10.0, "years", 1, 40, "assumption: slackness and weariness grow over ten years to their whole (facts 1.5.3)",
        "Years in which stagnation and weariness become whole", "任职停滞与疲惫累积年限",
    )  # fmt: skip
    weariness_strain: float = parameter(
        0.1, "0-1 per unit of extra work", 0, 2,
        "assumption: weariness accumulates over the years without a rise (facts 1.5.3)",
        "Strain by years of overwork without a rise", "长期超负荷未晋升的疲惫",
    )  # fmt: skip


@compiled
def stagnation_effect(years: float, after: float, full: float, most: float) -> float:
    """Return the loss of motivation (0-1) after years without change: nought up to `after`, `most` in `full` more."""
    return most * max(0.0, min(1.0, (years - after) / full))


@compiled
def weariness_effect(load: float, years_in_rank: float, full: float, by_load: float) -> float:
    """Return the strain (0-1) that extra work adds for somebody who has long had the same rank, whole after `full`."""
    return by_load * max(0.0, load - 1.0) * max(0.0, min(1.0, years_in_rank / full))


@compiled
def stagnation(s: State) -> None:
    """Move motivation and strain of those whose review falls in this month, as further terms of their targets would."""
    b, now = s.setting[0], s.clock[0]["now"]
    share, full = min(1.0, b["review_every_months"] / b["adaptation_months"]), b["stagnation_full_years"]
    for row in due_rows(s):
        person = s.cadres[row]
        idle = (now - max(person["post_since"], person["rank_since"])) / MONTHS
        loss = stagnation_effect(idle, b["stagnation_after_years"], full, b["stagnation_loss"])
        person["motivation"] = max(0.0, person["motivation"] - share * loss)
        load, years = s.units[person["unit"]]["workload"], (now - person["rank_since"]) / MONTHS
        tired = weariness_effect(load, years, full, b["weariness_strain"])
        person["strain"] = min(1.0, person["strain"] + share * tired)
