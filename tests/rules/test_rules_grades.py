"""The ladder of grades, exits, elections and inspection: each rule by table."""

import math

import numpy as np
import pytest

from sim.inspection import fits_reserved, leaves_room, notice_risk
from sim.ladder import counts_for_grade, free_places, has_years, highest_grade, own_grade
from sim.processes.dismissal import is_dismissed, years_running
from sim.processes.elections import loses, posts_allowed
from sim.processes.esteem import grade_feeling, near_line, threat
from sim.processes.grades import grade_pay
from sim.processes.last_place import places_lost
from sim.processes.reserve_list import ability_gain, list_size
from sim.processes.supervision import case_rate
from sim.processes.term_limits import is_over_term, under_limits
from sim.processes.trial import fails_trial
from sim.terms import Appraisal, Rank, Reserved
from tests.rules.both_ways import both

COUNTY = np.array([0.60, 0.30, 0.10, 0.04, 0.02])
CITY = np.array([0.60, 0.30, 0.20, 0.08, 0.04])


@pytest.mark.parametrize(
    ("rank", "grade"),
    [(Rank.CLERK, 1), (Rank.STAFF, 2), (Rank.DEPUTY_SECTION, 3), (Rank.SECTION, 5), (Rank.DEPUTY_DIVISION, 7),
     (Rank.DIVISION, 9)],
)  # fmt: skip
def test_lowest_grade_of_a_rank(rank, grade):
    """Full county = second-class researcher ... deputy section = fourth-class section officer (facts 2.3)."""
    assert both(own_grade, int(rank)) == grade


@pytest.mark.parametrize(
    ("months", "excellent", "may"),
    [(23, 0, False), (24, 0, True), (18, 1, True), (17, 1, False), (12, 2, False), (12, 1, False), (16, 9, True)],
)
def test_years_for_a_grade(months, excellent, may):
    """Two years a step, half a year less for each excellent year in the grade (facts 2.2)."""
    assert both(has_years, months, 2.0, 1.0, excellent, 0.5) is may


def test_years_that_do_not_count():
    assert [both(counts_for_grade, int(grade)) for grade in Appraisal] == [False, False, True, True]


@pytest.mark.parametrize(
    ("grade", "city", "taken", "free"),
    [
        (2, False, {}, 100),  # clerks are not limited
        (3, False, {3: 20, 4: 10, 6: 5}, 25),  # 60 percent, all four kinds of section officer
        (4, False, {3: 60}, 100),  # a step inside the band
        (5, False, {5: 10, 6: 8}, 12),
        (6, False, {6: 30}, 100),
        (7, False, {7: 4, 8: 1}, 5),
        (8, False, {8: 3}, 1),
        (9, False, {9: 2}, 0),
        (10, False, {}, 0),  # capped below the city
        (7, True, {7: 4, 8: 1, 10: 1}, 14),
        (9, True, {9: 3, 10: 4}, 1),
        (10, True, {10: 4}, 0),
        (11, True, {}, 0),
        (3, False, {3: 70}, 0),
    ],
)
def test_places_for_a_grade(grade, city, taken, free):
    """Quotas by level (facts 2.3), of 100 posts."""
    counts = np.zeros(13, np.int64)
    for step, people in taken.items():
        counts[step] = people
    assert both(free_places, counts, grade, 100, CITY if city else COUNTY, 1.0, city) == free
    assert grade <= both(highest_grade, city) or free == 0


@pytest.mark.parametrize(("grade", "rank", "share", "yuan"), [(0, 1, 1.0, 0), (2, 1, 1.0, 0), (5, 2, 1.0, 500),
                                                              (5, 2, 0.4, 200), (3, 4, 1.0, 0)])  # fmt: skip
def test_grade_pay(grade, rank, share, yuan):
    """Only what lies above the rank's own grade; a share of it in institutions (facts 1.3.8)."""
    assert both(grade_pay, grade, rank, 250.0, share) == pytest.approx(yuan)


@pytest.mark.parametrize(
    ("months", "needed", "feeling"),
    [(0, 2.0, 1.0), (18, 2.0, 0.5), (36, 2.0, -1 / 6), (36, 4.0, 0.0), (60, 2.0, -0.5), (400, 2.0, -1.0)],
)
def test_feeling_about_a_grade(months, needed, feeling):
    assert both(grade_feeling, months, needed, 3.0) == pytest.approx(feeling)


def test_exits():
    """Two incompetent years running end employment (Civil Servant Law art. 88)."""
    assert both(years_running, 1, int(Appraisal.INCOMPETENT)) == 2
    assert both(years_running, 1, int(Appraisal.COMPETENT)) == 0
    assert [both(is_dismissed, years, 2.0) for years in (0, 1, 2, 3)] == [False, False, True, True]
    assert [both(places_lost, share, 30) for share in (0.0, 0.03, 0.1, 1.0)] == [0, 0, 3, 30]
    assert both(fails_trial, -3.1, -3.0) and not both(fails_trial, -3.0, -3.0)
    assert [both(threat, share, 0.05) for share in (0.0, 0.025, 0.05, 0.5)] == [0.0, 0.5, 1.0, 1.0]
    assert both(is_over_term, 120, 10.0) and not both(is_over_term, 119, 10.0)
    assert [both(under_limits, int(rank)) for rank in Rank] == [False, False, False, True, True, True]
    assert both(near_line, 0, 541, 50.0, 5.0) and not both(near_line, 0, 540, 50.0, 5.0)


@pytest.mark.parametrize(
    ("found", "ratio", "allowed"), [(9, 1.0, 9), (9, 0.67, 6), (3, 0.2, 1), (0, 1.0, 0), (1, 0.2, 1)]
)
def test_posts_allowed(found, ratio, allowed):
    """From 100 to 67 by cross-appointment (facts 1.3.4)."""
    assert both(posts_allowed, found, ratio) == allowed


def test_rivals():
    assert both(loses, 0.0, 1.1, 1.0) and not both(loses, 0.2, 1.1, 1.0)


@pytest.mark.parametrize(
    ("share", "score", "risk"),
    [(0.0, -9.0, 0.0), (0.1, 0.0, 0.1), (0.1, -2.0, 0.2), (0.1, 2.0, 0.0), (1.0, -2.0, 1.0)],
)
def test_notice_period(share, score, risk):
    """Low votes or complaints block promotion (facts 1.3.11)."""
    assert both(notice_risk, share, score) == pytest.approx(risk)


def test_structural_requirements():
    """Arguments: woman, young, Party member (facts 1.4.12)."""
    assert both(fits_reserved, int(Reserved.NO), False, False, True)
    assert both(fits_reserved, int(Reserved.WOMAN), True, False, True)
    assert not both(fits_reserved, int(Reserved.WOMAN), False, True, False)
    assert both(fits_reserved, int(Reserved.YOUNG), False, True, True)
    assert both(fits_reserved, int(Reserved.NON_PARTY), False, False, False)
    assert not both(fits_reserved, int(Reserved.NON_PARTY), True, True, True)


@pytest.mark.parametrize(
    ("retires", "years", "room"), [(-1, 5.0, True), (160, 5.0, True), (159, 5.0, False), (101, 0.0, True)]
)
def test_room_to_serve(retires, years, room):
    """Five more years for the new, three for the renewed (facts 1.4.3-4); month 100."""
    assert both(leaves_room, retires, 100, years) is room


def test_reserves():
    assert [both(list_size, per_100, 9) for per_100 in (0.0, 30.0, 100.0)] == [0, 2, 9]
    assert both(ability_gain, 0.0, 1.0, 0.1, 2.5) == pytest.approx(0.1)
    assert both(ability_gain, 1.25, 1.0, 0.1, 2.5) == pytest.approx(0.05)
    assert both(ability_gain, 3.0, 1.0, 0.1, 2.5) == 0.0
    assert both(ability_gain, 0.0, 0.0, 0.1, 2.5) == 0.0


def test_supervision_deters():
    assert both(case_rate, 0.01, 0.1, 0.5, 2.0, 0.3) == pytest.approx(0.01)
    assert both(case_rate, 0.01, 0.6, 0.5, 2.0, 0.3) == pytest.approx(0.01 * math.exp(-1.0))
    assert both(case_rate, 0.01, 0.1, 1.0, 2.0, 0.3) == pytest.approx(0.0085)
