"""`cadreflow sensitivity`: which levers and assumptions drive which result."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from experiments.asked import Asked
from experiments.attempts import Attempts
from experiments.carry_out import Call, CarriedOut, ask, carry_out_aloud, check_study, seeds_of
from experiments.choices import nearest
from experiments.compose import plan_from
from experiments.drivers import Sample, morris_sample, sobol_sample
from experiments.engine import Engine, engine_of
from experiments.influence import morris_effects, sobol_indices
from experiments.influence_told import is_told, morris_told, sobol_told
from experiments.parts import write_table
from experiments.plan import Point, RunPlan
from experiments.problems import Problems
from experiments.sweep import flat
from experiments.wording import Language, bare_text, row_label, spoken_in
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

FILE: Final = "sensitivity.parquet"
"""Where a study keeps what drives its results."""
METHODS: Final = ("morris", "sobol")
_HEADS: Final = {"morris": (("Size", "幅度"), ("Change", "变化")), "sobol": (("Total", "总效应"), ("Alone", "单独"))}
_CAPTIONS: Final = {
    "morris": (
        "Mean size of the change over a name's whole range (95% band for all names at once), and the mean change with "
        "its sign; *: more than chance shows. {n} shared seeds. Kept in {file}",
        "变量走完整个取值范围时结果变化的平均幅度(对全部变量同时成立的 95% 区间),及带符号的平均变化;"
        "* 表示超出偶然。{n} 个共用种子。结果存于 {file}",
    ),
    "sobol": (
        "Share of the variance that a name takes part in (95% band for all names at once), and that it explains alone; "
        "*: more than chance shows. {n} shared seeds. Kept in {file}",
        "变量参与解释的方差比例(对全部变量同时成立的 95% 区间),及其单独解释的比例;* 表示超出偶然。"
        "{n} 个共用种子。结果存于 {file}",
    ),
}


def sensitivity(call: Call, console: "Console") -> int:
    """Run the sample's points, say what drives which result, and keep it with the study; return the exit code."""
    plan, sample, seeds, engine = _asked(call)
    points = [Point(number, values) for number, values in enumerate(sample.points, 1)]
    design = {name: call.config[name] for name in ("method", "over", "base_points", "trajectories", "design_seed")}
    asked = ask(call, [plan], seeds, points, design)
    done = carry_out_aloud(call, asked, engine, console, [call.choosing()])
    language = call.config["language"]
    if done.exit_code:
        return done.exit_code
    method = call.config["method"]
    found = influences(done, sample, method, call.config["measures"])
    write_table(done.folder / FILE, found)
    spoken = spoken_in(language)
    told = {"morris": morris_told, "sobol": sobol_told}[method](found)
    for each in spoken:
        for line in told:
            console.print(f"- {line.text(each)}", markup=False, highlight=False)
    for name in found["measure"].unique():
        console.print(_table(found[found["measure"] == name], method, spoken))
    for each in spoken:
        caption = _CAPTIONS[method][each == "zh"].format(n=len(done.asked.seeds), file=done.folder / FILE)
        console.print(caption, markup=False, highlight=False)
    return 0


def influences(done: CarriedOut, sample: Sample, method: str, measures: list[str]) -> "pd.DataFrame":
    """Return what drives the results of a finished study: `morris_effects` or `sobol_indices`."""
    tables = _by_seed(done.asked, sample, done, measures)
    return morris_effects(sample, tables) if method == "morris" else sobol_indices(sample, tables)


def _by_seed(asked: Asked, sample: Sample, done: CarriedOut, measures: list[str]) -> "list[pd.DataFrame]":
    """Return a table for each seed: a row for each point of the sample, a column for each result."""
    from experiments.study import Study

    runs = Study(done.folder).runs()
    contents = [asked.plans[0].at(point).contents for point in asked.points]
    by_seed = {seed: part.set_index("plan")[measures] for seed, part in runs.groupby("seed")}
    return [by_seed[seed].loc[contents].reset_index(drop=True) for seed in asked.seeds]


def _asked(call: Call) -> tuple[RunPlan, Sample, list[int], Engine]:
    """Return the plan, the sample, seeds and engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    attempts.read(lambda: check_measures(config["measures"]), None)
    seeds = attempts.read(lambda: seeds_of(config), None)
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    sample = attempts.read(lambda: _sample(call, plan), None)
    attempts.settle()
    return plan, sample, seeds, engine


def check_measures(names: list[str]) -> None:
    """Check the names of results; Problems if one is none."""
    found = [f"measures names {name!r}, which is no result.{nearest(name, MEASURES)} There are: {', '.join(MEASURES)}"
             for name in names if name not in MEASURES]  # fmt: skip
    if not names:
        found.append("measures is []; allowed: one result or more")
    if found:
        raise Problems(found)


def _sample(call: Call, plan: RunPlan | None) -> Sample:
    from experiments.schema import declared

    config = call.config
    over, seed, limit = dict(flat(config["over"])), config["design_seed"], config["limit"]
    base = plan.value if plan else lambda name: declared()[name].default
    if config["method"] == "morris":
        return morris_sample(over, config["trajectories"], seed, base, limit)
    if config["method"] == "sobol":
        return sobol_sample(over, config["base_points"], seed, base, limit)
    raise Problems([f"method is {config['method']!r}; allowed: {', '.join(METHODS)}"])


def _table(found: "pd.DataFrame", method: str, spoken: Sequence[Language]) -> "Table":
    from rich import box
    from rich.table import Table

    measure = MEASURES[found["measure"].iloc[0]]
    by, other = ("mu_star", "mu") if method == "morris" else ("total", "first")
    scale = float(found[by].abs().max())
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("\n".join(row_label(measure, scale, each) for each in spoken), overflow="fold")
    heads = {"morris": (("Size", "幅度"), ("Change", "变化")), "sobol": (("Total", "总效应"), ("Alone", "单独"))}[
        method
    ]
    for head in heads:
        table.add_column("\n".join(head[each == "zh"] for each in spoken), justify="right")

    def text(value: float, *, signed: bool) -> str:
        if method == "sobol":
            return f"{value:.2f}"
        return bare_text(measure, value, spoken[0], signed=signed, scale=scale)

    for _, row in found.sort_values(by, ascending=False).iterrows():
        band = f"{text(max(0.0, row[f'{by}_low']), signed=False)} – {text(row[f'{by}_high'], signed=False)}"
        mark = " *" if is_told(row, by) else "  "
        table.add_row(row["name"], f"{text(row[by], signed=False)} ({band}){mark}", text(row[other], signed=True))
    return table
