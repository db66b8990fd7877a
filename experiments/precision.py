"""Replicate until precise: whether the runs so far are enough, and to how many to go if they are not.

A wish is a half width of the 95 percent t interval of a mean: of paired differences, or of plain values. The rule
looks first at `least` runs. While an interval is too wide, it goes to the number of runs that the spread seen so far
asks for, a tenth added, but to no more than twice the runs there are, and to at least a tenth more; then it looks
again. It ends when every interval is as narrow as wished, or the budget does.

A sequential rule stops more readily where the spread happens to look small, so that the last interval covers a little
less often than 95 percent (Chow and Robbins 1965 show that the loss vanishes as intervals narrow; Singham and Schruben
2012 how large it is before). What keeps it small here: a least number that allows no judgement on three runs, and few
looks, far apart; the growth cap keeps a first bad guess of the spread from spending the budget. A rule that looks after
every run (as in Hoad, Robinson and Davies 2010, who guard it by looking ahead) loses more. Measured, wherever the wish
lies (tests/experiments/test_precision.py): 93.5 to 95 percent for normal values, 94 to 95 for tails as heavy as those
of Student's t with 5 degrees of freedom, 86 to 94 for values as skew as exponential ones, for which the t interval of
ten runs covers no more than 90 by itself.

Chow, Robbins (1965), Annals of Mathematical Statistics 36:457; Singham, Schruben (2012), INFORMS Journal on Computing
24:624; Hoad, Robinson, Davies (2010), Journal of the Operational Research Society 61:1632.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from experiments.choices import nearest
from experiments.problems import Problems
from sim.intervals import ENOUGH, MOST
from sim.measures import MEASURES, Measure

Floats = np.ndarray[Any, np.dtype[np.float64]]
Values = Mapping[tuple[str, str], Floats]
"""By (measure, policy): (runs,) one value a run, in the order of the seeds; nan where a run has none."""
LEAST: Final = 10
"""Runs before the first look."""
GROWTH: Final = 2.0
"""At most so many times the runs there are before the next look."""
STEP: Final = 1.1
"""At least so many times; and what is added to the number that the spread asks for."""
LEVEL: Final = 0.95
_SHARE: Final = "share"


@dataclass(frozen=True)
class Wish:
    """The half width that the interval of a measure shall have under every policy, in the measure's unit."""

    measure: str
    half_width: float


@dataclass(frozen=True)
class Known:
    """How precisely a measure is known under a policy.

    `runs`: values there are; `half_width`: of their interval, nan with fewer than 5; `needed`: runs that would
    make it as narrow as wished, as far as the spread seen so far tells; `to_halve`: runs that would halve it.
    """

    measure: Measure
    policy: str
    runs: int
    half_width: float
    wished: float
    needed: int
    to_halve: int

    @property
    def is_reached(self) -> bool:
        """Whether the interval is as narrow as wished."""
        return self.half_width <= self.wished

    @property
    def has_values(self) -> bool:
        """Whether any run has a value; without one no number of runs is enough."""
        return self.runs > 0


def wishes_of(asked: Mapping[str, Any]) -> list[Wish]:
    """Return the wishes that a configuration states, measure -> half width; Problems, all at once."""
    problems = []
    for name, half_width in asked.items():
        measure = MEASURES.get(name)
        if measure is None:
            problems.append(f"precision names {name!r}, which is no result.{nearest(str(name), MEASURES)}")
            continue
        most = 1.0 if measure.unit == _SHARE else math.inf
        is_number = isinstance(half_width, int | float) and not isinstance(half_width, bool)
        if not is_number or not 0 < half_width < most:
            unit = "a share between 0 and 1; 0.01 is one point" if most == 1 else f"above 0, in {measure.unit}"
            problems.append(f"precision of {name} is {half_width!r}; allowed: half the width of the interval, {unit}")
    if problems:
        raise Problems(problems)
    return [Wish(name, float(half_width)) for name, half_width in asked.items()]


def next_count(values: Values, wishes: Sequence[Wish], *, least: int = LEAST, most: int) -> int:
    """Return to how many runs of each policy to go next; 0 when the runs are enough or the budget has ended.

    `most`: the budget, in runs of each policy. Which of the two it was, `known` tells. A measure that no run has a
    value of does not count: more runs would not help.
    """
    runs = max((len(each) for each in values.values()), default=0)
    asked = [min(least, most)] if runs < least else []
    for wish, _, own in _wished(values, wishes):
        seen = own[~np.isnan(own)]
        if runs >= least and len(seen) and not half_width(len(seen), _sd(seen)) <= wish.half_width:
            more = float(next_look(len(seen), _sd(seen), wish.half_width)) / len(seen)
            asked.append(math.ceil(runs * more))
    following = min(max(asked, default=0), most)
    return following if following > runs else 0


def next_look(runs: Any, sd: Any, wished: Any) -> Floats:
    """Return at how many runs to look next; arrays, or single numbers.

    `runs`: those there are; `sd`: of their values, nan with one alone; `wished`: half width, not yet reached.
    """
    asked = np.ceil(STEP * runs_for(sd, wished))
    return np.asarray(np.clip(asked, np.ceil(STEP * np.asarray(runs)), np.floor(GROWTH * np.asarray(runs))), float)


def half_width(runs: Any, sd: Any) -> Floats:
    """Return half the width of t intervals, nan with fewer than 5 runs; arrays, or single numbers."""
    from scipy.special import stdtrit

    count = np.asarray(runs, float)
    width = stdtrit(np.maximum(count, 2.0) - 1.0, 0.5 + LEVEL / 2) * np.asarray(sd, float) / np.sqrt(count)
    return np.where(count >= ENOUGH, width, np.nan)


def runs_for(sd: Any, wished: Any) -> Floats:
    """Return the least number of runs whose interval is no wider than wished, a million at most; arrays, or numbers."""
    sd, wished = np.broadcast_arrays(np.asarray(sd, float), np.asarray(wished, float))
    low, high = np.full(sd.shape, ENOUGH - 1.0), np.full(sd.shape, float(MOST))
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = half_width(np.maximum(middle, ENOUGH), sd) <= wished
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def known(values: Values, wishes: Sequence[Wish]) -> list[Known]:
    """Return how precisely every wished measure is known, policy by policy."""
    found = []
    for wish, policy, own in _wished(values, wishes):
        seen = own[~np.isnan(own)]
        sd, runs = _sd(seen), len(seen)
        width = float(half_width(runs, sd)) if runs else math.nan
        needed, half = (int(runs_for(sd, each)) if width > 0 else runs for each in (wish.half_width, width / 2))
        found.append(Known(MEASURES[wish.measure], policy, runs, width, wish.half_width, needed, half))
    return found


def _wished(values: Values, wishes: Sequence[Wish]) -> list[tuple[Wish, str, Floats]]:
    """Return each wish with each policy that it is about; ValueError where there is none."""
    found = []
    for wish in wishes:
        own = [(wish, key[1], np.asarray(each, float)) for key, each in values.items() if key[0] == wish.measure]
        if not own:
            raise ValueError(f"no values of {wish.measure} are given; given are {sorted({key[0] for key in values})}")
        found += own
    return found


def _sd(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan
