"""Yearly appraisal: observed score, grades with a cap on excellent in each unit, awards, merit after three years."""

import math
from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, normal, stream
from sim.ordering import kth_highest
from sim.parameters import parameter
from sim.recorder import ledger_line
from sim.regions import units_of
from sim.rewards import signal_at
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NOBODY, Appraisal

MERIT_YEARS = 3


@dataclass(frozen=True)
class Performance:
    """Assumptions about performance and how it is seen."""

    performance_motivation: float = parameter(
        2.0, "sd per unit of motivation", 0, 10, "assumption: the whole range of motivation moves performance by 2 sd",
        "Effect of motivation on performance", "积极性对绩效的影响",
    )  # fmt: skip
    performance_cohesion: float = parameter(
        0.5, "sd per unit of cohesion", 0, 10, "assumption: cohesion makes teams fight better (facts 1.17.5)",
        "Effect of cohesion on performance", "班子凝聚力对绩效的影响",
    )  # fmt: skip
    incompetent_below_sd: float = parameter(
        -3.0, "sd", -10, 0, "assumption: incompetent is given to about one in a thousand",
        "Score below which incompetent", "不称职分数线",
    )  # fmt: skip
    basically_below_sd: float = parameter(
        -2.4, "sd", -10, 0, "assumption: basically competent is given to less than one in a hundred",
        "Score below which basically competent", "基本称职分数线",
    )  # fmt: skip
    removal_clarity_sd: float = parameter(
        0.6, "sd", 0, 5, "assumption: with clear criteria about four times as many are found wanting (facts 1.10.9)",
        "Rise of both lines with clear criteria for removal", "标准清晰时分数线上移",
    )  # fmt: skip


@compiled
def performance(ability: float, motivation: float, cohesion: float, by_motivation: float, by_cohesion: float) -> float:
    """Return true performance in standard deviations around the average cadre."""
    return ability + by_motivation * (motivation - 0.5) + by_cohesion * (cohesion - 0.5)


@compiled
def observed_score(true: float, noise: float, signal: float) -> float:
    """Return what appraisal sees: `signal` of performance, the rest chance (facts 1.3.15)."""
    return signal * true + math.sqrt(1.0 - signal * signal) * noise


@compiled
def places_excellent(appraised: int, cap: float) -> int:
    """Return how many may be graded excellent (Rules on civil-servant appraisal: a share of those appraised)."""
    return math.floor(cap * appraised + 1e-9)


@compiled
def grade_of(score: float, excellent: bool, basically_below: float, incompetent_below: float) -> int:
    """Return the grade for an observed score; `excellent` says whether the cadre is among the best of the unit."""
    if score < incompetent_below:
        return Appraisal.INCOMPETENT
    if score < basically_below:
        return Appraisal.BASICALLY_COMPETENT
    return Appraisal.EXCELLENT if excellent else Appraisal.COMPETENT


@compiled
def _score_unit(s: State, u: int, key_a: int, key_b: int, scores: Array, keys: Array) -> int:
    """Write the year's observed scores of a unit's holders into `scores`; return how many were appraised.

    keys: as much room for identities. Noise is drawn in a loop of its own, which compilers turn into many at a time.
    """
    unit, believe = s.units[u], s.setting[0]
    signal, n = signal_at(s, unit["group"]), 0
    for post in range(unit["first_post"], unit["last_post"]):
        row = s.posts[post]["holder"]
        if row == NOBODY or s.cadres[row]["entered"] > s.clock[0]["now"] - MONTHS // 2:
            continue
        person = s.cadres[row]
        scores[n] = performance(
            person["ability"], person["motivation"], s.teams[u]["cohesion"],
            believe["performance_motivation"], believe["performance_cohesion"],
        ) + believe["performance_match"] * person["matched"]  # fmt: skip
        keys[n] = person["key"]
        n += 1
    for k in range(n):
        scores[k] = observed_score(scores[k], normal(draw(key_a, keys[k]), draw(key_b, keys[k])), signal)
    return n


@compiled
def _grade_unit(s: State, u: int, scores: Array, line: float, mean: float) -> None:
    """Give grades, awards and merits in one unit.

    `line` is the score from which excellent is given; a share of the unit's `mean` score counts in everybody's record
    (facts 1.8.8). Clear criteria for removal raise the lines below which work is not good enough (facts 1.10.9).
    """
    unit, believe, lever = s.units[u], s.setting[0], s.levers[s.units[u]["group"]]
    shift, n = believe["removal_clarity_sd"] * lever["removal_clarity_share"], 0
    for post in range(unit["first_post"], unit["last_post"]):
        row = s.posts[post]["holder"]
        if row == NOBODY or s.cadres[row]["entered"] > s.clock[0]["now"] - MONTHS // 2:
            continue
        person, score = s.cadres[row], scores[n]
        n += 1
        grade = grade_of(
            score, score >= line, believe["basically_below_sd"] + shift, believe["incompetent_below_sd"] + shift
        )
        person["grade"] = grade
        person["score"] = 0.5 * (person["score"] + (score + lever["team_result_share"] * mean))
        if grade != Appraisal.EXCELLENT:
            person["excellent_years"] = 0
            continue
        person["excellent_years"] += 1
        award = lever["excellent_award_yuan"]
        if person["excellent_years"] % MERIT_YEARS == 0:
            person["merits"] += 1
            award += lever["merit_award_yuan"]
        s.ledger[ledger_line(s, row)]["award_yuan"] += int(award)


@compiled
def appraisal(s: State) -> None:
    """Appraise every unit's holders for the year that has ended."""
    clock = s.clock[0]
    key_a = stream(clock["seed"], Decision.APPRAISAL, clock["now"])
    key_b = stream(clock["seed"], Decision.APPRAISAL_2, clock["now"])
    largest = 1
    for u in units_of(s):
        largest = max(largest, s.units[u]["established"])
    scores, keys = np.empty(largest, np.float64), np.empty(largest, np.uint64)
    for u in units_of(s):
        n = _score_unit(s, u, key_a, key_b, scores, keys)
        best = places_excellent(n, s.levers[s.units[u]["group"]]["excellent_cap_share"])
        line = np.inf if best == 0 else kth_highest(scores[:n], best)
        _grade_unit(s, u, scores, line, scores[:n].sum() / max(1, n))
