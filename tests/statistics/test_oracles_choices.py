"""Oracles 17 and 18."""

import numpy as np
import pytest

from sim.oracles import Oracle, Trial, choices, formulas
from tests.statistics import twins, twins_more
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", choices.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    choices.random_utility: {
        "the pull of higher organs a tenth of a util stronger": twins.changed(
            "intention", "setting", "up_utils", lambda pull: pull + 0.1
        ),
        "normal tastes": twins_more.normal_tastes(),
        "pay of the city ignored": twins.changed(
            "intention", "levers", "tier_pay_ratio", lambda ratio: np.ones_like(ratio)
        ),
    },
    choices.tournament: {
        "the worst first": twins.changed("open_selection", "cadres", "ability", np.negative),
        "ability not seen": twins.changed("open_selection", "setting", "exam_ability_share", np.zeros_like),
        "a place more in each county": twins.changed(
            "open_selection", "levers", "county_selection_per_100_posts_per_year", lambda rate: rate * 7 / 6
        ),
    },
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


@pytest.mark.deep
@pytest.mark.parametrize("oracle", choices.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces_on_large_samples(oracle: Oracle) -> None:
    trials = [Trial(seed=seed, size=4) for seed in range(2, 12)]
    holds(f"{oracle.name}, large", [check for trial in trials for check in oracle.checks(trial)])


@pytest.mark.parametrize(("n", "k"), [(30, 6), (5, 1), (12, 9)])
def test_the_best_of_many_are_those_of_sorted_draws(n: int, k: int) -> None:
    draws = np.sort(np.random.default_rng(n).normal(size=(200_000, n)))[:, -k:].mean(axis=1)
    mean, variance = formulas.best_of(n, k)
    assert mean == pytest.approx(draws.mean(), abs=5 * draws.std() / 200_000**0.5)
    assert variance == pytest.approx(draws.var(), rel=0.02)
