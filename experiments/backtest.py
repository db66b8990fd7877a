"""`cadreflow backtest`: hold out part of a history, predict it from the rest, and score the model and naive methods."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments import backtest_told
from experiments.attempts import Attempts
from experiments.backtest_naive import METHODS
from experiments.backtest_scores import MODEL, by_quantity, compared, reachable, scored
from experiments.backtest_table import LEAST_SEEN, TIERS, Floats, Yearly, of_runs, read_history
from experiments.carry_out import Call, CarriedOut, ask, carry_out, check_study, seeds_of, tell
from experiments.choices import nearest, shown
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.parts import write_table, write_text
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.schema import SETTING, declared
from experiments.sweep import flat
from experiments.word import hydra_text
from experiments.wording import spoken_in
from sim.months import month_number, month_text
from sim.parameters import value_problems
from sim.terms import MONTHS

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

SCORES, FOUND = "backtest.parquet", "backtest.json"
"""Where a study keeps every score, and what they come to."""
STATE, MARGINS, OTHER = "state", "margins", "other"
LEAST_FUTURES: Final = 10
_MOST_HISTORIES: Final = 1000


@dataclass(frozen=True)
class Asking:
    """What is predicted from what.

    `plans`: one a history from whose past it goes on (`state`), or the model's own and the one that histories are made
    by (`margins`; one, where it is the same); `seeds`: of the forecast; `truths`: of the histories; `split`: the first
    held-out month; `own`: a planner's own history, of `file` (name and hash); `kind`: state, same, other or file.
    """

    plans: tuple[RunPlan, ...]
    seeds: tuple[int, ...]
    truths: tuple[int, ...]
    split: int
    kind: str
    own: Yearly | None
    file: Mapping[str, str]


def backtest(call: Call, console: "Console") -> int:
    """Run histories and forecasts, score them, keep and say what was found; return the exit code."""
    asking, engine = _asked(call)
    done = _carried_out(call, asking, engine, console)
    tell(done, call.config["language"], console)
    if done.exit_code:
        return done.exit_code
    rows, members = _scores(done, asking, int(call.config["seed"]))
    found, means = compared(rows), by_quantity(rows)
    first = asking.plans[0]
    years = (asking.split - first.city.start) // MONTHS
    if asking.own:
        years = len(asking.own.until(asking.split // MONTHS).years)
    write_table(done.folder / SCORES, rows)
    summary = {
        "split": month_text(asking.split), "kind": asking.kind, "histories": int(rows["history"].nunique()),
        "members": members, "years_seen": years, "scores": means.to_dict("records"),
        "compared": json.loads(found.to_json(orient="records")),
    }  # fmt: skip
    if asking.own:
        summary["history_file"] = asking.file
    write_text(done.folder / FOUND, json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    lines = backtest_told.basis_told(asking.kind, month_text(asking.split), summary["histories"], members, years)
    lines += backtest_told.verdicts_told(found)
    lines.append(backtest_told.coverage_told(means, members, reachable(members, 0.95)))
    spoken = spoken_in(call.config["language"])
    for each in spoken:
        for line in lines:
            console.print(f"- {line.text(each)}", markup=False, highlight=False, soft_wrap=True)
    console.print(backtest_told.table_of(rows, found, spoken))
    for name in (SCORES, FOUND):
        console.print(shown(done.folder / name), markup=False, highlight=False, soft_wrap=True)
    return 0


def _file_record(file: Path) -> dict[str, str]:
    """Return what tells a planner's own history apart from others: its file's name and content."""
    return {"name": file.name, "sha256": sha256(file.read_bytes()).hexdigest()}


def _carried_out(call: Call, asking: Asking, engine: Engine, console: "Console") -> CarriedOut:
    """Do the runs: forecasts, and histories, which have seeds of their own."""
    asked = ask(call, asking.plans, sorted({*asking.seeds, *asking.truths}))
    if asking.kind == OTHER:
        asked = replace(asked, seeds_by_plan=(asking.seeds, asking.truths))
    return carry_out(call, asked, engine, console, _chosen(call, asking), (SCORES, FOUND))


def _chosen(call: Call, asking: Asking) -> list[str]:
    """Return the words that choose each plan, for the command that repeats a run: its past, its own assumptions."""
    policy = call.choosing()
    past = policy.removeprefix("policy=") or call.config["policy"]["name"]
    if asking.kind == STATE:
        forks = (f"fork={plan.fork} past={past} past_seed={plan.past_seed}" for plan in asking.plans)
        return [f"{policy} {fork}".strip() for fork in forks]
    truth = " ".join(f"{name}={hydra_text(value)}" for name, value in flat(call.config["truth"]))
    return [policy, f"{policy} {truth}".strip()][: len(asking.plans)]


def _scores(done: CarriedOut, asking: Asking, seed: int) -> "tuple[pd.DataFrame, int]":
    """Return every score, and how many runs a forecast of the model consists of."""
    import pandas as pd

    from experiments.study import Study

    first = asking.plans[0]
    tables = of_runs(Study(done.folder), first.city.start, first.months)
    frames, members = [], 0
    for number, (truth, forecast) in enumerate(_histories(asking, tables)):
        year = (asking.split + MONTHS - 1) // MONTHS
        seen, held = truth.until(year), truth.since(year)
        drawn: dict[str, Floats] = {MODEL: _ensemble(forecast, held)}
        members = len(forecast)
        for place, (name, method) in enumerate(METHODS.items()):
            drawn[name] = method(seen, len(held.years), np.random.default_rng([seed, number, place]))
        frames.append(scored(number + 1, held, drawn))
    return pd.concat(frames, ignore_index=True), members


def _histories(asking: Asking, tables: Mapping[str, Yearly]) -> list[tuple[Yearly, list[Yearly]]]:
    """Return each history with the runs that predict it."""
    if asking.kind == STATE:
        found = []
        for plan in asking.plans:
            truth, *others = (tables[plan.with_seed(each).run] for each in asking.seeds)
            found.append((truth, others))
        return found
    model, maker = asking.plans[0], asking.plans[-1]
    forecast = [tables[model.with_seed(each).run] for each in asking.seeds]
    if asking.own:
        return [(asking.own, forecast)]
    return [(tables[maker.with_seed(each).run], forecast) for each in asking.truths]


def _ensemble(runs: list[Yearly], held: Yearly) -> Floats:
    """Return runs in the years and tiers that are held out; (members, years, tiers, fields)."""
    years = [runs[0].years.index(each) for each in held.years]
    tiers = [runs[0].tiers.index(each) for each in held.tiers]
    return np.array([each.values[np.ix_(years, tiers)] for each in runs])


# -- what is asked -----------------------------------------------------------------------------------------------------


def _asked(call: Call) -> tuple[Asking, Engine]:
    """Return what is predicted from what, and the engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    seeds: list[int] = attempts.read(lambda: seeds_of(config), [])
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    if seeds and len(seeds) < LEAST_FUTURES:
        attempts.note(f"seeds is {len(seeds)}; allowed: {LEAST_FUTURES} or more; 40 give whole 95 % bands")
    for line in _setting_problems(config):
        attempts.note(line)
    asking = attempts.read(lambda: _asking(call, plan, seeds), None) if plan else None
    attempts.settle()
    assert asking is not None and engine is not None
    return asking, engine


def _setting_problems(config: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with settings that need no plan."""
    found = []
    start = config["start"]
    if start not in {"auto", STATE, MARGINS}:
        found.append(f"start is {start!r}; allowed: auto, {STATE}, {MARGINS}")
    if start == STATE and (config["truth"] or config["history"]):
        found.append(f"start={STATE} needs a simulated history under the same assumptions; write start={MARGINS}")
    if config["truth"] and config["history"]:
        found.append("truth and history are both given; a history is simulated or read, leave one out")
    found += _histories_problems(config["histories"])
    if config["fork"]:
        found.append(f"fork is {config['fork']!r}; a backtest has one policy throughout, leave fork out")
    if "months" not in config["keep"]:
        kept = ",".join(["months", *config["keep"]])
        found.append(f"keep leaves out the table months, which yearly tables are made of; write keep=[{kept}]")
    return found


def _histories_problems(histories: object) -> list[str]:
    if type(histories) is int and 1 <= histories <= _MOST_HISTORIES:
        return []
    return [f"histories is {histories!r}; allowed: a whole number from 1 to {_MOST_HISTORIES}; 5 give bands"]


def _asking(call: Call, plan: RunPlan, seeds: list[int]) -> Asking:
    """Return what is predicted from what; Problems, all at once."""
    config, attempts = call.config, Attempts()
    split = attempts.read(lambda: _split(config["split"], plan), 0)
    own = attempts.read(lambda: _own(config["history"], plan), None) if config["history"] else None
    if own and split:
        year = (split + MONTHS - 1) // MONTHS
        if len(own.until(year).years) < LEAST_SEEN or not own.since(year).years:
            attempts.note(
                f"split is {month_text(split)}, history has the years {own.years[0]} to {own.years[-1]}; needed: at "
                f"least {LEAST_SEEN} years before the split and one from it on"
            )
    other = attempts.read(lambda: _other(dict(flat(config["truth"])), plan), None) if config["truth"] else None
    attempts.settle()
    first, count = int(config["seed"]), 1 if _histories_problems(config["histories"]) else config["histories"]
    if own or other or config["start"] == MARGINS:
        file = _file_record(Path(config["history"])) if own else {}
        plans = (plan, other) if other else (plan,)
        after = max(seeds, default=first) + 1
        truths = () if own else tuple(range(after, after + count))
        return Asking(plans, tuple(seeds), truths, split, "file" if own else OTHER if other else "same", own, file)
    month = month_text(split)
    pasts = [
        replace(_named(plan, f"past_{seed}", f"past {seed}", f"过去 {seed}"), past_seed=seed).forked(month, plan.policy)
        for seed in range(first, first + count)
    ]
    return Asking(tuple(pasts), tuple(seeds), (), split, STATE, None, {})


def _other(values: Mapping[str, Any], plan: RunPlan) -> RunPlan:
    """Return the plan that histories are made by, under other assumptions; Problems if these are none."""
    known = {name: each for name, each in declared().items() if name.startswith(f"{SETTING}.")}
    found = []
    for name, value in values.items():
        if name not in known:
            found.append(f"truth names {name}, which is no assumption.{nearest(name, known)} Allowed: {SETTING}.…")
            continue
        wrong = value_problems(known[name], value)
        numbers = value if isinstance(value, list) else [value]
        if not wrong and not isinstance(known[name].default, bool) and any(isinstance(each, bool) for each in numbers):
            # to Python, true is 1
            wrong = [f"{name} is {value!r}; allowed: numbers from {known[name].low:g} to {known[name].high:g}"]
        found += [f"truth: {line}" for line in wrong]
    if found:
        raise Problems(found)
    try:
        other = _named(plan.with_values(values), "truth", "the truth", "真实")
        found += [f"truth: {line}" for line in other.problems()]
    except ValueError as fault:  # groups that refuse values together
        raise Problems([f"truth: {line}" for line in str(fault).splitlines()]) from fault
    if found:
        raise Problems(found)
    return other


def _named(plan: RunPlan, name: str, en: str, zh: str) -> RunPlan:
    """Return a plan under a name of its own, since a study tells plans by name."""
    return plan.with_values(
        {}, name=f"{plan.name}_{name}", en=f"{plan.label_en} ({en})", zh=f"{plan.label_zh}({zh})"
    )  # fmt: skip


def _split(given: object, plan: RunPlan) -> int:
    """Return the first held-out month (number); Problems if it leaves too little on either side."""
    start = plan.city.start
    low, high = start + LEAST_SEEN * MONTHS, start + (plan.months // MONTHS - 1) * MONTHS
    try:
        whole = isinstance(given, int) and not isinstance(given, bool)
        found = start + given * MONTHS if whole else month_number(str(given))  # type: ignore[operator]
    except ValueError:
        found = -1
    if high < low:
        least = (LEAST_SEEN + 1) * MONTHS
        raise Problems([f"months is {plan.months}; needed: {least} or more, {LEAST_SEEN} years seen and one held out"])
    if not low <= found <= high or (found - start) % MONTHS:
        years = f"{(low - start) // MONTHS} to {(high - start) // MONTHS}"
        months = f"{month_text(low)} to {month_text(high)}, whole years after {month_text(start)}"
        raise Problems([f"split is {given!r}; allowed: years seen, {years}, or the first held-out month, {months}"])
    return int(found)


def _own(name: str, plan: RunPlan) -> Yearly:
    """Return a planner's own history; Problems if it cannot be used."""
    start, years = plan.city.start, plan.months // MONTHS
    if start % MONTHS:
        raise Problems([f"history has calendar years, the city starts in {month_text(start)}; needed: a January"])
    there = {unit.tier for unit in plan.city.units}
    tiers = [each for each in TIERS if each in there]
    return read_history(name, range(start // MONTHS, start // MONTHS + years), tiers)
