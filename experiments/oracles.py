"""Oracles of what is made of runs: worker processes change nothing, and the parts of an effect sum to the whole.

Those of the model itself are in `sim.oracles`; here are those that need studies. `ALL` has both.
"""

import dataclasses
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from experiments import shapley
from experiments.asked import Job
from experiments.compose import plan_from
from experiments.engine import Engine
from experiments.launch import launch
from experiments.parts import parts_of
from experiments.plan import AS_IT_IS, RunPlan
from experiments.schema import TABLES
from experiments.todo import Todo
from experiments.work import Task
from sim.measures import MEASURES, headline
from sim.model import CadreModel
from sim.months import month_text
from sim.oracles import ORACLES as OF_THE_MODEL
from sim.oracles import Check, Oracle, Trial
from sim.oracles.evidence import equal
from sim.oracles.luck import different
from sim.oracles.trial import prefecture
from sim.policy import Change, Policy

if TYPE_CHECKING:
    from sim.results import Results

Floats = np.ndarray[Any, np.dtype[np.float64]]
Share = Callable[[Mapping[tuple[int, ...], Floats], int], Floats]
"""Shares the values of all combinations out among so many parts, as `experiments.shapley.shapley` does."""
WORKERS: Final = 2
RUNS: Final = 3
"""Runs on each number of processes."""
SEEDS: Final = 2
"""Shared seeds of a decomposition."""
SHORT: Final = 24
"""Months of the runs that several processes share."""
PARTS: Final = 4
NOTHING: Final = 3
"""The part that changes nothing; with fewer than three others wrong weights would not show."""
MONTHS: Final = 84
"""Months of the runs that are taken apart: a leadership round lies within."""


def _as_it_is(plan: RunPlan) -> RunPlan:
    return plan


def worker_processes(trial: Trial, spoil: Callable[[RunPlan], RunPlan] = _as_it_is) -> list[Check]:
    """Carry out the same small study in this process and on several others, and compare its tables row by row."""
    plan = spoil(plan_from([f"months={SHORT}", f"seed={trial.seed}"], "run"))
    with TemporaryDirectory(prefix="cadreflow-") as folder:
        engines = {"here": 1, "on others": WORKERS}
        studies = [_study(Path(folder) / name, plan, workers) for name, workers in engines.items()]
    (alone, done), (together, also_done) = studies
    # Runs that all fail would leave two studies without a row, which do not differ.
    checks = [equal("runs carried out, in this process and on others", [done, also_done], [RUNS, RUNS])]
    for name, one in alone.items():
        label = f"rows of {name} changed by {WORKERS} worker processes"
        checks.append(equal(label, 0, 0) if one.equals(together[name]) else different(label, one, together[name]))
    return checks


def _study(folder: Path, plan: RunPlan, workers: int) -> tuple[dict[str, pd.DataFrame], int]:
    """Run a plan under some seeds; return the study's tables, rows in the order of runs, and how many ended well."""
    from rich.console import Console

    folder.mkdir()
    task = Task(folder, (plan,), (AS_IT_IS,), TABLES, (), (("cadreflow", "run"),))
    jobs = [Job(0, 0, plan.seed + place) for place in range(RUNS)]
    outcome = launch(task, Todo(jobs, len(jobs)), Engine(workers), Console(file=io.StringIO()))
    return {name: _rows(folder, name) for name in (*TABLES, "runs")}, outcome.written


def _rows(folder: Path, table: str) -> pd.DataFrame:
    parts = [pd.read_parquet(file) for file in parts_of(folder, table).values()]
    if not parts:
        return pd.DataFrame({"run": []})
    return pd.concat(parts).astype({"run": str}).sort_values("run", kind="stable", ignore_index=True)


def _combined(parts: tuple[int, ...]) -> Policy:
    """Return the rules of 2006 with some of four parts: allowance, later lines, leaders from outside, nothing new."""
    policy = Policy()
    if 0 in parts:
        pay = dataclasses.replace(policy.incentives, township_allowance_yuan_per_month=(900.0,) * 5)
        policy = dataclasses.replace(policy, incentives=pay)
    if 1 in parts:
        lines = dataclasses.replace(policy.age_limits, renewal_men_years=57.0, renewal_women_years=52.0)
        policy = dataclasses.replace(policy, age_limits=lines)
    if 2 in parts:
        outside = dataclasses.replace(policy.promotion, outside_share=0.3)
        policy = dataclasses.replace(policy, promotion=outside)
    if NOTHING in parts:
        later = month_text(prefecture().start + MONTHS // 2)
        same = Change(later, "promotion.outside_share", policy.promotion.outside_share)
        policy = dataclasses.replace(policy, changes=(same,))
    return policy


def decomposition(trial: Trial, share: Share = shapley.shapley) -> list[Check]:
    """Take the effect of four parts apart, on every combination of them, seed by seed."""
    values: dict[tuple[int, ...], pd.DataFrame] = {}
    came_down = []
    for parts in shapley.coalitions(PARTS):
        rows = []
        for seed in range(trial.seed, trial.seed + SEEDS):
            model = CadreModel(prefecture(), _combined(parts), rng=seed, plan=trial.plan)
            model.run_for(MONTHS)
            flows = shapley.channels(model.results.months.assign(run=seed))
            came_down.append((float(flows[shapley.FROM_ORGANS].iloc[0]), _from_organs(model.results)))
            rows.append(headline(model.results) | flows.iloc[0].to_dict())
        values[parts] = pd.DataFrame(rows)
    known = [name for name in MEASURES if all(table[name].notna().all() for table in values.values())]
    channels = [*shapley.CHANNELS, shapley.FROM_ORGANS]
    found = {name: _parted(values, name, share) for name in (*known, *channels, "holders")}
    ways = sum(found[name].sum(axis=0) for name in channels)
    whole = values[tuple(range(PARTS))]["holders"] - values[()]["holders"]
    return [
        _sums(f"parts of {len(known)} results that do not sum to the whole, seed by seed", values, found, known),
        _sums("parts of the flows that do not sum to the whole", values, found, channels),
        equal("channels that do not sum to the people in post", np.rint(ways), whole),
        equal("contributions of a part that changes nothing", *_of_nothing(found)),
        equal("people from organs, beside the log of events", *zip(*came_down, strict=True)),
    ]  # fmt: skip


def _parted(values: Mapping[tuple[int, ...], pd.DataFrame], name: str, share: Share) -> Floats:
    return share({parts: table[name].to_numpy(float) for parts, table in values.items()}, PARTS)


def _of_nothing(found: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return what the part that changes nothing contributes to every result, and what it must."""
    contributed = np.array([each[NOTHING] for each in found.values()])
    return contributed, np.zeros_like(contributed)


def _sums(
    name: str, values: Mapping[tuple[int, ...], pd.DataFrame], found: Mapping[str, Floats], columns: list[str]
) -> Check:
    """Count results and seeds whose parts do not sum to the whole, but for what rounding can do.

    Each part is a sum of 2^(n-1) differences of two values: n 2^n terms, so rounding is below n 2^n eps times their
    largest size times their number (Higham 2002, section 4.2).
    """
    terms, wrong = PARTS * 2**PARTS, 0
    for column in columns:
        table = {parts: each[column].to_numpy(float) for parts, each in values.items()}
        whole = table[tuple(range(PARTS))] - table[()]
        size = np.max([np.abs(each) for each in table.values()], axis=0)
        wrong += int((np.abs(found[column].sum(axis=0) - whole) > terms**2 * np.finfo(float).eps * size).sum())
    return equal(name, wrong, 0)


def _from_organs(results: "Results") -> int:
    """Count in the log of events who came from a post of an organ to one of a township, after the first month.

    Of two who change places one gives the seat up first, and is seated without having one.
    """
    town = results.posts.set_index("post")["tier"].astype(str) == "township"
    moves = results.events[results.events["kind"].isin(("appoint", "vacate"))]
    before = moves["from_post"].where(moves["from_post"] >= 0, moves.groupby("cadre")["from_post"].shift())
    moved = (moves["kind"] == "appoint") & (moves["month"] > results.first)
    to_town = town.reindex(moves["to_post"]).fillna(False).to_numpy(bool)
    from_town = town.reindex(before).fillna(True).to_numpy(bool)
    return int((moved.to_numpy() & to_town & ~from_town).sum())


ORACLES: Final = (
    Oracle(
        20, "worker processes", "工作进程数", "no row of any table differs",
        "the same small study in this process and on two others, all its runs carried out; rows by run, bit for bit",
        worker_processes, "same luck",
    ),
    Oracle(
        21, "decomposition", "效应分解",
        "the parts of an effect sum to the whole, seed by seed; a part that changes nothing contributes 0",
        "Shapley values over every combination of four parts; sums up to rounding, people and zeros exactly",
        decomposition, "analysis",
    ),
)  # fmt: skip
ALL: Final = tuple(sorted((*OF_THE_MODEL, *ORACLES), key=lambda each: each.number))
"""All oracles in the order of their numbers."""
NUMBERS: Final = tuple(sorted({each.number for each in ALL}))
