"""Leadership teams: cohesion falls when members change and grows back over the running-in period."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.levers.team import MECHANISMS_FOUND
from sim.parameters import parameter
from sim.regions import units_of
from sim.state import State
from sim.terms import Tier


@dataclass(frozen=True)
class Cohesion:
    """Assumptions about teams."""

    running_in_months: float = parameter(
        12.0, "months", 1, 120, "assumption: the running-in period after a change is not quantified (facts 1.4.9)",
        "Running-in period", "磨合期",
    )  # fmt: skip
    cohesion_level: float = parameter(
        0.8, "0-1", 0, 1, "assumption: level of a settled team", "Cohesion of a settled team", "稳定班子凝聚力",
    )  # fmt: skip
    mechanism_cohesion: float = parameter(
        0.25, "0-1", 0, 1, "assumption: all five in full use raise a settled team by a fifth (facts 1.17.1-4)",
        "Effect of team mechanisms on cohesion", "班子机制对凝聚力的影响",
    )  # fmt: skip
    mechanism_running_in: float = parameter(
        0.5, "share", 0, 1, "assumption: rules known to all shorten the running-in by a third (facts 1.4.9, 1.17)",
        "Effect of team mechanisms on running-in", "班子机制对磨合期的影响",
    )  # fmt: skip


@compiled
def cohesion_after(cohesion: float, changed: int, seats: int, running_in: float, level: float) -> float:
    """Return cohesion after a month: the share of seats that changed is lost, then 1/running_in of the gap closes."""
    left = cohesion * (1.0 - min(1.0, changed / max(1, seats)))
    return left + (level - left) / running_in


@compiled
def mechanisms(
    division: float, decisions: float, communication: float, targets: float, supervision: float, found: float
) -> float:
    """Return how much further than as found a team's five mechanisms are in use, on average; exactly 0 as found."""
    more = (division - found) + (decisions - found) + (communication - found) + (targets - found)
    return (more + (supervision - found)) / 5.0


@compiled
def teams(s: State) -> None:
    """Let every team lose and regain cohesion; mechanisms are those of township teams."""
    believe = s.setting[0]
    for u in units_of(s):
        team, lever = s.teams[u], s.levers[s.units[u]["group"]]
        running_in, level = believe["running_in_months"], believe["cohesion_level"]
        if s.units[u]["tier"] == Tier.TOWNSHIP:
            more = mechanisms(
                lever["duties_division_share"], lever["decision_rules_share"], lever["communication_share"],
                lever["target_appraisal_share"], lever["team_supervision_share"], MECHANISMS_FOUND,
            )  # fmt: skip
            level = max(0.0, min(1.0, level + believe["mechanism_cohesion"] * more))
            running_in = max(1.0, running_in * (1.0 - believe["mechanism_running_in"] * more))
        team["cohesion"] = cohesion_after(team["cohesion"], team["changed"], team["seats"], running_in, level)
        team["changed"] = 0
