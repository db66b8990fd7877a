"""Prospects: the chance of promotion that a cadre can actually see, and zero past an age line."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.processes.ranking import RANKS, pool_of, pools_of
from sim.regions import leads_of
from sim.review import due_rows
from sim.rules import age_limit, over_age
from sim.serving import entries_of
from sim.state import State
from sim.terms import MONTHS, NOBODY, Establishment, Rank, Tier


@dataclass(frozen=True)
class Sight:
    """Assumptions about how far cadres look ahead."""

    prospect_horizon_months: float = parameter(
        60.0, "months", 12, 240, "assumption: one term of office", "Horizon of prospects", "晋升预期年限",
    )  # fmt: skip
    round_expectation_ratio: float = parameter(
        0.3, "share", 0, 2, "assumption: hopes rise in the year before a round and fall after it (facts 1.4.6-7)",
        "Rise and fall of hopes around a round", "换届前后预期变化",
    )  # fmt: skip


@compiled
def expectation(months_to_round: int, months_since_round: int, ratio: float) -> float:
    """Return by how much hopes are raised in the year before a leadership round and lowered in the year after."""
    if 0 <= months_to_round <= MONTHS:
        return 1.0 + ratio
    if 0 <= months_since_round < MONTHS:
        return 1.0 - ratio
    return 1.0


@compiled
def visible_prospect(blocked: bool, openings: float, rivals: int, expected: float) -> float:
    """Return openings ahead over eligible rivals, 0 for whoever the age line stops, at most 1."""
    if blocked:
        return 0.0
    return min(1.0, expected * openings / max(1, rivals))


@compiled
def outer_prospect(inside: float, opened: float, conversion: float) -> float:
    """Return what staff outside the civil service can hope for: the open share of posts, or a change of establishment.

    Reports: hardly any of the first (facts 1.2.4), no expectation of the second (1.21.2).
    """
    return 1.0 - (1.0 - opened * inside) * (1.0 - conversion)


@compiled
def _opens_within(s: State, post: int, horizon: float) -> bool:
    """Tell whether a leading post is open or will be, by the holder's retirement or age line, within the horizon."""
    clock, seat = s.clock[0], s.posts[post]
    if seat["holder"] == NOBODY:
        return True
    now, person, unit = clock["now"], s.cadres[seat["holder"]], s.units[seat["unit"]]
    lever = s.levers[unit["group"]]
    if 0 <= person["retires"] < now + horizon:
        return True
    if unit["tier"] == Tier.TOWNSHIP:
        line = age_limit(person["sex"], lever["renewal_men_years"], lever["renewal_women_years"])
        return clock["next_round"] < now + horizon and over_age(person["born"], clock["next_round"], line)
    line = age_limit(person["sex"], lever["organ_leading_men_years"], lever["organ_leading_women_years"])
    return over_age(person["born"], int(now + horizon), line)


@compiled
def age_blocked(s: State, row: int, tier: int, group: int) -> bool:
    """Tell whether the age line for new nominations at a tier of a group stops a cadre."""
    person, lever = s.cadres[row], s.levers[group]
    if tier == Tier.TOWNSHIP:
        line = age_limit(person["sex"], lever["new_men_years"], lever["new_women_years"])
    else:
        line = age_limit(person["sex"], lever["organ_leading_men_years"], lever["organ_leading_women_years"])
    return over_age(person["born"], s.clock[0]["now"], line)


@compiled
def _count(s: State) -> None:
    """Count openings ahead and rivals of every pool, and what someone whom no age line stops can hope for."""
    horizon = s.setting[0]["prospect_horizon_months"]
    for p in pools_of(s):
        s.pools[p]["openings"] = 0.0
        s.pools[p]["rivals"] = 0
    for k in leads_of(s):
        post = s.fill_order[k]
        unit = s.units[s.posts[post]["unit"]]
        below = s.posts[post]["rank"] - 1
        if s.posts[post]["closed"] or not _opens_within(s, post, horizon):
            continue
        s.pools[pool_of(unit["group"], unit["tier"], below)]["openings"] += 1.0
        if unit["tier"] != Tier.TOWNSHIP:
            share = s.levers[unit["group"]]["up_share"]
            s.pools[pool_of(unit["group"], Tier.TOWNSHIP, below)]["openings"] += share
    for i in entries_of(s):
        row = s.serving[i]
        if row >= 0 and not age_blocked(s, row, s.cadres[row]["tier"], s.cadres[row]["group"]):
            person = s.cadres[row]
            share = s.levers[person["group"]]["institution_leading_share"]
            if person["establishment"] != Establishment.CIVIL_SERVICE and not share > 0.0:
                continue
            s.pools[pool_of(person["group"], person["tier"], person["rank"])]["rivals"] += 1
    for p in pools_of(s):
        s.pools[p]["prospect"] = visible_prospect(False, s.pools[p]["openings"], s.pools[p]["rivals"], 1.0)


@compiled
def prospects(s: State) -> None:
    """Count openings and rivals once a year and at a round; let those whose review falls in this month look ahead."""
    clock, believe = s.clock[0], s.setting[0]
    now = clock["now"]
    if now % MONTHS == 0 or now == clock["first"] or now == clock["last_round"]:
        _count(s)
    expected = expectation(clock["next_round"] - now, now - clock["last_round"], believe["round_expectation_ratio"])
    for row in due_rows(s):
        person = s.cadres[row]
        if person["rank"] >= Rank.DIVISION:
            person["prospect"] = 0.0  # nothing lies above in this world
            continue
        pool = s.pools[pool_of(person["group"], person["tier"], person["rank"])]
        blocked = age_blocked(s, row, person["tier"], person["group"])
        person["prospect"] = visible_prospect(blocked, pool["openings"], pool["rivals"], expected)
        if person["establishment"] != Establishment.CIVIL_SERVICE:
            lever, conversion = s.levers[person["group"]], s.units[person["unit"]]["conversion"]
            if person["establishment"] == Establishment.PROGRAMME:
                conversion = lever["programme_conversion_share"]
            person["prospect"] = outer_prospect(person["prospect"], lever["institution_leading_share"], conversion)


assert len(Rank) == RANKS
