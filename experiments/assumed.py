"""Would other assumptions overturn the order? The best remedies under many sets of assumptions, all moved at once.

Every behavioural assumption is multiplied by a factor between one half and two, drawn by a Latin hypercube (McKay and
others 1979), so that few runs cover many assumptions. One set of assumptions is one seed and all remedies, so a
difference between two remedies is theirs and the assumptions'.
"""

import math
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.parts import read_table, write_table
from experiments.plan import RunPlan
from experiments.schema import SETTING
from sim.measures import Measure
from sim.measures.declared import MORE_IS_BETTER
from sim.parameters import Declaration, Value
from sim.setting import assumptions

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

OPENING: Final = ("association", "origins", "seating")
"""Groups that describe the opening stock: data to be replaced by a planner's own, not behaviour."""
FILE: Final = "assumptions.parquet"
SETS: Final = 100
"""Sets of assumptions tried for a scorecard."""
TOP: Final = 5
"""How many of the best remedies are tried under other assumptions."""
LEVEL: Final = 0.05
_SPAN: Final = 2.0
"""Factor between the middle and either end of what is tried."""


@dataclass(frozen=True)
class Overturner:
    """An assumption on which the order of two remedies depends.

    `slope`: change of the better one's lead, in units of the measure, for each doubling of the assumption;
    `factor`: of the value as assumed at which the lead is expected to be gone, nan beyond a half and two.
    """

    assumption: str
    slope: float
    factor: float


@dataclass(frozen=True)
class Order:
    """Two neighbours in the ranking: in what share of the sets of assumptions their order holds, what bears on it."""

    better: str
    worse: str
    measure: Measure
    holds: float
    sets: int
    overturners: tuple[Overturner, ...]


def behavioural() -> list[Declaration]:
    """Return the assumptions about behaviour that have a size which can be halved and doubled."""
    return [
        each
        for each in assumptions().values()
        if each.name.split(".")[0] not in OPENING and not isinstance(each.default, bool) and np.any(each.default)
    ]


def factors(number: int, seed: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return log2 of the factors, between -1 and 1: (number of sets, number of assumptions)."""
    from scipy.stats import qmc

    sample = qmc.LatinHypercube(len(behavioural()), rng=np.random.default_rng(seed)).random(number)
    return np.asarray(2.0 * sample - 1.0) * math.log2(_SPAN)


def moved(declaration: Declaration, value: Value, log2_factor: float) -> Value:
    """Return an assumption's value times a factor, inside its bounds; a list is moved as one."""
    if isinstance(value, tuple):
        return tuple(float(moved(declaration, each, log2_factor)) for each in value)
    return float(min(declaration.high, max(declaration.low, value * 2.0**log2_factor)))


def with_assumptions(plan: RunPlan, row: Sequence[float]) -> RunPlan:
    """Return the plan with every behavioural assumption multiplied; `row`: log2 of the factors."""
    values = {}
    for each, log2_factor in zip(behavioural(), row, strict=True):
        name = f"{SETTING}.{each.name}"
        values[name] = moved(each, plan.value(name), log2_factor)
    return plan.with_values(values)


_plans: tuple[RunPlan, ...] = ()


def _begin(plans: tuple[RunPlan, ...]) -> None:
    global _plans
    _plans = plans


def _run(task: tuple[int, int, Sequence[float]]) -> dict[str, Any]:
    """Run one plan under one set of assumptions and return its row."""
    from sim.measures import headline
    from sim.model import CadreModel

    index, seed, row = task
    plan = with_assumptions(_plans[index], row)
    model = CadreModel(plan.city, plan.policy, plan.setting, off=plan.off, rng=seed)
    model.run_for(plan.months)
    return {"policy": plan.name, "seed": seed, **headline(model.results)}


def try_assumptions(
    folder: Path, plans: Sequence[RunPlan], sets: int, seed: int, workers: int, console: "Console"
) -> "pd.DataFrame":
    """Run the plans under `sets` sets of assumptions, keep one row a run in the study's folder, and return the rows.

    Set k runs under seed + k. Rows that are there already, made by the same code and plans, are taken as they are.
    """
    import pandas as pd
    from rich.progress import track

    moves = factors(sets, seed)
    made_of = _digest([plan.contents for plan in plans], sets, seed)
    file = folder / FILE
    if file.is_file():
        kept = read_table(file)
        if kept.attrs.get("made_of") == made_of:
            return kept
    tasks = [(index, seed + k, tuple(moves[k])) for k in range(sets) for index in range(len(plans))]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=(tuple(plans),)) as pool:
        done = pool.map(_run, tasks, chunksize=4)
        shown = track(done, "assumptions", len(tasks), console=console, transient=True, disable=not console.is_terminal)
        rows = pd.DataFrame(list(shown))
    names = [f"log2 {SETTING}.{each.name}" for each in behavioural()]
    table = rows.merge(pd.DataFrame(moves, columns=names).assign(seed=range(seed, seed + sets)), on="seed")
    table.attrs["made_of"] = made_of
    write_table(file, table)
    return table


def read_assumed(folder: Path) -> "pd.DataFrame | None":
    """Return the rows that `try_assumptions` kept in a study's folder, None if there are none."""
    file = folder / FILE
    return read_table(file) if file.is_file() else None


def _digest(contents: Sequence[str], sets: int, seed: int) -> str:
    return blake2b(f"{contents} {sets} {seed}".encode(), digest_size=16).hexdigest()


def orders(runs: "pd.DataFrame", ranking: Sequence[str], baseline: str, measure: Measure) -> list[Order]:
    """Say of each neighbours in a ranking how far their order depends on assumptions.

    Args:
        runs: rows as `try_assumptions` returns them.
        ranking: policies, best first.
        baseline: the policy that they are compared with (for the first line: does the best one still help?).
        measure: by which they are ranked.
    """
    sign = 1.0 if measure.direction == MORE_IS_BETTER else -1.0
    wide = runs.pivot_table(index="seed", columns="policy", values=measure.name, observed=True)
    moves = runs.drop_duplicates("seed").set_index("seed")[[f"log2 {SETTING}.{each.name}" for each in behavioural()]]
    pairs = [(ranking[0], baseline), *pairwise(ranking)] if ranking else []
    found = []
    for better, worse in pairs:
        lead = (sign * (wide[better] - wide[worse])).dropna()
        x = moves.loc[lead.index].to_numpy(float)
        found.append(
            Order(better, worse, measure, float((lead > 0).mean()), len(lead), _overturners(lead.to_numpy(float), x))
        )
    return found


def _overturners(lead: np.ndarray[Any, Any], x: np.ndarray[Any, Any]) -> tuple[Overturner, ...]:
    """Return the assumptions whose own effect on the lead is told from chance (Holm), the strongest first."""
    from scipy.stats import linregress
    from statsmodels.stats.multitest import multipletests

    if len(lead) < 10 or lead.std() == 0:
        return ()
    fits = [linregress(x[:, k], lead) for k in range(x.shape[1])]
    told = multipletests([fit.pvalue for fit in fits], LEVEL, "holm")[0]
    known = behavioural()
    found = []
    for k in np.flatnonzero(told):
        slope, middle = float(fits[k].slope), float(fits[k].intercept)
        at = -middle / slope
        factor = 2.0**at if abs(at) <= math.log2(_SPAN) else math.nan
        found.append(Overturner(f"{SETTING}.{known[k].name}", slope, factor))
    return tuple(sorted(found, key=lambda each: -abs(each.slope)))
