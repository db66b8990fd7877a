"""One run at a time in a process of its own: how it ended tells what became of the run."""

import multiprocessing
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from experiments.asked import Job
from experiments.work import Done, Task, begin, run_chunk


class Singly:
    """A process that does jobs one after the other; after a death the next job gets a new process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.join()

    def do(self, job: Job) -> Done | str:
        """Do a job; return what became of it, or in words how the process ended that did it."""
        if self._process is None or self._line is None:
            spawn = multiprocessing.get_context("spawn")
            self._line, theirs = spawn.Pipe()
            self._process = spawn.Process(target=_serve, args=(self._task, theirs))
            self._process.start()
            theirs.close()
        try:
            self._line.send(job)
            answer: Done | Exception = self._line.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            ended = _ending(self._process.exitcode or 0, self._task)
            self._process = self._line = None
            return ended
        if isinstance(answer, Exception):
            raise answer
        return answer


def _serve(task: Task, line: Connection) -> None:
    """Do jobs until the line is closed; a fault that is no run's own goes back as it is."""
    begin(task.limits)
    while True:
        try:
            job = line.recv()
        except EOFError:
            return
        try:
            line.send(run_chunk(task, [job]))
        except Exception as fault:
            line.send(fault)


def _ending(code: int, task: Task) -> str:
    """Say in words how a process ended, by its exit code."""
    if code == -signal.SIGALRM:
        allowed = f"{task.limits.allowed():g} seconds"
        return f"it took longer than allowed ({allowed}) and was stopped; allow more with run_seconds=SECONDS"
    if code == -signal.SIGKILL:
        return "the process that ran it was killed, perhaps for want of memory"
    if code < 0:
        return f"the process that ran it ended by signal {-code} ({signal.strsignal(-code)})"
    return f"the process that ran it ended without a word, exit code {code}"
