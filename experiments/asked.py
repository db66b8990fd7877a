"""What a study is asked to hold: every plan at every point of a design, under every seed."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from experiments.plan import AS_IT_IS, Point, RunPlan, run_name, study_name

NO_DESIGN: Final[Mapping[str, Any]] = {}


class Job(NamedTuple):
    """A run to do: places of its plan and point among those asked for, and its seed."""

    plan: int
    point: int
    seed: int


@dataclass(frozen=True)
class Asked:
    """What a command asks a study to hold.

    `keep`: the tables kept; `varied`: the levers and assumptions that get a column in `runs`; `points`: of the design,
    one that varies nothing where there is none; `design`: as it was asked for; `as_it_goes`: this is one lot of a
    search, which asks for some points under some seeds, then for others.
    """

    command: str
    words: tuple[str, ...]
    plans: tuple[RunPlan, ...]
    seeds: tuple[int, ...]
    keep: tuple[str, ...]
    varied: tuple[str, ...]
    points: tuple[Point, ...] = (AS_IT_IS,)
    design: Mapping[str, Any] = field(default_factory=lambda: NO_DESIGN)
    as_it_goes: bool = False
    seeds_by_plan: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def cases(self) -> dict[str, tuple[int, int]]:
        """The places of plan and point by the hash of all that determines their runs, the seed apart; each once."""
        found: dict[str, tuple[int, int]] = {}
        for place, point in enumerate(self.points):
            for index, plan in enumerate(self.plans):
                found.setdefault(plan.at(point).contents, (index, place))
        return found

    @property
    def has_design(self) -> bool:
        """Whether points are tried."""
        return self.points != (AS_IT_IS,)

    @property
    def hash(self) -> str:
        """Return the hash of what is asked, however many seeds."""
        return study_name(self.cases, self.keep)

    def seeds_of(self, plan: int) -> tuple[int, ...]:
        """Return the seeds of a plan by its place: those of all, or its own (`seeds_by_plan`, parts of `seeds`)."""
        return self.seeds_by_plan[plan] if self.seeds_by_plan else self.seeds

    @property
    def size(self) -> int:
        """Return how many runs are asked for."""
        return sum(len(self.seeds_of(index)) for index, _ in self.cases.values())

    def jobs(self) -> Iterator[tuple[str, Job]]:
        """Yield every run's name and job, seed by seed: early runs are pairs."""
        own = [frozenset(seeds) for seeds in self.seeds_by_plan]  # there may be a million seeds that all plans share
        for seed in self.seeds:
            for contents, (index, place) in self.cases.items():
                if not own or seed in own[index]:
                    yield run_name(contents, seed), Job(index, place, seed)

    def numbered(self, before: Mapping[str, int]) -> "Asked":
        """Return the same with the numbers that points have already, by contents; new points get the next ones."""
        if not self.has_design or not before:
            return self
        numbers: dict[int, int] = {}
        for contents, (_, place) in self.cases.items():
            if contents in before:
                numbers.setdefault(place, before[contents])
        free = max(before.values()) + 1
        points = []
        for place, point in enumerate(self.points):
            if place not in numbers:
                numbers[place], free = free, free + 1
            points.append(Point(numbers[place], point.values))
        other = dataclasses.replace(self, points=tuple(points))
        other.__dict__["cases"] = self.cases
        return other


def with_seeds(asked: Asked, seeds: Sequence[int]) -> Asked:
    """Return the same under other seeds."""
    other = dataclasses.replace(asked, seeds=tuple(seeds))
    other.__dict__["cases"] = asked.cases
    return other
