"""Replicate until precise: add seeds until every band asked for is narrow enough, or the budget ends."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.asked import Asked, with_seeds
from experiments.carry_out import Call, CarriedOut, carry_out, what_became
from experiments.choices import nearest
from experiments.launch import Engine
from experiments.precision import Wish, next_count, told
from experiments.problems import Problems
from experiments.wording import LANGUAGES
from sim.measures import MEASURES

if TYPE_CHECKING:
    from rich.console import Console

LEAST_SEEDS = 10
"""No band of fewer runs decides whether there are enough."""


def wishes_of(config: Mapping[str, Any]) -> list[Wish]:
    """Return how narrow bands shall be; Problems, all at once, if that cannot be."""
    found, wishes = [], []
    for name, half in config["precision"].items():
        if name not in MEASURES:
            found.append(f"precision names {name!r}, which is no result.{nearest(name, MEASURES)} There are: "
                         f"{', '.join(MEASURES)}")  # fmt: skip
        elif isinstance(half, bool) or not isinstance(half, int | float) or not half > 0:
            found.append(f"precision.{name} is {half!r}; allowed: half the width of the band, a number above 0")
        else:
            wishes.append(Wish(name, float(half)))
    for name, least in (("most_seeds", 2), ("most_minutes", 0)):
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
    config, began = call.config, perf_counter()
    while True:
        done = carry_out(call, asked, engine, console, chosen)
        for line in what_became(done, config["language"]):
            console.print(line, markup=False, highlight=False)
        if not wishes or done.exit_code:
            return done
        values = _values(done, wishes)
        elapsed = perf_counter() - began
        over = 0 < 60 * config["most_minutes"] <= elapsed
        wanted = 0 if over else next_count(values, wishes, least=LEAST_SEEDS, most=config["most_seeds"])
        if wanted <= len(asked.seeds):
            seconds = done.outcome.seconds_a_run * len(asked.cases) / max(1, engine.workers)
            for line in told(values, wishes, seconds_a_seed=seconds):
                for each in LANGUAGES:
                    if config["language"] in {each, "both"}:
                        console.print(line.text(each), markup=False, highlight=False)
            return done
        seeds = list(asked.seeds)
        asked = with_seeds(asked, [*seeds, *range(seeds[-1] + 1, seeds[-1] + 1 + wanted - len(seeds))])


def _values(done: CarriedOut, wishes: Sequence[Wish]) -> dict[tuple[str, str], "np.ndarray[Any, Any]"]:
    """Return what bands are of, by result and case: differences from the first case, or the values of the only one."""
    from experiments.study import Study

    runs = Study(done.folder).runs()
    runs = runs[runs["seed"].isin(done.asked.seeds)]
    contents = [each for each in done.asked.cases if each in set(runs["plan"])]
    by_case = {each: part.set_index("seed").sort_index() for each, part in runs.groupby("plan", observed=True)}
    first = by_case[contents[0]]
    found = {}
    for wish in wishes:
        if len(contents) == 1:
            found[wish.measure, ""] = first[wish.measure].to_numpy(float)
        for each in contents[1:]:
            case = by_case[each]
            point = int(case["point"].iloc[0])
            label = f"{case['policy'].iloc[0]}" + (f", point {point}" if point else "")
            found[wish.measure, label] = (case[wish.measure] - first[wish.measure]).dropna().to_numpy(float)
    return found
