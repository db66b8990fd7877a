"""Oracles 2 and 9."""

import pytest

from sim.oracles import Oracle, Trial, careers
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", careers.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    careers.graded_system: {
        "two steps in a month": twins.moving_on("transfer"),
        "movers spared for half a year": twins.movers_spared(6),
        "a draw biased by a tenth": twins.changed("resignation", "cadres", "resign_rate", lambda h: h * 1.1),
        "nobody moves in the first month": twins.first_month_spared("transfer"),
    },
    careers.closed_hierarchy: {
        "filling before exits": twins.moved("fill_posts", before="resignation"),
        "filled from the bottom up": twins.bottom_up(),
        "a seat given twice": twins.seat_given_twice(),
        "recruitment in October": twins.in_months("recruitment", [10]),
    },
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


@pytest.mark.deep
@pytest.mark.parametrize("oracle", careers.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces_on_large_samples(oracle: Oracle) -> None:
    trials = [Trial(seed=seed, size=4) for seed in range(2, 12)]
    holds(f"{oracle.name}, large", [check for trial in trials for check in oracle.checks(trial)])
