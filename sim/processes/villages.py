"""Villages: village cadres leave and are succeeded; some enter township civil service; empty seats make work above."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.elementary import exp, power
from sim.levers import Recruiting, Village
from sim.newcomers import newcomer
from sim.parameters import parameter
from sim.places import yearly_places
from sim.recorder import used_cells
from sim.regions import groups_of, units_of
from sim.rules import shifted_share
from sim.state import State
from sim.terms import MONTHS, NO_POST, RANK_GROUPS, Cause, Education, Rank, Tier
from sim.traits import endow
from sim.vacant import vacant_post
from sim.villages import seats_of

SEPTEMBER = 8
FIRST_ORDINAL = 30_000
"""Ordinals of entrants from villages begin here, so that they are other people than recruits."""
FOUND_PAY_YUAN = Village().village_pay_yuan_per_year
FOUND_FULL_TIME_SHARE = Recruiting().full_time_function_share


@dataclass(frozen=True)
class VillageBehaviour:
    """Assumptions about village cadres, and about work that falls on townships."""

    village_vacant_share: float = parameter(
        0.03, "share", 0, 1, "assumption: 355 cadres in 90 villages (T33, T38) are 3.9 of about 4; centres extra duty",
        "Village seats vacant as found", "村干部空缺率(现状)",
    )  # fmt: skip
    village_leaves_per_year: float = parameter(
        0.04, "per year", 0, 1, "assumption: facts 1.20.1: some resign to work elsewhere; about one a township",
        "Village cadres who go away to work", "村干部外出务工离职率",
    )  # fmt: skip
    village_young_ratio: float = parameter(
        1.5, "ratio per decade younger", 1, 5, "assumption: the young find work elsewhere more easily",
        "Leaving of younger village cadres", "年轻村干部离职倍数",
    )  # fmt: skip
    village_successor_share: float = parameter(
        0.7, "per year", 0, 1, "assumption: successors are lacking (facts 1.20.1), a seat stands empty for months",
        "Village seats that find a successor", "村干部接替率",
    )  # fmt: skip
    village_successor_age_years: float = parameter(
        28.0, "years", 18, 50, "assumption: as young as the youngest of the 271 up to 50 (T38)",
        "Youngest successors in villages", "村干部接任最低年龄",
    )  # fmt: skip
    village_successor_age_spread_years: float = parameter(
        20.0, "years", 0, 30, "assumption: evenly over so many years, so that the mean stays near 43.1 (T38)",
        "Spread of successors' ages in villages", "村干部接任年龄跨度",
    )  # fmt: skip
    village_pay_effect: float = parameter(
        0.05, "log odds per 1,000 yuan a year", 0, 1, "assumption: low pay makes people go (facts 1.20.1, T39)",
        "Effect of village pay", "村干部报酬效应",
    )  # fmt: skip
    village_pension_effect: float = parameter(
        0.7, "log odds", 0, 5, "assumption: a pension halves leaving (facts 1.20.1, 1.20.6)",
        "Effect of a village pension", "村干部养老保险效应",
    )  # fmt: skip
    village_last_age_years: float = parameter(
        60.0, "years", 45, 80, "assumption: few of the 355 are old, mean age 43.1 (T38)",
        "Age at which village cadres stop", "村干部离任年龄",
    )  # fmt: skip
    village_other_pay_ratio: float = parameter(
        0.7, "ratio to secretaries' pay", 0, 1, "assumption: members have less than secretaries",
        "Pay ratio of other village cadres", "村其他干部报酬比",
    )  # fmt: skip
    village_pension_yuan: float = parameter(
        1200.0, "yuan a person a year", 0, 50_000, "assumption: a basic pension contribution",
        "Cost of a village pension", "村干部养老保险年缴费",
    )  # fmt: skip
    village_seat_duty: float = parameter(
        0.25, "post-equivalents", 0, 1, "assumption: a quarter of a missing village cadre's work falls on the township",
        "Township work of an empty village seat", "村干部空缺转移的工作量",
    )  # fmt: skip
    concurrent_loss: float = parameter(
        0.10, "share of a township's work", 0, 1,
        "assumption: changing between several jobs costs up to a tenth of the work (facts 1.22.4-1.22.5); 0 as found",
        "Work lost by several jobs at once", "身兼数职的效率损失",
    )  # fmt: skip


@compiled
def leaving_probability(
    per_year: float, age_years: float, young_ratio: float, pay_thousand_more: float, pension: float,
    by_pay: float, by_pension: float, last_age: float,
) -> float:  # fmt: skip
    """Return the yearly chance that a village cadre gives up the seat; 43 is the mean age as counted (T38)."""
    if age_years >= last_age:
        return 1.0
    pull = power(young_ratio, (43.0 - age_years) / 10.0)
    return min(1.0, per_year * pull * exp(-by_pay * pay_thousand_more - by_pension * pension))


@compiled
def side_duty(
    vacant: int, seats: int, found: float, by_seat: float, posts: int, full_time_more: float, loss: float
) -> float:
    """Return the work that falls on a township beyond the situation as found, in post-equivalents; may be negative."""
    return by_seat * (vacant - found * seats) - loss * full_time_more * posts


@compiled
def may_enter(months_in_post: int, least: float, age_years: float, oldest: float) -> bool:
    """Tell whether a village cadre may compete for a township post (Gansu 2016, facts 2.1)."""
    return months_in_post >= least and age_years <= oldest


@compiled
def _enter_township(s: State, group: int) -> None:
    """Take the best schooled village cadres of a county into vacant posts of their own townships, while places last."""
    clock, lever, posts, size = s.clock[0], s.levers[group], 0, 0
    now = clock["now"]
    for u in units_of(s):
        if s.units[u]["group"] == group and s.units[u]["tier"] == Tier.TOWNSHIP:
            posts += s.units[u]["last_civil"] - s.units[u]["first_post"]
            size += len(seats_of(s, u))
    places = yearly_places(lever["village_places_per_100_posts"], posts, (now - clock["first"]) // MONTHS)
    if places == 0 or size == 0:
        return
    key = stream(clock["seed"], Decision.VILLAGE_ORDER, now)
    rows, points, n = np.empty(size, np.int64), np.empty(size, np.float64), 0
    for u in units_of(s):
        if s.units[u]["group"] != group:
            continue
        for seat in seats_of(s, u):
            holder = s.villages[seat]
            age = (now - holder["born"]) / MONTHS
            if holder["held"] and may_enter(
                now - holder["since"], lever["village_service_months"], age, lever["village_entry_age_years"]
            ):
                rows[n], points[n] = seat, draw(key, holder["key"]) - holder["education"]
                n += 1
    order = np.argsort(points[:n])
    for i in range(n):
        if places > 0 and _enter_one(s, rows[order[i]]):
            places -= 1


@compiled
def _enter_one(s: State, seat: int) -> bool:
    """Take a village cadre into the own township's civil service; tell whether there was a vacant post.

    Age and schooling are the village cadre's, home and family stay where they are (facts 1.20.6).
    """
    holder, now = s.villages[seat], s.clock[0]["now"]
    u = int(holder["unit"])
    post = vacant_post(s, u)
    if post == NO_POST:
        return False
    who = identity(now, holder["key"], FIRST_ORDINAL)
    newcomer(s, who, post, Cause.VILLAGE, Rank.STAFF, (now - holder["born"]) / MONTHS, 0.0)
    row = s.posts[post]["holder"]
    person, lever = s.cadres[row], s.levers[s.units[u]["group"]]
    person["born"], person["education"] = holder["born"], holder["education"]
    person["home_group"], person["family_unit"] = s.units[u]["group"], u
    person["bound_until"] = now + int(lever["village_bound_months"])
    endow(s, row, row + 1)  # length of life and skills follow age and schooling
    holder["held"] = 0
    return True


@compiled
def _turn_over(s: State, u: int) -> None:
    """Let village cadres of a township leave, and empty seats find successors; pay the year."""
    clock, b, lever = s.clock[0], s.setting[0], s.levers[s.units[u]["group"]]
    now, seed = clock["now"], clock["seed"]
    key_leave, key_next = stream(seed, Decision.VILLAGE_LEAVES, now), stream(seed, Decision.VILLAGE_SUCCESSOR, now)
    more, pension = (lever["village_pay_yuan_per_year"] - FOUND_PAY_YUAN) / 1000.0, lever["village_pension_share"]
    by_pay, by_pension, paid = b["village_pay_effect"], b["village_pension_effect"], 0.0
    finds = shifted_share(b["village_successor_share"], by_pay * more + by_pension * pension)
    youngest = b["village_successor_age_years"]
    years = b["village_successor_age_spread_years"]
    for seat in seats_of(s, u):
        holder = s.villages[seat]
        if holder["held"]:
            goes = leaving_probability(
                b["village_leaves_per_year"], (now - holder["born"]) / MONTHS, b["village_young_ratio"], more, pension,
                by_pay, by_pension, b["village_last_age_years"],
            )  # fmt: skip
            if draw(key_leave, holder["key"]) < goes:
                holder["held"] = 0
        if not holder["held"]:
            lot = draw(key_next, holder["key"])
            if lot >= finds:
                continue
            holder["held"], holder["since"] = 1, now
            holder["born"] = now - int(MONTHS * (youngest + years * lot / finds))  # the lot again: even below `finds`
            holder["education"] = Education.SECONDARY_OR_LESS
        ratio = 1.0 if holder["secretary"] else b["village_other_pay_ratio"]
        paid += lever["village_pay_yuan_per_year"] * ratio + pension * b["village_pension_yuan"]
    if paid > 0.0:
        cell = s.cells[s.units[u]["group"] * 2 * RANK_GROUPS]
        s.ledger[int(clock["slot"]) * used_cells(s.cells) + cell]["other_yuan"] += int(paid)


@compiled
def _weigh(s: State, u: int) -> None:
    """Write the part of a township's extra duty that its villages and concurrent jobs make."""
    unit, b = s.units[u], s.setting[0]
    lever, seats, vacant = s.levers[unit["group"]], seats_of(s, u), 0
    for seat in seats:
        vacant += 1 - s.villages[seat]["held"]
    duty = side_duty(
        vacant, len(seats), b["village_vacant_share"], b["village_seat_duty"], unit["last_post"] - unit["first_post"],
        lever["full_time_function_share"] - FOUND_FULL_TIME_SHARE, b["concurrent_loss"],
    )  # fmt: skip
    unit["extra_duty"] += duty - unit["side_duty"]
    unit["side_duty"] = duty


@compiled
def villages(s: State) -> None:
    """Turn village seats over and take village cadres up in September; weigh what falls on the townships."""
    yearly = s.clock[0]["now"] % MONTHS == SEPTEMBER
    if yearly:
        for group in groups_of(s):
            _enter_township(s, group)
    for u in units_of(s):
        if s.units[u]["tier"] == Tier.TOWNSHIP:
            if yearly:
                _turn_over(s, u)
            _weigh(s, u)
