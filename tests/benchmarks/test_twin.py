"""The engine in its first form and its Mesa twin agree in distribution, and the comparison is able to fail.

Runs under different seeds are compared measure by measure with Welch's t-test; Holm's procedure keeps the chance of a
false alarm over all measures at one in a thousand. Every twin that breaks a rule must raise the alarm.
"""

import pandas as pd
import pytest

from experiments.compose import plan_from
from experiments.plan import RunPlan
from sim.model import CadreModel
from tests.benchmarks.twin import TwinModel
from tests.benchmarks.twin_cadre import Cadre
from tests.benchmarks.twin_measures import disagreements, runs
from tests.first_form import FIRST_FORM

MONTHS = 60
SEEDS, BROKEN_SEEDS, DEEP_SEEDS = 12, 8, 40
OTHER_RULES = (
    *FIRST_FORM,
    "city=fourteen_towns",
    "city.start='2023-01'",  # the retirement age rises from 2025
    "city.first_round='2024-03'",
    "policy=limits_57_55",
    "promotion.chain_approval_months=2",
    "promotion.approval_months=1",
    "promotion.outside_share=0.15",
    "promotion.down_share=0.4",
    "quotas.reserved_township_service_share=0.5",
    "quotas.county_selection_per_100_posts_per_year=3",
    "service.township_min_service_months=24",
    "work.burden_ratio=1.3",
    "changes=[{start: '2025-01', lever: quotas.township_recruits_per_100_posts_per_year, value: 8, over_months: 24}]",
    "counties={county: {age_limits.new_men_years: 47, age_limits.new_women_years: 43}}",
)


class RetiringLate(Cadre):
    """Retires a year after the legal age."""

    def retirement_month(self) -> int:
        return super().retirement_month() + 12


class Unbound(Cadre):
    """Is held by no minimum service."""

    def sit(self, post) -> None:
        self.bound_until = 0
        super().sit(post)


class Unpraised(Cadre):
    """Is never graded excellent."""

    def receive_grade(self, score, among_the_best) -> None:
        super().receive_grade(score, False)


class Rootless(Cadre):
    """Grows no roots in a township."""

    def township_months(self) -> int:
        return 0


BROKEN = (RetiringLate, Unbound, Unpraised, Rootless)


@pytest.fixture(scope="module")
def plan() -> RunPlan:
    return plan_from(["city=fourteen_towns", *FIRST_FORM])


@pytest.fixture(scope="module")
def engine_runs(plan) -> pd.DataFrame:
    return runs(CadreModel, plan, MONTHS, range(1, 5 * SEEDS + 1))


def test_engine_and_twin_agree(plan, engine_runs):
    twin_runs = runs(TwinModel, plan, MONTHS, range(101, 101 + SEEDS))
    assert disagreements(engine_runs, twin_runs) == {}


@pytest.mark.parametrize(
    "cadre_class", [BROKEN[0], *(pytest.param(each, marks=pytest.mark.deep) for each in BROKEN[1:])]
)
def test_a_twin_that_breaks_a_rule_is_caught(plan, engine_runs, cadre_class):
    broken = type("BrokenTwin", (TwinModel,), {"cadre_class": cadre_class})
    broken_runs = runs(broken, plan, MONTHS, range(201, 201 + BROKEN_SEEDS))
    assert disagreements(engine_runs, broken_runs)


def test_the_same_seed_gives_the_same_twin(plan):
    one, other = (runs(TwinModel, plan, 12, [7]) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_posts_and_holders_of_the_twin_agree(plan):
    model = TwinModel(plan.city, plan.policy, plan.setting, rng=3)
    for _ in range(24):
        model.step()
        held = [post for post in model.posts if post.holder is not None]
        assert len(held) == len(model.agents)
        assert all(post.holder.post is post and post.holder.unit is post.unit for post in held)
        assert all(cadre.rank >= cadre.post.rank for cadre in model.agents)
        for unit in model.units:
            assert unit.holders == sum(post.holder is not None for post in unit.posts)
            vacant = {post for post in unit.posts if post.holder is None and not post.leading}
            assert len(unit.vacant) == len(vacant) and set(unit.vacant) == vacant


@pytest.mark.deep
def test_engine_and_twin_agree_over_ten_years(plan):
    engine_runs = runs(CadreModel, plan, 120, range(1, 4 * DEEP_SEEDS + 1))
    twin_runs = runs(TwinModel, plan, 120, range(1001, 1001 + DEEP_SEEDS))
    assert disagreements(engine_runs, twin_runs) == {}


@pytest.mark.deep
def test_engine_and_twin_agree_under_other_rules():
    plan = plan_from(OTHER_RULES)
    engine_runs = runs(CadreModel, plan, MONTHS, range(1, 4 * DEEP_SEEDS + 1))
    twin_runs = runs(TwinModel, plan, MONTHS, range(1001, 1001 + DEEP_SEEDS))
    assert disagreements(engine_runs, twin_runs) == {}


@pytest.mark.deep
def test_engine_and_twin_agree_in_a_prefecture():
    plan = plan_from(["city=prefecture", *FIRST_FORM])
    engine_runs = runs(CadreModel, plan, MONTHS, range(1, DEEP_SEEDS + 1))
    twin_runs = runs(TwinModel, plan, MONTHS, range(1001, 1001 + DEEP_SEEDS // 2))
    assert disagreements(engine_runs, twin_runs) == {}
