"""Establishment types, conversion, programme staff, villages, recruitment rules, skills: one case at a time."""

import math

import numpy as np
import pytest

from sim.establishment import may_hold
from sim.places import deal, whole_places
from sim.processes.convert import (
    conversion_hope,
    conversions_a_year,
    may_convert,
    queue_points,
)
from sim.processes.identity import fairness_loss, holds_competition
from sim.processes.institutions import notice_probability
from sim.processes.matching import is_match
from sim.processes.prospects import outer_prospect
from sim.processes.recruitment import ability_gain, exam_validity
from sim.processes.villages import leaving_probability, may_enter, side_duty
from sim.rules import logistic, shifted_share
from sim.skills import FIELDS, field_of
from sim.terms import Appraisal, Education, Establishment, Field
from tests.rules.both_ways import both

CIVIL, INSTITUTION, PROGRAMME = Establishment
NOW = 24120


@pytest.mark.parametrize(
    ("person", "post", "opened", "may"),
    [
        (CIVIL, CIVIL, False, True),
        (CIVIL, INSTITUTION, False, False),  # they refuse (facts 1.2.6)
        (CIVIL, INSTITUTION, True, False),
        (INSTITUTION, CIVIL, False, False),  # the wall (facts 1.2.2)
        (INSTITUTION, CIVIL, True, True),
        (INSTITUTION, INSTITUTION, False, True),
        (PROGRAMME, CIVIL, True, True),
        (PROGRAMME, INSTITUTION, True, False),
        (INSTITUTION, PROGRAMME, True, False),
    ],
)
def test_who_may_hold_what(person, post, opened, may):
    assert both(may_hold, int(person), int(post), opened) is may


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({}, True),
        ({"served": 9.9}, False),
        ({"age_over": True}, False),
        ({"education": Education.SECONDARY_OR_LESS}, False),
        ({"grade": Appraisal.BASICALLY_COMPETENT}, False),
        ({"moved": NOW}, False),
    ],
)
def test_who_may_queue_for_the_civil_service(changed, may):
    case = {
        "served": 10.0, "least": 10.0, "age_over": False, "education": Education.COLLEGE,
        "grade": Appraisal.COMPETENT, "moved": NOW - 1, "now": NOW,
    }  # fmt: skip
    assert (
        both(may_convert, *(int(v) if isinstance(v, Education | Appraisal) else v for v in (case | changed).values()))
        is may
    )


def test_the_queue_by_seniority_or_by_appraisal():
    old, able = (20.0, -1.0), (10.0, 1.0)
    assert both(queue_points, *old, 1.0) > both(queue_points, *able, 1.0)
    assert both(queue_points, *old, 0.0) < both(queue_points, *able, 0.0)


def test_conversion_places_are_the_tenth_and_two_or_three_a_county():
    assert both(conversions_a_year, 0.1, 25.0, 3.0) == 2.5  # facts T30
    assert both(conversions_a_year, 0.1, 44.0, 3.0) == 3.0
    assert [both(whole_places, 2.5, year) for year in range(4)] == [2, 3, 2, 3]
    assert both(conversion_hope, 3.0, 150, 5.0) == pytest.approx(0.1)
    assert both(conversion_hope, 3.0, 0, 5.0) == 1.0


@pytest.mark.parametrize(
    ("own", "others", "loss"), [(4600.0, 4600.0, 0.0), (2300.0, 4600.0, 0.25), (5000.0, 4600.0, 0.0), (1.0, 0.0, 0.0)]
)
def test_fairness(own, others, loss):
    assert both(fairness_loss, own, others, 0.5) == pytest.approx(loss)


def test_competitions_and_notice():
    assert [year for year in range(2010, 2020) if both(holds_competition, year, 5.0)] == [2010, 2015]
    assert not both(holds_competition, 2010, 0.0)
    assert both(notice_probability, 0.01, 1.0) == 0.0
    assert both(notice_probability, 0.01, 3.0) == pytest.approx(0.02)


@pytest.mark.parametrize(("inside", "opened", "conversion", "hope"), [
    (0.6, 0.0, 0.0, 0.0), (0.6, 1.0, 0.0, 0.6), (0.6, 0.0, 0.2, 0.2), (0.5, 1.0, 0.5, 0.75),
])  # fmt: skip
def test_what_other_staff_can_hope_for(inside, opened, conversion, hope):
    assert both(outer_prospect, inside, opened, conversion) == pytest.approx(hope)


def test_a_bonus_multiplies_the_odds():
    assert both(shifted_share, 0.1, 0.0) == pytest.approx(0.1)
    assert both(shifted_share, 0.1, 1.0) == pytest.approx(math.e / 9 / (1 + math.e / 9))
    assert both(shifted_share, 0.0, 10.0) == 0.0
    assert both(shifted_share, 1.0, -3.0) == 1.0


def test_logistic():
    assert both(logistic, 0.0) == 0.5
    assert both(logistic, math.log(3.0)) == pytest.approx(0.75)
    assert both(logistic, -2.0) == pytest.approx(1.0 - logistic(2.0))


def test_the_examination_that_sees_ability():
    """Against simulation: of many applicants the best third by the score are taken."""
    assert both(exam_validity, 0.0) == 0.0
    assert both(exam_validity, 0.5) == pytest.approx(math.sqrt(0.5))
    assert both(exam_validity, 1.0) == 1.0
    assert both(ability_gain, 0.5, 0.5, 1.0) == 0.0
    luck = np.random.default_rng(1)
    ability, skill = luck.standard_normal((2, 200_000))
    taken = [ability[np.argsort(-(w * ability + (1 - w) * skill))[:76_000]].mean() for w in (0.5, 0.9)]
    intensity = taken[0] / exam_validity.py_func(0.5)
    assert both(ability_gain, 0.9, 0.5, intensity) == pytest.approx(taken[1] - taken[0], abs=0.01)


def test_village_cadres_leave_for_pay_pension_and_age():
    usual = (0.04, 43.0, 1.5, 0.0, 0.0, 0.05, 0.7, 60.0)
    assert both(leaving_probability, *usual) == pytest.approx(0.04)
    assert both(leaving_probability, *usual[:1], 33.0, *usual[2:]) == pytest.approx(0.06)
    assert both(leaving_probability, *usual[:1], 60.0, *usual[2:]) == 1.0
    assert both(leaving_probability, *usual[:3], 10.0, *usual[4:]) < 0.04
    assert both(leaving_probability, *usual[:4], 1.0, *usual[5:]) == pytest.approx(0.04 * math.exp(-0.7))


def test_what_falls_on_a_township():
    assert both(side_duty, 2, 40, 0.05, 0.25, 50, 0.0, 0.1) == pytest.approx(0.0)
    assert both(side_duty, 6, 40, 0.05, 0.25, 50, 0.0, 0.1) == pytest.approx(1.0)
    assert both(side_duty, 2, 40, 0.05, 0.25, 50, 0.5, 0.1) == pytest.approx(-2.5)
    assert both(side_duty, 0, 0, 0.05, 0.25, 50, 0.0, 0.1) == 0.0


@pytest.mark.parametrize(("months", "age", "may"), [(36, 40.0, True), (35, 30.0, False), (60, 40.1, False)])
def test_who_may_come_from_a_village(months, age, may):
    assert both(may_enter, months, 36.0, age, 40.0) is may


@pytest.mark.parametrize(
    ("places", "room", "order", "by_room", "dealt"),
    [
        (3, [5, 5], [0.2, 0.1], 0.0, [1, 2]),  # equal turns, by lot
        (4, [9, 2], [0.2, 0.1], 0.0, [2, 2]),
        (4, [9, 2], [0.2, 0.1], 10.0, [4, 0]),  # the emptiest first
        (4, [5, 4], [0.2, 0.1], 10.0, [2, 2]),
        (3, [5, 5], [0.2, -9.9], 0.0, [0, 3]),  # ten turns ahead
        (9, [2, 1], [0.2, 0.1], 0.0, [2, 1]),
        (2, [0, 0], [0.2, 0.1], 1.0, [0, 0]),
    ],
)
def test_dealing_out_places(places, room, order, by_room, dealt):
    args = places, np.array(room), np.array(order), by_room
    assert deal.py_func(*args).tolist() == deal(*args).tolist() == dealt


def test_fields_are_even_among_specialists():
    found = [both(field_of, u, 0.4) for u in (np.arange(1000) + 0.5) / 1000]
    assert [found.count(field) for field in Field] == [600, 100, 100, 100, 100]
    assert both(field_of, 0.5, 0.0) == 0
    assert FIELDS == 4


@pytest.mark.parametrize(("field", "specialism", "match"), [(0, 0, False), (1, 1, True), (1, 2, False), (0, 2, False)])
def test_a_match_needs_a_post_that_asks_for_the_field(field, specialism, match):
    assert both(is_match, field, specialism) is match
