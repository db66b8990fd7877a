"""Workload: the duties of a unit over the people who do them. Work does not shrink when people go."""

from dataclasses import dataclass

import numpy as np

from sim.burden import at_work_share, burden_at, covered_posts, pushed_down_at
from sim.compiled import compiled
from sim.parameters import parameter
from sim.regions import groups_of, units_of
from sim.state import State
from sim.table import Array
from sim.terms import Tier


@dataclass(frozen=True)
class Load:
    """Assumptions about workload."""

    load_at_most: float = parameter(
        3.0, "ratio", 1, 10, "assumption: beyond three people's work, work stays undone",
        "Largest workload", "工作负荷上限",
    )  # fmt: skip


@compiled
def workload_ratio(duty_load: float, burden: float, present: float, at_most: float) -> float:
    """Return work per person present, 1 = a fully staffed unit with the burden as found (facts 1.15.6, 1.12.12)."""
    if present <= 0:
        return at_most
    return min(at_most, duty_load * burden / present)


@compiled
def _sent_back(s: State) -> Array:
    """Return by group the work, in post-equivalents, that departments no longer push down and do themselves."""
    b = s.setting[0]
    back = np.zeros(len(s.organs), np.float64)
    for group in groups_of(s):
        back[group] = b["pushed_returned_share"] * b["pushed_time_share"] * (1.0 - pushed_down_at(s, group))
    load = np.zeros(len(s.organs), np.float64)
    for u in units_of(s):
        unit = s.units[u]
        if unit["tier"] == Tier.TOWNSHIP:
            load[unit["group"]] += unit["duty_load"]
    return back * load


@compiled
def workload(s: State) -> None:
    """Share every unit's duties among those who are present; a full-time deputy covers for absent team members."""
    believe, sent_back = s.setting[0], _sent_back(s)
    for u in units_of(s):
        unit = s.units[u]
        duties = unit["duty_load"] + unit["extra_duty"] + unit["training_duty"]
        if s.organs[unit["group"]] == u:
            duties += sent_back[unit["group"]]
        people = unit["holders"] - unit["away"] + unit["guests"]
        present = (people + covered_posts(s, u)) * at_work_share(s, u)
        unit["workload"] = workload_ratio(duties, burden_at(s, u), present, believe["load_at_most"])
