"""Grades, exits, elections, inspection: what each lever does, person by person under the same luck."""

import numpy as np
import pytest

from sim.levers import AgeLimits, Bench, Elections, Exit, Grades, Promotion
from sim.model import CadreModel
from sim.policy import Change, Policy
from sim.processes.appraisal import Performance
from sim.processes.supervision import Misconduct, has_case
from sim.setting import Setting
from sim.terms import Appraisal, Cause, Kind, Rank, Reserved, Sex, Tier
from tests.first_form import LATER
from tests.properties.small_world import ROUND, START, left_by_cause, moved_by, only, small_city, wishes

CITY = small_city(2, vacant=0.25)
EARLY = (
    Change("2010-01", "grades.grades_below_city", True),
    Change("2010-01", "grades.county_grade_quota_shares", (0.6, 0.3, 0.1, 0.04, 0.02)),
    Change("2010-01", "grades.grade_years", (0.0, *[2.0] * 8, 3.0, 4.0, 4.0)),
)
MANY = Setting(misconduct=Misconduct(misconduct_per_year=0.1))
"""Many leaders have a case."""
TO_ROUND = ROUND - START + 1


def run(policy: Policy, *names: str, months: int, seed: int = 3, setting: Setting | None = None) -> CadreModel:
    model = CadreModel(CITY, policy, setting, off=only(*names), rng=seed, check=True)
    model.run_for(months)
    return model


def risen(model: CadreModel) -> set[int]:
    return {key for key, since in wishes(model, "grade_since").items() if since == START + 6}


@pytest.mark.parametrize("more", [Grades(grade_quota_ratio=1.5), Grades(senior_raise_share_per_year=0.5)])
def test_larger_quotas_and_raises_let_more_rise(more):
    few, many = (risen(run(Policy(grades=g, changes=EARLY), "grades", months=8)) for g in (Grades(), more))
    assert 10 < len(few) < len(many)
    assert few < many


def test_there_are_no_grades_before_the_rules():
    """County and below from 2015, city organs from 2019-06 (facts 2.3)."""
    model = CadreModel(CITY, rng=1)
    model.run_for(60)
    assert not model.world.cadres["personal_grade"].any()
    model.run_for(12)
    cadres = model.world.cadres[model.world.serving_rows()]
    has = cadres["personal_grade"] > 0
    assert has[cadres["tier"] != Tier.CITY].mean() > 0.9 and not has[cadres["tier"] == Tier.CITY].any()
    months = model.results.months
    assert months[months.year < 2015].grade_yuan.sum() == 0 < months[months.year == 2015].grade_yuan.sum()


def test_quotas_hold():
    policy = Policy(changes=EARLY)
    model = run(policy, "grades", "appraisal", "ranking", months=96)
    cadres, units = model.world.cadres[model.world.serving_rows()], model.world.units
    for group in range(1, 3):
        for town in (True, False):
            of = units[(units["group"] == group) & ((units["tier"] == Tier.TOWNSHIP) == town)]
            here = (cadres["group"] == group) & ((cadres["tier"] == Tier.TOWNSHIP) == town)
            others = cadres[here & (cadres["leading"] == 0)]["personal_grade"]
            posts = of["established"].sum()
            by_rank = cadres[here & (cadres["leading"] == 0) & (cadres["rank"] >= Rank.DEPUTY_DIVISION)]
            assert ((others >= 7) & (others <= 8)).sum() <= max(0.1 * posts, len(by_rank))
            assert (others <= 9).all()


def test_the_longer_the_list_of_the_last_the_more_lose_their_posts():
    causes = [Cause.LAST_PLACE]
    none, some, many = (
        run(Policy(exit=Exit(last_place_share_per_year=s, last_place_staff_share_per_year=s)), "appraisal",
            "last_place", months=1) for s in (0.0, 0.1, 0.3)
    )  # fmt: skip
    assert not moved_by(none, *causes) and not left_by_cause(none, *causes)
    assert moved_by(some, *causes) < moved_by(many, *causes)
    assert left_by_cause(some, *causes).keys() < left_by_cause(many, *causes).keys()


def test_the_threat_spurs_and_wears():
    levers = Exit(last_place_share_per_year=0.05, last_place_staff_share_per_year=0.05)
    calm, pressed = (run(Policy(exit=each), "motivation", "esteem", months=24) for each in (Exit(), levers))
    for column, more in (("motivation", 0.01), ("strain", 0.01)):
        one, other = wishes(calm, column), wishes(pressed, column)
        second = wishes(calm, "second_line")
        assert all(other[key] >= one[key] + more for key in one if not second[key] and other[key] < 1.0)


def test_a_role_keeps_the_drive_of_the_second_line():
    idle, active = (
        run(Policy(exit=Exit(second_line_role_share=r)), "motivation", "esteem", "leadership_round", months=36)
        for r in (0.0, 1.0)
    )
    second = [key for key, moved in wishes(idle, "second_line").items() if moved]
    assert second
    one, other = wishes(idle, "motivation"), wishes(active, "motivation")
    assert all(other[key] > one[key] + 0.05 for key in second)


def test_a_stricter_trial_fails_more_recruits():
    runs = [
        run(Policy(exit=Exit(trial_line_sd=line)), "recruitment", "trial", months=8 + 12 + 1)
        for line in (-9.0, -1.0, 0.0)
    ]
    none, some, many = (left_by_cause(each, Cause.TRIAL_FAILED) for each in runs)
    assert not none
    assert 0 < len(some) < len(many)
    assert some.keys() < many.keys()
    assert set(many.values()) == {START + 8 + 12}


def test_two_incompetent_years_end_employment():
    harsh = Setting(performance=Performance(incompetent_below_sd=-1.0))
    model = run(Policy(), "appraisal", "dismissal", months=13, setting=harsh)
    log, persons = model.world.events, model.world.cadres
    out = log[(log["kind"] == Kind.LEAVE) & (log["cause"] == Cause.DISMISS)]
    down = log[(log["kind"] == Kind.APPOINT) & (log["cause"] == Cause.DISMISS)]
    assert len(out) > 0 and (out["month"] == START + 12).all()
    assert (persons["incompetent_years"][out["cadre"]] == 2).all()
    assert len(down) > 0 and (down["rank_after"] == down["rank_before"] - 1).all()
    assert (persons["grade"][out["cadre"]] == Appraisal.INCOMPETENT).all()


def test_more_contests_vote_more_out():
    few, many = (
        moved_by(run(Policy(elections=Elections(contested_share=c)), "appraisal", "elections", months=TO_ROUND),
                 Cause.VOTED_OUT) for c in (0.5, 1.0)
    )  # fmt: skip
    assert few < many
    none = run(Policy(elections=Elections(contested_share=0.0)), "appraisal", "elections", months=TO_ROUND)
    assert not moved_by(none, Cause.VOTED_OUT)


def test_fewer_leading_posts_mean_smaller_teams_and_dimmer_prospects():
    """And they come back when the number does (facts 1.3.3-4)."""
    less = Elections(deputy_posts_ratio=0.5, section_posts_ratio=0.67)
    back = Change("2013-01", "elections.deputy_posts_ratio", 1.0)
    names = ("elections", "ranking", "prospects")
    as_found = run(Policy(), *names, months=TO_ROUND)
    cut = run(Policy(elections=less), *names, months=TO_ROUND)
    town = cut.world.units["tier"] == Tier.TOWNSHIP
    assert (as_found.world.teams["seats"][town] == 9).all() and (cut.world.teams["seats"][town] == 3 + 2).all()
    assert moved_by(cut, Cause.CROSS_APPOINT)
    for model in (as_found, cut):
        model.run_for(14)
    one, other = wishes(as_found, "prospect"), wishes(cut, "prospect")
    assert sum(other.values()) < sum(one.values())
    last = cut.results.months[cut.results.months.month == ROUND]
    assert last.established.sum() == len(cut.world.posts) - 4 * town.sum()
    again = run(Policy(elections=less, changes=(back,), age_limits=AgeLimits(round_every_months=30.0)), *names,
                months=TO_ROUND + 31)  # fmt: skip
    assert (again.world.teams["seats"][town] == 6 + 2).all()


def test_nobody_sits_on_a_post_that_was_given_up():
    model = CadreModel(CITY, Policy(elections=Elections(deputy_posts_ratio=0.5)), rng=2, check=True)
    model.run_for(TO_ROUND + 48)
    closed = model.world.posts["closed"] == 1
    assert closed.sum() == model.world.state.region["closed"].sum() > 0
    assert (model.world.posts["holder"][closed] < 0).all()


def test_posts_held_back_go_to_those_they_are_held_back_for():
    policy = Policy(elections=Elections(women_per_team=5.0, contested_share=1.0))
    model = CadreModel(CITY, policy, rng=4)
    model.run_for(TO_ROUND - 1)
    filled = 0
    for _ in range(12):
        done = len(model.world.events)
        model.step()
        held = model.world.posts["reserved"] == Reserved.WOMAN
        for event in model.world.events[done:]:
            if event["to_post"] >= 0 and held[event["to_post"]]:
                filled += 1
                assert model.world.cadres["sex"][event["cadre"]] == Sex.FEMALE
    assert filled > 0


def test_choosing_among_more_finds_abler_leaders():
    """By inspection of several (facts 1.3.12), and by competition (1.3.14)."""

    def ability(policy: Policy) -> float:
        found = []
        for seed in range(4):
            model = CadreModel(CITY, policy, off=LATER, rng=seed)
            model.run_for(100)
            log = model.world.events
            found += model.world.cadres["ability"][log["cadre"][log["cause"] == Cause.PROMOTE]].tolist()
        return float(np.mean(found))

    first = ability(Policy(promotion=Promotion(own_unit_share=0.0)))
    assert ability(Policy(promotion=Promotion(own_unit_share=0.0, inspected_per_post=5.0))) > first + 0.15
    assert ability(Policy(promotion=Promotion(own_unit_share=0.0, contest_share=1.0))) > first + 0.15


def test_the_notice_period_stops_those_who_are_thought_little_of():
    model = CadreModel(CITY, Policy(promotion=Promotion(notice_block_share=1.0)), rng=1)
    seen = 0
    for _ in range(60):
        done = len(model.world.events)
        model.step()
        new = model.world.events[done:]
        rows = new["cadre"][np.isin(new["cause"], (Cause.PROMOTE, Cause.PLACE, Cause.EXCHANGE))]
        assert (model.world.cadres["score"][rows] > 0.0).all()
        seen += len(rows)
    assert seen > 10


def test_an_audit_stops_leaders_with_a_case():
    model = CadreModel(CITY, Policy(exit=Exit(audit_share=1.0)), MANY, rng=1, off=["supervision"])
    free = CadreModel(CITY, Policy(), MANY, rng=1, off=["supervision"])
    promoted = []
    for each in (model, free):
        with_case = 0
        for _ in range(72):
            done = len(each.world.events)
            each.step()
            each.world.state.clock["now"] -= 1
            for event in each.world.events[done:]:
                led = event["from_post"] >= 0 and each.world.posts["leading"][event["from_post"]]
                if event["cause"] == Cause.PROMOTE and led:
                    with_case += has_case(each.world.state, event["cadre"])
            each.world.state.clock["now"] += 1
        promoted.append(with_case)
    assert promoted[0] == 0 < promoted[1]


def test_supervision_deters_and_bars():
    def cases(found: float) -> tuple[set[int], set[int]]:
        model = run(Policy(exit=Exit(misconduct_found_share_per_year=found)), "supervision", months=4, setting=MANY)
        state, rows = model.world.state, model.world.serving_rows()
        keys = model.world.cadres["key"]
        leads = [row for row in rows if model.world.cadres["leading"][row]]
        barred = {int(keys[row]) for row in leads if model.world.cadres["sanction_until"][row] > START}
        return {int(keys[row]) for row in leads if has_case(state, row)}, barred

    (weak, few), (strong, more) = cases(0.1), cases(0.5)
    assert strong < weak
    assert few < weak and more <= strong and len(more) > len(few)


def test_a_longer_list_holds_the_shorter_and_tasks_make_abler():
    def reserves(bench: Bench) -> tuple[set[int], dict[int, float]]:
        model = run(Policy(bench=bench), "ranking", "reserve_list", months=1)
        return {key for key, on in wishes(model, "reserve").items() if on}, wishes(model, "ability")

    short, before = reserves(Bench())
    long, after = reserves(Bench(reserve_per_100_leading_posts=100.0, reserve_development_share=1.0))
    assert 0 < len(short) and short < long
    assert all(after[key] > before[key] for key in long if before[key] < 2.4)
    assert all(after[key] == before[key] for key in before.keys() - long)


def test_terms_end():
    """Who sits longer than the limit changes places within the pool, and with no place to go steps aside."""
    levers = Exit(same_post_years_at_most=(3.0, 3.0, 3.0))
    model = run(Policy(exit=levers), "term_limits", months=1)
    moved = moved_by(model, Cause.TERM_LIMIT)
    assert moved
    cadres, posts = model.world.cadres, model.world.posts
    heads = posts[(posts["leading"] == 1) & (posts["rank"] >= Rank.SECTION) & (posts["holder"] >= 0)]
    assert (START - cadres["post_since"][heads["holder"]] < 36).all()


def test_room_to_serve_stops_those_near_retirement():
    policy = Policy(age_limits=AgeLimits(new_men_years=63, new_women_years=63, organ_leading_men_years=63,
                                         organ_leading_women_years=63, new_service_left_years=10.0))  # fmt: skip
    model = CadreModel(CITY, policy, rng=2)
    for _ in range(60):
        done = len(model.world.events)
        model.step()
        new = model.world.events[done:]
        rows = new["cadre"][np.isin(new["cause"], (Cause.PROMOTE, Cause.PLACE))]
        retires = model.world.cadres["retires"][rows]
        assert ((retires < 0) | (retires - model.world.month >= 119)).all()


def test_congress_chairs_may_return():
    """A younger line for congress chairs, and exchange with the other section posts (facts 1.4.11)."""

    def returns(both_ways: bool) -> int:
        levers = Elections(congress_exchange=both_ways)
        found = 0
        for seed in range(3):
            model = CadreModel(CITY, Policy(elections=levers, promotion=Promotion(placement_share=1.0)), rng=seed)
            model.run_for(120)
            events = model.results.events
            town = (events.from_tier == "township") & (events.to_tier == "township")
            found += int((town & (events.cause == "exchange")).sum())
        return found

    assert returns(False) == 0 < returns(True)
