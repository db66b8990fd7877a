"""`cadreflow optimise`: policies that no other beats under a budget, or the cheapest value that meets a goal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from experiments import goals, search, search_told
from experiments.attempts import Attempts
from experiments.carry_out import Call, CarriedOut, ask, carry_out, check_study, seeds_of, tell
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.launch import processes_kept
from experiments.plan import Point, RunPlan
from experiments.schema import declared
from experiments.sweep import flat
from experiments.wording import LANGUAGES, Language, band_text, bare_text, row_label

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.parameters import Value

FRONT, TRIED, CONFIRMED, GOAL = "front.parquet", "tried.parquet", "confirmed.parquet", "goal.parquet"
"""Where a study keeps what a search found, all it tried, the front on other seeds, and what a goal's search tried."""
MOST_ROWS: Final = 15


class _Runs:
    """Runs points on the study's seeds, or on others; the study keeps them all."""

    def __init__(self, call: Call, plan: RunPlan, seeds: Sequence[int], engine: Engine, console: "Console") -> None:
        self._call, self._plan, self._seeds, self._engine, self._console = call, plan, list(seeds), engine, console
        self._points: list[Point] = []
        self.computed = self.failed = 0
        self.done: CarriedOut | None = None

    def on_seeds(self, points: "Sequence[dict[str, Value]]") -> "pd.DataFrame":
        """Return a row for each point and seed: `point`, its place in `points`, and every result."""
        return self._evaluate(points, self._seeds)

    def on_others(self, points: "Sequence[dict[str, Value]]") -> "pd.DataFrame":
        """Return the same on as many other seeds."""
        first = self._seeds[-1] + 1
        return self._evaluate(points, list(range(first, first + len(self._seeds))))

    def _evaluate(self, points: "Sequence[dict[str, Value]]", seeds: list[int]) -> "pd.DataFrame":
        import pandas as pd

        from experiments.study import Study

        new = [Point(len(self._points) + number, values) for number, values in enumerate(points, 1)]
        self._points += new
        asked = ask(self._call, [self._plan], seeds, new, _design(self._call.config))
        self.done = done = carry_out(self._call, asked, self._engine, self._console, [self._call.choosing()])
        self.computed += done.outcome.written
        self.failed += len(done.outcome.causes)
        if done.outcome.causes:
            tell(done, self._call.config["language"], self._console)
        if done.outcome.interrupted:
            raise KeyboardInterrupt
        runs = Study(done.folder).runs().set_index("plan")
        rows = []
        for place, point in enumerate(new):
            contents = self._plan.at(point).contents
            if contents in runs.index:
                own = runs.loc[[contents]]
                rows.append(own[own["seed"].isin(seeds)].assign(point=place))
        return pd.concat(rows, ignore_index=True) if rows else runs.iloc[:0].assign(point=0)


def _design(config: Mapping[str, Any]) -> dict[str, Any]:
    names = ("over", "objectives", "constraints", "population", "generations", "search_seed", "goal", "cheapest",
             "dearest", "step")  # fmt: skip
    return {name: config[name] for name in names}


def optimise(call: Call, console: "Console") -> int:
    """Search, keep what was tried with the study, and say what was found; return the exit code."""
    plan, task, goal, seeds, engine = _asked(call)
    runs = _Runs(_in_one_folder(call, plan), plan, seeds, engine, console)
    spoken: list[Language] = [each for each in LANGUAGES if call.config["language"] in {each, "both"}]
    with processes_kept():
        if goal is not None:
            _seek(goal, runs, plan, spoken, console)
        elif task is not None:
            _search(task, runs, plan, spoken, console)
    return 1 if runs.failed else 0


def _in_one_folder(call: Call, plan: RunPlan) -> Call:
    """Return the call with a name for its study, since its points become known one after the other."""
    config = call.config
    if config["study"] or config["out"]:
        return call
    made_of = f"{plan.contents} {_design(config)} {config['seeds']} {config['seed']}"
    name = f"optimise-{blake2b(made_of.encode(), digest_size=4).hexdigest()}"
    return replace(call, config={**config, "study": name})


def _seek(goal: goals.Goal, runs: _Runs, plan: RunPlan, spoken: Sequence[Language], console: "Console") -> None:
    answer = goals.goal_seek(goal, runs.on_seeds, plan.value, at_once=max(1, runs._engine.workers))
    folder = runs.done.folder
    answer.tried.to_parquet(folder / GOAL)
    for each in spoken:
        for line in search_told.goal_told(answer):
            console.print(line.text(each), markup=False, highlight=False)
    console.print(f"{runs.computed:,} runs; {folder / GOAL}", markup=False, highlight=False, soft_wrap=True)


def _search(task: search.Task, runs: _Runs, plan: RunPlan, spoken: Sequence[Language], console: "Console") -> None:
    found = search.search(task, runs.on_seeds, plan.value, runs.on_others)
    folder = runs.done.folder
    found.tried.to_parquet(folder / TRIED)
    found.front.to_parquet(folder / FRONT)
    if found.confirmed is not None:
        found.confirmed.to_parquet(folder / CONFIRMED)
    for each in spoken:
        for line in search_told.search_told(found):
            console.print(line.text(each), markup=False, highlight=False)
    if len(found.front):
        console.print(_table(found, spoken))
    console.print(f"{runs.computed:,} runs; {folder / FRONT}", markup=False, highlight=False, soft_wrap=True)


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
