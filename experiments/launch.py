"""Run what a study lacks, on one or several processes, and keep what is done whatever happens."""

import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from experiments.asked import Job
from experiments.engine import DASK, Engine
from experiments.limits import NO_LIMITS, Limits
from experiments.names import RunNames
from experiments.progress import Outcome, Show, progress
from experiments.singly import Singly
from experiments.store import finished_runs
from experiments.todo import Todo
from experiments.work import Done, Task, begin, failure, run_chunk, write_failures

if TYPE_CHECKING:
    from rich.console import Console

CHUNK_SECONDS: Final = 2.0
"""Work in one chunk: long enough that handing it out costs nothing, short enough to lose little."""
_kept: dict[int, ProcessPoolExecutor] = {}
_keeping = False
LARGEST_CHUNK: Final = 64
"""Runs in one chunk: their tables are held in memory until they are written."""


def launch(task: Task, todo: Todo, engine: Engine, console: "Console") -> Outcome:
    """Do every job and write its tables; Ctrl-C and SIGTERM end it after the chunks at hand."""
    outcome = Outcome(len(todo))
    with progress(outcome, console) as show:
        try:
            with _ended_by_sigterm():
                _do(task, todo, engine, outcome, show)
        except KeyboardInterrupt:
            outcome.interrupted = True
    return outcome


def _do(task: Task, todo: Todo, engine: Engine, outcome: Outcome, show: Show) -> None:
    if engine.name == DASK:
        from experiments.cluster import on_cluster

        on_cluster(task, todo, engine.workers, engine.address, outcome, show)
    elif task.limits == NO_LIMITS and min(engine.workers, len(todo)) <= 1:
        _alone(task, todo, outcome, show)
    else:
        _together(task, todo, min(engine.workers, len(todo)), outcome, show)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C, so that what is being written is finished."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _alone(task: Task, todo: Todo, outcome: Outcome, show: Show) -> None:
    """Do everything in this process."""
    while todo:
        outcome.add(run_chunk(task, take(todo, 1, outcome)))
        show()


def _together(task: Task, todo: Todo, workers: int, outcome: Outcome, show: Show) -> None:
    """Do everything on several processes; what a lost one had at hand is done again, singly."""
    while todo:
        lost = _until_broken(task, todo, workers, outcome, show)
        there = finished_runs(task.folder) if lost else RunNames()
        again = [job for job in lost if task.plan(job).run not in there]
        outcome.written += len(lost) - len(again)
        one_by_one(task, again, outcome, show)


def _until_broken(task: Task, todo: Todo, workers: int, outcome: Outcome, show: Show) -> list[Job]:
    """Hand out chunks until all is done, or a process dies; return the jobs that died with it."""
    at_hand: dict[Future[Done], list[Job]] = {}
    with _pool(task.limits, workers) as pool:
        try:
            while todo or at_hand:
                # One chunk at work and one waiting for each process.
                while todo and len(at_hand) < 2 * workers:
                    _submit(pool, task, take(todo, workers, outcome), at_hand, todo)
                for future in wait(at_hand, return_when=FIRST_COMPLETED).done:
                    outcome.add(future.result())
                    del at_hand[future]
                show()
        except BrokenProcessPool:
            _kept.pop(workers, None)
            return [job for chunk in at_hand.values() for job in chunk]
        except KeyboardInterrupt:
            _finish_at_hand(at_hand, outcome)
            raise
        except BaseException:
            for future in at_hand:
                future.cancel()
            raise
    return []


def _submit(
    pool: ProcessPoolExecutor, task: Task, chunk: list[Job], at_hand: dict[Future[Done], list[Job]], todo: Todo
) -> None:
    """Hand a chunk out, with what it needs; back it goes to `todo` if the pool has just broken."""
    try:
        with _deaf():
            at_hand[pool.submit(run_chunk, *task.only(chunk))] = chunk
    except BrokenProcessPool:
        todo.put_back(chunk)
        raise


@contextmanager
def _deaf() -> Iterator[None]:
    """Put off Ctrl-C, so that processes born here never hear it; they end when this one says so.

    KeyboardInterrupt is raised at the end: ignored, a Ctrl-C that falls on the handing out of a chunk would be lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    blocked = _blocked()
    try:
        yield
    finally:
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGINT, before)
        if heard and callable(before):
            before(heard[0], None)


def _blocked() -> set[signal.Signals] | None:
    """Block Ctrl-C, also in processes born from now on; return what was blocked before, None where that is unknown."""
    if not hasattr(signal, "pthread_sigmask"):
        return None
    return {signal.Signals(each) for each in signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})}


def _finish_at_hand(at_hand: dict[Future[Done], list[Job]], outcome: Outcome) -> None:
    """Let the processes finish what they have begun, and count it."""
    begun = [future for future in at_hand if not future.cancel()]
    for future in wait(begun).done:
        if future.exception() is None:
            outcome.add(future.result())


def one_by_one(task: Task, jobs: Sequence[Job], outcome: Outcome, show: Show) -> None:
    """Do jobs one by one in another process; one that it dies of is a failure, and the next gets a new process."""
    if not jobs:
        return
    with Singly(replace(task, limits=task.limits.after(outcome.slowest))) as process:
        for job in jobs:
            with _deaf():
                done = process.do(job)
            if isinstance(done, Done):
                outcome.add(done)
            else:
                row = failure(task.plan(job), task.command(job), RuntimeError(done))
                row["cause"] = done
                write_failures(task.folder, [row])
                outcome.causes.append(done)
            show()


@contextmanager
def _pool(limits: Limits, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes: spawned, so that they are alike everywhere and inherit no locks; kept if that was asked for."""
    pool = _kept.get(workers)
    if pool is None:
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=begin, initargs=(limits,))
        if _keeping:
            _kept[workers] = pool
    try:
        yield pool
    finally:
        if _kept.get(workers) is not pool:
            pool.shutdown()


@contextmanager
def processes_kept() -> Iterator[None]:
    """Keep processes from one launch to the next, for whoever launches many times."""
    global _keeping
    _keeping = True
    try:
        yield
    finally:
        _keeping = False
        while _kept:
            _kept.popitem()[1].shutdown()


def take(todo: Todo, workers: int, outcome: Outcome) -> list[Job]:
    """Take the next chunk: some seconds of work, less at the end, so that all end together."""
    size = round(CHUNK_SECONDS / max(outcome.seconds_a_run, 1e-3)) if outcome.finished else 1
    size = max(1, min(size, LARGEST_CHUNK, -(-len(todo) // (2 * workers))))
    return todo.take(size)
