"""Where a month goes: every process timed by itself."""

import dataclasses
from collections.abc import Callable
from time import process_time

from experiments.compose import plan_from
from sim.model import CadreModel
from sim.plan import MONTH, Process
from sim.state import State
from tests.benchmarks.lines import PREFECTURE, Line


def processes() -> list[Line]:
    """Time every process of the month by itself at 12,000 posts."""
    months, plan = 240, plan_from([PREFECTURE])
    spent = dict.fromkeys((process.name for process in MONTH), 0.0)
    timed = tuple(dataclasses.replace(each, run=_timed(each, spent)) for each in MONTH)
    model = CadreModel(plan.city, plan.policy, plan.setting, rng=1, plan=timed)
    model.run_for(12)  # every process has run, and its machine code is loaded
    spent.update(dict.fromkeys(spent, 0.0))
    begun = process_time()
    model.run_for(months)
    whole = process_time() - begun
    spent["record, and what is between"] = whole - sum(spent.values())
    table = model.results.months
    people = table["holders"][table["month"] >= plan.city.start + 12].sum()
    return [
        Line(name, f"{seconds / whole:6.1%}  {seconds / people * 1e9:6.1f} ns a cadre-month")
        for name, seconds in sorted(spent.items(), key=lambda pair: -pair[1])
    ]


def _timed(process: Process, spent: dict[str, float]) -> Callable[[State], None]:
    def run(state: State) -> None:
        begun = process_time()
        process.run(state)
        spent[process.name] += process_time() - begun

    return run
