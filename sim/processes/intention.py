"""Intention: what a cadre would choose, and how close the cadre is to leaving the service.

A random-utility choice between staying, a higher organ, and a place near the family. Tastes are drawn once for each
person and option (standard Gumbel), so that the shares over people are those of a multinomial logit and a person
changes the mind only when the situation changes. Resigning stands against the best of them.
"""

from dataclasses import dataclass

import numpy as np

from sim.burden import authority_at
from sim.compiled import compiled
from sim.elementary import exp, log2
from sim.parameters import parameter
from sim.processes.ranking import RANKS, pool_of
from sim.regions import units_of
from sim.review import due_rows
from sim.rules import age_limit, family_distance, over_age, township_months
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, Tier, Wish


@dataclass(frozen=True)
class Wants:
    """Assumptions about what weighs how much; 1 util is one standard unit of taste."""

    pay_utils: float = parameter(
        0.5, "utils per 1,000 yuan a month", 0, 10, "assumption: swept; no effect size is known (facts 2.11, 7)",
        "Weight of pay", "收入权重",
    )  # fmt: skip
    prospect_utils: float = parameter(
        1.0, "utils", 0, 10, "assumption: swept", "Weight of promotion prospects", "晋升预期权重",
    )  # fmt: skip
    workload_utils: float = parameter(
        0.5, "utils per unit of extra work", 0, 10, "assumption: first reason given for going (facts 1.5.2)",
        "Weight of workload", "工作负荷权重",
    )  # fmt: skip
    authority_utils: float = parameter(
        1.0, "utils per unit of gap", 0, 10, "assumption: second reason given for going (facts 1.5.2)",
        "Weight of power without authority", "权责不对等权重",
    )  # fmt: skip
    family_utils: float = parameter(
        0.5, "utils per unit of distance", 0, 10, "assumption: couples living apart (facts 2.9)",
        "Weight of family distance", "家庭距离权重",
    )  # fmt: skip
    hardship_utils: float = parameter(
        0.15, "utils per class", 0, 10, "assumption: exits rise with remoteness (facts 1.1.4)",
        "Weight of hardship", "艰苦程度权重",
    )  # fmt: skip
    habit_utils: float = parameter(
        0.35, "utils per doubling of years", 0, 10, "assumption: roots grow with years, slower and slower",
        "Weight of years in the township", "扎根年限权重",
    )  # fmt: skip
    team_utils: float = parameter(
        0.5, "utils", 0, 10, "assumption (facts 1.17.5, 2.10)", "Weight of team cohesion", "班子凝聚力权重",
    )  # fmt: skip
    up_utils: float = parameter(
        0.6, "utils", -10, 10,
        "assumption: fitted so that about 44 percent of township leaders wish to leave (facts T1)",
        "Pull of higher organs", "上级机关吸引力",
    )  # fmt: skip
    up_age_utils: float = parameter(
        0.5, "utils per decade over 40", 0, 10, "assumption: settling elsewhere gets harder with age",
        "Cost of moving up late", "大龄上调成本",
    )  # fmt: skip
    home_utils: float = parameter(
        -1.0, "utils", -10, 10, "assumption: a sideways move costs acquaintance and standing",
        "Pull of a place near the family", "回家乡吸引力",
    )  # fmt: skip
    resignation_per_year: float = parameter(
        0.002, "per year", 0, 1, "State Civil Service Bureau: about 0.2 percent a year in 2015 (facts 2.6)",
        "Resignation of the average cadre", "平均辞职率",
    )  # fmt: skip
    resignation_sensitivity: float = parameter(
        0.8, "per util", 0, 10, "assumption: a loss of 1 util a bit more than doubles resignation",
        "Sensitivity of resignation", "辞职敏感度",
    )  # fmt: skip
    resignation_reference_utils: float = parameter(
        3.5, "utils", -20, 20, "assumption: value of the best option in service for the average cadre",
        "Reference value of service", "在职参考效用",
    )  # fmt: skip
    outside_pay_rise_yuan: float = parameter(
        0.0, "yuan a month", -10_000, 10_000,
        "assumption: pay outside the service against that as found (facts 1.12.1); 0 leaves resignation as calibrated",
        "Rise of pay outside the service", "体制外收入上涨",
    )  # fmt: skip
    resignation_at_most_per_year: float = parameter(
        0.1, "per year", 0, 1, "assumption: nobody's yearly chance is higher", "Largest resignation rate", "辞职率上限",
    )  # fmt: skip


@compiled
def place_value(
    pay_thousand: float,
    load: float,
    remoteness: float,
    by_pay: float,
    by_load: float,
    by_hardship: float,
) -> float:
    """Return the value in utils that a place has for anybody: pay (1,000 yuan a month) less extra work and hardship."""
    return by_pay * pay_thousand - by_load * max(0.0, load - 1.0) - by_hardship * remoteness


@compiled
def best_option(stay: float, up: float, home: float) -> int:
    """Return the option with the highest utility; ties go to staying, then to moving up."""
    elsewhere = Wish.UP if up >= home else Wish.HOME
    return Wish.STAY if stay >= max(up, home) else elsewhere


@compiled
def resignation_probability(
    best: float, per_year: float, sensitivity: float, reference: float, at_most: float
) -> float:
    """Return the monthly probability of resigning: the average rate, rising as the best option in service gets worse.

    The form is that of a logit with a small share: rate times exp(-sensitivity * (best - reference)).
    """
    return min(at_most, per_year * exp(-sensitivity * (best - reference))) / MONTHS


@compiled
def highest_rate(s: State) -> float:
    """Return a monthly probability of resigning that nobody's exceeds.

    Reviews and entry give at most the half of what stands here; what others have set may be more.
    """
    b = s.setting[0]
    given = 2.0 * max(b["resignation_per_year"], b["resignation_at_most_per_year"]) / MONTHS
    return max(given, float(s.region[0]["resign_rate"]))


@compiled
def monthly_pay(s: State, tier: int, rank: int, group: int, remoteness: int) -> float:
    """Return pay and township allowance in yuan a month."""
    lever = s.levers[group]
    pay = lever["base_pay_yuan_per_month"][rank] * lever["tier_pay_ratio"][tier]
    if tier == Tier.TOWNSHIP:
        pay += lever["township_allowance_yuan_per_month"][remoteness]
    return float(pay)


@compiled
def value_at(s: State, row: int, u: int, rank: int) -> float:
    """Return the value in utils of working in unit `u` at a rank for one cadre: the place's, less family distance."""
    unit, b = s.units[u], s.setting[0]
    pay = monthly_pay(s, unit["tier"], rank, unit["group"], unit["remoteness"])
    value = place_value(
        pay / 1000.0,
        unit["workload"],
        unit["remoteness"],
        b["pay_utils"],
        b["workload_utils"],
        b["hardship_utils"],
    )
    return value + unit["appeal"] - b["family_utils"] * distance_to_family(s, row, u)


@compiled
def distance_to_family(s: State, row: int, u: int) -> float:
    """Return the distance between unit `u` and a cadre's family (sim.rules.family_distance)."""
    f = s.cadres[row]["family_unit"]
    unit, family = s.units[u], s.units[f]
    return family_distance(u == f, unit["group"] == family["group"], unit["remoteness"], family["remoteness"])


@compiled
def worth_table(s: State) -> Array:
    """Return what each unit of the region is worth to anybody of a rank, in utils; (units of the region, 6) float64."""
    b, first, last = s.setting[0], int(s.region[0]["first_unit"]), int(s.region[0]["last_unit"])
    worth = np.empty((last - first, RANKS), np.float64)
    for u in units_of(s):
        unit = s.units[u]
        for rank in range(RANKS):
            pay = monthly_pay(s, unit["tier"], rank, unit["group"], unit["remoteness"])
            worth[u - first, rank] = place_value(
                pay / 1000.0, unit["workload"], unit["remoteness"],
                b["pay_utils"], b["workload_utils"], b["hardship_utils"],
            ) + unit["appeal"]  # fmt: skip
    return worth


@compiled
def place_above(s: State, tier: int, group: int) -> int:
    """Return the organ that people of a tier look up to: township -> county seat, county -> city; -1 from the city."""
    if tier == Tier.TOWNSHIP:
        return int(s.organs[group])
    if tier == Tier.COUNTY:
        return int(s.organs[s.above[group]])
    return -1


@compiled
def _utility_stay(s: State, row: int, worth: Array) -> float:
    person, b = s.cadres[row], s.setting[0]
    u = person["unit"]
    value = worth[u - s.region[0]["first_unit"], person["rank"]] - b["family_utils"] * distance_to_family(s, row, u)
    value += b["prospect_utils"] * person["prospect"] + b["team_utils"] * s.teams[u]["cohesion"]
    if person["leading"]:
        value -= b["authority_utils"] * (1.0 - authority_at(s, u))
    if person["tier"] == Tier.TOWNSHIP:
        months = township_months(person["township_before"], person["tier"], person["tier_since"], s.clock[0]["now"])
        value += person["taste_township"] + b["habit_utils"] * log2(1.0 + months / MONTHS)
    return value + person["taste_stay"] + person["extra"]


@compiled
def _utility_up(s: State, row: int, worth: Array) -> float:
    person, b = s.cadres[row], s.setting[0]
    u = place_above(s, person["tier"], person["group"])
    if u < 0:
        return -1e9
    group, now = s.units[u]["group"], s.clock[0]["now"]
    lever = s.levers[group]
    value = worth[u - s.region[0]["first_unit"], person["rank"]] - b["family_utils"] * distance_to_family(s, row, u)
    limit = age_limit(person["sex"], lever["organ_leading_men_years"], lever["organ_leading_women_years"])
    prospect = s.pools[pool_of(group, s.units[u]["tier"], person["rank"])]["prospect"]
    value += b["prospect_utils"] * (0.0 if over_age(person["born"], now, limit) else prospect)
    decades = max(0.0, (now - person["born"]) / MONTHS - 40.0) / 10.0
    return value + b["up_utils"] - b["up_age_utils"] * decades + person["taste_up"]


@compiled
def _utility_home(s: State, row: int, worth: Array) -> float:
    person, b = s.cadres[row], s.setting[0]
    u = person["family_unit"]
    if u == person["unit"] or s.units[u]["tier"] > person["tier"]:
        return -1e9
    return worth[u - s.region[0]["first_unit"], person["rank"]] + b["home_utils"] + person["taste_home"]


@compiled
def intention(s: State) -> None:
    """Let those whose review falls in this month weigh their options."""
    b = s.setting[0]
    worth = worth_table(s)
    per_year, sensitivity = b["resignation_per_year"], b["resignation_sensitivity"]
    reference = b["resignation_reference_utils"] + b["pay_utils"] * b["outside_pay_rise_yuan"] / 1000.0
    at_most = b["resignation_at_most_per_year"]
    rows = due_rows(s)
    best = np.empty(len(rows), np.float64)
    for k in range(len(rows)):
        row = rows[k]
        person = s.cadres[row]
        stay, up, home = (
            _utility_stay(s, row, worth),
            _utility_up(s, row, worth),
            _utility_home(s, row, worth),
        )
        person["extra"] = 0.0
        person["wish"] = best_option(stay, up, home)
        best[k] = max(stay, up, home)
    # In a loop of its own, which compilers turn into many exponentials at a time.
    for k in range(len(rows)):
        best[k] = resignation_probability(best[k], per_year, sensitivity, reference, at_most)
    for k in range(len(rows)):
        s.cadres[rows[k]]["resign_rate"] = best[k]
