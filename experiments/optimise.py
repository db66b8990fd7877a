"""`cadreflow optimise`: policies that no other beats under a budget, or the cheapest value that meets a goal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments import goals, search, search_told
from experiments.attempts import Attempts
from experiments.carry_out import Call, check_study, seeds_of
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.evaluations import Evaluations, in_one_folder, other_seeds
from experiments.launch import processes_kept
from experiments.parts import write_table
from experiments.plan import RunPlan
from experiments.schema import declared
from experiments.sweep import flat
from experiments.wording import Language, band_text, bare_text, row_label, spoken_in

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.parameters import Value

FRONT, TRIED, CONFIRMED, GOAL = "front.parquet", "tried.parquet", "confirmed.parquet", "goal.parquet"
"""Where a study keeps what a search found, all it tried, the front on other seeds, and what a goal's search tried."""
MOST_ROWS: Final = 15


def _design(config: Mapping[str, Any]) -> dict[str, Any]:
    names = ("over", "objectives", "constraints", "population", "generations", "search_seed", "goal", "cheapest",
             "dearest", "step")  # fmt: skip
    return {name: config[name] for name in names}


def optimise(call: Call, console: "Console") -> int:
    """Search, keep what was tried with the study, and say what was found; return the exit code."""
    plan, task, goal, seeds, engine = _asked(call)
    made_of = f"{plan.contents} {_design(call.config)} {call.config['seeds']} {call.config['seed']}"
    design = _design(call.config) | {"seeds": len(seeds)}  # a report tells them from those that judge the front
    runs = Evaluations(in_one_folder(call, made_of), [plan], [call.choosing()], engine, console, design)
    spoken = spoken_in(call.config["language"])
    with processes_kept():
        if goal is not None:
            _seek(goal, runs, plan, seeds, spoken, console)
        elif task is not None:
            _search(task, runs, plan, seeds, spoken, console)
    return 1 if runs.failed else 0


def _seek(
    goal: goals.Goal,
    runs: Evaluations,
    plan: RunPlan,
    seeds: Sequence[int],
    spoken: Sequence[Language],
    console: "Console",
) -> None:
    answer = goals.goal_seek(goal, lambda points: _begun(runs, points, seeds, GOAL), plan.value, at_once=runs.at_once)
    folder = runs.done.folder
    write_table(folder / GOAL, answer.tried)
    for each in spoken:
        for line in search_told.goal_told(answer):
            console.print(line.text(each), markup=False, highlight=False)
    console.print(f"{runs.computed:,} runs; {folder / GOAL}", markup=False, highlight=False, soft_wrap=True)


def _search(
    task: search.Task,
    runs: Evaluations,
    plan: RunPlan,
    seeds: Sequence[int],
    spoken: Sequence[Language],
    console: "Console",
) -> None:
    others = other_seeds(seeds)
    found = search.search(
        task, lambda points: _begun(runs, points, seeds, TRIED), plan.value, lambda points: runs.on(points, others)
    )
    folder = runs.done.folder
    _keep(folder, found)
    for each in spoken:
        for line in search_told.search_told(found):
            console.print(line.text(each), markup=False, highlight=False)
    if len(found.front):
        console.print(_table(found, spoken))
    console.print(f"{runs.computed:,} runs; {folder / FRONT}", markup=False, highlight=False, soft_wrap=True)


def _begun(runs: Evaluations, points: "Sequence[dict[str, Value]]", seeds: Sequence[int], ended: str) -> "pd.DataFrame":
    """Run points, and take away the file by which a report knows that an earlier search of the study has ended."""
    try:
        return runs.on(points, seeds)
    finally:
        if runs.done is not None:
            (runs.done.folder / ended).unlink(missing_ok=True)


def _keep(folder: Path, found: search.Found) -> None:
    """Write what a search came to; all it tried comes last, by which a report knows that the search has ended."""
    if found.confirmed is None:
        (folder / CONFIRMED).unlink(missing_ok=True)
    else:
        write_table(folder / CONFIRMED, found.confirmed)
    write_table(folder / FRONT, found.front)
    write_table(folder / TRIED, found.tried)


def _table(found: search.Found, spoken: Sequence[Language]) -> "Table":
    """Return the front, best by the first objective first; of a long one every so-manieth row."""
    from rich import box
    from rich.table import Table

    front = found.front
    if len(front) > MOST_ROWS:
        places = {round(k * (len(front) - 1) / (MOST_ROWS - 1)) for k in range(MOST_ROWS)}
        front = front.iloc[sorted(places)]
    table = Table(box=box.SIMPLE_HEAD)
    for axis in found.task.axes:
        table.add_column(axis.name.replace(".", ".\n", 1), justify="right", overflow="fold")
    measures = [each.measure for each in found.task.objectives]
    scales = {each.name: float(front[each.name].abs().max()) for each in measures}
    for measure in measures:
        heads = [row_label(measure, scales[measure.name], each) for each in spoken]
        table.add_column("\n".join(heads), justify="right")
    for _, row in front.iterrows():
        cells = [f"{float(row[axis.name]):g}" for axis in found.task.axes]
        for measure in measures:
            scale, name = scales[measure.name], measure.name
            text = bare_text(measure, row[name], spoken[0], signed=False, scale=scale)
            ends = (row[f"{name}_low"], row[f"{name}_high"])
            if ends[0] == ends[0]:
                text += f"\n({band_text(measure, ends, spoken[0], signed=False, scale=scale)})"
            cells.append(text)
        table.add_row(*cells)
    return table


def _asked(call: Call) -> tuple[RunPlan, search.Task | None, goals.Goal | None, list[int], Engine]:
    """Return the plan, what is searched for or the goal, seeds and engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    seeds = attempts.read(lambda: seeds_of(config), None)
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    constraints = config["constraints"]
    texts = [constraints] if isinstance(constraints, str) else list(constraints)
    number = len(seeds or [1])
    task: search.Task | None = None
    goal: goals.Goal | None = None
    if config["goal"]:
        if config["objectives"] or config["over"]:
            attempts.note("goal and objectives or over are both given; a goal seeks one lever, leave the others out")
        base = plan.value if plan else lambda name: declared()[name].default
        ends = (config["cheapest"], config["dearest"], config["step"])
        goal = attempts.read(lambda: goals.goal_of(config["goal"], *ends, texts, seeds=number, base=base), None)
    else:
        over, sizes = dict(flat(config["over"])), {name: config[name] for name in ("population", "generations")}
        task = attempts.read(
            lambda: search.task_of(
                over, config["objectives"], texts, seeds=number, seed=config["search_seed"], **sizes
            ),
            None,
        )
    attempts.settle()
    return plan, task, goal, seeds, engine
