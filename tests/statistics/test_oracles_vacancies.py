"""Oracles 10, 12, 13 and 14."""

import pytest

from sim.oracles import Oracle, Trial, vacancies
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", vacancies.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    vacancies.vacancy_chains: {
        "filled from the bottom up": twins.bottom_up(),
        "outside entries a quarter more often": twins.changed(
            "fill_posts", "levers", "outside_share", lambda q: q * 1.25
        ),
        "the other layer asked a quarter more often": twins.changed(
            "fill_posts", "levers", "up_share", lambda share: share * 1.25
        ),
    },
    vacancies.one_post: {
        "filling before exits": twins.moved("fill_posts", before="resignation"),
        "approval a month longer": twins.changed("fill_posts", "posts", "ready", lambda ready: ready + 1),
        "asked twice a month": twins.asked_again("resignation"),
    },
    vacancies.yearly_intake: {
        "recruitment before exits": twins.moved("recruitment", before="resignation"),
        "recruitment in October": twins.in_months("recruitment", [10]),
        "a draw biased by a twentieth": twins.changed("resignation", "cadres", "resign_rate", lambda h: h * 1.05),
    },
    vacancies.littles_law: {
        "a seat given twice": twins.seat_given_twice(),
        "approval a month longer": twins.changed("fill_posts", "posts", "ready", lambda ready: ready + 1),
    },
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


@pytest.mark.deep
@pytest.mark.parametrize("oracle", vacancies.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces_on_large_samples(oracle: Oracle) -> None:
    trials = [Trial(seed=seed, size=4) for seed in range(2, 12)]
    holds(f"{oracle.name}, large", [check for trial in trials for check in oracle.checks(trial)])
