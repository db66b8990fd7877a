"""Mutation twins: the month with one rule or its order broken on purpose."""

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from sim.draws import Decision, uniform
from sim.oracles import Check, Trial
from sim.plan import MONTH, Process
from sim.state import State
from sim.terms import NOBODY, Cause, Rank
from sim.verbs import appoint, leave
from tests.first_form import FIRST_MONTH

Plan = tuple[Process, ...]
Checks = Callable[[Trial], list[Check]]
RUN = {process.name: process.run for process in MONTH}


def cases(twins: Mapping[Checks, Mapping[str, Plan]]) -> list[Any]:
    """Return pytest's parameters (checks, broken plan) of twins by the checks that must catch them."""
    return [
        pytest.param(checks, plan, id=f"{checks.__name__}: {name}")
        for checks, plans in twins.items()
        for name, plan in plans.items()
    ]


def replaced(name: str, run: Callable[[State], None]) -> Plan:
    """Return the month with another way to run one process."""
    return tuple(dataclasses.replace(each, run=run) if each.name == name else each for each in MONTH)


def moved(name: str, before: str) -> Plan:
    """Return the month with one process brought forward to stand before another."""
    plan = [each for each in MONTH if each.name != name]
    at = [each.name for each in plan].index(before)
    plan.insert(at, next(each for each in MONTH if each.name == name))
    return tuple(plan)


def in_months(name: str, months: Sequence[int]) -> Plan:
    """Return the month with one process due in other calendar months."""
    return tuple(dataclasses.replace(each, months=tuple(months)) if each.name == name else each for each in MONTH)


def changed(name: str, table: str, column: str, by: Callable[[np.ndarray], np.ndarray]) -> Plan:
    """Return the month in which one process sees a column changed; what it does not write itself is put back."""

    def run(s: State) -> None:
        values = getattr(s, table)[column]
        true = values.copy()
        values[:] = by(true)
        seen = values.copy()
        RUN[name](s)
        values[:] = np.where(values == seen, true, values)

    return replaced(name, run)


def moving_on(name: str) -> Plan:
    """Return the month in which one process runs twice, and those who have moved may move again."""

    def run(s: State) -> None:
        RUN[name](s)
        s.cadres["moved"][:] = 0
        RUN[name](s)

    return replaced(name, run)


def asked_again(name: str) -> Plan:
    """Return the month in which one process runs twice, the second time with other luck.

    With the same luck a second time changes nothing: a draw is a function of who, when and what.
    """

    def run(s: State) -> None:
        RUN[name](s)
        s.clock["seed"] += 1
        RUN[name](s)
        s.clock["seed"] -= 1

    return replaced(name, run)


def first_month_spared(name: str) -> Plan:
    """Return the month in which one process begins a month late."""

    def run(s: State) -> None:
        if s.clock["now"][0] > s.clock["first"][0]:
            RUN[name](s)

    return replaced(name, run)


def stale_luck() -> Plan:
    """Return the month in which the draw of resigning forgets which month it is."""

    def run(s: State) -> None:
        n = int(s.clock["cadres"][0])
        people = s.cadres[:n]
        lots = uniform(int(s.clock["seed"][0]), Decision.RESIGNATION, 0, people["key"].copy())
        for row in np.flatnonzero((people["serving"] == 1) & (lots < people["resign_rate"])):
            leave(s, row, Cause.RESIGN)

    return replaced("resignation", run)


def movers_spared(months: int) -> Plan:
    """Return the month in which whoever has moved to another tier is not asked to resign for some months."""

    def run(s: State) -> None:
        people, now = s.cadres, s.clock["now"][0]
        recent = people["tier_since"] + months > now
        people["bound_until"][recent] = now + 1
        RUN["resignation"](s)
        people["bound_until"][recent] = 0

    return replaced("resignation", run)


def bottom_up() -> Plan:
    """Return the month in which leading posts are filled from the bottom up."""

    def run(s: State) -> None:
        s.fill_order[:] = s.fill_order[::-1].copy()
        RUN["fill_posts"](s)
        s.fill_order[:] = s.fill_order[::-1].copy()

    return replaced("fill_posts", run)


def seat_given_twice() -> Plan:
    """Return the month in which one post of those just filled gets a second holder."""

    def run(s: State) -> None:
        RUN["fill_posts"](s)
        now, people = s.clock["now"][0], s.cadres
        held = s.posts["holder"] != NOBODY
        fresh = np.flatnonzero(held & (s.posts["leading"] == 1))
        fresh = fresh[people["moved"][s.posts["holder"][fresh]] == now]
        free = np.flatnonzero(
            (people["serving"] == 1) & (people["rank"] <= Rank.DEPUTY_SECTION) & (people["moved"] < now)
        )
        if len(fresh) and len(free):
            appoint(s, free[-1], fresh[0], Cause.PROMOTE)

    return replaced("fill_posts", run)


def exit_not_logged() -> Plan:
    """Return the month in which the log loses the first exit of every month."""

    def run(s: State) -> None:
        before = s.clock["events"][0]
        RUN["resignation"](s)
        after = s.clock["events"][0]
        if after > before:
            s.events[before : after - 1] = s.events[before + 1 : after].copy()
            s.clock["events"] -= 1

    return replaced("resignation", run)


def luck_consumed() -> Plan:
    """Return the month in which every process that runs uses up some of one common luck."""

    def using(run: Callable[[State], None]) -> Callable[[State], None]:
        def consuming(s: State) -> None:
            run(s)
            s.clock["seed"] += 1

        return consuming

    return tuple(dataclasses.replace(each, run=using(each.run)) for each in MONTH)


def reseeded_by_policy() -> Plan:
    """Return the month in which a new policy, which makes retirement dates unknown, also begins a new luck."""

    def run(s: State) -> None:
        if (s.cadres["retires"][: s.clock["cadres"][0]] < 0).all():
            s.clock["seed"] += 1
        RUN["retirement"](s)

    return replaced("retirement", run)


def luck_by_row() -> Plan:
    """Return the month in which posts are filled in the order of their rows."""

    def run(s: State) -> None:
        order = s.fill_order.copy()
        s.fill_order[:] = np.sort(order)
        RUN["fill_posts"](s)
        s.fill_order[:] = order

    return replaced("fill_posts", run)


def luck_of_the_process() -> Plan:
    """Return the month in which resigning hangs on the number of the process that computes it."""

    def run(s: State) -> None:
        s.clock["seed"] ^= np.uint64(os.getpid())
        RUN["resignation"](s)
        s.clock["seed"] ^= np.uint64(os.getpid())

    return replaced("resignation", run)


def seat_kept() -> Plan:
    """Return the month of the first form in which the post of one leaver is not opened.

    Of the first form, since others go through the posts and would meet the leaver again.
    """

    def run(s: State) -> None:
        before = s.posts["holder"].copy()
        RUN["retirement"](s)
        for post in np.flatnonzero((before != NOBODY) & (s.posts["holder"] == NOBODY))[:1]:
            s.posts["holder"][post] = before[post]

    return [process for process in replaced("retirement", run) if process.name in FIRST_MONTH]
