"""Team prizes: the townships of a county that did best in the year win a prize for everybody in them."""

import numpy as np

from sim.compiled import compiled
from sim.recorder import ledger_line
from sim.regions import units_of
from sim.state import State
from sim.table import Array
from sim.terms import NOBODY, Tier


@compiled
def result_of(mean_score: float, remoteness: int, handicap: float, by_class: float) -> float:
    """Return the result by which townships are compared; appraisal by class takes conditions out (facts 1.8.6)."""
    return mean_score - handicap * remoteness * (1.0 - by_class)


@compiled
def prizes(townships: int, share: float) -> int:
    """Return how many of a county's townships win, rounded."""
    return int(share * townships + 0.5)


@compiled
def _result(s: State, u: int) -> float:
    unit = s.units[u]
    total, n = 0.0, 0
    for post in range(unit["first_post"], unit["last_post"]):
        row = s.posts[post]["holder"]
        if row != NOBODY:
            total += s.cadres[row]["score"]
            n += 1
    by_class = s.levers[unit["group"]]["class_appraisal_share"]
    return result_of(total / max(1, n), unit["remoteness"], s.setting[0]["prize_handicap_sd"], by_class)


@compiled
def _results(s: State) -> Array:
    """Return the results of the region's townships; (units of the region,) float64, 0 for organs."""
    first = int(s.region[0]["first_unit"])
    results = np.zeros(len(units_of(s)), np.float64)
    for u in units_of(s):
        if s.units[u]["tier"] == Tier.TOWNSHIP:
            results[u - first] = _result(s, u)
    return results


@compiled
def _rivals(s: State, u: int, results: Array) -> tuple[int, int]:
    """Return the number of townships in a unit's county, and how many of them did better."""
    better, towns, first = 0, 0, int(s.region[0]["first_unit"])
    for other in units_of(s):
        unit = s.units[other]
        if unit["group"] == s.units[u]["group"] and unit["tier"] == Tier.TOWNSHIP:
            towns += 1
            better += results[other - first] > results[u - first]
    return towns, better


@compiled
def team_prizes(s: State) -> None:
    """Award the year's first prizes and pay them to all holders of the winning townships (facts 1.9.1)."""
    results = _results(s)
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        if unit["tier"] != Tier.TOWNSHIP:
            continue
        towns, better = _rivals(s, u, results)
        unit["prize"] = better < prizes(towns, lever["team_prize_share"])
        if not unit["prize"]:
            continue
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row != NOBODY:
                s.ledger[ledger_line(s, row)]["bonus_yuan"] += int(lever["team_prize_yuan_per_person"])
