"""Run what a study lacks, on one or several processes, and keep what is done whatever happens."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from experiments.problems import Problems
from experiments.store import finished_runs
from experiments.work import Done, Task, begin, failure, run_chunk, work, write_failures

if TYPE_CHECKING:
    from rich.console import Console

Pair = tuple[int, int]
"""A run as (plan, seed)."""
_Show = Callable[[], None]
"""Draws how far the runs are."""
CHUNK_SECONDS: Final = 2.0
"""Work in one chunk: long enough that handing it out costs nothing, short enough to lose little."""
LARGEST_CHUNK: Final = 64
"""Runs in one chunk: their tables are held in memory until they are written."""


@dataclass
class Outcome:
    """What became of the runs asked for. `causes`: of the runs that failed."""

    asked: int
    written: int = 0
    causes: list[str] = field(default_factory=list)
    interrupted: bool = False
    seconds_a_run: float = 0.0

    @property
    def finished(self) -> int:
        """Runs that are over, well or badly."""
        return self.written + len(self.causes)

    def add(self, done: Done) -> None:
        """Count a chunk."""
        self.written += done.written
        self.causes += done.failed
        self.seconds_a_run = done.seconds / max(1, done.written + len(done.failed))


def workers_of(asked: object) -> int:
    """Return the number of processes for `workers`; Problems if it is none."""
    if asked == "auto":
        return getattr(os, "process_cpu_count", os.cpu_count)() or 1  # new in Python 3.13
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= 1024:
        raise Problems([f"workers is {asked!r}; allowed: auto, or a whole number from 1 to 1024"])
    return asked


def launch(task: Task, todo: Sequence[Pair], workers: int, console: "Console") -> Outcome:
    """Run every pair of `todo` and write its tables; Ctrl-C ends it after the chunks at hand."""
    outcome = Outcome(len(todo))
    with _progress(outcome, console) as show:
        try:
            if min(workers, len(todo)) <= 1:
                _alone(task, deque(todo), outcome, show)
            else:
                _together(task, deque(todo), min(workers, len(todo)), outcome, show)
        except KeyboardInterrupt:
            outcome.interrupted = True
    return outcome


@contextmanager
def _progress(outcome: Outcome, console: "Console") -> Iterator[_Show]:
    """Show runs that are over, their rate, and the time left; nothing without a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    if not console.is_terminal:
        yield lambda: None
        return
    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("runs", total=outcome.asked, rate="")

        def update() -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            failed = f", {len(outcome.causes)} failed" if outcome.causes else ""
            rate = f"{speed:.1f} a second{failed}" if speed else failed
            bar.update(line, completed=outcome.finished, rate=rate)

        yield update


def _alone(task: Task, todo: deque[Pair], outcome: Outcome, show: _Show) -> None:
    """Run everything in this process."""
    while todo:
        outcome.add(run_chunk(task, _take(todo, 1, outcome)))
        show()


def _together(task: Task, todo: deque[Pair], workers: int, outcome: Outcome, show: _Show) -> None:
    """Run everything on several processes; what a lost one had at hand is run again, singly."""
    while todo:
        lost = _until_broken(task, todo, workers, outcome, show)
        there = finished_runs(task.folder) if lost else set()
        again = deque(pair for pair in lost if _name(task, pair) not in there)
        outcome.written += len(lost) - len(again)
        while again:
            _one_by_one(task, again, outcome, show)


def _until_broken(task: Task, todo: deque[Pair], workers: int, outcome: Outcome, show: _Show) -> list[Pair]:
    """Hand out chunks until all is done, or a process dies; return the pairs that died with it."""
    at_hand: dict[Future[Done], list[Pair]] = {}
    with _pool(task, workers) as pool:
        try:
            while todo or at_hand:
                # One chunk at work and one waiting for each process.
                while todo and len(at_hand) < 2 * workers:
                    _submit(pool, _take(todo, workers, outcome), at_hand, todo)
                for future in wait(at_hand, return_when=FIRST_COMPLETED).done:
                    outcome.add(future.result())
                    del at_hand[future]
                show()
        except BrokenProcessPool:
            return [pair for chunk in at_hand.values() for pair in chunk]
        except KeyboardInterrupt:
            _finish_at_hand(at_hand, outcome)
            raise
    return []


def _submit(
    pool: ProcessPoolExecutor, chunk: list[Pair], at_hand: dict[Future[Done], list[Pair]], todo: deque[Pair]
) -> None:
    """Hand a chunk out; back it goes to `todo` if the pool has just broken."""
    try:
        with _deaf():
            at_hand[pool.submit(work, chunk)] = chunk
    except BrokenProcessPool:
        todo.extendleft(reversed(chunk))
        raise


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore Ctrl-C, so that processes born here do; they end when this one says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _finish_at_hand(at_hand: dict[Future[Done], list[Pair]], outcome: Outcome) -> None:
    """Let the processes finish what they have begun, and count it."""
    begun = [future for future in at_hand if not future.cancel()]
    for future in wait(begun).done:
        if future.exception() is None:
            outcome.add(future.result())


def _one_by_one(task: Task, again: deque[Pair], outcome: Outcome, show: _Show) -> None:
    """Run pairs one after the other in one other process; the one that it dies of is a failure."""
    with _pool(task, 1) as pool:
        while again:
            index, seed = again.popleft()
            try:
                outcome.add(pool.submit(work, [(index, seed)]).result())
            except BrokenProcessPool as fault:
                row = failure(task.plans[index].with_seed(seed), task.commands[index], fault)
                row["cause"] = "the process that ran it ended without a word (killed, or out of memory)"
                write_failures(task.folder, [row])
                outcome.causes.append(row["cause"])
                show()
                return
            show()


def _name(task: Task, pair: Pair) -> str:
    return task.plans[pair[0]].with_seed(pair[1]).run


def _pool(task: Task, workers: int) -> ProcessPoolExecutor:
    """Return fresh processes: spawned, so that they are alike everywhere and inherit no locks."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=begin, initargs=(task,))


def _take(todo: deque[Pair], workers: int, outcome: Outcome) -> list[Pair]:
    """Take the next chunk: some seconds of work, less at the end, so that all end together."""
    size = round(CHUNK_SECONDS / max(outcome.seconds_a_run, 1e-3)) if outcome.finished else 1
    size = max(1, min(size, LARGEST_CHUNK, -(-len(todo) // (2 * workers))))
    return [todo.popleft() for _ in range(min(size, len(todo)))]
