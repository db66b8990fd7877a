"""The scorecard: many remedies, each alone against the baseline, ranked with bands that hold for all at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from sim.intervals import mean_interval, ratio_interval
from sim.measures import MEASURES, Measure
from sim.measures.declared import MORE_IS_BETTER, MORE_IS_WORSE

if TYPE_CHECKING:
    import pandas as pd

MANY: Final = 6
"""With more policies than this beside the baseline a comparison is told as a scorecard."""
RETENTION: Final = ("township_retention_10y", "township_retention_5y")
"""Retention by the length that a run allows."""
OUTCOMES: Final = ("township_vacancy", "township_effective_vacancy", "wish_to_leave_township")
PRICE: Final = Measure(
    "cost_per_cadre_year", "Cost of a township cadre-year gained", "每增加一个乡镇人年的支出",
    "yuan a year", MORE_IS_WORSE,
    "Extra cost over extra township cadre-years; nothing where the remedy does not surely add any.",
    "新增支出与新增乡镇人年之比;若对策并未明确增加人年则不计。", 0,
)  # fmt: skip
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Score:
    """One remedy's effect on one measure. `low`, `high`: at LEVEL for all remedies of the scorecard together.

    `rank`: 1 for the best; `rank_low`, `rank_high`: the ranks that paired differences between remedies leave open,
    at LEVEL for all pairs together. Unranked (0) where the effect is not known.
    """

    policy: str
    measure: Measure
    mean: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int

    @property
    def is_known(self) -> bool:
        """Whether there is an effect to speak of."""
        return not math.isnan(self.mean)

    @property
    def told_apart(self) -> bool:
        """Whether the band leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def is_good(self) -> bool:
        """Whether the band lies wholly on the better side."""
        return self.told_apart and (self.mean > 0) == (self.measure.direction == MORE_IS_BETTER)


def scored_measures(runs: "pd.DataFrame") -> list[Measure]:
    """Return the measures of a scorecard: retention as far as the runs reach, vacancy, the wish to leave, the price."""
    reached = [name for name in RETENTION if runs[name].notna().any()]
    return [MEASURES[name] for name in (*reached[:1], *OUTCOMES)] + [PRICE]


def scorecard(runs: "pd.DataFrame", policies: Sequence[str]) -> list[Score]:
    """Return the scores of every policy after the first, in the order of the first measure's ranks.

    `runs`: a row for each run with columns policy, seed and the measures; pairs are runs on one seed.
    """
    wide = {name: part.set_index("seed").sort_index() for name, part in runs.groupby("policy", observed=True)}
    first, others = wide[policies[0]], [name for name in policies[1:] if name in wide]
    shared = {name: wide[name].index.intersection(first.index) for name in others}
    found: list[Score] = []
    for measure in scored_measures(runs):
        if measure is PRICE:
            found += _prices(wide, first, shared)
            continue
        column = measure.name
        apart = {name: (wide[name][column] - first[column]).reindex(seeds) for name, seeds in shared.items()}
        found += _ranked(measure, apart)
    order = {each.policy: each.rank or len(others) + 1 for each in reversed(found) if each.measure is found[0].measure}
    return sorted(found, key=lambda each: order[each.policy]) if found else []


def _ranked(measure: Measure, apart: "dict[str, pd.Series]") -> list[Score]:
    """Rank policies by their paired differences from the baseline."""
    level = 1.0 - (1.0 - LEVEL) / max(1, len(apart))
    bands = {name: mean_interval(each.to_numpy(float), level) for name, each in apart.items()}
    sign = -1.0 if measure.direction == MORE_IS_BETTER else 1.0
    known = sorted((name for name in bands if not math.isnan(bands[name][0])), key=lambda name: sign * bands[name][0])
    beaten_by, beats = _surely_better(apart, known, sign)
    scores = []
    for name in apart:
        mean, low, high = bands[name]
        rank = known.index(name) + 1 if name in known else 0
        best, worst = (1 + beaten_by[name], len(known) - beats[name]) if rank else (0, 0)
        scores.append(Score(name, measure, mean, low, high, rank, best, worst))
    return scores


def _surely_better(
    apart: "dict[str, pd.Series]", known: Sequence[str], sign: float
) -> tuple[dict[str, int], dict[str, int]]:
    """Count by how many others each is surely beaten, and how many it surely beats; `known`: best first."""
    beaten_by, beats = dict.fromkeys(known, 0), dict.fromkeys(known, 0)
    pairs = list(combinations(known, 2))
    level = 1.0 - (1.0 - LEVEL) / max(1, len(pairs))
    for better, worse in pairs:
        difference = sign * (apart[worse] - apart[better]).to_numpy(float)
        if mean_interval(difference, level)[1] > 0:
            beaten_by[worse] += 1
            beats[better] += 1
    return beaten_by, beats


def _prices(wide: "dict[str, pd.DataFrame]", first: "pd.DataFrame", shared: "dict[str, pd.Index]") -> list[Score]:
    """Return what a township cadre-year costs under each policy, cheapest first in rank; nan where none is gained."""
    level = 1.0 - (1.0 - LEVEL) / max(1, len(shared))
    found = {}
    for name, seeds in shared.items():
        more = {
            column: (wide[name][column] - first[column]).reindex(seeds).to_numpy(float)
            for column in ("cost_yuan_per_year", "township_strength")
        }
        found[name] = ratio_interval(more["cost_yuan_per_year"], more["township_strength"], level)
    known = sorted((name for name in found if not math.isnan(found[name][0])), key=lambda name: found[name][0])
    ends = {name: (found[name][1], found[name][2]) for name in known}
    scores = []
    for name, (mean, low, high) in found.items():
        if name not in ends:
            scores.append(Score(name, PRICE, mean, low, high, 0, 0, 0))
            continue
        surely_cheaper = sum(ends[other][1] < low for other in known)
        surely_dearer = sum(ends[other][0] > high for other in known)
        rank = known.index(name) + 1
        scores.append(Score(name, PRICE, mean, low, high, rank, 1 + surely_cheaper, len(known) - surely_dearer))
    return scores


def best_of(scores: Sequence[Score], number: int) -> list[str]:
    """Return the policies of best rank by the first measure, best first."""
    lead = [each for each in scores if each.measure is scores[0].measure and each.rank] if scores else []
    return [each.policy for each in sorted(lead, key=lambda each: each.rank)[:number]]
