"""Absences that end: secondments are evaluated, loans extended or turned into transfers, everybody else comes home."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, mix, normal, stream
from sim.filling import acceptance_probability, is_eligible
from sim.learning import learn
from sim.parameters import parameter
from sim.processes.appraisal import observed_score, performance
from sim.processes.intention import value_at
from sim.regions import absent_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NOBODY, Away, Cause
from sim.vacant import vacant_post_of
from sim.verbs import appoint, give_back


@dataclass(frozen=True)
class Returns:
    """Assumptions about the end of an absence."""

    evaluation_quality_sd: float = parameter(
        1.0, "sd", 0, 10, "assumption: real tasks let people show what they can do (facts 1.6.8, 1.6.11)",
        "Effect of real tasks on the evaluation", "实职实责对挂职考核的影响",
    )  # fmt: skip
    stay_ready_utils: float = parameter(
        -0.5, "utils", -10, 10, "assumption: few organ people want to stay in a township (facts 1.5.6-7)",
        "Readiness to stay after secondment", "挂职期满留任意愿",
    )  # fmt: skip


@compiled
def secondment_points(score: float, most: float) -> float:
    """Return the ranking points of an evaluation: none at a sd below the average, `most` from a sd above it on."""
    return most * max(0.0, min(1.0, 0.5 + 0.5 * score))


@compiled
def is_extended(by_rules: bool, u: float, share: float, loaned: int, term: float, limit: float) -> bool:
    """Tell whether a loan goes on when its term ends; within the rules only up to the limit (facts 2.5)."""
    return u < share and (not by_rules or loaned + term <= limit)


@compiled
def _evaluate(s: State, row: int) -> None:
    """Let a cadre learn from the secondment that ends, and score it; only a better score than before gains points."""
    clock, b, person = s.clock[0], s.setting[0], s.cadres[row]
    lever, now = s.levers[person["group"]], clock["now"]
    years = lever["secondment_term_months"] / MONTHS
    learn(s, row, b["secondment_learning_sd_per_year"] * years * person["away_quality"])
    true = performance(person["ability"], person["motivation"], 0.5, b["performance_motivation"], 0.0)
    true += b["evaluation_quality_sd"] * person["away_quality"]
    noise = normal(
        draw(stream(clock["seed"], Decision.SECOND_SCORE, now), person["key"]),
        draw(stream(clock["seed"], Decision.SECOND_SCORE_2, now), person["key"]),
    )
    score = observed_score(true, noise, lever["secondment_management_quality"])
    most = lever["secondment_credit_points"]
    before = secondment_points(person["secondment_score"], most) if person["seconded"] else 0.0
    person["credit"] += max(0.0, secondment_points(score, most) - before)
    person["secondment_score"] = score
    person["seconded"] += 1


@compiled
def _township_post(s: State, row: int) -> int:
    """Return a vacant post of the host township that somebody may take: a leading one first, else NO_POST."""
    person = s.cadres[row]
    unit = s.units[person["unit"]]
    for post in range(unit["first_post"], unit["last_post"]):
        seat = s.posts[post]
        if seat["leading"] and seat["holder"] == NOBODY and is_eligible(s, row, post, True):
            return post
    return vacant_post_of(s, person["unit"], person["establishment"])


@compiled
def _stays_down(s: State, row: int) -> bool:
    """Appoint somebody sent down in the township by result and own wish (facts 1.6.12); return whether it happened."""
    clock, b, person = s.clock[0], s.setting[0], s.cadres[row]
    key = stream(clock["seed"], Decision.SECOND_STAYS, clock["now"])
    share = s.levers[person["group"]]["secondment_stay_share"]
    if person["secondment_score"] < 0.0 or draw(key, person["key"]) >= share or clock["now"] < person["bound_until"]:
        return False
    post = _township_post(s, row)
    if post == NO_POST:
        return False
    home = s.posts[person["post"]]["unit"]
    gain = value_at(s, row, person["unit"], max(person["rank"], s.posts[post]["rank"])) + person["taste_township"]
    gain -= value_at(s, row, home, person["rank"])
    chance = acceptance_probability(gain, b["stay_ready_utils"], b["accept_sensitivity"])
    if draw(key, mix(person["key"])) >= chance:
        return False
    appoint(s, row, post, Cause.SECONDED_STAYS)
    return True


@compiled
def _end_loan(s: State, row: int) -> None:
    """Turn a loan into a transfer, extend it, or end it."""
    clock, b, person = s.clock[0], s.setting[0], s.cadres[row]
    now, lever = clock["now"], s.levers[person["group"]]
    key = stream(clock["seed"], Decision.LOAN_END, now)
    outside = person["unit"] == s.posts[person["post"]]["unit"]
    if not outside and draw(key, person["key"]) < lever["loan_stays_share"] and now >= person["bound_until"]:
        post = vacant_post_of(s, person["unit"], person["establishment"])
        if post != NO_POST:
            appoint(s, row, post, Cause.LOANED_STAYS)
            return
    key_rules = stream(clock["seed"], Decision.LOAN_AGAIN, now)
    by_rules = draw(key_rules, person["key"]) < lever["loan_rules_kept_share"]
    term, limit = lever["loan_months"], lever["loan_limit_months"]
    if is_extended(by_rules, draw(key, mix(person["key"])), b["loan_extended_share"], person["loaned"], term, limit):
        person["away_until"] = now + int(term)
        person["loaned"] += int(term)
    else:
        give_back(s, row, Cause.LOAN)


@compiled
def _due(s: State) -> Array:
    """Return the rows of those whose absence ends now, in the order of their lots."""
    clock, rows = s.clock[0], absent_of(s)
    key = stream(clock["seed"], Decision.RETURN_ORDER, clock["now"])
    lots, n = np.empty(len(rows), np.float64), 0
    for row in rows:
        if s.cadres[row]["away_until"] <= clock["now"] and s.cadres[row]["moved"] < clock["now"]:
            rows[n], lots[n] = row, draw(key, s.cadres[row]["key"])
            n += 1
    return rows[:n][np.argsort(lots[:n])]


@compiled
def absences(s: State) -> None:
    """End the absences whose time has come."""
    for row in _due(s):
        away = s.cadres[row]["away"]
        if away == Away.LOAN:
            _end_loan(s, row)
        elif away == Away.TASK_FORCE:
            give_back(s, row, Cause.TASK_FORCE)
        else:
            _evaluate(s, row)
            if away != Away.DOWN or not _stays_down(s, row):
                give_back(s, row, Cause.SECONDMENT)
