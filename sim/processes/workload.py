"""Workload: the duties of a unit over the people who do them. Work does not shrink when people go."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.regions import units_of
from sim.state import State


@dataclass(frozen=True)
class Load:
    """Assumptions about workload."""

    load_at_most: float = parameter(
        3.0, "ratio", 1, 10, "assumption: beyond three people's work, work stays undone",
        "Largest workload", "工作负荷上限",
    )  # fmt: skip


@compiled
def workload_ratio(duty_load: float, burden: float, present: int, at_most: float) -> float:
    """Return work per person present, 1 = a fully staffed unit with the burden as found (facts 1.15.6, 1.12.12)."""
    if present <= 0:
        return at_most
    return min(at_most, duty_load * burden / present)


@compiled
def workload(s: State) -> None:
    """Share every unit's duties among those who are present."""
    believe = s.setting[0]
    for u in units_of(s):
        unit = s.units[u]
        present = unit["holders"] - unit["away"] + unit["guests"]
        burden = s.levers[unit["group"]]["burden_ratio"]
        unit["workload"] = workload_ratio(
            unit["duty_load"] + unit["extra_duty"] + unit["training_duty"], burden, present, believe["load_at_most"]
        )
