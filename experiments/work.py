"""What a worker does: run some plans, and write their tables as one part each."""

import gc
import multiprocessing
import os
import shlex
import signal
import threading
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from multiprocessing.connection import wait
from pathlib import Path
from time import perf_counter, time_ns
from typing import TYPE_CHECKING, Any, Final

from experiments import columns
from experiments.asked import Job
from experiments.limits import NO_LIMITS, Limits
from experiments.manifest import is_current
from experiments.parts import arranged, part_file, write_part
from experiments.plan import Point, RunPlan
from experiments.simulate import simulated
from experiments.word import hydra_text

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
"""One row of `runs`: values by column."""


@dataclass(frozen=True)
class Task:
    """A study as a worker sees it.

    `keep`: the tables kept; `varied`: the levers that get a column in `runs`; `commands`: for each
    plan, the words that repeat it, point and seed apart; `limits`: of one run; `session`: in which
    it may write, "" for any.
    """

    folder: Path
    plans: tuple[RunPlan, ...]
    points: tuple[Point, ...]
    keep: tuple[str, ...]
    varied: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    limits: Limits = NO_LIMITS
    session: str = ""

    def plan(self, job: Job) -> RunPlan:
        """Return the plan of a job."""
        return self.plans[job.plan].at(self.points[job.point]).with_seed(job.seed)

    def only(self, jobs: Sequence[Job]) -> "tuple[Task, list[Job]]":
        """Return all that these jobs need, and the jobs as that numbers them: little enough to travel with them.

        What policies and assumptions keep of what they have worked out stays here: each process works it out itself.
        """
        places = {place: new for new, place in enumerate(dict.fromkeys(job.point for job in jobs))}
        plans = tuple(replace(_bare(plan), config={}) for plan in self.plans)
        small = replace(self, plans=plans, points=tuple(self.points[place] for place in places))
        return small, [job._replace(point=places[job.point]) for job in jobs]

    def command(self, job: Job) -> tuple[str, ...]:
        """Return the command that repeats a job's run alone."""
        values = self.points[job.point].values.items()
        return (
            *self.commands[job.plan],
            *(f"{name}={hydra_text(value)}" for name, value in values),
            f"seed={job.seed}",
        )


def _bare(plan: RunPlan) -> RunPlan:
    """Return a plan whose policies and assumptions hold nothing but what they say."""
    past = plan.past and replace(plan.past)
    return replace(plan, policy=replace(plan.policy), past=past, setting=replace(plan.setting))


@dataclass(frozen=True)
class Done:
    """What became of a chunk: runs written, runs failed (with cause), and how long all and the slowest took."""

    written: int
    failed: tuple[str, ...]
    seconds: float
    slowest: float = 0.0


def begin(limits: Limits) -> None:
    """Prepare a worker process: its limits, and no ear for Ctrl-C, so that it ends what it began."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _settle()
    prepare(limits)


def _settle() -> None:
    """Import what every run needs; it stays, so it need not be searched for garbage again and again."""
    import sim.model
    import sim.results  # noqa: F401

    gc.collect()
    gc.freeze()


def prepare(limits: Limits) -> None:
    """Set a worker process's limits: threads, and memory."""
    import pyarrow as pa

    pa.set_cpu_count(1)  # processes share the cores, not threads
    limits.of_memory()


def _end_with_parent() -> None:
    """End at once when the process that holds the study's lock is gone: another may take it up."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def run_chunk(task: Task, chunk: Sequence[Job]) -> Done:
    """Run jobs one after the other and write their tables.

    `runs` comes last and makes them count. A run that fails becomes a row of `failures`; the others
    go on. A run over its time ends the process (`Limits`).
    """
    began = perf_counter()
    pieces: dict[str, list[pa.Table]] = {}
    rows: list[Row] = []
    failures: list[dict[str, Any]] = []
    names, slowest = [], 0.0
    cities: set[str] = set()
    plan_at = cache(lambda *place: _plan_at(task, *place))  # seed after seed asks for the same plan
    for job in chunk:
        plan, started = plan_at(job.plan, job.point).with_seed(job.seed), perf_counter()
        names.append(plan.run)
        try:
            with task.limits.of_time():
                tables, row = _outcome(plan, task, cities)
        except Exception as fault:
            failures.append(failure(plan, task.command(job), fault))
        else:
            rows.append(row)
            for table, piece in tables.items():
                pieces.setdefault(table, []).append(piece)
        slowest = max(slowest, perf_counter() - started)
    part = part_name(names)
    if not is_current(task.folder, task.session):
        return Done(0, (), perf_counter() - began, slowest)  # nobody waits for it: another has taken the study up
    if failures:
        write_failures(task.folder, failures)
    if rows:
        pieces["runs"] = [rows_of_runs(rows, task.varied)]
        for table in (*task.keep, "runs"):
            write_part(task.folder, table, part, pieces[table])
    causes = tuple(each["cause"] for each in failures)
    return Done(len(chunk) - len(failures), causes, perf_counter() - began, slowest)


_PLANS_KEPT: Final = 8
_plans: "deque[RunPlan]" = deque(maxlen=_PLANS_KEPT)
"""The last plans that this process was asked for."""


def _plan_at(task: Task, plan: int, point: int) -> RunPlan:
    """Return a plan at a point, both by their numbers: that of a chunk before, which keeps what it has worked out."""
    return _known(_known(task.plans[plan]).at(task.points[point]))


def _known(plan: RunPlan) -> RunPlan:
    """Return the equal of a plan that is kept, or keep it."""
    for each in _plans:
        if each == plan:
            _plans.remove(each)
            plan = each
            break
    _plans.append(plan)
    return plan


def run_tables(plan: RunPlan, task: Task) -> "dict[str, pa.Table]":
    """Run one plan and return its rows: the tables kept, and one row of `runs`."""
    tables, row = _outcome(plan, task, set())
    return tables | {"runs": rows_of_runs([row], task.varied)}


def _outcome(plan: RunPlan, task: Task, cities: set[str]) -> "tuple[dict[str, pa.Table], Row]":
    """Run one plan and return its rows of the tables kept, and what its row of `runs` holds.

    cities: those whose own tables are known to be written, added to; the file system need not be asked in every run.
    """
    from sim.measures import headline

    model = simulated(plan)
    results = model.results
    plain = results.plain  # frames would take as long to make as the rest
    tables = {name: arranged(getattr(plain, name), name, columns.BY_RUN[name], run=plan.run) for name in task.keep}
    if plan.city_hash not in cities:
        _write_city(plan, task.folder, plain)
        cities.add(plan.city_hash)
    row = run_row(plan, task.varied) | headline(results)
    model.close()
    return tables, row


def rows_of_runs(rows: Sequence[Row], varied: Sequence[str]) -> "pa.Table":
    """Return rows of `runs` as a table."""
    frame = {name: [row[name] for row in rows] for name in rows[0]}
    return arranged(frame, "runs", run_columns(varied))


def _write_city(plan: RunPlan, folder: Path, plain: Any) -> None:
    """Write the tables that are the same in every run of a city, unless another run has."""
    for table, listed in columns.OF_CITY.items():
        if not part_file(folder, table, plan.city_hash).exists():
            write_part(folder, table, plan.city_hash, [arranged(getattr(plain, table), table, listed)])


def run_columns(varied: Sequence[str]) -> tuple[columns.Column, ...]:
    """Return the columns of `runs` in a study that varies these levers and assumptions."""
    from experiments.schema import declared

    known = declared()
    levers = columns.lever_columns(known[name] for name in varied)
    return (*columns.RUNS, *levers, *columns.measure_columns())


def point_columns(varied: Sequence[str]) -> tuple[columns.Column, ...]:
    """Return the columns of `points` in a study that varies these levers and assumptions."""
    from experiments.schema import declared

    return (*columns.POINTS, *columns.lever_columns(declared()[name] for name in varied))


def run_row(plan: RunPlan, varied: Sequence[str]) -> Row:
    """Return what identifies a run, and its values of the varied levers, by column."""
    row: Row = {
        "run": plan.run,
        "policy": plan.name,
        "point": plan.point,
        "seed": plan.seed,
        "plan": plan.contents,
        "city": plan.city.name,
        "start": plan.city.start,
        "months": plan.months,
    }
    return row | lever_values(plan, varied)


def lever_values(plan: RunPlan, names: Sequence[str]) -> dict[str, float | bool]:
    """Return a plan's values of levers and assumptions by column name."""
    from experiments.schema import declared

    found = {}
    for name in names:
        value = plan.value(name)
        labels = declared()[name].labels
        if labels:
            found |= {f"{name}.{label}": each for label, each in zip(labels, value, strict=True)}
        else:
            found[name] = value
    return found


def part_name(names: Sequence[str]) -> str:
    """Return the name of a part: the hash of its runs."""
    return blake2b(" ".join(names).encode(), digest_size=8).hexdigest()


def failure(plan: RunPlan, command: Sequence[str], fault: BaseException) -> dict[str, Any]:
    """Return the row of `failures` for a run that went wrong."""
    return {
        "run": plan.run,
        "policy": plan.name,
        "point": plan.point,
        "seed": plan.seed,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cause": f"{type(fault).__name__}: {fault}",
        "trace": "".join(traceback.format_exception(fault)),
        "command": shlex.join(command),
    }


def write_failures(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of `failures` as a part of their own: a run may fail again, and both are kept."""
    frame = {name: [row[name] for row in rows] for name in rows[0]}
    part = f"{part_name(frame['run'])}-{time_ns():x}"
    write_part(folder, "failures", part, [arranged(frame, "failures", columns.FAILURES)])
