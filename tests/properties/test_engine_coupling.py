"""Levers under the same luck: whoever goes under the better terms also goes under the worse ones.

A subset, person by person and month by month, not an average: possible because a draw belongs to a person.
"""

import functools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.levers import AgeLimits, Incentives, Quotas, Retirement, Service, Work
from sim.model import CadreModel
from sim.policy import Policy
from sim.processes.intention import Wants
from sim.setting import Setting
from sim.terms import NOBODY, Cause, Tier, Wish
from tests.properties.small_world import (
    entered_by,
    left_by_cause,
    moved_by,
    no_later,
    only,
    people,
    small_city,
    wishes,
)

CITY = small_city(2, (0, 1, 2, 3, 4))
QUITS = Setting(wants=Wants(resignation_per_year=0.05))
"""Many resign, so that there is something to compare."""

examples = settings(max_examples=8, deadline=None, derandomize=True)
seeds = st.integers(0, 2**40)
allowances = st.tuples(*[st.integers(0, 3000)] * 5)


def run(policy: Policy, seed: int, *names: str, months: int = 60, setting: Setting = QUITS) -> CadreModel:
    """Return a run in which only the named processes are on."""
    model = CadreModel(CITY, policy, setting, off=only(*names), rng=seed, check=True)
    model.run_for(months)
    return model


def wish_up(model: CadreModel) -> set[int]:
    return {key for key, wish in wishes(model).items() if wish == Wish.UP}


def wish_away(model: CadreModel) -> set[int]:
    return {key for key, wish in wishes(model).items() if wish != Wish.STAY}


THINKING = ("intention", "resignation")


@functools.cache
def with_allowance(allowance: tuple[float, ...], seed: int) -> CadreModel:
    return run(Policy(incentives=Incentives(township_allowance_yuan_per_month=allowance)), seed, *THINKING)


@examples
@given(allowances, st.tuples(*[st.integers(0, 3000)] * 5), seeds)
def test_a_larger_allowance_adds_no_leaver_and_nobody_who_wishes_up(less, more_by, seed):
    """Class by class: more for one class never drives anybody out of the service or up to an organ."""
    more = tuple(float(a + b) for a, b in zip(less, more_by, strict=True))
    poor, rich = with_allowance(tuple(map(float, less)), seed), with_allowance(more, seed)
    assert no_later(left_by_cause(poor), left_by_cause(rich))
    assert wish_up(rich) <= wish_up(poor) | left_by_cause(poor).keys()


@examples
@given(st.integers(0, 3000), st.integers(1, 3000), seeds)
def test_the_same_rise_for_all_classes_adds_no_township_cadre_who_wishes_to_leave(less, more, seed):
    poor, rich = (with_allowance((float(each),) * 5, seed) for each in (less, less + more))
    tiers = wishes(rich, "tier")
    away = {key for key in wish_away(rich) if tiers[key] == Tier.TOWNSHIP}
    assert away <= wish_away(poor) | left_by_cause(poor).keys()
    assert no_later(left_by_cause(poor), left_by_cause(rich))


def test_the_allowance_does_keep_some():
    """Without this the subsets above might be equal sets."""
    poor, rich = (with_allowance((each,) * 5, 11) for each in (0.0, 3000.0))
    assert len(left_by_cause(rich)) < len(left_by_cause(poor))
    assert len(wish_away(rich)) < len(wish_away(poor))
    assert len(left_by_cause(rich)) > 10


def test_more_for_one_place_draws_people_home_to_it():
    """What the subset of wishes does not cover: a rise in one class attracts those whose family lives there."""
    poor, rich = (with_allowance((0.0, 0.0, 0.0, 0.0, each), 11) for each in (0.0, 10_000.0))
    drawn = (wish_away(rich) - wish_away(poor)) & wishes(poor).keys()
    classes, both = rich.world.units["remoteness"], people(rich)
    assert len(drawn) > 0
    assert all(classes[both[key]["family_unit"]] == 4 > classes[both[key]["unit"]] for key in drawn)


@examples
@given(st.tuples(*[st.integers(3000, 9000)] * 6), st.tuples(*[st.integers(0, 3000)] * 6), seeds)
def test_higher_pay_adds_no_leaver(pay, more, seed):
    poor, rich = (
        run(Policy(incentives=Incentives(base_pay_yuan_per_month=tuple(map(float, each)))), seed, *THINKING)
        for each in (pay, [a + b for a, b in zip(pay, more, strict=True)])
    )
    assert no_later(left_by_cause(poor), left_by_cause(rich))
    # organs pay a multiple of township pay, so that a rise by rank makes going up more attractive, not less
    assert wish_up(poor) <= wish_up(rich)


@examples
@given(st.floats(0.5, 2.9), st.floats(0.0, 0.1), seeds)
def test_better_township_pay_keeps_township_people(ratio, more, seed):
    """A higher ratio for townships alone: nobody there leaves sooner or begins to wish up."""
    poor, rich = (
        run(Policy(incentives=Incentives(tier_pay_ratio=(each, 1.15, 1.35))), seed, *THINKING)
        for each in (ratio, ratio + more)
    )
    assert no_later(left_by_cause(poor), left_by_cause(rich))
    gone = left_by_cause(poor).keys()
    assert wish_up(rich) <= wish_up(poor) | gone


@examples
@given(st.floats(0.3, 3.0), st.floats(0.0, 1.0), seeds)
def test_a_heavier_burden_keeps_nobody(light, share, seed):
    """With the feedback on: who goes leaves more work to the rest, so that the set can only grow."""
    heavy = light + share * (3.0 - light)
    easy, hard = (
        run(Policy(work=Work(burden_ratio=each)), seed, "workload", *THINKING) for each in (light, heavy)
    )  # fmt: skip
    assert no_later(left_by_cause(hard), left_by_cause(easy))
    assert (hard.world.units["workload"] >= easy.world.units["workload"]).all()


def test_the_burden_does_drive_some_out():
    easy, hard = (run(Policy(work=Work(burden_ratio=each)), 11, "workload", *THINKING) for each in (0.5, 3.0))
    assert len(left_by_cause(hard)) > len(left_by_cause(easy)) + 10


# age lines and service


def one_round(men: float, women: float, seed: int) -> CadreModel:
    """Return a run up to and with the first leadership round."""
    lines = AgeLimits(renewal_men_years=men, renewal_women_years=women)
    return run(Policy(age_limits=lines), seed, "leadership_round", months=13)


@examples
@given(st.floats(36, 60), st.floats(0, 10), st.floats(36, 60), st.floats(0, 10), seeds)
def test_a_later_renomination_limit_adds_no_step_down(men, men_later, women, women_later, seed):
    """At a round, as long as everybody who must step down finds a place."""
    early, late = (
        run(
            Policy(age_limits=AgeLimits(renewal_men_years=m, renewal_women_years=w)),
            seed,
            "leadership_round",
            months=13,
        )
        for m, w in ((men, women), (min(70.0, men + men_later), min(70.0, women + women_later)))
    )
    assume(has_room(early))
    assert moved_by(late, Cause.STEP_DOWN) <= moved_by(early, Cause.STEP_DOWN)


def has_room(model: CadreModel) -> bool:
    """Tell whether a non-leading township post is still vacant in every county: then nobody was turned away."""
    posts = model.world.posts
    in_township = model.world.units["tier"][posts["unit"]] == Tier.TOWNSHIP
    free = in_township & (posts["leading"] == 0) & (posts["holder"] == NOBODY)
    return {1, 2} <= set(model.world.units["group"][posts["unit"][free]].tolist())


def test_the_renomination_limit_does_move_leaders():
    early, late = (
        run(
            Policy(age_limits=AgeLimits(renewal_men_years=m, renewal_women_years=m - 5)),
            11,
            "leadership_round",
            months=13,
        )
        for m in (50.0, 57.0)
    )
    assert len(moved_by(early, Cause.STEP_DOWN)) > len(moved_by(late, Cause.STEP_DOWN)) >= 0
    rows = early.world.cadres["second_line"] == 1
    assert rows.sum() == len(moved_by(early, Cause.STEP_DOWN)) > 3


@examples
@given(st.floats(50, 70), st.floats(0, 5), st.booleans(), seeds)
def test_a_later_retirement_age_retires_nobody_sooner(age, later, rises, seed):
    """By the age or early on request: whoever has retired under the later age has done so under the earlier one."""
    sooner, later_ = (
        run(
            Policy(
                retirement=Retirement(
                    retirement_men_years=each,
                    retirement_women_years=each - 5,
                    retirement_women_division_years=each,
                    gradual_rise=rises,
                )
            ),
            seed, "retirement", months=240,
        )
        for each in (age, age + later)
    )  # fmt: skip
    causes = (Cause.RETIRE, Cause.RETIRE_EARLY)
    assert no_later(left_by_cause(sooner, *causes), left_by_cause(later_, *causes))
    assert no_later(left_by_cause(sooner), left_by_cause(later_))
    assert len(left_by_cause(sooner, *causes)) > 50


@examples
@given(st.integers(0, 119), st.integers(1, 120), seeds)
def test_longer_minimum_service_lets_nobody_resign_sooner(months, more, seed):
    """Among recruits who come under both terms."""
    policy = Quotas(township_recruits_per_100_posts_per_year=20.0, county_recruits_per_100_posts_per_year=20.0)
    short, long = (
        run(
            Policy(
                quotas=policy,
                service=Service(township_min_service_months=float(each), organ_min_service_months=float(each)),
            ),
            seed, "recruitment", *THINKING, months=96,
        )
        for each in (months, months + more)
    )  # fmt: skip
    both = entered_by(short, Cause.RECRUIT).keys() & entered_by(long, Cause.RECRUIT).keys()
    quits = [{key: month for key, month in left_by_cause(each).items() if key in both} for each in (short, long)]
    assert no_later(quits[0], quits[1])
    came = entered_by(long, Cause.RECRUIT)
    assert all(month - came[key] >= months + more for key, month in quits[1].items())
    assert len(both) > 20


@examples
@given(st.floats(0, 50), st.floats(0, 50), seeds)
def test_more_places_turn_no_recruit_away(quota, more, seed):
    """In the first year, before the seats that are taken make a difference to the next."""
    few, many = (
        run(Policy(quotas=Quotas(township_recruits_per_100_posts_per_year=each)), seed, "recruitment", months=12)
        for each in (quota, quota + more)
    )
    assert entered_by(few, Cause.RECRUIT).items() <= entered_by(many, Cause.RECRUIT).items()


def test_more_places_do_bring_more():
    few, many = (
        run(Policy(quotas=Quotas(township_recruits_per_100_posts_per_year=each)), 11, "recruitment", months=12)
        for each in (2.0, 8.0)
    )
    assert len(entered_by(many, Cause.RECRUIT)) > len(entered_by(few, Cause.RECRUIT)) > 0
