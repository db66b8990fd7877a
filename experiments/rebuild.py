"""Run a study's runs again, part by part, and compare every row with what the study holds."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from experiments.asked import Job
from experiments.choices import shown
from experiments.columns import OF_CITY
from experiments.matching import Difference, first_difference
from experiments.parts import part_file, parts_of, read_part
from experiments.problems import Problems
from experiments.work import Task, begin, run_tables

if TYPE_CHECKING:
    import pyarrow as pa

NAMES: Final = ("run", "plan")
"""Columns that name a run by all that determines it, the code included: they are compared with the manifest."""
BATCH: Final = 16
"""Runs that a process does at a time."""


class Listed(NamedTuple):
    """A run as the table `runs` lists it, and the job that makes it again."""

    part: str
    run: str
    policy: str
    point: int
    seed: int
    job: Job


@dataclass(frozen=True)
class Found:
    """Something that does not match. `file`: in which file; `what`: where in it; `run`: whose; `words`: else what."""

    file: str
    what: Difference | None = None
    run: Listed | None = None
    words: str = ""


@dataclass(frozen=True)
class Checked:
    """What became of some runs: how many were made again, how many rows they have, and what differs.

    `compared`: how many were made again and compared in every table; `uncompared`: the others, those that could not be
    made again, or of which a table cannot be read.
    """

    runs: int
    compared: int
    rows: int
    found: tuple[Found, ...]
    uncompared: tuple[Listed, ...]


def checked(task: Task, study: Path, listed: Iterable[Listed], workers: int) -> Iterator[Checked]:
    """Yield what became of every batch of runs, in order.

    `task`: writes its tables of the city into a folder of its own; `study`: the folder whose rows are compared.
    """
    batches = ((task.only([each.job for each in batch]), study, batch) for batch in _batches(listed))
    if workers == 1:
        yield from (_check(*batch) for batch in batches)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, begin, (task.limits,)) as pool:
        at_hand: deque[Future[Checked]] = deque()
        try:
            for batch in batches:
                at_hand.append(pool.submit(_check, *batch))
                if len(at_hand) == 2 * workers:
                    yield at_hand.popleft().result()
            while at_hand:
                yield at_hand.popleft().result()
        except BrokenProcessPool as fault:
            raise Problems(
                ["a process was lost while runs were made again, for want of memory perhaps; nothing can be said of "
                 "them; try workers=1"]
            ) from fault  # fmt: skip
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _batches(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    """Yield runs of one part each, a few at a time."""
    batch: list[Listed] = []
    for each in listed:
        if batch and (batch[0].part != each.part or len(batch) == BATCH):
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _check(small: tuple[Task, list[Job]], study: Path, batch: Sequence[Listed]) -> Checked:
    """Make a batch of runs of one part again, and compare."""
    task, jobs = small
    part, found = batch[0].part, []
    tables: dict[str, pa.Table] = {}
    for table in (*task.keep, "runs"):
        try:
            tables[table] = read_part(part_file(study, table, part))
        except Problems as fault:
            found.append(Found(shown(part_file(study, table, part)), words=fault.lines[0]))
    uncompared = [] if len(tables) > len(task.keep) else list(batch)
    task, rows, runs = replace(task, keep=tuple(name for name in task.keep if name in tables)), 0, 0
    for each, job in zip(batch, jobs, strict=True):
        try:
            made = run_tables(task.plan(job), task)
        except Exception as fault:
            words = f"{type(fault).__name__}: {fault}"
            found.append(Found(shown(part_file(study, "runs", part)), run=each, words=words))
            uncompared += [each] if each not in uncompared else []
            continue
        runs += 1
        rows += sum(frame.num_rows for frame in made.values())
        stored = {table: _of_run(frame, each.run) for table, frame in tables.items()}
        differs = first_difference(stored, {name: made[name] for name in stored}, NAMES)
        if differs is not None:
            found.append(Found(shown(part_file(study, differs.table, part)), differs, each))
    whole = len(batch) - len(uncompared)
    return Checked(runs, whole, rows, (*found, *_foreign(study, part, tables)), tuple(uncompared))


def _foreign(study: Path, part: str, tables: "Mapping[str, pa.Table]") -> Iterator[Found]:
    """Yield rows of runs that their part does not list, which no run made again would show."""
    import pyarrow as pa

    names = {table: set(frame["run"].cast(pa.string()).unique().to_pylist()) for table, frame in tables.items()}
    for table in tables:
        for name in sorted(map(str, names[table] - names.get("runs", names[table]))):
            yield Found(shown(part_file(study, table, part)), Difference(table, "", "", "run", name, "not there"))


def _of_run(frame: "pa.Table", run: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.compute as pc

    return frame.filter(pc.equal(frame["run"].cast(pa.string()), run))


def of_the_city(study: Path, scratch: Path, hashed: str) -> Iterator[Found]:
    """Yield where the tables of the city differ from those that the runs made again have written in `scratch`."""
    for table in OF_CITY:
        file = part_file(study, table, hashed)
        made = next(iter(parts_of(scratch, table).values()), None)
        if made is None:
            continue
        try:
            differs = first_difference({table: read_part(file)}, {table: read_part(made)})
        except Problems as fault:
            yield Found(shown(file), words=fault.lines[0])
            continue
        if differs is not None:
            yield Found(shown(file), differs)
