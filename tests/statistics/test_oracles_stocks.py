"""Oracles 3, 4 and 5."""

import numpy as np
import pytest

from sim.oracles import Oracle, Trial, formulas, stocks
from sim.oracles.careers import between_tiers
from tests.statistics import twins, twins_more
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", stocks.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    stocks.steady_stocks: {
        "recruitment before exits": twins.moved("recruitment", before="resignation"),
        "a draw biased by a tenth": twins.changed("resignation", "cadres", "resign_rate", lambda h: h * 1.1),
    },
    stocks.transient_stocks: {
        "nobody moves in the first month": twins.first_month_spared("transfer"),
        "recruitment in October": twins.in_months("recruitment", [10]),
        "two steps in a month": twins.moving_on("transfer"),
    },
    stocks.spread_of_stocks: {"all people of a unit share one luck": twins_more.luck_by_unit()},
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


@pytest.mark.deep
@pytest.mark.parametrize("oracle", stocks.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces_on_large_samples(oracle: Oracle) -> None:
    trials = [Trial(seed=seed, size=4) for seed in range(2, 7)]
    holds(f"{oracle.name}, large", [check for trial in trials for check in oracle.checks(trial)])


def test_stocks_and_their_spread_are_those_of_simulated_people() -> None:
    rng, people, month = np.random.default_rng(4), 100_000, 9
    ages, opening, intake = [9, 2], np.array([3.0, 1.0, 0.0]), np.array([2.0, 1.0, 4.0])
    found = np.zeros((people, 3))
    for grade, number, months in [
        *((grade, int(n), month) for grade, n in enumerate(opening)),
        *((grade, int(n), age) for age in ages for grade, n in enumerate(intake)),
    ]:
        for _ in range(number):
            at = np.full(people, grade)
            for _ in range(months):
                u, here = rng.random(people), at < 3
                cuts = np.cumsum(np.vstack([between_tiers(), np.zeros(3)]), axis=1)[at]
                at = np.where(here, (u[:, None] > cuts).sum(axis=1), 3)
            for tier in range(3):
                found[:, tier] += at == tier
    mean, variance = formulas.stocks(between_tiers(), opening, intake, ages, month)
    assert found.mean(axis=0) == pytest.approx(mean, rel=0.01)
    assert found.var(axis=0) == pytest.approx(variance, rel=0.03)
    only = formulas.fourth_moment(np.eye(1) * 0.5, [1.0], [1])
    assert only == pytest.approx([1 / 16])  # of one who is still there with a half: (1/2)^4


def test_time_in_a_grade_has_the_variance_of_visits() -> None:
    steps = formulas.powers(between_tiers(), 600)
    law = formulas.visit_variance(between_tiers())
    for i in range(3):
        for j in range(i, 3):
            assert formulas.time_in_grade_variance(steps, i, j, 0, 600) == pytest.approx(law[i, j], rel=1e-6)
