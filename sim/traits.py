"""What a cadre is born with: ability, tastes, rhythm and lifespan, drawn once from the identity."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, gumbel, normal, stream
from sim.elementary import exp, log
from sim.parameters import parameter
from sim.skills import field_of
from sim.state import State
from sim.terms import MONTHS, Sex


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

    The hazard per year is at_40 * ratio * 2 ** ((age - 40) / doubles_years).
    """
    level = at_40 * ratio
    if level <= 0.0:
        return 1e6
    slope = log(2.0) / doubles_years
    now = exp(slope * (age_years - 40.0))
    then = now - slope * log(u) / level
    return min(1e6, MONTHS * (log(then) / slope + 40.0 - age_years))


@compiled
def endow(s: State, row: int) -> None:
    """Write the persistent traits of a cadre whose identity, sex, birth and entry are known."""
    person, clock, believe = s.cadres[row], s.clock[0], s.setting[0]
    seed, key, now = clock["seed"], person["key"], int(clock["now"])
    person["ability"] = normal(
        draw(stream(seed, Decision.ABILITY, 0), key), draw(stream(seed, Decision.ABILITY_2, 0), key)
    )
    spread = believe["taste_spread_utils"]
    person["taste_stay"] = spread * gumbel(draw(stream(seed, Decision.TASTE_STAY, 0), key))
    person["taste_up"] = spread * gumbel(draw(stream(seed, Decision.TASTE_UP, 0), key))
    person["taste_home"] = spread * gumbel(draw(stream(seed, Decision.TASTE_HOME, 0), key))
    person["taste_township"] = believe["township_taste_spread_utils"] * normal(
        draw(stream(seed, Decision.TASTE_TOWNSHIP, 0), key),
        draw(stream(seed, Decision.TOWNSHIP_2, 0), key),
    )
    person["phase"] = int(draw(stream(seed, Decision.PHASE, 0), key) * MONTHS)
    ratio = believe["mortality_women_ratio"] if person["sex"] == Sex.FEMALE else 1.0
    left = months_to_live(
        draw(stream(seed, Decision.DEATH, 0), key),
        (now - person["born"]) / MONTHS,
        believe["mortality_at_40_per_year"],
        believe["mortality_doubles_years"],
        ratio,
    )
    person["dies"] = now + int(left)
    person["specialism"] = field_of(
        draw(stream(seed, Decision.SPECIALISM, 0), key), believe["specialist_shares"][person["education"]]
    )
    person["motivation"] = believe["motivation_at_entry"]
    person["resign_rate"] = believe["resignation_per_year"] / MONTHS
    person["retires"] = -1


@compiled
def endow_all(s: State) -> None:
    """Write the persistent traits of everybody in the table."""
    for row in range(s.clock[0]["cadres"]):
        endow(s, row)
