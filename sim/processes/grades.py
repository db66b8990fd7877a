"""Personal grades (职级): each July those with the years rise a step within the quotas, best ranking first.

Whoever counts in a quota holds no leading post, or a grade above the one that goes with it (assumption).
"""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, stream, tie_break
from sim.ladder import GRADES, counts_for_grade, free_places, has_years, own_grade
from sim.parameters import parameter
from sim.processes.ranking import earned_points
from sim.recorder import ledger_line
from sim.regions import groups_of, units_of
from sim.rules import over_age
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NOBODY, Establishment, Tier


@dataclass(frozen=True)
class Seniors:
    """Assumptions about who is an able senior."""

    senior_years: float = parameter(
        45.0, "years", 30, 65, "assumption: facts 1.3.6 speaks of seniors without giving an age",
        "Age of a senior", "老干部年龄",
    )  # fmt: skip
    senior_rank_years: float = parameter(
        10.0, "years", 0, 40, "assumption: ten years at a rank show that there was no post (facts 1.3.6)",
        "Years at the rank of a senior", "老干部任现级年限",
    )  # fmt: skip
    senior_score_sd: float = parameter(
        0.0, "sd", -3, 3, "assumption: able is better than the average at appraisals",
        "Appraisal score of an able senior", "优秀老干部考核分",
    )  # fmt: skip


@compiled
def in_force(s: State, tier: int, group: int) -> bool:
    """Tell whether there are personal grades at a tier."""
    lever = s.levers[group]
    return bool(lever["grades_in_city"] if tier == Tier.CITY else lever["grades_below_city"])


@compiled
def grade_pay(grade: int, rank: int, a_step: float, passed_on: float) -> float:
    """Return yuan a month for grades above the rank's own."""
    return max(0, grade - own_grade(rank)) * a_step * passed_on


@compiled
def passed_on(s: State, row: int) -> float:
    """Return the share of grade pay that reaches a cadre: all, but for institution staff (facts 1.3.8)."""
    person = s.cadres[row]
    if person["establishment"] == Establishment.PUBLIC_INSTITUTION:
        return float(s.levers[person["group"]]["institution_pass_through_share"])
    return 1.0


@compiled
def _layer(tier: int, group: int) -> int:
    """Return the index of a group's townships (even) or organs (odd)."""
    return group * 2 + (0 if tier == Tier.TOWNSHIP else 1)


@compiled
def _has_time(s: State, row: int) -> bool:
    """Tell whether a cadre has the years and the record for the next grade."""
    person, now = s.cadres[row], s.clock[0]["now"]
    lever = s.levers[person["group"]]
    if person["personal_grade"] >= GRADES or now < person["sanction_until"] or not counts_for_grade(person["grade"]):
        return False
    return has_years(
        now - person["grade_since"], lever["grade_years"][person["personal_grade"]], lever["grade_years_ratio"],
        person["excellent_years"], lever["excellent_year_credit_years"],
    )  # fmt: skip


@compiled
def _points(s: State, row: int) -> float:
    """Return the negative ranking score, as for leading posts, with ties broken by identity."""
    return tie_break(s.cadres[row]["key"]) - earned_points(s, row)


@compiled
def _take_stock(s: State, counts: Array, rows: Array) -> int:
    """Bring everybody onto the ladder, count grades by layer, and list those with the time; return their number."""
    n = 0
    for u in units_of(s):
        unit = s.units[u]
        if not in_force(s, unit["tier"], unit["group"]):
            continue
        layer = _layer(unit["tier"], unit["group"])
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY:
                continue
            person = s.cadres[row]
            own = own_grade(person["rank"])
            if person["personal_grade"] < own:
                person["personal_grade"] = own
                person["grade_since"] = person["rank_since"]
            elif not counts_for_grade(person["grade"]):
                person["grade_since"] += MONTHS
            if not person["leading"] or person["personal_grade"] > own:
                counts[layer, person["personal_grade"]] += 1
            if _has_time(s, row):
                rows[n] = row
                n += 1
    return n


@compiled
def _rise(s: State, row: int) -> None:
    person = s.cadres[row]
    person["personal_grade"] += 1
    person["grade_since"] = s.clock[0]["now"]


@compiled
def _promote(s: State, rows: Array, counts: Array, layer: int, posts: int, city: bool) -> None:
    """Let the people of one layer rise while there are places, from the highest grade down."""
    lever = s.levers[layer // 2]
    quotas = lever["city_grade_quota_shares"] if city else lever["county_grade_quota_shares"]
    ratio = lever["grade_quota_ratio"] * (1.0 if layer % 2 else 1.0 + lever["township_grade_bonus_share"])
    for grade in range(GRADES, 1, -1):
        free = free_places(counts[layer], grade, posts, quotas, ratio, city)
        if free == 0:
            continue
        standing = np.array([_points(s, row) for row in rows if s.cadres[row]["personal_grade"] == grade - 1])
        if len(standing) == 0:
            continue
        line = np.inf if len(standing) <= free else np.partition(standing, free - 1)[free - 1]
        for row in rows:
            if s.cadres[row]["personal_grade"] == grade - 1 and (line == np.inf or _points(s, row) <= line):
                leaves = not s.cadres[row]["leading"] or grade - 1 > own_grade(s.cadres[row]["rank"])
                counts[layer, grade - 1] -= int(leaves)
                counts[layer, grade] += 1
                _rise(s, row)


@compiled
def _raise_seniors(s: State, rows: Array, key: int) -> None:
    """Give a share of able seniors who did not rise this year one step beyond the quotas (facts 1.3.6)."""
    now, b = s.clock[0]["now"], s.setting[0]
    for row in rows:
        person = s.cadres[row]
        share = s.levers[person["group"]]["senior_raise_share_per_year"]
        if draw(key, person["key"]) >= share or person["grade_since"] == now:
            continue
        old = over_age(person["born"], now, b["senior_years"])
        waited = now - person["rank_since"] >= MONTHS * b["senior_rank_years"]
        if old and waited and person["score"] >= b["senior_score_sd"]:
            _rise(s, row)


@compiled
def _pay(s: State) -> None:
    """Book a year's pay for grades, and for the pay steps of the second line."""
    for u in units_of(s):
        unit = s.units[u]
        lever = s.levers[unit["group"]]
        if not in_force(s, unit["tier"], unit["group"]) and lever["second_line_pay_steps"] == 0.0:
            continue
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY:
                continue
            person, a_step = s.cadres[row], lever["grade_step_yuan_per_month"]
            yuan = grade_pay(person["personal_grade"], person["rank"], a_step, passed_on(s, row))
            if person["second_line"]:
                yuan += lever["second_line_pay_steps"] * a_step
            s.ledger[ledger_line(s, row)]["grade_yuan"] += int(MONTHS * yuan)


@compiled
def grades(s: State) -> None:
    """Promote in grade, layer by layer, and book the year's pay for it in this month."""
    layers = 2 * len(s.organs)
    counts, posts = np.zeros((layers, GRADES + 1), np.int64), np.zeros(layers, np.int64)
    listed = np.empty(s.region[0]["listed"], np.int64)
    listed = listed[: _take_stock(s, counts, listed)]
    for u in units_of(s):
        unit = s.units[u]
        posts[_layer(unit["tier"], unit["group"])] += unit["established"]
    at = np.array([_layer(s.cadres[row]["tier"], s.cadres[row]["group"]) for row in listed], np.int64)
    key = stream(s.clock[0]["seed"], Decision.SENIOR_RAISE, s.clock[0]["now"])
    for group in groups_of(s):
        city = s.units[s.organs[group]]["tier"] == Tier.CITY
        for layer in range(2 * group, 2 * group + 2):
            rows = listed[at == layer]
            if len(rows) > 0:
                _promote(s, rows, counts, layer, posts[layer], city)
                _raise_seniors(s, rows, key)
    _pay(s)
