"""The box of futures in which a policy fails."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.boxes import (
    SIGNIFICANCE,
    Box,
    Discovery,
    Limit,
    _inside,
    _matrix,
    candidates,
    choice,
    discover,
    inside,
    simplified,
)
from experiments.boxes_told import discovery_told, limits_told
from experiments.conditions import failure_of
from experiments.sentences import Label

AGE, CAP, BURDEN = "age_limits.renewal_men_years", "quotas.excellent_cap_share", "work.burden_ratio"
SWITCH, CITY = "loans.loan_only_to_short_units", "incentives.tier_pay_ratio.city"
POLICY = Label("Nomination to 57", "提名至 57 岁")

# -- the box -----------------------------------------------------------------------------------------------------------


def futures(count: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {AGE: rng.integers(45, 65, count), CAP: rng.random(count), BURDEN: 0.5 + rng.random(count),
         SWITCH: rng.random(count) < 0.5, "same": 3}
    )  # fmt: skip


def failing(points: pd.DataFrame, within: float = 0.95, without: float = 0.05, seed: int = 2) -> np.ndarray:
    """Return failures that lie dense where few may be excellent and the burden is high."""
    trouble = (points[CAP] < 0.4) & (points[BURDEN] > 1.0)
    return np.random.default_rng(seed).random(len(points)) < np.where(trouble, within, without)


def test_a_planted_box_is_found_and_told():
    """Whole numbers and switches among the columns, on which PRIM itself fails with pandas 3."""
    points = futures(240)
    y = failing(points)
    found = discover(points, y)
    assert found.is_dense and (found.points, found.failures) == (240, int(y.sum()))
    box = found.box
    assert {(each.name, each.is_low) for each in box.limits} == {(CAP, False), (BURDEN, True)}
    assert {each.name: each.value for each in box.limits} == pytest.approx({CAP: 0.4, BURDEN: 1.0}, abs=0.1)
    assert all(each.quasi_p < SIGNIFICANCE for each in box.limits)
    within = inside(box, points)
    assert (box.points, box.failures) == (within.sum(), y[within].sum())
    assert (box.coverage, box.density) == pytest.approx((y[within].sum() / y.sum(), y[within].mean()))
    assert box.mass == pytest.approx(within.mean())
    assert box.held_failures / box.held_points > 0.75 and box.p < 1e-9
    lines = discovery_told(found, failure_of("township_vacancy > 0.35"), POLICY)
    assert lines[0].en == (
        "A failure of “Nomination to 57” is a future in which “Township vacancy rate” is above 35.0%: "
        f"{y.sum()} of 240."
    )
    assert lines[0].zh.startswith("“提名至 57 岁”的失败是指“乡镇空缺率”高于 35.0%的未来")
    assert f"It fails in {box.density:.0%} of the futures in which “" in lines[1].en
    assert "“Cap on excellent” is at most 0." in lines[1].en and "(" + f"{box.failures} of {box.points})" in lines[1].en
    assert f"其中包含全部失败的 {box.coverage:.0%}" in lines[1].zh
    assert f"hold {box.held_points} of those held back, {box.held_failures} of them failures" in lines[2].en


def test_pure_chance_makes_no_box():
    """The densest box on PRIM's way looks like a finding; limits that are needed, and points held back, refute it."""
    looked_good = reported = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        points = pd.DataFrame(rng.random((100, 3)), columns=[CAP, BURDEN, AGE])
        y = rng.random(100) < 0.3
        naive = max(y[_inside(limits, points)].mean() for limits in candidates(points, y))
        looked_good += naive > 1.25 * y.mean()
        found = discover(points, y)
        reported += found.box is not None
        assert found.tried
    assert looked_good >= 6 and reported <= 1
    lines = discovery_told(Discovery(100, 30, 0.8, True, None), failure_of("chain_length > 3"), POLICY)
    assert lines[1].en.startswith("No box was found in which failures are denser than chance")


@pytest.mark.deep
def test_pure_chance_seldom_makes_a_box():
    """At most 5 of 100 data sets without any box should show one; measured are 2 of 200."""
    reported = 0
    for seed in range(200):
        rng = np.random.default_rng(1000 + seed)
        points = pd.DataFrame(rng.random((120, 3)), columns=[AGE, CAP, BURDEN])
        reported += discover(points, rng.random(120) < rng.uniform(0.15, 0.6)).box is not None
    assert reported <= 22  # 10 of a test at 5 percent; more has a chance of one in two thousand


@pytest.mark.parametrize(
    ("failures", "said"),
    [
        (0, "It fails in none of them."),
        (60, "It fails in all of them: what was varied makes no difference to that."),
        (3, "That is too few failures to look for a box; 10 are needed."),
        (55, "That is too few futures without failure to look for a box"),
    ],
)
def test_where_there_is_nothing_to_look_for_that_is_said(failures: int, said: str):
    found = discover(futures(60), np.arange(60) < failures)
    assert not found.tried and found.box is None
    lines = discovery_told(found, failure_of("township_vacancy > 0.35"), POLICY)
    assert len(lines) == 2 and said in lines[1].en
    assert f"60 种未来中有 {failures} 种" in lines[0].zh


def test_points_in_which_nothing_varies_make_no_box():
    found = discover(pd.DataFrame({AGE: [50.0] * 40}), np.arange(40) % 2 == 0)
    assert not found.tried and found.box is None


def test_each_point_needs_a_verdict():
    with pytest.raises(ValueError, match="60 points, but 59 of fails"):
        discover(futures(60), np.zeros(59, bool))


# -- the rule by which the box is chosen -------------------------------------------------------------------------------


def some_box(coverage: float, density: float, limits: int = 1) -> Box:
    names = (CAP, BURDEN, AGE)[:limits]
    return Box(tuple(Limit(name, True, 0.5, 0.01) for name in names), 10, 5, coverage, density, 0.1)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 3)), min_size=1, max_size=20), st.floats(0, 1)
)
def test_of_the_boxes_dense_enough_the_one_with_the_largest_coverage_is_taken(made, asked: float):
    boxes = [some_box(*each) for each in made]
    taken = choice(boxes, asked)
    dense = [box for box in boxes if box.density >= asked]
    if dense:
        assert taken in dense and taken.coverage == max(box.coverage for box in dense)
        equals = [box for box in dense if box.coverage == taken.coverage]
        assert taken.density == max(box.density for box in equals)
        assert len(taken.limits) == min(len(box.limits) for box in equals if box.density == taken.density)
    else:
        assert taken.density == max(box.density for box in boxes)


def test_without_candidates_there_is_no_choice():
    assert choice([], 0.8) is None


def test_what_is_asked_for_lies_above_the_share_of_all_failures():
    points = futures(60)
    assert discover(points, np.arange(60) < 5).asked == 0.8
    assert discover(points, np.arange(60) < 55).asked == pytest.approx((1 + 55 / 60) / 2)


@pytest.mark.deep
def test_a_box_less_dense_than_asked_for_is_said_to_be_the_densest():
    points = futures(240)
    found = discover(points, failing(points, within=0.65), density=0.97)
    assert found.box is not None and not found.is_dense
    lines = discovery_told(found, failure_of("township_vacancy > 0.35"), POLICY)
    assert "No box as dense as asked for (97%) was found; this is the densest." in [each.en for each in lines]


def test_limits_that_are_not_needed_are_dropped():
    points = _matrix(futures(240))
    y = failing(futures(240))
    given = [Limit(CAP, False, 0.4, 0.0), Limit(BURDEN, True, 1.0, 0.0), Limit(AGE, True, 47.5, 0.0)]
    box = simplified(given, points, y)
    assert {each.name for each in box.limits} == {CAP, BURDEN}
    assert simplified([Limit(AGE, True, 47.5, 0.0)], points, y).limits == ()


def test_a_quasi_p_is_the_binomial_chance_of_so_many_failures_without_the_limit():
    from scipy.stats import binom

    points, y = _matrix(futures(240)), failing(futures(240))
    box = simplified([Limit(CAP, False, 0.4, 0.0), Limit(BURDEN, True, 1.0, 0.0)], points, y)
    without = (points[BURDEN] >= 1.0).to_numpy()
    expected = binom.sf(box.failures - 1, box.points, y[without].mean())
    assert box.limits[0].quasi_p == pytest.approx(expected, rel=1e-6)


def test_limits_are_told_by_name():
    sides = [(CAP, True, 0.12345), (CAP, False, 0.4), (SWITCH, True, 0.5), (CITY, False, 1.5)]
    box = Box(tuple(Limit(*side, 0.0) for side in sides), 1, 1, 1, 1, 1)
    assert limits_told(box).en == (
        "“Cap on excellent” is between 0.123 and 0.4 and “Only units with vacancies may borrow” is on and “Pay ratio "
        "by tier (city)” is at most 1.5"
    )
    assert limits_told(box).zh == (
        "“优秀等次比例上限”介于 0.123 与 0.4 之间且“满编单位不得借调”开启且“各层级工资比(市)”不高于 1.5"
    )
    sides = [(SWITCH, False, 0.5), ("incentives.excellent_award_yuan", True, 12_345.6)]
    off = Box(tuple(Limit(*side, 0.0) for side in sides), 1, 1, 1, 1, 1)
    assert limits_told(off).en == (
        "“Only units with vacancies may borrow” is off and “Award for an excellent year” is at least 12,300"
    )
