"""`cadreflow discover`: the futures, of those that assumptions and levers span, in which a policy fails."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from experiments.asked import Asked
from experiments.assumed import behavioural
from experiments.attempts import Attempts
from experiments.boxes import Discovery
from experiments.boxes import discover as find_box
from experiments.boxes_told import discovery_told
from experiments.carry_out import Call, CarriedOut, ask, carry_out_aloud, check_study, seeds_of
from experiments.compose import plan_from
from experiments.conditions import Condition, fails, failure_of
from experiments.designs import Design, points_of
from experiments.engine import Engine, engine_of
from experiments.parts import write_text
from experiments.plan import Point, RunPlan
from experiments.problems import Problems
from experiments.schema import SETTING, declared
from experiments.sentences import Label
from experiments.sweep import flat
from experiments.wording import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

FILE: Final = "discovery.json"
"""Where a study keeps in which box its policy fails."""
SPAN: Final = 2.0
"""Where nothing is said of what is varied, assumptions go from their value over this to their value times this."""


def discover(call: Call, console: "Console") -> int:
    """Run the points, find the box in which the policy fails most densely, and say so; return the exit code."""
    plan, conditions, points, seeds, engine = _asked(call)
    design = {name: call.config[name] for name in ("fails", "over", "points", "design_seed")}
    asked = ask(call, [plan], seeds, points, design)
    done = carry_out_aloud(call, asked, engine, console, [call.choosing()])
    language = call.config["language"]
    if done.exit_code:
        return done.exit_code
    found = discovery(done, conditions, call.config["density"])
    write_text(done.folder / FILE, json.dumps(dataclasses.asdict(found), indent=2) + "\n")
    told = discovery_told(found, conditions, Label(plan.label_en, plan.label_zh))
    for each in LANGUAGES:
        if language in {each, "both"}:
            for line in told:
                console.print(line.text(each), markup=False, highlight=False)
    console.print(f"{done.folder / FILE}", markup=False, highlight=False, soft_wrap=True)
    return 0


def discovery(done: CarriedOut, conditions: list[Condition], density: float) -> Discovery:
    """Return in which box of a finished study's points the means over the seeds fail."""
    table, asked = _means(done), done.asked
    varied = [name for name in table.columns if name in _columns(asked)]
    failing, known = fails(conditions, table)
    return find_box(table.loc[known, varied], failing[known], density)


def _columns(asked: Asked) -> set[str]:
    """Return the columns of `runs` that the design varies."""
    from experiments.columns import lever_columns

    names = {name for point in asked.points for name in point.values}
    return {column.name for column in lever_columns(declared()[name] for name in sorted(names))}


def _means(done: CarriedOut) -> "pd.DataFrame":
    """Return a row for each point: what it sets, and the mean of every result over the seeds."""
    from experiments.study import Study

    runs = Study(done.folder).runs()
    runs = runs[runs["plan"].isin(list(done.asked.cases)) & runs["seed"].isin(done.asked.seeds)]
    return runs.groupby("point").mean(numeric_only=True)


def _asked(call: Call) -> tuple[RunPlan, list[Condition], list[Point], list[int], Engine]:
    """Return the plan, what a failure is, points, seeds and engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    attempts.read(lambda: _check_density(config["density"]), None)
    conditions = attempts.read(lambda: failure_of(config["fails"]), None)
    seeds = attempts.read(lambda: seeds_of(config), None)
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    points = attempts.read(lambda: points_of(design_made(config, plan), plan.value if plan else _default), None)
    attempts.settle()
    return plan, conditions, [Point(number, values) for number, values in enumerate(points, 1)], seeds, engine


def _check_density(density: object) -> None:
    if isinstance(density, bool) or not isinstance(density, int | float) or not 0 < density <= 1:
        raise Problems([f"density is {density!r}; allowed: a share of failures above 0, up to 1"])


def _default(name: str) -> Any:
    return declared()[name].default


def design_made(config: Mapping[str, Any], plan: RunPlan | None) -> Design:
    """Return the design of a call's futures: over what is named, else over the assumptions halved and doubled."""
    over = dict(flat(config["over"])) or assumptions_halved_and_doubled(plan.value if plan else _default)
    return Design("latin_hypercube", over, config["points"], seed=config["design_seed"], limit=config["limit"])


def assumptions_halved_and_doubled(base: Callable[[str], Any]) -> dict[str, list[float]]:
    """Return the range of every behavioural assumption of one number: half its value to twice it, in bounds."""
    ranges = {}
    for each in behavioural():
        if not each.labels:
            name = f"{SETTING}.{each.name}"
            ends = sorted((base(name) / SPAN, base(name) * SPAN))
            ranges[name] = [max(each.low, ends[0]), min(each.high, ends[1])]
    return ranges
