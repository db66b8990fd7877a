"""The register: every assumption and every lever with value, bounds, unit, source and confidence, and what hangs on it.

What hangs on a number is tried one at a time: everything else stays as the plan has it, and the number goes to half and
to twice its value, inside its bounds; a list of numbers goes as a whole, a switch is turned, and what is 0 goes a tenth
of the way to its upper bound. Bounds themselves say only what is allowed: at a resignation rate of one a year no town
would be left, whatever else is assumed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.addresses import Base, tidy
from experiments.plan import Point, RunPlan
from experiments.schema import declared
from sim.intervals import ENOUGH, paired_difference
from sim.parameters import Declaration, Value, value_problems

if TYPE_CHECKING:
    import pandas as pd

LESS, MORE = 0.5, 2.0
"""Factors by which a number is moved."""
ALIKE: Final = 1e-9
"""Differences are equal that lie no further apart than this share of the largest: sums in another order."""
FROM_NOTHING: Final = 0.1
"""Share of the way from 0 to its bound that a number which is 0 is moved."""
LEVEL: Final = 0.05
"""Share of what is called told apart from chance, of one result, that may be chance."""
MEASURED, PUBLISHED, REPORTED = "measured", "published", "reported"
ON_A_FINDING, ON_PUBLISHED, ASSUMED = "on_a_finding", "on_published", "assumed"
_TOLD: Final = re.compile(r"facts 1\.(?!24\b)|\b00\d_")
"""What the reports say; 1.24 of the facts lists what they do not give."""
_COUNTED: Final = re.compile(r"\bT\d")
_ELSEWHERE: Final = re.compile(r"facts 2\.(?:\d|10)\b")
"""Rules and figures from outside the reports; 2.11 and 2.12 of the facts are gaps, and values proposed for them."""
COLUMNS: Final = (
    "name", "measure", "end", "value", "base", "mean", "low", "high", "seeds", "p", "told",
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A number moved away from what a plan has: `end` is "less" or "more"."""

    name: str
    end: str
    value: Value


def confidence(source: str) -> str:
    """Return what a number rests on, as its source says.

    measured: counted or laid down in the fourteen towns; published: a law, a rule or a figure published elsewhere;
    reported: what the reports tell, without a count; on_a_finding: the reports tell the direction, the number is an
    assumption; on_published: so do rules or figures from elsewhere; assumed: an assumption without a finding behind it.
    """
    if "assum" in source.lower():
        if _TOLD.search(source) or _COUNTED.search(source):
            return ON_A_FINDING
        return ON_PUBLISHED if _ELSEWHERE.search(source) else ASSUMED
    if source.startswith("fourteen towns"):
        return MEASURED
    return REPORTED if _TOLD.search(source) else PUBLISHED


def moves(base: Base, names: Sequence[str] = ()) -> Iterator[Move]:
    """Yield the ends of what is tried of every assumption and lever, or of those that begin like `names`.

    `base`: returns the plan's value of an assumption or a lever.
    """
    for name, each in declared().items():
        if names and not name.startswith(tuple(names)):
            continue
        for end, factor in (("less", LESS), ("more", MORE)):
            value = moved(each, base(name), factor)
            if value is not None and value != base(name) and not value_problems(each, value):
                yield Move(name, end, value)


def moved(each: Declaration, value: Value, factor: float) -> Value | None:
    """Return a value moved by a factor inside its bounds; None where there is no such end."""
    if isinstance(value, bool):
        return not value if (factor > 1) != value else None
    numbers = np.atleast_1d(np.asarray(value, float))
    if not numbers.any():
        if factor < 1:
            return None
        numbers = numbers + FROM_NOTHING * each.high
    # For numbers below 0 the half is the higher one.
    scaled = numbers * np.where(numbers < 0, 1 / factor, factor) if np.asarray(value).any() else numbers
    inside = tuple(tidy(float(number)) for number in np.clip(scaled, each.low, each.high))
    return inside if isinstance(value, tuple | list) else inside[0]


def points(plan: RunPlan, names: Sequence[str] = ()) -> list[Point]:
    """Return the plan as it is and every move alone, as points of a design; moves that a plan refuses are left out."""
    found = [Point(1, {})]
    for move in moves(plan.value, names):
        point = Point(len(found) + 1, {move.name: move.value})
        try:
            refused = plan.at(point).problems()
        except ValueError:  # groups that refuse values together
            continue
        if not refused:
            found.append(point)
    return found


def swings(runs: "pd.DataFrame", plan: RunPlan, tried: Sequence[Point], measures: Sequence[str]) -> "pd.DataFrame":
    """Return what every move does to every result: paired differences from the plan as it is, on shared seeds.

    Args:
        runs: a row for each run, with columns plan, seed and the results.
        plan: the plan that is moved.
        tried: the points, the plan as it is first.
        measures: the results.

    Returns:
        COLUMNS, a row for each result and move: `end` less or more; `value` that was tried (text); `base`, the result's
        mean as it is; `mean` difference with its 95 percent t band; `seeds` that both have; `p` of a paired t test, and
        whether that is told apart from chance, all moves of the result considered (Benjamini and Hochberg 1995).
    """
    import pandas as pd
    from statsmodels.stats.multitest import multipletests

    by_plan = {contents: own.set_index("seed") for contents, own in runs.groupby("plan", observed=True)}
    first = by_plan[plan.at(tried[0]).contents]
    rows = []
    for point in tried[1:]:
        own = by_plan.get(plan.at(point).contents)
        if own is not None:
            ((name, value),) = point.values.items()
            shared = sorted(set(own.index) & set(first.index))
            rows += [
                {"name": name, "end": end_of(plan.value(name), value), "value": written(value)}
                | _swing(measure, own.loc[shared, measure].to_numpy(float), first.loc[shared, measure].to_numpy(float))
                for measure in measures
            ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    for _, own in found.groupby("measure"):
        known = own[own["p"].notna()]
        if len(known):
            found.loc[known.index, "told"] = multipletests(known["p"], LEVEL, "fdr_bh")[0]
    return found


def end_of(base: Value, value: Value) -> str:
    """Return whether a value is "more" or "less" than what it is in the plan."""
    return "more" if np.sum(value) > np.sum(base) else "less"


def _swing(measure: str, own: Any, first: Any) -> dict[str, Any]:
    difference = paired_difference(own, first)
    known = ~np.isnan(own - first)
    deltas = (own - first)[known]
    return {
        "measure": measure, "base": float(first[known].mean()) if known.any() else np.nan, "mean": difference.mean,
        "low": difference.low, "high": difference.high, "seeds": int(known.sum()), "p": _p(deltas), "told": False,
    }  # fmt: skip


def _p(deltas: Any) -> float:
    """Return the p value of a paired t test; 1 where nothing moves at all, nan with too few pairs for an interval.

    Where all differences are equal a t test knows no chance: then of the exact sign test.
    """
    from scipy.stats import ttest_1samp

    if len(deltas) < ENOUGH:
        return np.nan
    if not deltas.any():
        return 1.0
    if np.ptp(deltas) <= ALIKE * np.abs(deltas).max():
        return float(2.0 ** (1 - len(deltas)))
    return float(ttest_1samp(deltas, 0.0).pvalue)


def written(value: Value) -> str:
    """Return a value as text: a list by its numbers, a switch as yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return " / ".join(written(each) for each in value)
    return f"{value:.6g}"
