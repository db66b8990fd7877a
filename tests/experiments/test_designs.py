"""Designs: which points they make, and in which words they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.addresses import columns_of, find
from experiments.choices import nearest
from experiments.designs import KINDS, SAMPLERS, Design, points_of
from experiments.elements import element_words
from experiments.problems import Problems
from experiments.schema import declared

AGE = "age_limits.renewal_men_years"  # 35 to 70, 50 by default
CAP = "quotas.excellent_cap_share"  # 0 to 1
SWITCH = "loans.loan_only_to_short_units"
PAY = "incentives.tier_pay_ratio"  # township, county, city: 1, 1.15, 1.35; 0.5 to 3
DRIFT = "setting.caution.veto_strain"  # an assumption, 0 to 1


def base(name: str) -> object:
    """Return the defaults, as the base plan of most tests."""
    return declared()[name].default


def made(kind: str, over: object = None, **settings: object) -> list[dict[str, object]]:
    return points_of(Design(kind, over or {}, **settings), base)  # type: ignore[arg-type]


def refused(kind: str, over: object = None, **settings: object) -> tuple[str, ...]:
    with pytest.raises(Problems) as problems:
        made(kind, over, **settings)
    return problems.value.lines


# -- what is made ------------------------------------------------------------------------------------------------------


def test_a_grid_has_every_combination_and_the_last_name_changes_fastest():
    assert made("grid", {AGE: [50, 55], SWITCH: [False, True]}) == [
        {AGE: 50.0, SWITCH: False},
        {AGE: 50.0, SWITCH: True},
        {AGE: 55.0, SWITCH: False},
        {AGE: 55.0, SWITCH: True},
    ]


def test_numbers_become_floats_so_that_equal_plans_have_equal_names():
    (point,) = made("grid", {AGE: [50]})
    assert isinstance(point[AGE], float)
    (point,) = made("grid", {PAY: [[1, 1, 2]]})
    assert point[PAY] == (1.0, 1.0, 2.0) and all(isinstance(each, float) for each in point[PAY])


def test_a_range_has_both_ends_and_no_traces_of_binary_arithmetic():
    points = made("grid", {CAP: {"from": 0, "to": 0.3, "steps": 4}})
    assert [each[CAP] for each in points] == [0.0, 0.1, 0.2, 0.3]
    falling = made("grid", {AGE: {"from": 60, "to": 50, "steps": 3}})
    assert [each[AGE] for each in falling] == [60.0, 55.0, 50.0]


def test_lists_are_read_in_parallel():
    over = {AGE: [50, 55, 57], DRIFT: [0.1, 0.2, 0.3]}
    assert made("list", over) == [{AGE: a, DRIFT: d} for a, d in ((50, 0.1), (55, 0.2), (57, 0.3))]


def test_equal_points_are_kept():
    assert made("list", {AGE: [50, 50]}) == [{AGE: 50.0}, {AGE: 50.0}]


def test_one_at_a_time_begins_with_the_base_plan():
    assert made("one_at_a_time", {AGE: [55, 57], CAP: [0.3]}) == [
        {AGE: 50.0, CAP: 0.2},
        {AGE: 55.0, CAP: 0.2},
        {AGE: 57.0, CAP: 0.2},
        {AGE: 50.0, CAP: 0.3},
    ]


def test_elements_of_one_list_make_one_value_with_the_base_plans_others():
    point = made("list", {f"{PAY}.city": [2.0], f"{PAY}.county": [1.5]})[0]
    assert point == {PAY: (1.0, 1.5, 2.0)}
    other = points_of(Design("grid", {f"{PAY}.county": [1.5]}), lambda name: [0.9, 1.0, 1.1])
    assert other == [{PAY: (0.9, 1.5, 1.1)}]
    alone = made("one_at_a_time", {f"{PAY}.city": [2.0], f"{PAY}.county": [1.5]})
    assert [each[PAY] for each in alone] == [(1.0, 1.15, 1.35), (1.0, 1.15, 2.0), (1.0, 1.5, 1.35)]


def test_names_may_be_nested_as_groups_of_a_configuration_are():
    nested = {"age_limits": {"renewal_men_years": {"from": 50, "to": 60, "steps": 2}}, "incentives": {
        "tier_pay_ratio": {"county": [1.2]}}, "setting": {"caution": {"veto_strain": [0.1]}}}  # fmt: skip
    flat = {AGE: [50, 60], f"{PAY}.county": [1.2], DRIFT: [0.1]}
    assert made("grid", nested) == made("grid", flat)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_sampler_stays_in_its_bounds_and_gives_the_same_points_for_a_seed(kind: str):
    over = {AGE: [45, 65], CAP: None, SWITCH: "all", f"{PAY}.city": [1, 2], DRIFT: "all"}
    points = made(kind, over, points=64, seed=3)
    assert points == made(kind, over, points=64, seed=3) != made(kind, over, points=64, seed=4)
    assert len(points) == 64 and all(list(each) == [AGE, CAP, SWITCH, PAY, DRIFT] for each in points)
    assert all(45 <= each[AGE] <= 65 and 0 <= each[CAP] <= 1 and 1 <= each[PAY][2] <= 2 for each in points)
    assert all(each[PAY][:2] == (1.0, 1.15) for each in points)
    assert sum(each[SWITCH] is True for each in points) == sum(each[SWITCH] is False for each in points) == 32


@pytest.mark.parametrize("kind", SAMPLERS)
@pytest.mark.parametrize("points", [8, 32])
def test_a_sampler_takes_each_of_equal_steps_of_every_range_once(kind: str, points: int):
    drawn = made(kind, {AGE: "all", CAP: "all", DRIFT: [0.2, 0.4]}, points=points, seed=1)
    for name, low, high in ((AGE, 35, 70), (CAP, 0, 1), (DRIFT, 0.2, 0.4)):
        assert (np.histogram([each[name] for each in drawn], points, (low, high))[0] == 1).all()


def test_a_sobol_sequence_fills_the_plane_more_evenly_than_chance():
    drawn = made("sobol", {CAP: "all", DRIFT: "all"}, points=256, seed=5)
    counts = np.histogram2d([each[CAP] for each in drawn], [each[DRIFT] for each in drawn], 8, [(0, 1), (0, 1)])[0]
    assert (counts == 4).all()  # a net: 4 in each of 64 squares; chance would leave squares with none


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_point_of_any_design_can_be_a_plan(data: st.DataObject):
    """Names are full names of levers and assumptions, the same in every point, and values are inside the bounds."""
    known = declared()
    names = data.draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=4, unique=True))
    over = {}
    for name in names:
        labels = known[name].labels
        over[f"{name}.{data.draw(st.sampled_from(labels))}" if labels else name] = "all"
    kind = data.draw(st.sampled_from(SAMPLERS))
    points = made(kind, over, points=2 ** data.draw(st.integers(0, 5)), seed=data.draw(st.integers(0, 99)))
    assert all(list(each) == names for each in points)
    for point in points:
        for name, value in point.items():
            assert not find(name).problems(value)
            assert type(value) is type(known[name].default)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_a_grid_is_as_large_as_the_product_of_its_lists(sizes: list[int]):
    names = [AGE, CAP, SWITCH, f"{PAY}.county"]
    over = {name: [False, True, False, True][:n] if name == SWITCH else [0.5 + k / 10 for k in range(n)]
            for name, n in zip(names, sizes, strict=False)}  # fmt: skip
    over[AGE] = [50 + k for k in range(sizes[0])]
    assert len(made("grid", over)) == math.prod(sizes)
    assert len(made("one_at_a_time", over)) == 1 + sum(sizes)
    limit = math.prod(sizes)
    assert len(made("grid", over, limit=limit)) == limit
    if limit > 1:
        assert f"= {limit} points" in refused("grid", over, limit=limit - 1)[0]


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "over", "said"),
    [
        ("grid", {}, "over is empty"),
        ("grid", [AGE], "over is ['age_limits.renewal_men_years']; allowed: the names"),
        ("grid", {"age_limits.renewal_man_years": [50]}, f"no lever and no assumption. Did you mean {AGE}?"),
        ("grid", {"renewal_men_years": [50]}, f"Did you mean {AGE}?"),
        ("grid", {AGE: [50, 80]}, f"{AGE} is 80 years; allowed 35 to 70; see `cadreflow levers"),
        ("grid", {AGE: ["fifty"]}, f"{AGE} is 'fifty'; allowed: a number from 35 to 70"),
        ("grid", {AGE: [True]}, f"{AGE} is True; allowed: numbers from 35 to 70"),
        ("grid", {AGE: [math.nan]}, f"{AGE} is nan; allowed: a number"),
        ("grid", {AGE: [math.inf]}, f"{AGE} is inf years; allowed 35 to 70"),
        ("grid", {AGE: []}, f"{AGE} has no values; allowed: a list of values"),
        ("list", {AGE: []}, f"{AGE} has no values"),
        ("grid", {AGE: 50}, f"{AGE} is 50; allowed: a list of values [a, b, ...], or {{from"),
        ("grid", {AGE: None}, f"{AGE} is None; allowed: a list of values"),
        ("grid", {SWITCH: [1]}, f"{SWITCH} is 1; allowed: true or false"),
        ("grid", {SWITCH: {"from": False, "to": True, "steps": 2}}, "allowed: a list of values"),
        ("grid", {PAY: [1.0, 1.2, 1.4]}, f"write [[...], [...]], or vary its elements, {PAY}.township"),
        ("grid", {PAY: [[1.0, 1.2]]}, "allowed: a list of 3 numbers (township, county, city)"),
        ("grid", {PAY: [[1.0, 1.2, 9.0]]}, f"{PAY}[city] is 9"),
        ("grid", {f"{PAY}.city": [9.0]}, f"{PAY}[city] is 9 ratio to township pay; allowed 0.5 to 3"),
        ("grid", {f"{PAY}.city": [[1.0]]}, "allowed: one number for this element"),
        ("grid", {PAY: [[1, 1, 1]], f"{PAY}.city": [2]}, f"names {PAY} and its elements {PAY}.city; leave one"),
        ("grid", {AGE: [50], "age_limits": {"renewal_men_years": [51]}}, f"names {AGE} twice"),
        ("grid", {f"{AGE}.men": [50]}, f"it is a single number; write {AGE}"),
        ("grid", {AGE: {"from": 50, "to": 60}}, "allowed: a list of values [a, b, ...], or {from: a, to: b, steps: n}"),
        ("grid", {AGE: {"from": 50, "to": 60, "steps": 1}}, "has steps 1; allowed: a whole number from 2"),
        ("grid", {AGE: {"from": 50, "to": 60, "steps": 2.5}}, "has steps 2.5"),
        ("grid", {AGE: {"from": 50, "to": 50, "steps": 3}}, "two different ends"),
        ("grid", {AGE: {"from": 20, "to": 60, "steps": 3}}, f"{AGE} is 20 years; allowed 35 to 70"),
        ("grid", {AGE: {"from": 50, "to": 60, "steps": 10**12}}, "more points than limit=100,000"),
        ("list", {AGE: [50, 51], CAP: [0.1]}, f"all need one length; {AGE} has 2, {CAP} has 1"),
    ],
)
def test_what_cannot_be_a_design_is_refused_in_words(kind: str, over: object, said: str):
    lines = refused(kind, over)
    assert any(said in line for line in lines), lines
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("kind", "over", "settings", "said"),
    [
        ("gird", {AGE: [50]}, {}, "design kind is 'gird'. Did you mean grid? There are: grid, list, csv"),
        ("grid", {AGE: [50]}, {"points": 8}, "the points of a grid design are counted; leave points out"),
        ("grid", {AGE: [50]}, {"file": "a.csv"}, "file is 'a.csv', which a grid design does not read"),
        ("grid", {AGE: [50]}, {"limit": 0}, "limit is 0; allowed: a whole number from 1"),
        ("csv", {AGE: [50]}, {"file": "a.csv"}, "takes its names from the file's first line; leave over out"),
        ("csv", {}, {}, "design csv names no file"),
        ("sobol", {AGE: "all"}, {}, "points is missing; allowed for sobol: a whole number from 1"),
        ("latin_hypercube", {AGE: "all"}, {"points": None}, "points is missing"),
        ("latin_hypercube", {AGE: "all"}, {"points": -3}, "points is -3"),
        ("latin_hypercube", {AGE: "all"}, {"points": 2.0}, "points is 2.0"),
        ("sobol", {AGE: "all"}, {"points": 100}, "take 64 or 128, or the kind latin_hypercube"),
        ("sobol", {AGE: "all"}, {"points": 3}, "take 2 or 4"),
        ("sobol", {AGE: "all"}, {"points": 64, "seed": -1}, "seed of the design is -1"),
        ("sobol", {AGE: "all"}, {"points": 64, "limit": 63}, "has 64 points, more than limit=63"),
        ("sobol", {AGE: [60, 50]}, {"points": 8}, "allowed: the lower bound, then a higher one"),
        ("sobol", {AGE: [50, 50]}, {"points": 8}, "allowed: the lower bound, then a higher one"),
        ("sobol", {AGE: [50, 60, 70]}, {"points": 8}, "allowed: [low, high] within 35 to 70"),
        ("sobol", {AGE: [20, 60]}, {"points": 8}, f"{AGE} is 20 years; allowed 35 to 70"),
        ("sobol", {AGE: "some"}, {"points": 8}, "is 'some'; allowed: [low, high]"),
        ("sobol", {SWITCH: [False, False]}, {"points": 8}, "allowed: all, or [false, true]"),
        ("sobol", {PAY: [1, 2]}, {"points": 8}, f"name the elements to vary between bounds: {PAY}.township: [low"),
        ("sobol", {}, {"points": 8}, "over is empty"),
    ],
)
def test_settings_that_do_not_fit_the_kind_are_refused_in_words(
    kind: str, over: object, settings: dict[str, object], said: str
):
    lines = refused(kind, over, **settings)
    assert any(said in line for line in lines), lines
    assert len(lines) == 1


def test_all_problems_are_said_at_once():
    lines = refused("sobol", {AGE: [20, 60], "nothing.here": "all", PAY: "all"}, points=12, seed=-1, file="x.csv")
    assert len(lines) == 6


def test_a_grid_larger_than_the_limit_is_refused_before_it_is_made():
    steps = {"from": 40, "to": 60, "steps": 1000}
    over = {AGE: steps, "age_limits.new_men_years": steps, "age_limits.new_women_years": steps}
    (line,) = refused("grid", over)
    assert "1,000 × 1,000 × 1,000 = 1,000,000,000 points, more than limit=100,000" in line
    (line,) = refused("one_at_a_time", over, limit=3000)
    assert "1 + 1,000 + 1,000 + 1,000 = 3,001 points" in line


@given(st.text(max_size=20), st.sampled_from(KINDS))
@settings(max_examples=30, deadline=None)
def test_no_name_however_strange_breaks_a_design(name: str, kind: str):
    if kind != "csv" and name not in declared():
        lines = refused(kind, {name: [0, 1]}, points=4 if kind in SAMPLERS else 0)
        assert any(nearest(name, declared()) in line for line in lines)


def test_points_become_columns_one_for_each_number():
    points = made("list", {AGE: [50, 55], SWITCH: [True, False], f"{PAY}.city": [1.5, 2.0]})
    frame = columns_of(points)
    assert list(frame) == [AGE, SWITCH, f"{PAY}.township", f"{PAY}.county", f"{PAY}.city"]
    assert frame[f"{PAY}.city"].tolist() == [1.5, 2.0] and frame[SWITCH].dtype == bool and frame[AGE].dtype == float
    assert columns_of([]).empty


# -- words -------------------------------------------------------------------------------------------------------------


def test_every_element_of_a_list_has_words_in_both_languages():
    for each in declared().values():
        words = [element_words(each, label) for label in each.labels]
        assert len(set(words)) == len(each.labels)
        assert all(en.isascii() and not zh.isascii() for en, zh in words)


def test_an_element_is_named_by_its_list_and_its_own_word():
    pay = find(f"{PAY}.county")
    assert pay.words("en") == "Pay ratio by tier (county)"
    assert pay.words("zh") == "各层级工资比(县)"
    assert find(AGE).words("zh") == declared()[AGE].zh
