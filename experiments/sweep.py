"""`cadreflow sweep`: a design over levers and assumptions, every point under the same seeds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.addresses import RANGE_KEYS
from experiments.attempts import Attempts
from experiments.carry_out import Call, CarriedOut, ask, check_study, seeds_of
from experiments.choices import no_option, options
from experiments.compose import plan_from
from experiments.designs import Design, points_of
from experiments.engine import Engine, engine_of
from experiments.plan import Point, RunPlan
from experiments.precision import Wish
from experiments.problems import Problems
from experiments.replicate import carry_out_precisely, wishes_of
from experiments.schema import declared
from experiments.wording import Language, band_text, bare_text, row_label, spoken_in
from sim.intervals import mean_interval
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

SHOWN: Final = ("township_vacancy", "township_retention_5y", "wish_to_leave_leaders", "cost_yuan_per_year")
"""Results that the table of points shows; a study holds all."""
MOST_ROWS: Final = 24
"""Points that are printed; of more the best and the worst half are, by the first of `SHOWN`."""
_CAPTION: Final[Mapping[str, str]] = {
    "en": "Mean over {n} shared seeds (95% t band). All results of every run: the table runs of {folder}",
    "zh": "{n} 个共用种子的均值(95% t 区间)。每次模拟的全部结果见 {folder} 的 runs 表",
}
_LEFT_OUT: Final[Mapping[str, str]] = {
    "en": "{k} of {n} points are shown: the best and the worst by “{r}”.",
    "zh": "共 {n} 个设计点,仅列出“{r}”最好与最差的 {k} 个。",
}


def sweep(call: Call, console: "Console") -> int:
    """Run what the design lacks, and print results by point; return the exit code."""
    done = conducted(call, console)
    if call.config["table"] and not done.outcome.interrupted:
        show_points(done, call.config["language"], console)
    return done.exit_code


def conducted(call: Call, console: "Console") -> CarriedOut:
    """Run what the design lacks, and say what became of it."""
    plans, points, seeds, engine, wishes = asked_of(call)
    asked = ask(call, plans, seeds, points, design=call.config["design"])
    names = call.config["policies"]
    return carry_out_precisely(call, asked, engine, console, [call.choosing(name, names[0]) for name in names], wishes)


def asked_of(call: Call) -> tuple[list[RunPlan], list[Point], list[int], Engine, list[Wish]]:
    """Return base plans, points, seeds, engine and how precise to be; Problems, all at once."""
    attempts = Attempts()
    attempts.read(lambda: check_study(call.config), None)
    seeds = attempts.read(lambda: seeds_of(call.config), [])
    engine = attempts.read(lambda: engine_of(call.config), Engine(1))
    wishes = attempts.read(lambda: wishes_of(call.config), [])
    plans = attempts.read(lambda: base_plans(call), [])
    design = design_of(call.config["design"])
    base = plans[0].value if plans else lambda name: declared()[name].default
    points = attempts.read(lambda: points_of(design, base), [])
    attempts.settle()
    return plans, [Point(number, values) for number, values in enumerate(points, 1)], seeds, engine, wishes


def base_plans(call: Call) -> list[RunPlan]:
    """Return the plan of each policy that points are tried under; Problems of all at once."""
    names, there = call.config["policies"], options("policy", call.config_dirs)
    found = [no_option("policy", name, call.config_dirs) for name in names if name not in there]
    if not names:
        found.append("policies is []; allowed: one or more, each point is tried under each of them")
    if found:
        raise Problems(found)
    plans, problems = [], {}
    for name in names:
        words = [*call.words, f"policy={name}", *([f"past={names[0]}"] if call.config["fork"] else [])]
        try:
            plans.append(plan_from(words, call.config_name or call.command, call.config_dirs))
        except Problems as fault:
            problems.update(dict.fromkeys(fault.lines))
    if problems:
        raise Problems(problems)
    return plans


def design_of(config: Mapping[str, Any]) -> Design:
    """Return the design of a configuration; names in `over` may be written nested."""
    return Design(**{**config, "over": dict(flat(config["over"]))})


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what is varied by full name, however deep it was written."""
    for key, value in values.items():
        if isinstance(value, Mapping) and not set(value) <= set(RANGE_KEYS):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def show_points(done: CarriedOut, language: str, console: "Console") -> None:
    """Print a row for each point and policy: what it sets, and the first results with their bands."""
    from experiments.study import Study

    runs = Study(done.folder).runs()
    runs = runs[runs["seed"].isin(done.asked.seeds) & runs["plan"].isin(list(done.asked.cases))]
    runs = runs.sort_values("point", kind="stable")
    spoken = spoken_in(language)
    known = [name for name in SHOWN if runs[name].notna().any()]
    if runs.empty or not known:
        return
    cases = runs.groupby(["policy", "point"], observed=True, sort=False)
    order = cases[known[0]].mean().sort_values()
    chosen = set(order.index)
    if len(order) > MOST_ROWS:
        chosen = {*order.index[: MOST_ROWS // 2], *order.index[-MOST_ROWS // 2 :]}
        for each in spoken:
            label = getattr(MEASURES[known[0]], f"label_{each}")
            console.print(_LEFT_OUT[each].format(k=MOST_ROWS, n=len(order), r=label), markup=False)
    rows = {key: frame for key, frame in cases if key in chosen}
    if len(order) > MOST_ROWS:
        rows = {key: rows[key] for key in order.index if key in chosen}
    console.print(_table(rows, done, known, spoken))


def _table(
    rows: Mapping[Any, "pd.DataFrame"], done: CarriedOut, known: Sequence[str], spoken: Sequence[Language]
) -> "Table":
    from rich import box
    from rich.table import Table

    folder, seeds = str(done.folder), len(done.asked.seeds)
    table = Table(
        box=box.SIMPLE_HEAD, caption="\n".join(_CAPTION[each].format(n=seeds, folder=folder) for each in spoken)
    )
    table.add_column(" / ".join({"en": "Point", "zh": "设计点"}[each] for each in spoken), justify="right")
    if len(done.asked.plans) > 1:
        table.add_column(" / ".join({"en": "Policy", "zh": "政策"}[each] for each in spoken))
    first = next(iter(rows.values()))
    levers = [
        name for name in first.columns if "." in name and len({frame[name].iloc[0] for frame in rows.values()}) > 1
    ]
    for name in levers:
        table.add_column(name.replace(".", ".\n", 1), justify="right", overflow="fold")
    scales = {name: max(abs(float(frame[name].mean())) for frame in rows.values()) for name in known}
    for name in known:
        table.add_column("\n".join(row_label(MEASURES[name], scales[name], each) for each in spoken), justify="right")
    for (policy, point), frame in rows.items():
        own = [str(point), *([policy] if len(done.asked.plans) > 1 else [])]
        own += [_written(frame[name].iloc[0]) for name in levers]
        table.add_row(*own, *(_cell(frame, name, scales[name], spoken[0]) for name in known))
    return table


def _written(value: Any) -> str:
    return str(bool(value)).lower() if value in (True, False) and isinstance(value, bool) else f"{float(value):g}"


def _cell(frame: "pd.DataFrame", name: str, scale: float, language: Language) -> str:
    mean, low, high = mean_interval(frame[name].dropna().to_numpy())
    text = bare_text(MEASURES[name], mean, language, signed=False, scale=scale)
    if low != low:
        return text
    return f"{text}\n({band_text(MEASURES[name], (low, high), language, signed=False, scale=scale)})"
