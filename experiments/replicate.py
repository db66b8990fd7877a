"""Replicate until precise: add seeds until every band asked for is narrow enough, or the budget ends."""

import math
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from experiments import precision
from experiments.asked import Asked, with_seeds
from experiments.carry_out import Call, CarriedOut, carry_out_aloud
from experiments.engine import Engine
from experiments.launch import processes_kept
from experiments.precision import LEAST, Known, Wish, known, next_count
from experiments.precision_told import outcome
from experiments.problems import Problems
from experiments.sentences import Label
from experiments.wording import LANGUAGES

if TYPE_CHECKING:
    import numpy as np
    from rich.console import Console


def wishes_of(config: Mapping[str, Any]) -> list[Wish]:
    """Return how narrow bands shall be; Problems, all at once, if that or the budget cannot be."""
    found: list[str] = []
    wishes: list[Wish] = []
    try:
        wishes = precision.wishes_of(config["precision"])
    except Problems as problem:
        found += problem.lines
    for name, least in (("most_seeds", LEAST), ("most_minutes", 0)):
        value = config[name]
        if value < least:
            found.append(f"{name} is {value!r}; allowed: a number from {least}")
    if found:
        raise Problems(found)
    return wishes


def carry_out_precisely(
    call: Call, asked: Asked, engine: Engine, console: "Console", chosen: Sequence[str], wishes: Sequence[Wish]
) -> CarriedOut:
    """Carry a study out; while some band is too wide and the budget lasts, add seeds. Say what became of it."""
    with processes_kept():
        return _until_precise(call, asked, engine, console, chosen, wishes)


def _until_precise(
    call: Call, asked: Asked, engine: Engine, console: "Console", chosen: Sequence[str], wishes: Sequence[Wish]
) -> CarriedOut:
    config, began = call.config, perf_counter()
    while True:
        done = carry_out_aloud(call, asked, engine, console, chosen)
        if not wishes or done.exit_code:
            return done
        values, labels = _values(done, wishes)
        most = config["most_seeds"]
        if 0 < 60 * config["most_minutes"] <= perf_counter() - began:
            most = len(asked.seeds)
        wanted = next_count(values, wishes, most=most)
        if wanted <= len(asked.seeds):
            _tell(done, known(values, wishes), labels, most, engine, console, config["language"])
            return done
        seeds = list(asked.seeds)
        asked = with_seeds(asked, [*seeds, *range(seeds[-1] + 1, seeds[-1] + 1 + wanted - len(seeds))])


def _tell(
    done: CarriedOut, found: Sequence[Known], labels: Mapping[str, Label], most: int, engine: Engine,
    console: "Console", language: str,
) -> None:  # fmt: skip
    """Say how narrow the bands have become, and what it would cost to halve them."""
    seconds = done.outcome.seconds_a_run / engine.workers or math.nan  # nothing was run now: nobody knows
    cases = len(done.asked.cases)
    lines = outcome(found, labels, most=most, runs_per_seed=cases, seconds_per_run=seconds, differences=cases > 1)
    for each in LANGUAGES:
        if language in {each, "both"}:
            for line in lines:
                console.print(line.text(each), markup=False, highlight=False)


def _values(
    done: CarriedOut, wishes: Sequence[Wish]
) -> tuple[dict[tuple[str, str], "np.ndarray[Any, Any]"], dict[str, Label]]:
    """Return what bands are of, by result and case: differences from the first case, or the values of the only one.

    Also what each case is called.
    """
    from experiments.study import Study

    asked = done.asked
    runs = Study(done.folder).runs()
    runs = runs[runs["seed"].isin(asked.seeds)]
    by_case = {each: part.set_index("seed").sort_index() for each, part in runs.groupby("plan", observed=True)}
    contents = [each for each in asked.cases if each in by_case]
    first, rest = by_case[contents[0]], contents[1:]
    values, labels = {}, {}
    for each in rest or contents:
        index, place = asked.cases[each]
        plan, number = asked.plans[index], asked.points[place].number
        point = (f", point {number}", f",设计点 {number}") if number else ("", "")
        labels[each] = Label(plan.label_en + point[0], plan.label_zh + point[1])
        for wish in wishes:
            own = by_case[each][wish.measure]
            values[wish.measure, each] = (own - first[wish.measure] if rest else own).dropna().to_numpy(float)
    return values, labels
