"""Leadership teams: cohesion falls when members change and grows back over the running-in period."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.regions import units_of
from sim.state import State


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


@compiled
def cohesion_after(cohesion: float, changed: int, seats: int, running_in: float, level: float) -> float:
    """Return cohesion after a month: the share of seats that changed is lost, then 1/running_in of the gap closes."""
    left = cohesion * (1.0 - min(1.0, changed / max(1, seats)))
    return left + (level - left) / running_in


@compiled
def teams(s: State) -> None:
    """Let every team lose and regain cohesion."""
    believe = s.setting[0]
    for u in units_of(s):
        team = s.teams[u]
        team["cohesion"] = cohesion_after(
            team["cohesion"],
            team["changed"],
            team["seats"],
            believe["running_in_months"],
            believe["cohesion_level"],
        )
        team["changed"] = 0
