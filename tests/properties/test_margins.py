"""From margins to a joint table of attributes: every margin met exactly, wrong ones refused in words."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.city import City, Corps, UnitPlan
from sim.population import open_city
from sim.synthesis import ATTRIBUTES, SHAPE, Association, joint_table, margin_problems
from tests.properties.opened import (
    AGE,
    EDUCATION,
    PARTY,
    RANK,
    SEX,
    TOWNS_PUBLISHED,
    assert_margins,
    assert_seated,
    margin,
)


def test_the_fourteen_towns_have_the_published_margins():
    table = joint_table(TOWNS_PUBLISHED)
    assert table.shape == SHAPE
    assert table.min() >= 0
    for axis, (attribute, names) in enumerate(ATTRIBUTES.items()):
        expected = [TOWNS_PUBLISHED[attribute].get(name, 0) for name in names]
        assert margin(table, axis).tolist() == expected


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [(RANK, AGE, 1), (RANK, EDUCATION, 1), (AGE, EDUCATION, -1), (RANK, PARTY, 1), (RANK, SEX, -1)],
)
def test_association_has_the_assumed_sign(one, other, sign):
    table = joint_table(TOWNS_PUBLISHED)
    covariance = np.cov(np.indices(SHAPE).reshape(5, -1), fweights=table.ravel())
    assert np.sign(covariance[one, other]) == sign


def test_without_association_attributes_are_nearly_independent():
    none = Association(**{field.name: 0.0 for field in dataclasses.fields(Association)})
    margins = {a: {c: n * 1000 for c, n in m.items()} for a, m in TOWNS_PUBLISHED.items()}
    table = joint_table(margins, none)
    expected = table.sum() * np.ones(SHAPE)
    for axis in range(5):
        share = margin(table, axis) / table.sum()
        expected = expected * share.reshape([-1 if i == axis else 1 for i in range(5)])
    assert np.abs(table - expected).max() <= 1.0


@st.composite
def same_total(draw):
    """Margins that some table of people has: counts of a few people, many of one kind, or none."""
    people = draw(st.lists(st.tuples(*[st.integers(0, n - 1) for n in SHAPE]), min_size=1, max_size=40))
    times = draw(st.sampled_from([1, 1, 7, 1000]))
    table = np.zeros(SHAPE, int)
    for cell in people:
        table[cell] += times
    return {
        attribute: dict(zip(names, margin(table, axis).tolist(), strict=True))
        for axis, (attribute, names) in enumerate(ATTRIBUTES.items())
    }


@settings(max_examples=40, deadline=None)
@given(same_total())
def test_random_margins_are_met_exactly(margins):
    table = joint_table(margins)
    assert table.min() >= 0
    for axis, attribute in enumerate(ATTRIBUTES):
        assert margin(table, axis).tolist() == list(margins[attribute].values())


@settings(max_examples=20, deadline=None)
@given(same_total(), st.integers(0, 2**32))
def test_random_margins_open_with_everyone_seated_once(margins, seed):
    people = sum(margins["sex"].values())
    unit = UnitPlan("seat", "Seat", "机关", "city", "", 0, 1.0, 1.0, 1.0, (0, 0, 3, 2, 1, 0), people)
    corps = Corps("organs", "city", ("seat",), margins, 0.2, 0.0)
    city = City("tiny", "Tiny", "小", 24120, 24132, (unit,), (corps,))
    opened = open_city(city, seed)
    assert_seated(city, opened)
    assert_margins(opened.cadres, margins, city.start)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sex": {"male": 328, "female": 54}}, ["sex 382", "age 381", "the same total"]),
        ({"sex": {"male": 382, "female": -1}}, ["sex female is -1", "0 or more"]),
        ({"sex": {"male": 328.5, "female": 52.5}}, ["sex male is 328.5", "a whole number"]),
        ({"age": {"30_or_less": 13}}, ["age has no category '31_40'", "0 if there is nobody"]),
        ({"party": None}, ["no attribute 'party'", "not_member, member"]),
        ({"height": {"tall": 381}}, ["attribute 'height'", "sex, party, rank, age, education"]),
        ({"rank": {"boss": 381}}, ["category 'boss'", "clerk, staff, deputy_section"]),
    ],
)
def test_wrong_margins_are_refused_in_words(change, words):
    margins = {name: each for name, each in (TOWNS_PUBLISHED | change).items() if each is not None}
    with pytest.raises(ValueError) as refused:
        joint_table(margins)
    for word in words:
        assert word in str(refused.value)


def test_all_problems_of_margins_are_told_at_once():
    wrong = {"sex": {"male": -1, "femal": 2}, "rank": {"staff": 1}, "party": {"member": 1}}
    told = "\n".join(margin_problems(wrong))
    for word in ("-1", "'femal'", "'female'", "'not_member'", "'age'", "'education'"):
        assert word in told


def test_nobody_at_all_is_refused():
    nobody = {a: dict.fromkeys(names, 0) for a, names in ATTRIBUTES.items()}
    assert "count nobody" in margin_problems(nobody)[0]


def test_association_out_of_bounds_is_refused():
    with pytest.raises(ValueError, match=r"association\.rank_age is 9"):
        Association(rank_age=9.0)
