"""What a cadre is born with: ability, tastes, rhythm and lifespan, drawn once from the identity."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, Word, draw_all, gumbel, normal, stream
from sim.elementary import exp, log
from sim.parameters import parameter
from sim.skills import field_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, Sex

_ABILITY, _TOWNSHIP, _STAY, _UP, _HOME, _PHASE, _FIELD, _LIFE, _AGE, _RATIO, _SPARE = range(11)
_ROWS = 11
"""Rows to work in: one for each trait, age and ratio of mortality, and one for the second half of normal draws."""


@dataclass(frozen=True)
class Traits:
    """Assumptions about people's persistent traits."""

    taste_spread_utils: float = parameter(
        1.0, "utils", 0.01, 10, "assumption: standard Gumbel tastes, so that shares are those of a multinomial logit",
        "Spread of tastes", "偏好离散度",
    )  # fmt: skip
    township_taste_spread_utils: float = parameter(
        0.5, "utils", 0, 10, "assumption: half as wide as other tastes; springboard and settler types (facts 1.5.5)",
        "Spread of the taste for township work", "乡镇工作偏好离散度",
    )  # fmt: skip
    mortality_at_40_per_year: float = parameter(
        0.0015, "per year", 0, 0.5, "assumption: national life tables, men at 40",
        "Mortality at 40", "40岁死亡率",
    )  # fmt: skip
    mortality_doubles_years: float = parameter(
        8.0, "years", 1, 100, "assumption: Gompertz law", "Years in which mortality doubles", "死亡率翻倍年数",
    )  # fmt: skip
    mortality_women_ratio: float = parameter(
        0.55, "ratio", 0, 2, "assumption: national life tables", "Women's mortality over men's", "女性死亡率比",
    )  # fmt: skip
    motivation_at_entry: float = parameter(
        0.6, "0-1", 0, 1, "assumption", "Motivation at entry", "入职工作积极性",
    )  # fmt: skip


@compiled
def months_to_live(u: float, age_years: float, at_40: float, doubles_years: float, ratio: float) -> float:
    """Return the months until death for a uniform draw `u`, by inverting the Gompertz survival function.

    The hazard per year is at_40 * ratio, doubling every doubles_years from 40 on.
    """
    level = at_40 * ratio
    if level <= 0.0:
        return 1e6
    slope = log(2.0) / doubles_years
    now = exp(slope * (age_years - 40.0))
    then = now - slope * log(u) / level
    return min(1e6, MONTHS * (log(then) / slope + 40.0 - age_years))


@compiled
def endow(s: State, first: int, last: int) -> None:
    """Write the persistent traits of cadres, rows `first` to before `last`, whose identity, sex and birth are known.

    Trait by trait, in loops that do nothing else: compilers turn them into many draws at a time.
    """
    clock, b, n = s.clock[0], s.setting[0], last - first
    seed, now = clock["seed"], int(clock["now"])
    keys, found = np.empty(n, np.uint64), np.empty((_ROWS, n), np.float64)
    age, ratio = found[_AGE], found[_RATIO]
    for i in range(n):
        person = s.cadres[first + i]
        keys[i], age[i] = person["key"], (now - person["born"]) / MONTHS
        ratio[i] = b["mortality_women_ratio"] if person["sex"] == Sex.FEMALE else 1.0
    left, at_40, doubles = found[_LIFE], b["mortality_at_40_per_year"], b["mortality_doubles_years"]
    draw_all(stream(seed, Decision.DEATH, 0), keys, left)
    for i in range(n):
        left[i] = months_to_live(left[i], age[i], at_40, doubles, ratio[i])
    _draw_normals(found[_ABILITY], found[_SPARE], seed, Decision.ABILITY, Decision.ABILITY_2, keys)
    _draw_normals(found[_TOWNSHIP], found[_SPARE], seed, Decision.TASTE_TOWNSHIP, Decision.TOWNSHIP_2, keys)
    _draw_gumbels(found[_STAY], seed, Decision.TASTE_STAY, keys)
    _draw_gumbels(found[_UP], seed, Decision.TASTE_UP, keys)
    _draw_gumbels(found[_HOME], seed, Decision.TASTE_HOME, keys)
    draw_all(stream(seed, Decision.PHASE, 0), keys, found[_PHASE])
    draw_all(stream(seed, Decision.SPECIALISM, 0), keys, found[_FIELD])
    spread = b["taste_spread_utils"]
    for i in range(n):
        person = s.cadres[first + i]
        person["ability"] = found[_ABILITY, i]
        person["taste_township"] = b["township_taste_spread_utils"] * found[_TOWNSHIP, i]
        person["taste_stay"], person["taste_up"] = spread * found[_STAY, i], spread * found[_UP, i]
        person["taste_home"] = spread * found[_HOME, i]
        person["phase"] = int(found[_PHASE, i] * MONTHS)
        person["specialism"] = field_of(found[_FIELD, i], b["specialist_shares"][person["education"]])
        person["dies"] = now + int(left[i])
        person["motivation"] = b["motivation_at_entry"]
        person["resign_rate"] = b["resignation_per_year"] / MONTHS
        person["retires"] = -1


@compiled
def _draw_gumbels(found: Array, seed: Word, decision: int, keys: Array) -> None:
    """Write standard Gumbel draws of a decision that is made once."""
    draw_all(stream(seed, decision, 0), keys, found)
    for i in range(len(keys)):
        found[i] = gumbel(found[i])


@compiled
def _draw_normals(found: Array, spare: Array, seed: Word, one: int, other: int, keys: Array) -> None:
    """Write standard normal draws, each from those of two decisions; spare: (n,), written to as well."""
    draw_all(stream(seed, one, 0), keys, found)
    draw_all(stream(seed, other, 0), keys, spare)
    for i in range(len(keys)):
        found[i] = normal(found[i], spare[i])
