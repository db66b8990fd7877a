"""Two uncertainties kept apart: what assumptions and what chance do to the difference between two policies.

Every set of assumptions runs on the same seeds, so the differences form a table without repetitions, sets by seeds:

    difference = mean + set + seed + rest        (all but the mean random; two-way analysis of variance)

Mean squares give the variances (Searle, Casella and McCulloch 1992, chapter 4). What the mean over seeds still owes to
chance is taken off the spread between sets: without that, few seeds would look like doubtful assumptions. Since the
sets share their seeds, it is the rest that is taken off, not all that differs within a set.

A spread that is small beside chance is poorly known, and often estimated as 0, which it need not be. The whole band
therefore keeps room for one standard error of that variance at least. In simulations (5 to 200 sets, 5 to 30 seeds) it
then holds 95 of 100 differences or more; without, only 85 where the spread is small (tests/statistics).
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import fdtrc, stdtrit

from sim.intervals import ENOUGH, mean_interval

Floats = np.ndarray[Any, np.dtype[np.float64]]
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Components:
    """What is known of a mean difference from sets of assumptions and seeds.

    `mean`: over all; `of_sets`, `of_seeds`, `of_rest`: variances of the three parts of one run; `half_chance`: half the
    width of the band that chance alone leaves, `half_total`: of the whole band, both nan with too few sets or seeds;
    `share_of_sets`: of the variance of the mean under one set that assumptions make up, as estimated (the band itself
    may keep more room for them); `p`: chance to see sets differ so much if they did not; `sets`, `seeds`: how many;
    `positive`, `negative`, `zero`: sets whose mean has that sign; `told`: sets whose own 95 % t interval, each taken
    alone, has the sign of the mean and leaves out zero.
    """

    mean: float
    of_sets: float
    of_seeds: float
    of_rest: float
    half_chance: float
    half_total: float
    share_of_sets: float
    p: float
    sets: int
    seeds: int
    positive: int
    negative: int
    zero: int
    told: int

    @property
    def band(self) -> tuple[float, float]:
        """Return the whole band."""
        return self.mean - self.half_total, self.mean + self.half_total

    @property
    def chance_band(self) -> tuple[float, float]:
        """Return the band that is left if assumptions were as certain as their mean."""
        return self.mean - self.half_chance, self.mean + self.half_chance

    @property
    def holds(self) -> int:
        """Return in how many sets the difference has the sign of the mean."""
        return self.zero if self.mean == 0 else self.positive if self.mean > 0 else self.negative


def components(differences: Floats) -> Components:
    """Return the two uncertainties of differences (sets, seeds).

    The whole band is for the mean difference under a set of assumptions of which it is only known that it is like
    these: its variance is that between sets (once for the set, and as the mean over sets is known), no less than its
    own standard error, and the chance left in the mean. Degrees of freedom are Satterthwaite's (1946). ValueError for a
    table that is empty or has gaps.
    """
    table = np.asarray(differences, float)
    if table.ndim != 2 or not table.size or np.isnan(table).any():
        raise ValueError(f"differences have shape {table.shape}; needed are sets by seeds, without gaps")
    sets, seeds = table.shape
    by_set, by_seed, mean = table.mean(axis=1), table.mean(axis=0), float(table.mean())
    if sets < 2 or seeds < 2:
        nan = math.nan
        return Components(mean, nan, nan, nan, nan, nan, nan, nan, sets, seeds, *_signs(table, mean))
    rest = table - by_set[:, None] - by_seed[None, :] + mean
    ms_sets = seeds * float(((by_set - mean) ** 2).sum()) / (sets - 1)
    ms_seeds = sets * float(((by_seed - mean) ** 2).sum()) / (seeds - 1)
    ms_rest = float((rest**2).sum()) / ((sets - 1) * (seeds - 1))
    of_sets, of_seeds = max(0.0, (ms_sets - ms_rest) / seeds), max(0.0, (ms_seeds - ms_rest) / sets)
    # Chance in the mean: seeds, which all sets share, and the rest.
    chance = of_seeds / seeds + ms_rest / (sets * seeds)
    between = of_sets * (1 + 1 / sets)
    half_chance, half_total = math.nan, math.nan
    if min(sets, seeds) >= ENOUGH:
        half_chance = _t(seeds - 1) * math.sqrt(chance)
        error = math.sqrt(2 * (ms_sets**2 + ms_rest**2 / (seeds - 1)) / (sets - 1)) / seeds  # of `of_sets`
        total = max(of_sets, error) * (1 + 1 / sets) + chance
        by_sets, by_rest = ((1 + 1 / sets) / seeds * each if between else 0.0 for each in (ms_sets, ms_rest))
        doubt = (by_sets**2 + by_rest**2 / (seeds - 1)) / (sets - 1) + chance**2 / (seeds - 1)
        half_total = _t(max(1.0, total**2 / doubt) if doubt > 0 else seeds - 1) * math.sqrt(total)
    share = between / (between + chance) if between + chance > 0 else 0.0
    p = float(fdtrc(sets - 1, (sets - 1) * (seeds - 1), ms_sets / ms_rest)) if ms_rest > 0 else float(ms_sets == 0)
    return Components(
        mean, of_sets, of_seeds, ms_rest, half_chance, half_total, share, p, sets, seeds, *_signs(table, mean)
    )


def _signs(table: Floats, mean: float) -> tuple[int, int, int, int]:
    """Return how many sets have a positive, a negative and no mean, and how many are told from zero with its sign."""
    by_set = table.mean(axis=1)
    lows = [mean_interval(np.sign(mean) * row, LEVEL)[1] for row in table]
    told = sum(low > 0 for low in lows)
    return int((by_set > 0).sum()), int((by_set < 0).sum()), int((by_set == 0).sum()), told


def _t(degrees: float) -> float:
    return float(stdtrit(degrees, 0.5 + LEVEL / 2))
