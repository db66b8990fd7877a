"""Every lever moves something, and levers that no other test pushes move what they speak of, in their direction."""

import dataclasses
import hashlib
from collections.abc import Mapping

import numpy as np
import pytest

from sim.levers import levers
from sim.parameters import Declaration, Value
from sim.policy import Policy
from sim.setting import Setting
from sim.terms import Cause, Establishment, Kind, Tier
from tests.properties.lever_stats import (
    Stat,
    away_quality,
    cohesion,
    events,
    grade_total,
    held_in_the_city,
    in_leading_posts_late,
    low_grades,
    mean_of,
    money,
    of_cause,
    outside_the_party,
    prizes,
    probation,
    reserves_promoted,
    run,
    sanctions,
    seen_ability,
    standing_by,
    trials,
    winners_load,
    with_levers,
    within_units,
    years_served,
    youth_of_the_reserve,
)
from tests.properties.test_engine_writes import BUSY, STRICT

# -- none is dead ------------------------------------------------------------------------------------------------------

SITUATIONS: Mapping[str, tuple[Policy, Setting | None]] = {
    "busy": (BUSY, STRICT),
    "as found": (Policy(), None),
    "audited": (Policy(), dataclasses.replace(STRICT, misconduct=dataclasses.replace(
        STRICT.misconduct, misconduct_per_year=0.2))),
}  # fmt: skip


def fingerprint(situation: str, **values: Value) -> str:
    policy, setting = SITUATIONS[situation]
    world = run(with_levers(policy, **values), setting).world
    digest = hashlib.blake2b()
    for table in (world.cadres, world.posts, world.events, world.units, world.teams, world.state.ledger):
        digest.update(table.tobytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def unmoved() -> dict[str, str]:
    return {situation: fingerprint(situation) for situation in SITUATIONS}


def extremes(declared: Declaration) -> list[Value]:
    if isinstance(declared.default, bool):
        return [True, False]
    ends = [float(declared.high), float(declared.low), (declared.low + declared.high) / 2.0]
    return [(each,) * len(declared.labels) for each in ends] if declared.labels else ends


@pytest.mark.parametrize("name", levers())
def test_a_lever_moves_something(unmoved, name):
    values = extremes(levers()[name])
    place = name.replace(".", "__")
    assert any(
        fingerprint(situation, **{place: value}) != before
        for situation, before in unmoved.items()
        for value in values
    )  # fmt: skip


# -- the rest move what they speak of ----------------------------------------------------------------------------------

BONUS = {"rewards__performance_bonus_yuan_per_month": 800.0, "rewards__bonus_guarantee_share": 1.0}
SECONDED = {
    "secondment__regular_batches": True, "secondment__up_per_100_township_posts_per_year": 8.0,
    "secondment__down_per_100_organ_posts_per_year": 8.0,
}  # fmt: skip
GRADES = {"grades__grade_years_ratio": 0.5}
CASES: Mapping[str, tuple[Value, Value, Stat, Mapping[str, Value]]] = {
    "incentives.excellent_award_yuan": (100.0, 5000.0, money("award"), {}),
    "incentives.merit_award_yuan": (0.0, 50_000.0, money("award"), {}),
    "quotas.city_recruits_per_100_posts_per_year": (0.0, 20.0, held_in_the_city, {
        "quotas__city_selection_per_100_posts_per_year": 0.0, "age_limits__transfer_years": 22.0}),
    "promotion.seniority_weight": (0.0, 5.0, standing_by("rank_since"), {}),
    "promotion.appraisal_weight": (0.0, 5.0, standing_by("score"), {}),
    "promotion.grassroots_weight": (0.0, 5.0, standing_by("township_before"), {}),
    "work.appraisal_signal_share": (0.0, 1.0, seen_ability, {}),
    "work.field_time_share": (0.5, 0.0, lambda model: -float(model.world.units["workload"].sum()), {}),
    "establishments.institution_recruits_per_100_posts_per_year": (
        0.0, 40.0, events(Cause.RECRUIT, at=Establishment.PUBLIC_INSTITUTION), {}),
    "establishments.other_staff_allowance_ratio": ((0.0, 0.0), (1.0, 1.0), money("allowance"), {}),
    "establishments.conversion_seniority_weight": (0.0, 1.0, years_served, {
        "establishments__conversion_quota_share": 0.5, "establishments__conversions_at_most_per_year": 3.0}),
    "establishments.law_allowance_yuan_per_month": (0.0, 2000.0, money("other"), {}),
    "establishments.programme_intake_share": (0.1, 1.0, events(Cause.PROGRAMME, Kind.ENTER), {}),
    "establishments.programme_term_months": (60.0, 12.0, events(Cause.PROGRAMME_END), {}),
    "establishments.programme_allowance_yuan_per_month": (0.0, 6000.0, money("other"), {}),
    "village.village_service_months": (240.0, 12.0, events(Cause.VILLAGE), {
        "village__village_places_per_100_posts": 10.0}),
    "secondment.secondment_merit_share": (0.0, 1.0, mean_of("score", of_cause(Cause.SECONDMENT, Kind.LEND)), SECONDED),
    "secondment.secondment_management_quality": (0.0, 1.0, away_quality, SECONDED),
    "secondment.secondment_rotates": (False, True, away_quality, SECONDED),
    "secondment.secondment_credit_points": (0.0, 2.0, mean_of("credit"), SECONDED),
    "exchange.volunteer_term_months": (12.0, 120.0, mean_of("bound_until"), {
        "exchange__volunteers_per_100_organ_posts_per_year": 10.0}),
    "training.training_quality_share": (0.0, 1.0, mean_of("trained"), {}),
    "training.training_yuan_per_day": (0.0, 1000.0, money("training"), {}),
    "accountability.removal_clarity_share": (0.0, 1.0, low_grades, {"work__appraisal_signal_share": 1.0}),
    "rewards.rater_weights": ((1.0, 0.0, 0.0, 0.0, 0.0), (0.2,) * 5, seen_ability, {}),
    "rewards.appraisals_per_year": (1.0, 12.0, seen_ability, {}),
    "rewards.team_result_share": (1.0, 0.0, within_units, {}),
    "rewards.class_appraisal_share": (0.0, 1.0, winners_load, {}),
    "rewards.team_prize_share": (0.0, 1.0, prizes, {}),
    "rewards.team_prize_yuan_per_person": (0.0, 20_000.0, money("bonus"), {"rewards__team_prize_share": 0.5}),
    "rewards.bonus_by_result_share": (0.0, 1.0, lambda model: float(np.ptp(model.world.cadres["motivation"])), BONUS),
    "team.duties_division_share": (0.0, 1.0, cohesion, {}),
    "team.decision_rules_share": (0.0, 1.0, cohesion, {}),
    "team.communication_share": (0.0, 1.0, cohesion, {}),
    "team.target_appraisal_share": (0.0, 1.0, cohesion, {}),
    "team.team_supervision_share": (0.0, 1.0, cohesion, {}),
    "care.holiday_benefits_yuan_per_year": (0.0, 10_000.0, money("care"), {}),
    "grades.grades_in_city": (False, True, grade_total(Tier.CITY), {}),
    "grades.grade_years_ratio": (2.0, 0.5, grade_total(Tier.TOWNSHIP), {}),
    "grades.excellent_year_credit_years": (0.0, 2.0, grade_total(Tier.COUNTY), {}),
    "grades.city_grade_quota_shares": ((0.0,) * 5, (1.0,) * 5, grade_total(Tier.CITY), GRADES),
    "grades.township_grade_bonus_share": (0.0, 0.5, grade_total(Tier.TOWNSHIP), GRADES),
    "grades.grade_step_yuan_per_month": (0.0, 1000.0, money("grade"), {}),
    "grades.institution_pass_through_share": (0.0, 1.0, money("grade"), GRADES),
    "bench.reserve_years": (30.0, 60.0, youth_of_the_reserve, {}),
    "bench.reserve_weight": (0.0, 5.0, reserves_promoted, {}),
    "exit.probation_months": (6.0, 36.0, probation, {}),
    "exit.trial_months": (6.0, 36.0, trials, {}),
    "exit.county_keeps_accounts_share": (1.0, 0.0, sanctions, {"exit__misconduct_found_share_per_year": 1.0}),
    "exit.second_line_pay_steps": (0.0, 6.0, money("grade"), {}),
    "elections.non_party_per_team": (0.0, 5.0, outside_the_party, {}),
    "elections.reserved_months": (0.0, 60.0, in_leading_posts_late, {"elections__women_per_team": 5.0}),
}  # fmt: skip
"""By lever: a value, another that makes for more of something, what of, and what else is set in both runs."""


@pytest.mark.parametrize("name", CASES)
def test_a_lever_moves_what_it_speaks_of(name):
    less, more, stat, beside = CASES[name]
    place = name.replace(".", "__")
    found = [
        np.mean([stat(run(with_levers(Policy(), **beside, **{place: value}), seed=seed)) for seed in range(3)])
        for value in (less, more)
    ]
    assert found[0] < found[1]
