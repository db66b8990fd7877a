"""Accountability, authority, rewards, teams and care under the same luck: who is hit, moved or eased."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.blame import Blame
from sim.levers import Accountability, Authority, Care, Rewards, Team, Work
from sim.model import CadreModel
from sim.plan import MONTH
from sim.policy import Policy
from sim.setting import Setting
from sim.terms import Tier
from tests.properties.small_world import only, small_city, wishes

CITY = small_city(2, (0, 2, 4))
HARSH = Setting(blame=Blame(incidents_per_cadre_year=0.3, false_reports_per_cadre_year=0.2))
"""Far more goes wrong than in life, so that there is something to compare."""
SEEDS = (3, 11)


def run(policy: Policy, seed: int, *names: str, months: int = 24, setting: Setting = HARSH) -> CadreModel:
    model = CadreModel(CITY, policy, setting, off=only(*names), rng=seed, check=True)
    model.run_for(months)
    return model


def hit(policy: Policy, seed: int, column: str = "sanction_until", tier: Tier | None = None) -> set[tuple[int, int]]:
    """Return (key, month) of everybody on whom a sanction or a false report fell."""
    model = CadreModel(CITY, policy, HARSH, off=only("workload", "accountability"), rng=seed, check=True)
    found, cadres = set(), model.world.cadres
    for month in range(24):
        before = model.world.cadres[column].copy()
        model.step()
        cadres = model.world.cadres
        rows = np.flatnonzero(cadres[column] > before)
        found |= {(int(cadres["key"][r]), month) for r in rows if tier is None or cadres["tier"][r] == tier}
    return found


def blamed(**levers: float) -> Policy:
    return Policy(accountability=Accountability(**levers))


FEWER: list[tuple[Policy, Policy]] = [
    (blamed(), blamed(incident_detection_share=0.1)),
    (Policy(work=Work(veto_items_ratio=2.0)), Policy(work=Work(veto_items_ratio=0.5))),
    (Policy(work=Work(burden_ratio=1.5)), Policy()),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("more", "less"), FEWER, ids=["detection", "vetoes", "burden"])
def test_fewer_incidents_hit_nobody_else(more, less, seed):
    """By month the hit are a subset, as long as nobody is hit twice in a longer period."""
    many, few = hit(more, seed), hit(less, seed)
    assert len(few) < len(many)
    assert len(few - many) <= 0.05 * len(many)  # a sanction inside a longer one does not show


@pytest.mark.parametrize("seed", SEEDS)
def test_fault_tolerance_only_spares(seed):
    strict, mild = (
        hit(blamed(fault_tolerance_clarity=0.0), seed),
        hit(blamed(fault_tolerance_clarity=1.0, fault_tolerance_generosity=1.0), seed),
    )
    assert 0.2 * len(strict) < len(mild) < 0.7 * len(strict)  # two of five incidents are no honest mistakes
    assert len(mild - strict) <= 0.05 * len(strict)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_the_territory_principle_departments_answer_for_their_work(seed):
    place = {share: hit(blamed(territory_blame_share=share), seed, tier=Tier.TOWNSHIP) for share in (1.0, 0.0)}
    organs = {share: hit(blamed(territory_blame_share=share), seed, tier=Tier.COUNTY) for share in (1.0, 0.0)}
    assert len(place[0.0]) < len(place[1.0])
    assert len(organs[0.0]) > len(organs[1.0])


@pytest.mark.parametrize("seed", SEEDS)
def test_punishing_false_reporters_accuses_fewer_and_clearing_is_sooner(seed):
    free, deterred = (hit(blamed(false_reporters_punished_share=x), seed, "accused_until") for x in (0.0, 1.0))
    assert 0 < len(deterred) < 0.6 * len(free)
    slow, fast = (run(blamed(false_report_months=x), seed, "accountability").world.cadres for x in (24.0, 3.0))
    assert (fast["accused_until"] <= slow["accused_until"]).all()
    assert (fast["accused_until"] < slow["accused_until"]).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_accurate_blame_hits_the_less_able(seed):
    ability = {}
    for share in (0.0, 1.0):
        model = run(blamed(blame_accuracy_share=share), seed, "accountability")
        cadres = model.world.cadres
        ability[share] = cadres["ability"][cadres["sanction_until"] > 0].mean()
    assert ability[1.0] < ability[0.0]


@pytest.mark.parametrize("seed", SEEDS)
def test_deciders_answer_where_the_rule_says_so(seed):
    leading = {}
    for share in (0.0, 1.0):
        cadres = run(blamed(decider_blame_share=share), seed, "accountability").world.cadres
        leading[share] = cadres["leading"][cadres["sanction_until"] > 0].mean()
    assert leading[1.0] > leading[0.0]


def test_a_false_report_or_a_sanction_stops_promotion():
    """As long as either hangs over everybody nobody rises."""
    for column in ("sanction_until", "accused_until"):
        model = CadreModel(CITY, rng=1, off=only("retirement", "ranking", "prospects", "fill_posts"))
        model.world.state.cadres[column] = 10**6
        model.run_for(12)
        assert not (model.world.events["rank_after"] > model.world.events["rank_before"]).any()


# what moves everybody of a place

MOODS = ("workload", "teams", "caution", "encouragement", "care", "motivation", "fairness", "household", "intention")


def towns(model: CadreModel, column: str) -> dict[int, float]:
    tier = wishes(model, "tier")
    return {key: value for key, value in wishes(model, column).items() if tier[key] == Tier.TOWNSHIP}


def moods(policy: Policy, column: str) -> dict[int, float]:
    return towns(run(policy, 5, *MOODS, setting=Setting()), column)


CALMER: dict[str, Callable[[], Policy]] = {
    "health checks": lambda: Policy(care=Care(health_checks_per_year=1.0)),
    "counselling": lambda: Policy(care=Care(counselling_share=1.0)),
    "sports": lambda: Policy(care=Care(sports_share=1.0)),
    "leave": lambda: Policy(care=Care(leave_taken_share=1.0)),
    "family support": lambda: Policy(care=Care(family_support_share=1.0)),
    "fewer vetoes": lambda: Policy(work=Work(veto_items_ratio=0.3)),
    "fewer meetings": lambda: Policy(work=Work(meeting_ratio=0.5)),
    "fewer documents": lambda: Policy(work=Work(document_ratio=0.5)),
    "fewer inspections": lambda: Policy(work=Work(inspection_ratio=0.5)),
    "fewer rush tasks": lambda: Policy(work=Work(rush_task_ratio=0.5)),
    "fewer duties pushed down": lambda: Policy(work=Work(pushed_down_duties_ratio=0.3)),
    "a vote on branches": lambda: Policy(authority=Authority(township_weight_in_branch_appraisal_share=0.6)),
    "approval of tasks": lambda: Policy(authority=Authority(unlisted_task_approval_share=1.0)),
    "authority": lambda: Policy(authority=Authority(authority_handed_down_share=0.8)),
    "mentoring": lambda: Policy(rewards=Rewards(mentoring_share=1.0)),
}


@pytest.mark.parametrize("name", CALMER)
def test_relief_leaves_nobody_in_a_township_more_strained(name):
    before, after = moods(Policy(), "strain"), moods(CALMER[name](), "strain")
    assert before.keys() == after.keys()
    assert all(after[key] <= before[key] + 1e-6 for key in before)
    assert sum(after.values()) < sum(before.values()) - 0.1


HEARTENING: dict[str, Callable[[], Policy]] = {
    "mentoring": lambda: Policy(rewards=Rewards(mentoring_share=1.0)),
    "examples": lambda: Policy(rewards=Rewards(model_examples_share=1.0)),
    "the head's power": lambda: Policy(team=Team(head_reward_power_share=0.8)),
    "fault tolerance": lambda: blamed(fault_tolerance_clarity=1.0, fault_tolerance_generosity=0.8),
    "team mechanisms": lambda: Policy(team=Team(*[0.9] * 5)),
}


@pytest.mark.parametrize("name", HEARTENING)
def test_encouragement_leaves_nobody_in_a_township_less_motivated(name):
    before, after = moods(Policy(), "motivation"), moods(HEARTENING[name](), "motivation")
    assert all(after[key] >= before[key] - 1e-6 for key in before)
    assert sum(after.values()) > sum(before.values()) + 0.1


BINDING: dict[str, Callable[[], Policy]] = {
    "meals": lambda: Policy(care=Care(meal_subsidy_yuan_per_month=500.0)),
    "housing": lambda: Policy(care=Care(housing_support_yuan_per_month=800.0)),
    "family support": lambda: Policy(care=Care(family_support_share=1.0)),
    "authority": lambda: Policy(authority=Authority(authority_handed_down_share=1.0)),
    "branches": lambda: Policy(authority=Authority(branches_managed_by_township_share=1.0)),
    "fault tolerance": lambda: blamed(fault_tolerance_clarity=1.0, fault_tolerance_generosity=1.0),
}


@pytest.mark.parametrize("name", BINDING)
def test_whoever_would_go_up_from_a_better_place_would_also_go_from_a_worse_one(name):
    """Up to those whom the better place itself draws home."""
    up = [{key for key, wish in moods(each, "wish").items() if wish == 1} for each in (Policy(), BINDING[name]())]
    assert up[1] <= up[0]


def test_fair_rewards_part_good_workers_from_idlers():
    before, after = (moods(Policy(rewards=Rewards(reward_link_share=x)), "motivation") for x in (0.2, 1.0))
    ability = moods(Policy(), "ability")
    gain = {key: after[key] - before[key] for key in before}
    able = [gain[key] for key in gain if ability[key] > 1.0]
    idle = [gain[key] for key in gain if ability[key] < -1.5]
    assert min(able) > 0 > min(idle)
    assert np.mean(able) > np.mean(idle)


@pytest.mark.parametrize("name", ["leave", "duties sent back"])
def test_relief_has_its_price(name):
    """Leave takes days from work; departments do part of what they no longer push down."""
    policy = {
        "leave": Policy(care=Care(leave_taken_share=1.0)),
        "duties sent back": Policy(work=Work(pushed_down_duties_ratio=0.0)),
    }[name]
    before, after = (run(each, 5, "workload").world.units for each in (Policy(), policy))
    tier = Tier.TOWNSHIP if name == "leave" else Tier.COUNTY
    assert (after["workload"] > before["workload"])[before["tier"] == tier].all()


def test_a_full_time_deputy_covers_for_absent_team_members():
    with_, without = (
        run(Policy(team=Team(full_time_deputy_share=x)), 5, "workload", "retirement", months=120).world
        for x in (1.0, 0.0)
    )
    gaps = (without.teams["seats"] > without.teams["members"]) & (without.units["tier"] == Tier.TOWNSHIP)
    assert gaps.any()
    assert (with_.units["workload"] < without.units["workload"])[gaps].all()
    assert (with_.units["workload"] == without.units["workload"])[~gaps].all()


def test_prizes_bonuses_and_care_are_paid_for():
    policy = Policy(
        rewards=Rewards(performance_bonus_yuan_per_month=500.0, bonus_guarantee_share=1.0),
        care=Care(meal_subsidy_yuan_per_month=300.0),
    )
    model = run(policy, 5, "appraisal", "team_prizes", "encouragement", "care", months=12)
    months, units = model.results.months, model.world.units
    prized = (units["prize"] == 1) & (units["tier"] == Tier.TOWNSHIP)
    assert [prized[units["group"] == group].sum() for group in (1, 2)] == [1, 1]  # one of three townships each
    assert months["care_yuan"].sum() == 300 * months.loc[months["tier"] == "township", "holders"].sum()
    assert months["bonus_yuan"].sum() == 500 * months["holders"].sum() + 4000 * units["holders"][prized].sum()


def test_what_stands_off_writes_nothing():
    """With these processes off no trace of them is left (the kept results of the first form rest on it)."""
    names = {"accountability", "team_prizes", "caution", "encouragement", "care", "fairness", "household"}
    assert names <= {process.name for process in MONTH}
    model = CadreModel(CITY, rng=2, off=sorted(names))
    model.run_for(24)
    cadres = model.world.cadres
    assert not cadres["sanction_until"].any() and not cadres["accused_until"].any() and not cadres["extra"].any()
    assert not model.world.units["prize"].any() and not model.results.months["bonus_yuan"].any()
