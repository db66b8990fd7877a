"""The jobs of a study that are still to do: made when they are handed out, so that their number costs no memory."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

from experiments.asked import Job


class Todo:
    """Jobs to do, in order. `count`: how many `jobs` gives."""

    def __init__(self, jobs: Iterable[Job], count: int) -> None:
        self._jobs = iter(jobs)
        self._again: deque[Job] = deque()
        self._left = count

    def __len__(self) -> int:
        return self._left

    def take(self, number: int) -> list[Job]:
        """Return the next jobs, fewer at the end; those put back come first."""
        first = [self._again.popleft() for _ in range(min(number, len(self._again)))]
        taken = [*first, *islice(self._jobs, number - len(first))]
        self._left = max(0, self._left - len(taken)) if taken else 0
        return taken

    def put_back(self, jobs: Sequence[Job]) -> None:
        """Take jobs back that are to be handed out again, before all others."""
        self._again.extendleft(reversed(jobs))
        self._left += len(jobs)
