"""Loans (借调) to organs above and task forces (抽调): they take people off their posts without freeing the posts."""

import math
from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, mix, stream
from sim.elementary import exp
from sim.lots import holder_tried, is_taken, tries
from sim.parameters import parameter
from sim.processes.intention import place_above
from sim.regions import units_of
from sim.rules import over_age
from sim.state import State
from sim.terms import MONTHS, NOBODY, Cause, Rank, Tier
from sim.verbs import lend, send_out

ABILITY_AT_MOST = 2.0
"""Standard deviations within which ability counts in the lot."""
TASK_FORCE_MONTH = 3
"""April: task forces are formed after the yearly meetings."""


@dataclass(frozen=True)
class Lending:
    """Assumptions about loans and task forces."""

    loan_ability_log_odds: float = parameter(
        0.5, "log odds per sd", -5, 5, "assumption: organs ask for the able", "Ability and loans", "能力对被借调的影响",
    )  # fmt: skip
    loan_young_ratio: float = parameter(
        2.0, "ratio", 0, 20, "assumption: the young are borrowed before they take root (facts 1.5.5)",
        "Loans of the young", "年轻干部被借调倍数",
    )  # fmt: skip
    loan_young_years: float = parameter(
        35.0, "years", 20, 60, "assumption: the age up to which the reports call cadres young",
        "Age up to which the young are borrowed", "借调年轻干部年龄上限",
    )  # fmt: skip
    loan_city_share: float = parameter(
        0.2, "share", 0, 1, "assumption: most township people are borrowed by their county",
        "Township people lent to the city", "乡镇人员被市直借调比例",
    )  # fmt: skip
    loan_new_months: float = parameter(
        36.0, "months", 0, 240, "facts 2.5: new hires within three years may not be borrowed",
        "Service before a loan within the rules", "新录用不得借调期限",
    )  # fmt: skip
    loan_pause_months: float = parameter(
        24.0, "months", 0, 240, "facts 2.5: no loan again within two years",
        "Months between loans within the rules", "再次借调间隔",
    )  # fmt: skip
    loan_extended_share: float = parameter(
        0.5, "share", 0, 1, "assumption: half go on when their term ends (facts 2.5: practice unknown)",
        "Loans extended", "借调延期比例",
    )  # fmt: skip
    loan_price_ratio: float = parameter(
        0.4, "share", 0, 1, "assumption: receiving units that pay ask for two fifths less",
        "Fall of requests when the receiver pays", "用人单位付费后借调减少比例",
    )  # fmt: skip


@compiled
def people_asked_for(per_100_posts_per_year: float, posts: int, times_a_year: int, u: float) -> int:
    """Return how many of a unit's people are asked for this time: the expected number, rounded by the draw."""
    return math.floor(per_100_posts_per_year * posts / 100.0 / times_a_year + u)


@compiled
def loan_weight(ability: float, young: bool, log_odds: float, young_ratio: float) -> float:
    """Return the weight of a cadre in the lot: ability counts within two standard deviations, and youth."""
    within = max(-ABILITY_AT_MOST, min(ABILITY_AT_MOST, ability))
    return exp(log_odds * within) * (young_ratio if young else 1.0)


@compiled
def may_be_lent(
    by_rules: bool, leading: bool, served: int, months_home: int, loaned: int, new: float, pause: float, most: float
) -> bool:
    """Tell whether a cadre may be borrowed (facts 2.5): no team member; by the rules no newcomer, none again soon.

    most: months that may have been spent on loan before, for another term to stay within the limit.
    """
    if leading:
        return False
    return not by_rules or (served >= new and months_home >= pause and loaned <= most)


@compiled
def _lend_one(s: State, u: int, host: int, by_rules: bool, key: int) -> None:
    """Lend the cadre of a unit on whom the lot falls to a host unit, or out of the city (-1)."""
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    lever, now, who = s.levers[unit["group"]], clock["now"], NOBODY
    heaviest = exp(abs(b["loan_ability_log_odds"]) * ABILITY_AT_MOST) * max(1.0, b["loan_young_ratio"])
    for trial in range(tries(s, u)):
        row = holder_tried(s, u, key, trial)
        if row == NOBODY or s.cadres[row]["away"] or s.cadres[row]["second_line"] or s.cadres[row]["moved"] >= now:
            continue
        person = s.cadres[row]
        served, home = now - person["entered"], now - person["away_until"]
        if not may_be_lent(
            by_rules, person["leading"] == 1, served, home, person["loaned"], b["loan_new_months"],
            b["loan_pause_months"], lever["loan_limit_months"] - lever["loan_months"],
        ):  # fmt: skip
            continue
        young = not over_age(person["born"], now, b["loan_young_years"])
        weight = loan_weight(person["ability"], young, b["loan_ability_log_odds"], b["loan_young_ratio"])
        if is_taken(key, trial, weight, heaviest):
            who = row
            break
    if who == NOBODY:
        return
    term = int(lever["loan_months"])
    s.cadres[who]["loaned"] += term
    if host < 0:
        send_out(s, who, Cause.LOAN, now + term)
    else:
        lend(s, who, host, Cause.LOAN, now + term)


@compiled
def _borrow(s: State, u: int, n: int) -> None:
    """Let organs above borrow `n` of a unit's people."""
    clock, unit = s.clock[0], s.units[u]
    seed, now, lever = clock["seed"], clock["now"], s.levers[unit["group"]]
    key_rules, key_host = stream(seed, Decision.LOAN_RULES, now), stream(seed, Decision.LOAN_HOST, now)
    key = stream(seed, Decision.LOAN_LOT, now)
    for k in range(n):
        request = identity(now, unit["key"], k)
        host = place_above(s, unit["tier"], unit["group"])
        if unit["tier"] == Tier.TOWNSHIP and draw(key_host, request) < s.setting[0]["loan_city_share"]:
            host = int(s.organs[s.above[unit["group"]]])
        if lever["loan_only_to_short_units"] and host >= 0 and s.units[host]["holders"] == s.units[host]["established"]:
            continue
        _lend_one(s, u, host, draw(key_rules, request) < lever["loan_rules_kept_share"], mix(key ^ request))


@compiled
def _form_task_forces(s: State) -> None:
    """Pull people below the heads off their posts for special tasks (facts 1.6.15)."""
    clock = s.clock[0]
    now, key = clock["now"], stream(clock["seed"], Decision.TASK_FORCE, clock["now"])
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        rate = lever["task_force_per_100_posts_per_year"][unit["tier"]]
        for k in range(people_asked_for(rate, unit["established"], 1, draw(key, unit["key"]))):
            lot, who = mix(key ^ identity(now, unit["key"], k)), NOBODY
            for trial in range(tries(s, u)):
                row = holder_tried(s, u, lot, trial)
                if row == NOBODY:
                    continue
                person = s.cadres[row]
                if person["leading"] and s.posts[person["post"]]["rank"] >= Rank.SECTION:
                    continue
                if not (person["away"] or person["second_line"] or person["moved"] >= now):
                    who = row
                    break
            if who != NOBODY:
                send_out(s, who, Cause.TASK_FORCE, now + int(lever["task_force_months"]))


@compiled
def loans(s: State) -> None:
    """Let organs borrow people from the tier below, unit by unit; in April task forces are formed."""
    clock, b = s.clock[0], s.setting[0]
    key = stream(clock["seed"], Decision.LOAN_NUMBER, clock["now"])
    if clock["now"] % MONTHS == TASK_FORCE_MONTH:
        _form_task_forces(s)
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        rate = lever["loan_requests_per_100_posts_per_year"][unit["tier"]]
        if lever["loan_receiver_pays"]:
            rate *= 1.0 - b["loan_price_ratio"]
        n = people_asked_for(rate, unit["established"], MONTHS, draw(key, unit["key"]))
        if n > 0:
            _borrow(s, u, n)
