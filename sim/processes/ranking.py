"""Ranking: who stands where among the candidates of a pool (county or city x townships or organs x rank)."""

import numpy as np

from sim.compiled import compiled
from sim.draws import tie_break
from sim.ordering import ascending
from sim.rules import age_limit, township_months
from sim.serving import entries_of
from sim.state import State
from sim.terms import MONTHS, Establishment, Rank, Tier

RANKS = 6


@compiled
def pool_of(group: int, tier: int, rank: int) -> int:
    """Return the pool of people of a rank in a group's townships (layer 0) or organs (layer 1)."""
    return (group * 2 + (0 if tier == Tier.TOWNSHIP else 1)) * RANKS + rank


@compiled
def pools_of(s: State) -> range:
    """Return the pools of the region's groups."""
    first, last = int(s.region[0]["first_group"]), int(s.region[0]["last_group"])
    return range(first * 2 * RANKS, last * 2 * RANKS)


@compiled
def standing_points(
    years_in_rank: float, score: float, merits: int, township_years: float,
    seniority_weight: float, appraisal_weight: float, grassroots_weight: float,
) -> float:  # fmt: skip
    """Return the ranking score: seniority and township service count up to ten years, appraisal in standard deviations.

    A third-class merit counts as half a standard deviation (weights are levers; the form is an assumption).
    """
    seniority = min(years_in_rank, 10.0) / 10.0
    record = max(-2.0, min(2.0, score + 0.5 * merits)) / 2.0
    grassroots = min(township_years, 10.0) / 10.0
    return seniority_weight * seniority + appraisal_weight * record + grassroots_weight * grassroots


@compiled
def earned_points(s: State, row: int) -> float:
    """Return a cadre's ranking score now, with the credit of secondments and training."""
    person, now = s.cadres[row], s.clock[0]["now"]
    lever = s.levers[person["group"]]
    served = township_months(person["township_before"], person["tier"], person["tier_since"], now) / MONTHS
    points = standing_points(
        (now - person["rank_since"]) / MONTHS, person["score"], person["merits"], served,
        lever["seniority_weight"], lever["appraisal_weight"], lever["grassroots_weight"],
    )  # fmt: skip
    return float(points + person["credit"])


@compiled
def _may_stand(s: State, row: int) -> bool:
    """Tell whether a cadre can be a candidate at all before the next ranking: young enough for some leading post."""
    person = s.cadres[row]
    if person["rank"] >= Rank.DIVISION and person["leading"]:
        return False
    lever = s.levers[person["group"]]
    if person["establishment"] != Establishment.CIVIL_SERVICE and not lever["institution_leading_share"] > 0.0:
        return False
    limit = max(
        age_limit(person["sex"], lever["new_men_years"], lever["new_women_years"]),
        age_limit(person["sex"], lever["organ_leading_men_years"], lever["organ_leading_women_years"]),
    )
    return s.clock[0]["now"] - person["born"] <= limit * MONTHS


@compiled
def ranking(s: State) -> None:
    """List the candidates of every pool, best standing first; equal standing is broken by identity."""
    pools = s.pools
    for p in pools_of(s):
        pools[p]["last"] = 0
    for i in entries_of(s):
        row = s.serving[i]
        if row >= 0 and _may_stand(s, row):
            person = s.cadres[row]
            pools[pool_of(person["group"], person["tier"], person["rank"])]["last"] += 1
    standing = 0
    for p in pools_of(s):
        size = int(pools[p]["last"])
        pools[p]["first"] = pools[p]["last"] = standing
        standing += size
    points = np.empty(standing, np.float64)
    for i in entries_of(s):
        row = s.serving[i]
        if row < 0 or not _may_stand(s, row):
            continue
        person, lever = s.cadres[row], s.levers[s.cadres[row]["group"]]
        person["standing"] = earned_points(s, row) + lever["reserve_weight"] * person["reserve"]
        pool = pools[pool_of(person["group"], person["tier"], person["rank"])]
        s.candidates[pool["last"]] = row
        points[pool["last"]] = -person["standing"] + tie_break(person["key"])
        pool["last"] += 1
    for p in pools_of(s):
        first, last = pools[p]["first"], pools[p]["last"]
        if last - first > 1:
            s.candidates[first:last] = s.candidates[first:last][ascending(points[first:last])]
