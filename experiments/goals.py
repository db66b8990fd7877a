"""Goal seek under risk: the cheapest value of one lever that keeps its constraints, on a grid, with shared seeds.

First five values over the whole range are run, then the gap between the dearest value that fails and the cheapest from
which on every value tried keeps the constraints is closed, and last the neighbours on both sides are run: the answer
rests on the constraints staying kept beyond it, which is checked, not assumed.

Chances are judged by their lower Clopper-Pearson bound (`experiments.verdicts`). If a run that keeps the condition at
a value keeps it at every dearer one too, as shared seeds mostly make it, then the answer is too cheap with a chance of
at most a twentieth, however many values are tried: it can only be if the next value below the true one already passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.addresses import Address, Base, Point, find, point, tidy, unknown
from experiments.conditions import Constraint, constraints_of
from experiments.problems import Problems
from experiments.search import Evaluate
from experiments.verdicts import seed_problems, verdict
from sim.parameters import Value

if TYPE_CHECKING:
    import pandas as pd

COST: Final = "cost_yuan_per_year"
SCAN: Final = 5
MOST_VALUES: Final = 10_000
ALREADY, REACHED, NEVER, UNSTEADY = "already", "reached", "never", "unsteady"


@dataclass(frozen=True)
class Goal:
    """What is sought. `values`: of the lever, the cheapest first; of a list of numbers, factors on the base plan's."""

    lever: Address
    values: tuple[float, ...]
    constraints: tuple[Constraint, ...]
    seeds: int

    @property
    def is_factor(self) -> bool:
        """Whether the values are factors on a list of numbers."""
        return self.lever.is_list


@dataclass(frozen=True)
class Answer:
    """What became of a goal.

    `kind`: ALREADY, the cheapest value keeps the constraints; REACHED, `value` is the cheapest from which on every
    value tried does; NEVER, no value tried does; UNSTEADY, some do, but not the dearest. `below`: the next value tried
    below `value`, which fails (nan where there is none); `exceptions`: cheaper values that keep them all the same.
    `tried`: a row for each value tried, in order: value, kept, and for constraint i constraint_i, constraint_i_shown,
    constraint_i_kept as in a search; cost, the mean of cost_yuan_per_year where the runs have it.
    """

    goal: Goal
    kind: str
    value: float
    below: float
    exceptions: tuple[float, ...]
    tried: "pd.DataFrame"


def goal_of(
    lever: str, cheapest: float, dearest: float, step: float, constraints: Sequence[str], *, seeds: int, base: Base
) -> Goal:
    """Return what is sought; Problems, all at once.

    `lever`: an address; of a list of numbers the values are common factors on the base plan's. `cheapest` may be
    larger than `dearest`; `step` is above 0, and the dearest value is tried even where the steps miss it.
    """
    address = find(lever)
    problems = [] if address else [unknown(lever, "goal")]
    numbers = {"cheapest": cheapest, "dearest": dearest, "step": step}
    problems += [f"{name} is {value!r}; allowed: a number" for name, value in numbers.items() if not _is_number(value)]
    values: tuple[float, ...] = ()
    if not problems and address:
        values, wrong = _values(address, cheapest, dearest, step)
        problems += wrong or _value_problems(address, values, base)
    kept: list[Constraint] = []
    try:
        kept = constraints_of(constraints)
    except Problems as found:
        problems += found.lines
    if not constraints:
        problems.append("a goal needs at least one constraint, for example P(township_vacancy <= 0.10) >= 0.9")
    if not isinstance(seeds, int) or isinstance(seeds, bool) or seeds < 1:
        problems.append(f"seeds is {seeds!r}; allowed: a whole number from 1")
    elif not problems:
        problems += seed_problems(kept, seeds)
    if problems or address is None:
        raise Problems(problems)
    return Goal(address, values, tuple(kept), seeds)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def _values(address: Address, cheapest: float, dearest: float, step: float) -> tuple[tuple[float, ...], list[str]]:
    """Return the grid, both ends among it, and what is wrong with it."""
    if address.is_switch:
        return (), [f"{address.name} is on or off; allowed: a number; compare the two as policies"]
    if step <= 0 or cheapest == dearest:
        return (), [
            f"the goal goes from {cheapest:g} to {dearest:g} by {step:g}; allowed: two ends, and a step above 0"
        ]
    count = abs(dearest - cheapest) / step
    if count > MOST_VALUES:
        return (), [f"the goal has {count:,.0f} steps; allowed: up to {MOST_VALUES:,}; take a larger step"]
    way = step if dearest > cheapest else -step
    inner = [tidy(cheapest + number * way) for number in range(int(count * (1 + 1e-12)) + 1)]
    return tuple(dict.fromkeys([*map(float, inner), float(dearest)])), []


def _value_problems(address: Address, values: Sequence[float], base: Base) -> list[str]:
    """Say which ends of the grid leave the lever's bounds."""
    if not address.is_list:
        return [line for end in (values[0], values[-1]) for line in address.problems(end)]
    own = address.value_in(base)
    if not any(own):  # type: ignore[arg-type]
        return [f"{address.name} is all 0 in the base plan, and so under every factor; name one of its elements"]
    found = []
    for end in (values[0], values[-1]):
        lines = address.problems(_scaled(own, end))
        found += [f"with the factor {end:g} {line}" for line in lines]
    return found


def _scaled(own: Any, factor: float) -> tuple[float, ...]:
    return tuple(tidy(each * factor) for each in own)


def point_at(goal: Goal, value: float, base: Base) -> Point:
    """Return the point at a value of the goal's lever."""
    own: Value = _scaled(goal.lever.value_in(base), value) if goal.is_factor else value
    return point({goal.lever: own}, base)


# -- the way to the answer ---------------------------------------------------------------------------------------------


def goal_seek(goal: Goal, evaluate: Evaluate, base: Base, at_once: int = 3) -> Answer:
    """Return the cheapest value that keeps the constraints, or why there is none.

    `evaluate`: runs points on the same seeds each time; `at_once`: how many values are asked for together.
    """
    tried: dict[int, dict[str, Any]] = {}
    last = len(goal.values) - 1
    asked = sorted({round(last * part / (SCAN - 1)) for part in range(SCAN)})
    while asked:
        tried |= _try(goal, asked, evaluate, base)
        asked = _next(tried, last, max(1, at_once))
    return _answer(goal, tried)


def _next(tried: Mapping[int, Mapping[str, Any]], last: int, at_once: int) -> list[int]:
    """Return which values to try next, none when the answer stands."""
    first = _first(tried)
    if first is None:
        return []
    below = max((each for each in tried if each < first), default=-1)
    if first > 0 and first - below > 1:
        inside = np.linspace(below, first, min(at_once, first - below - 1) + 2)[1:-1]
        return sorted({min(first - 1, max(below + 1, round(each))) for each in inside})
    beside = (below - 2, below - 1, first + 1, first + 2)
    return [each for each in beside if 0 <= each <= last and each not in tried]


def _first(tried: Mapping[int, Mapping[str, Any]]) -> int | None:
    """Return the cheapest value from which on every value tried keeps the constraints, None if the dearest fails."""
    found = None
    for place in sorted(tried, reverse=True):
        if not tried[place]["kept"]:
            break
        found = place
    return found


def _try(goal: Goal, places: Sequence[int], evaluate: Evaluate, base: Base) -> dict[int, dict[str, Any]]:
    """Run values and return what became of each."""
    runs = evaluate([point_at(goal, goal.values[place], base) for place in places])
    found = {}
    for number, place in enumerate(places):
        own = runs[runs["point"] == number]
        row: dict[str, Any] = {"value": goal.values[place], "kept": True}
        for i, each in enumerate(goal.constraints, 1):
            values = own[each.condition.measure.name].to_numpy(float)
            missing = np.full(max(0, goal.seeds - len(values)), np.nan)
            judged = verdict(each, np.concatenate([values, missing]))
            row |= {f"constraint_{i}": judged.seen, f"constraint_{i}_shown": judged.shown}
            row[f"constraint_{i}_kept"] = judged.is_kept
            row["kept"] = row["kept"] and judged.is_kept
        row["cost"] = float(own[COST].mean()) if COST in own else float("nan")
        found[place] = row
    return found


def _answer(goal: Goal, tried: Mapping[int, Mapping[str, Any]]) -> Answer:
    import pandas as pd

    return answer_of(goal, pd.DataFrame([tried[place] for place in sorted(tried)]))


def answer_of(goal: Goal, table: "pd.DataFrame") -> Answer:
    """Return what became of a goal; `table`: what was tried, as `Answer.tried` holds it."""
    tried = {goal.values.index(row["value"]): row for row in table.to_dict("records")}
    places = sorted(tried)
    first, nan = _first(tried), float("nan")
    kept = [place for place in places if tried[place]["kept"]]
    if first is None:
        held = tuple(goal.values[place] for place in kept)
        return Answer(goal, UNSTEADY if kept else NEVER, nan, nan, held, table)
    below = max((place for place in places if place < first), default=None)
    exceptions = tuple(goal.values[place] for place in kept if place < first)
    kind = ALREADY if first == 0 else REACHED
    lower = nan if below is None else goal.values[below]
    return Answer(goal, kind, goal.values[first], lower, exceptions, table)
