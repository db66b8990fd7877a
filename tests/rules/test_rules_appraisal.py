"""Appraisal, ranking, prospects and the leadership team: what a record is worth."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.ordering import ascending, kth_highest
from sim.processes.appraisal import grade_of, observed_score, performance, places_excellent
from sim.processes.prospects import expectation, visible_prospect
from sim.processes.ranking import pool_of, standing_points
from sim.processes.teams import cohesion_after
from sim.terms import Appraisal, Rank, Tier
from tests.rules.both_ways import both

# appraisal


@pytest.mark.parametrize(
    ("appraised", "cap", "places"),
    [(0, 0.20, 0), (4, 0.20, 0), (5, 0.20, 1), (9, 0.20, 1), (10, 0.20, 2), (35, 0.20, 7), (20, 0.15, 3),
     (6, 0.15, 0), (7, 0.15, 1), (10, 0.0, 0), (10, 1.0, 10), (100, 0.29, 29)],
)  # fmt: skip
def test_places_for_excellent(appraised, cap, places):
    """Up to 15 percent of those appraised (rules of 2007), up to 20 percent (2020); never rounded up (facts 2.2)."""
    assert both(places_excellent, appraised, cap) == places


@given(
    scores=st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 1e-12]), min_size=1, max_size=200),
    place=st.floats(0, 1, exclude_max=True),
)
@settings(deadline=None)
def test_the_kth_highest_score(scores, place):
    k = 1 + int(place * len(scores))
    assert kth_highest(np.array(scores), k) == sorted(scores, reverse=True)[k - 1]


@given(st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 1e-12, 1e6]), max_size=200))
@example([0.0] * 80)
@example([*[0.5, 0.25, 0.0] * 40, 1e6])
@settings(deadline=None)
def test_numbers_in_ascending_order(values):
    """Whether they are spread, all alike, or crowd together beside one that lies far off; equal ones as they stand."""
    assert ascending(np.array(values, float)).tolist() == np.argsort(np.array(values, float), kind="stable").tolist()


@pytest.mark.parametrize(
    ("score", "best", "grade"),
    [
        (1.0, True, Appraisal.EXCELLENT),
        (1.0, False, Appraisal.COMPETENT),
        (-2.4, False, Appraisal.COMPETENT),
        (-2.41, False, Appraisal.BASICALLY_COMPETENT),
        (-2.41, True, Appraisal.BASICALLY_COMPETENT),  # the best of a poor unit is not excellent
        (-3.0, False, Appraisal.BASICALLY_COMPETENT),
        (-3.01, False, Appraisal.INCOMPETENT),
        (-9.0, True, Appraisal.INCOMPETENT),
    ],
)
def test_grades(score, best, grade):
    """Excellent, competent, basically competent, incompetent (Civil Servant Law art. 38)."""
    assert both(grade_of, score, best, -2.4, -3.0) == grade


@pytest.mark.parametrize(
    ("ability", "motivation", "cohesion", "true"),
    [(0.0, 0.5, 0.5, 0.0), (1.0, 0.5, 0.5, 1.0), (0.0, 1.0, 0.5, 1.0), (0.0, 0.0, 0.5, -1.0), (0.0, 0.5, 1.0, 0.25)],
)
def test_performance(ability, motivation, cohesion, true):
    assert both(performance, ability, motivation, cohesion, 2.0, 0.5) == pytest.approx(true)


@pytest.mark.parametrize(("signal", "seen"), [(0.0, -1.0), (1.0, 2.0), (0.6, 0.6 * 2.0 - 0.8), (0.8, 1.6 - 0.6)])
def test_observed_score(signal, seen):
    """At signal 0 it is all the same whether you work well or badly (facts 1.3.15)."""
    assert both(observed_score, 2.0, -1.0, signal) == pytest.approx(seen)


@pytest.mark.parametrize("signal", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_observed_score_has_the_variance_of_performance(signal):
    """Weights of performance and chance lie on the unit circle, so that the signal moves no share of grades."""
    by_true, by_noise = both(observed_score, 1.0, 0.0, signal), both(observed_score, 0.0, 1.0, signal)
    assert by_true**2 + by_noise**2 == pytest.approx(1.0)


# ranking


@pytest.mark.parametrize(
    ("years", "score", "merits", "township", "points"),
    [
        (0.0, 0.0, 0, 0.0, 0.0),
        (5.0, 0.0, 0, 0.0, 0.5),
        (10.0, 0.0, 0, 0.0, 1.0),
        (30.0, 0.0, 0, 0.0, 1.0),  # seniority counts up to ten years
        (0.0, 1.0, 0, 0.0, 0.5),
        (0.0, 9.0, 0, 0.0, 1.0),  # one score cannot outweigh everything
        (0.0, -9.0, 0, 0.0, -1.0),
        (0.0, 0.0, 1, 0.0, 0.25),  # a third-class merit is half a standard deviation
        (0.0, 1.5, 1, 0.0, 1.0),
        (0.0, 0.0, 0, 4.0, 0.2),
        (0.0, 0.0, 0, 25.0, 0.5),
        (10.0, 2.0, 3, 10.0, 2.5),
    ],
)
def test_standing(years, score, merits, township, points):
    assert both(standing_points, years, score, merits, township, 1.0, 1.0, 0.5) == pytest.approx(points)


def test_standing_follows_its_weights():
    assert both(standing_points, 10.0, 2.0, 0, 10.0, 0.0, 0.0, 3.0) == pytest.approx(3.0)
    assert both(standing_points, 10.0, 2.0, 0, 10.0, 2.0, 0.0, 0.0) == pytest.approx(2.0)
    assert both(standing_points, 10.0, 2.0, 0, 10.0, 0.0, 4.0, 0.0) == pytest.approx(4.0)


def test_pools_are_numbered_without_gaps_or_overlap():
    """Townships of a county are one layer, its organs the other; a city's organs are alone in their group."""
    groups = [(0, (Tier.TOWNSHIP, Tier.COUNTY)), (1, (Tier.TOWNSHIP, Tier.COUNTY)), (2, (Tier.CITY,))]
    numbers = [both(pool_of, group, int(tier), int(rank)) for group, tiers in groups for tier in tiers for rank in Rank]
    assert numbers == [*range(24), *range(30, 36)]


# prospects


@pytest.mark.parametrize(
    ("to_round", "since_round", "factor"),
    [
        (60, 0, 0.7),
        (49, 11, 0.7),
        (48, 12, 1.0),
        (13, 47, 1.0),
        (12, 48, 1.3),
        (1, 59, 1.3),
        (0, 60, 1.3),
        (-5, 65, 1.0),
    ],
)
def test_hopes_around_a_round(to_round, since_round, factor):
    """Hopes rise in the year before a leadership round and fall in the year after it (facts 1.4.6-7)."""
    assert both(expectation, to_round, since_round, 0.3) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("blocked", "openings", "rivals", "expected", "prospect"),
    [
        (False, 3.0, 10, 1.0, 0.3),
        (False, 3.0, 10, 1.3, 0.39),
        (False, 20.0, 10, 1.0, 1.0),
        (False, 0.5, 0, 1.0, 0.5),
        (False, 0.0, 10, 1.3, 0.0),
        (True, 20.0, 10, 1.3, 0.0),  # past the age line nothing lies ahead
    ],
)
def test_visible_prospect(blocked, openings, rivals, expected, prospect):
    """Openings ahead over eligible rivals, zero past an age limit (model.md, process 8)."""
    assert both(visible_prospect, blocked, openings, rivals, expected) == pytest.approx(prospect)


# teams


@pytest.mark.parametrize(
    ("cohesion", "changed", "seats", "after"),
    [
        (0.8, 0, 10, 0.8),
        (0.8, 1, 10, 0.72 + 0.08 / 12),
        (0.8, 10, 10, 0.8 / 12),
        (0.8, 25, 10, 0.8 / 12),  # a seat may change twice in a month, more than all is not lost
        (0.0, 0, 10, 0.8 / 12),
        (1.0, 0, 10, 1.0 - 0.2 / 12),
        (0.5, 0, 0, 0.5 + 0.3 / 12),
    ],
)
def test_cohesion(cohesion, changed, seats, after):
    """Lost when members change, regained over the running-in period (facts 1.4.9)."""
    assert both(cohesion_after, cohesion, changed, seats, 12.0, 0.8) == pytest.approx(after)


def test_a_team_left_alone_grows_back():
    cohesion = 0.0
    for _ in range(12):
        cohesion = cohesion_after(cohesion, 0, 9, 12.0, 0.8)
    assert cohesion == pytest.approx(0.8 * (1.0 - math.pow(11 / 12, 12)))
