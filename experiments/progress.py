"""How far the runs of a study are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.work import Done

if TYPE_CHECKING:
    from rich.console import Console

Show = Callable[[], None]
"""Draws how far the runs are."""


@dataclass
class Outcome:
    """What became of the runs asked for. `causes`: of the runs that failed."""

    asked: int
    written: int = 0
    causes: list[str] = field(default_factory=list)
    interrupted: bool = False
    seconds_a_run: float = 0.0
    slowest: float = 0.0

    @property
    def finished(self) -> int:
        """Runs that are over, well or badly."""
        return self.written + len(self.causes)

    def add(self, done: Done) -> None:
        """Count a chunk."""
        self.written += done.written
        self.causes += done.failed
        self.slowest = max(self.slowest, done.slowest)
        self.seconds_a_run = done.seconds / max(1, done.written + len(done.failed))


@contextmanager
def progress(outcome: Outcome, console: "Console") -> Iterator[Show]:
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
