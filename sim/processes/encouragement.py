"""Encouragement: what prizes, bonuses, heads, mentors and examples do to the spirit of a place."""

import math

from sim.compiled import compiled
from sim.levers.team import HEAD_POWER_FOUND
from sim.regions import units_of
from sim.rewards import paid_share
from sim.state import State
from sim.terms import NOBODY, Tier


@compiled
def spirit_by_prize(won: bool, yuan: float, found_yuan: float, found_share: float, effect: float) -> float:
    """Return the motivation that the team prize gives winners, less what it gives the average township as found."""
    return effect * ((math.sqrt(yuan / found_yuan) if won else 0.0) - found_share)


@compiled
def _pay_bonus(s: State, u: int, yuan: int) -> None:
    """Book a month's bonus for every holder of a unit."""
    unit = s.units[u]
    start = int(s.clock[0]["slot"]) * int(s.cells[len(s.cells) - 1])
    for post in range(unit["first_post"], unit["last_post"]):
        if s.posts[post]["holder"] != NOBODY:
            s.ledger[start + s.posts[post]["cell"]]["bonus_yuan"] += yuan


@compiled
def _in_townships(s: State, u: int) -> None:
    """Add what only townships have: prizes, promises, the head's means, mentors and examples."""
    unit, b = s.units[u], s.setting[0]
    lever = s.levers[unit["group"]]
    spirit = spirit_by_prize(
        unit["prize"] == 1, lever["team_prize_yuan_per_person"], b["prize_found_yuan"], b["prize_found_share"],
        b["prize_motivation"],
    )  # fmt: skip
    spirit += b["promise_motivation"] * lever["public_promises_share"]
    spirit += b["head_power_motivation"] * (lever["head_reward_power_share"] - HEAD_POWER_FOUND)
    spirit += b["mentoring_motivation"] * lever["mentoring_share"]
    spirit += b["example_motivation"] * lever["model_examples_share"] * s.teams[u]["cohesion"]
    unit["spirit"] += spirit
    unit["toil"] += b["promise_strain"] * lever["public_promises_share"]
    unit["toil"] -= b["mentoring_strain"] * lever["mentoring_share"]


@compiled
def encouragement(s: State) -> None:
    """Add to every unit what rewards and leadership do to spirit and worth; pay the month's bonus."""
    b = s.setting[0]
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        if unit["tier"] == Tier.TOWNSHIP:
            _in_townships(s, u)
        promised = lever["performance_bonus_yuan_per_month"]
        if promised > 0.0:
            paid = promised * paid_share(unit["fiscal_strength"], lever["bonus_guarantee_share"])
            unit["appeal"] += b["pay_utils"] * paid / 1000.0
            unit["spirit"] -= b["unpaid_motivation"] * (promised - paid) / 1000.0
            _pay_bonus(s, u, int(paid))
