"""Oracles 11 and 19, and 14 as an account: exact, in the full month, under the default policy."""

import pytest

from experiments import build_model
from sim.model import CadreModel
from sim.oracles import Oracle, Trial, accounts
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", accounts.ORACLES, ids=lambda each: each.name)
def test_the_engine_keeps_its_accounts(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    oracle.checks: {
        "a seat given twice": twins.seat_given_twice(),
        "a seat kept by who has left": twins.seat_kept(),
    }
    for oracle in accounts.ORACLES
}
UNLOGGED = {oracle.checks: {"an exit not logged": twins.exit_not_logged()} for oracle in accounts.ORACLES}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS) + twins.cases(UNLOGGED))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


def fourteen_towns(trial: Trial) -> CadreModel:
    model = build_model([], seed=trial.seed)
    return CadreModel(model.city, model.policy, model.setting, rng=trial.seed, plan=trial.plan, check=True)


def test_the_fourteen_towns_keep_their_accounts() -> None:
    holds("accounts of the fourteen towns", accounts.audit(fourteen_towns(Trial()), 240))


@pytest.mark.parametrize("plan", [twins.exit_not_logged()])
def test_the_fourteen_towns_catch_a_broken_month(plan: twins.Plan) -> None:
    is_caught(accounts.audit(fourteen_towns(Trial(plan=plan)), 120))


@pytest.mark.deep
def test_any_policy_keeps_its_accounts() -> None:
    policies = [
        ["policy=limits_57_55"],
        ["promotion.approval_months=12", "promotion.chain_approval_months=6"],
        ["quotas.township_recruits_per_100_posts_per_year=20", "setting.wants.resignation_per_year=0.05"],
        ["city=prefecture"],
    ]
    checks = [check for words in policies for check in accounts.audit(build_model(words, seed=3), 360)]
    holds("accounts under other policies", checks)
