"""The best policies under constraints: a multi-objective search by NSGA-II (Deb and others 2002), run with optuna.

The search asks for a whole generation of points at once, so that whoever runs the model can run them in parallel; a
point that was tried before is not run again. Every lever moves on a hundred steps between its bounds, which keeps
numbers readable. The same seed, levers and results give the same search.

The front are those points, of all tried that keep every constraint (`experiments.verdicts`), than which no other is
better in one objective and not worse in the rest. It is chosen by the seeds it was run on, so that chance flatters it,
in its means and in what it keeps; run it again on other seeds (`confirm`) before it is believed.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.addresses import Axis, Base, Point, axes, point, tidy
from experiments.choices import nearest
from experiments.conditions import Constraint, constraints_of
from experiments.libraries import library, quiet
from experiments.problems import Problems
from experiments.verdicts import UNKNOWN, Verdict, seed_problems, verdict
from sim.intervals import mean_interval
from sim.measures import MEASURES, Measure
from sim.measures.declared import MORE_IS_BETTER, NEITHER

if TYPE_CHECKING:
    import pandas as pd

Evaluate = Callable[[Sequence[Point]], "pd.DataFrame"]
"""Runs the model: a row for each point and seed, with columns point (its place in the sequence), seed and results."""
STEPS: Final = 100
_WAYS: Final = ("min", "max")


@dataclass(frozen=True)
class Objective:
    """A result whose mean shall be small, or large."""

    measure: Measure
    is_max: bool


@dataclass(frozen=True)
class Task:
    """What is searched for. `seeds`: runs of each point; `seed`: of the search itself."""

    axes: tuple[Axis, ...]
    objectives: tuple[Objective, ...]
    constraints: tuple[Constraint, ...]
    seeds: int
    population: int
    generations: int
    seed: int

    @property
    def measures(self) -> list[str]:
        """Return the results that are needed."""
        names = [each.measure.name for each in self.objectives]
        return list(dict.fromkeys([*names, *(each.condition.measure.name for each in self.constraints)]))


@dataclass(frozen=True)
class Found:
    """What a search has tried. `points`: as for the rows of `tried`; `confirmed`: the front on other seeds, or None.

    `tried`: a row for each point: point, generation (from 1), the levers by address; for each result its mean with
    _low and _high (t interval, nan with fewer than 5 seeds); for constraint i, from 1, constraint_i (mean, or share of
    runs that kept it), constraint_i_shown (mean, or lower bound of the chance), constraint_i_kept; violation (sum),
    feasible, front.
    """

    task: Task
    points: list[Point]
    tried: "pd.DataFrame"
    confirmed: "pd.DataFrame | None"

    @property
    def front(self) -> "pd.DataFrame":
        """Return the rows of the front, best by the first objective first."""
        first = self.task.objectives[0]
        rows = self.tried[self.tried["front"]]
        return rows.sort_values(first.measure.name, ascending=not first.is_max, kind="stable")


def task_of(
    over: Mapping[str, Any],
    objectives: Mapping[str, Any],
    constraints: Sequence[str] = (),
    *,
    seeds: int,
    population: int = 40,
    generations: int = 10,
    seed: int = 0,
) -> Task:
    """Return what is to be searched for; Problems, all at once.

    `over`: levers by address -> [low, high], None or "all" for the declared bounds; `objectives`: result -> "min",
    "max", or None for its better direction; `constraints`: as `experiments.conditions` reads them.
    """
    varied, problems = axes(over)
    sought, wrong = _objectives(objectives)
    problems += wrong
    kept: list[Constraint] = []
    try:
        kept = constraints_of(constraints)
    except Problems as found:
        problems += found.lines
    for name, value, least in (
        ("seeds", seeds, 1), ("population", population, 4), ("generations", generations, 1), ("seed", seed, 0),
    ):  # fmt: skip
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            problems.append(f"{name} is {value!r}; allowed: a whole number from {least}")
    if not problems:
        problems += seed_problems(kept, seeds)
    if problems:
        raise Problems(problems)
    return Task(tuple(varied), tuple(sought), tuple(kept), seeds, population, generations, seed)


def _objectives(asked: Mapping[str, Any]) -> tuple[list[Objective], list[str]]:
    """Return the objectives, and what is wrong with them."""
    found, problems = [], []
    for name, way in asked.items():
        measure = MEASURES.get(name)
        if measure is None:
            problems.append(
                f"objectives name {name!r}, which is no result.{nearest(str(name), MEASURES)} "
                f"There are: {', '.join(MEASURES)}"
            )
        elif way is None and measure.direction == NEITHER:
            problems.append(f"objective {name} is neither better nor worse when it is more; give min or max")
        elif way is not None and way not in _WAYS:
            problems.append(f"objective {name} is {way!r}; allowed: min, max, or nothing for its better direction")
        else:
            found.append(Objective(measure, measure.direction == MORE_IS_BETTER if way is None else way == "max"))
    if not asked:
        problems.append("objectives are empty; name at least one result, as RESULT: min or RESULT: max")
    return found, problems


def search(task: Task, evaluate: Evaluate, base: Base, confirm: Evaluate | None = None) -> Found:
    """Search, and return all that was tried with the front among it.

    `evaluate`: runs points on the search's seeds; `confirm`: on other seeds, for the front alone.
    """
    import pandas as pd

    optuna, operators = library("optuna"), library("optuna.samplers.nsgaii")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    tried: dict[tuple[int, ...], dict[str, Any]] = {}
    points: list[Point] = []
    space = {axis.name: optuna.distributions.IntDistribution(0, _steps(axis)) for axis in task.axes}
    with quiet():
        sampler = optuna.samplers.NSGAIISampler(
            population_size=task.population, seed=task.seed,
            crossover=operators.SBXCrossover(), mutation=operators.PolynomialMutation(),
        )  # fmt: skip
        ways = ["maximize" if each.is_max else "minimize" for each in task.objectives]
        study = optuna.create_study(directions=ways, sampler=sampler)
        for generation in range(1, task.generations + 1):
            trials = [study.ask(space) for _ in range(task.population)]
            places = [tuple(trial.params[axis.name] for axis in task.axes) for trial in trials]
            new = [place for place in dict.fromkeys(places) if place not in tried]
            made = [_point(task, place, base) for place in new]
            for place, row in zip(new, _rows(task, made, evaluate), strict=True):
                number = {"point": len(tried), "generation": generation}
                tried[place] = number | _levers(task, place) | row
            points += made
            for trial, place in zip(trials, places, strict=True):
                _tell(study, trial, task, tried[place])
    table = pd.DataFrame(list(tried.values()))
    table["front"] = _front(task, table)
    found = Found(task, points, table, None)
    if confirm is None or not table["front"].any():
        return found
    again = [points[number] for number in found.front["point"]]
    rows = zip(found.front.to_dict("records"), _rows(task, again, confirm), strict=True)
    return Found(task, points, table, pd.DataFrame([row | fresh for row, fresh in rows]))


def _steps(axis: Axis) -> int:
    return 1 if axis.address.is_switch else STEPS


def _levers(task: Task, place: Sequence[int]) -> dict[str, float | bool]:
    """Return the values of the levers at a place on their steps."""
    values = {}
    for axis, step in zip(task.axes, place, strict=True):
        value = axis.at(step / _steps(axis))
        values[axis.name] = value if isinstance(value, bool) else min(axis.high, max(axis.low, tidy(value)))
    return values


def _point(task: Task, place: Sequence[int], base: Base) -> Point:
    levers = _levers(task, place)
    return point({axis.address: levers[axis.name] for axis in task.axes}, base)


def _rows(task: Task, points: Sequence[Point], evaluate: Evaluate) -> list[dict[str, Any]]:
    """Run points and return what became of each: means with intervals, and the verdicts."""
    if not points:
        return []
    runs = evaluate(points)
    rows = []
    for number in range(len(points)):
        own = runs[runs["point"] == number]
        values = {name: _padded(own[name].to_numpy(float), task.seeds) for name in task.measures}
        rows.append(_row(task, values))
    return rows


def _padded(values: Any, seeds: int) -> Any:
    """Return the values with nan for each seed whose run is missing."""
    return np.concatenate([values, np.full(max(0, seeds - len(values)), np.nan)])


def _row(task: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, own in values.items():
        row[name], row[f"{name}_low"], row[f"{name}_high"] = mean_interval(own)
    verdicts: list[Verdict] = [verdict(each, values[each.condition.measure.name]) for each in task.constraints]
    for number, each in enumerate(verdicts, 1):
        row |= {f"constraint_{number}": each.seen, f"constraint_{number}_shown": each.shown}
        row[f"constraint_{number}_kept"] = each.is_kept
    known = not any(np.isnan(values[each.measure.name]).any() for each in task.objectives)
    row["violation"] = sum(each.violation for each in verdicts) + (0.0 if known else UNKNOWN)
    row["feasible"] = known and all(each.is_kept for each in verdicts)
    return row


def _tell(study: Any, trial: Any, task: Task, row: Mapping[str, Any]) -> None:
    """Hand a point's results back; one that is not known counts as far from feasible, whatever its values."""
    means = [row[each.measure.name] for each in task.objectives]
    trial.set_constraint("violation", row["violation"] if not row["feasible"] else 0.0)
    study.tell(trial, [0.0 if math.isnan(mean) else mean for mean in means])


def _front(task: Task, table: "pd.DataFrame") -> list[bool]:
    """Return which feasible points no other feasible point dominates."""
    signs = np.array([-1.0 if each.is_max else 1.0 for each in task.objectives])
    means = table[[each.measure.name for each in task.objectives]].to_numpy(float) * signs
    rows = np.flatnonzero(table["feasible"].to_numpy(bool))
    on_front = np.zeros(len(table), bool)
    for row in rows:
        others = means[rows]
        dominated = (others <= means[row]).all(axis=1) & (others < means[row]).any(axis=1)
        on_front[row] = not dominated.any()
    return on_front.tolist()
