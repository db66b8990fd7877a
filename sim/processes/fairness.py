"""Fairness: where consequences follow results, good workers gain heart and idlers lose it."""

import numpy as np

from sim.compiled import compiled
from sim.processes.appraisal import performance
from sim.regions import groups_of
from sim.review import due_rows
from sim.rewards import felt_link, signal_at
from sim.state import State
from sim.table import Array


@compiled
def gain_by_fairness(performance_sd: float, link: float, found: float, effect: float) -> float:
    """Return the motivation that a cadre gains by the link of rewards and results beyond that as found.

    The average worker gains by knowing that effort pays; two standard deviations above it is three times as much, and
    whoever works more than one below loses (facts 1.3.15, 1.8.3).
    """
    return effect * (link - found) * (1.0 + max(-2.0, min(2.0, performance_sd)))


@compiled
def _links(s: State) -> Array:
    """Return by group how far the felt link of results and rewards differs from that as found; (n_groups,) float64."""
    b, links = s.setting[0], np.zeros(len(s.levers), np.float64)
    for group in groups_of(s):
        lever = s.levers[group]
        links[group] = felt_link(
            lever["reward_link_share"], lever["performance_bonus_yuan_per_month"], lever["bonus_by_result_share"],
            b["bonus_link_per_thousand"], signal_at(s, group),
        )  # fmt: skip
    return links


@compiled
def fairness(s: State) -> None:
    """Move the motivation of those whose review falls in this month; nobody's while the link is that as found."""
    b, links = s.setting[0], _links(s)
    found, differs = b["fair_link_found"], False
    for group in groups_of(s):
        differs = differs or links[group] != found
    if not differs:
        return
    share = min(1.0, b["review_every_months"] / b["adaptation_months"])
    for row in due_rows(s):
        person = s.cadres[row]
        true = performance(
            person["ability"], person["motivation"], s.teams[person["unit"]]["cohesion"],
            b["performance_motivation"], b["performance_cohesion"],
        )  # fmt: skip
        gain = gain_by_fairness(true, links[person["group"]], found, b["fair_motivation"])
        person["motivation"] = max(0.0, min(1.0, person["motivation"] + share * gain))
