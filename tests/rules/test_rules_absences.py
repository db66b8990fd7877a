"""Absences, exchange and training: who goes, who comes back, what is learned, what wears on people."""

import math

import pytest

from sim.learning import learned
from sim.processes.absences import is_extended, secondment_points
from sim.processes.exchange import is_called
from sim.processes.loans import loan_weight, may_be_lent, people_asked_for
from sim.processes.reunion import is_entitled
from sim.processes.secondment import (
    batch_is_held,
    choice_score,
    may_be_seconded,
    release_probability,
    task_quality,
    willing_probability,
)
from sim.processes.stagnation import stagnation_effect, weariness_effect
from sim.processes.training import HEADS, OTHER_LEADERS, STAFF, lack, place_probability, role_of
from sim.rules import family_burden
from sim.terms import Appraisal, Away, Cause, Rank, Tier
from sim.verbs import away_as
from tests.rules.both_ways import both


@pytest.mark.parametrize(
    ("cause", "home", "host", "away"),
    [
        (Cause.SECONDMENT, Tier.TOWNSHIP, Tier.CITY, Away.UP),
        (Cause.SECONDMENT, Tier.COUNTY, Tier.TOWNSHIP, Away.DOWN),
        (Cause.LOAN, Tier.TOWNSHIP, Tier.COUNTY, Away.LOAN),
        (Cause.TASK_FORCE, Tier.COUNTY, Tier.COUNTY, Away.TASK_FORCE),
    ],
)
def test_kind_of_absence(cause, home, host, away):
    assert both(away_as, cause, home, host) == away


# secondment


@pytest.mark.parametrize(
    ("regular", "u", "held"), [(False, 0.66, True), (False, 0.68, False), (True, 0.99, True)]
)  # fmt: skip
def test_batches_come_every_year_only_when_regular(regular, u, held):
    assert both(batch_is_held, regular, u, 0.67) is held


@pytest.mark.parametrize(
    ("release", "ability", "leading", "chance"),
    [
        (0.3, 0.0, False, 0.65),
        (0.3, 1.0, False, 0.51),  # the able are held back (facts 1.6.4)
        (0.3, 0.0, True, 0.51),  # and so are leaders
        (0.3, 5.0, True, 0.3),
        (0.3, -5.0, False, 1.0),
        (1.0, 5.0, True, 1.0),
        (0.0, 5.0, True, 0.0),
    ],
)
def test_release(release, ability, leading, chance):
    assert both(release_probability, release, ability, leading, 0.5, 0.2, 0.2) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("age", "burden"), [(22, 0.4), (25, 0.4), (32, 1.0), (44, 1.0), (47.5, 0.65), (50, 0.3), (60, 0.3)]
)
def test_families_press_in_the_middle_of_life(age, burden):
    """Around 50 is a time of low family burden (facts 1.13.2)."""
    assert both(family_burden, float(age)) == pytest.approx(burden)


def test_support_makes_people_willing_and_a_family_unwilling():
    plain = both(willing_probability, 0.0, 0.0, 0.0, 0.5, 0.5)
    assert plain == pytest.approx(0.5)
    assert both(willing_probability, 0.0, 2.0, 0.0, 0.5, 0.5) == pytest.approx(1 / (1 + math.exp(-1)))
    assert both(willing_probability, 0.0, 0.0, 1.0, 0.5, 0.5) == pytest.approx(1 / (1 + math.exp(0.5)))


@pytest.mark.parametrize(
    ("tasks", "management", "rotates", "term", "quality"),
    [
        (0.0, 1.0, True, 24.0, 0.0),
        (1.0, 1.0, False, 6.0, 0.5),  # a stay of six months is half a guest's
        (1.0, 1.0, False, 18.0, 0.75),
        (1.0, 0.0, False, 18.0, 0.375),
        (0.3, 0.2, False, 12.0, 0.12),  # as found
        (1.0, 1.0, True, 18.0, 0.9),
        (1.0, 1.0, True, 594.0, 1.0),
    ],
)
def test_task_quality(tasks, management, rotates, term, quality):
    """Guest mentality: little is asked of those who soon go (facts 1.6.3)."""
    assert both(task_quality, tasks, management, rotates, term, 6.0, 0.2) == pytest.approx(quality)


@pytest.mark.parametrize(
    ("merit", "reserve", "lot", "share", "score"),
    [(1.0, False, 0.1, 1.0, 1.0), (1.0, True, 0.1, 1.0, 2.0), (3.0, True, 0.5, 0.0, 0.0),
     (1.0, False, 1.0, 0.5, 0.5 + 0.25 * math.sqrt(12.0))],
)  # fmt: skip
def test_choice_by_merit_or_by_lot(merit, reserve, lot, share, score):
    assert both(choice_score, merit, reserve, lot, share, 1.0) == pytest.approx(score)


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({}, True),
        ({"township": True}, False),  # those in a township do not go down
        ({"served": 24}, False),  # nor who has been there (facts 1.6.1)
        ({"rank": int(Rank.SECTION)}, False),
        ({"over": True}, False),
        ({"grade": int(Appraisal.BASICALLY_COMPETENT)}, False),
        ({"direction": int(Away.UP)}, False),
        ({"direction": int(Away.UP), "township": True, "served": 99, "rank": int(Rank.SECTION)}, True),
        ({"direction": int(Away.OUT), "rank": int(Rank.SECTION)}, True),
        ({"direction": int(Away.OUT), "rank": int(Rank.DEPUTY_DIVISION)}, False),
    ],
)
def test_who_may_be_seconded(changed, may):
    person = {
        "direction": int(Away.DOWN), "township": False, "served": 23, "rank": int(Rank.DEPUTY_SECTION), "over": False,
        "grade": int(Appraisal.COMPETENT),
    }  # fmt: skip
    assert both(may_be_seconded, *(person | changed).values()) is may


@pytest.mark.parametrize(("score", "points"), [(-2.0, 0.0), (-1.0, 0.0), (0.0, 0.3), (1.0, 0.6), (3.0, 0.6)])
def test_points_of_an_evaluation(score, points):
    assert both(secondment_points, score, 0.6) == pytest.approx(points)


# loans


@pytest.mark.parametrize(
    ("rate", "posts", "times", "u", "number"),
    [(0.0, 40, 12, 0.999, 0), (30.0, 40, 12, 0.0, 1), (30.0, 40, 12, 0.999, 1), (3.0, 40, 12, 0.89, 0),
     (3.0, 40, 12, 0.91, 1), (45.0, 40, 12, 0.5, 2)],
)  # fmt: skip
def test_people_asked_for(rate, posts, times, u, number):
    assert both(people_asked_for, rate, posts, times, u) == number


@pytest.mark.parametrize(
    ("by_rules", "leading", "served", "home", "loaned", "may"),
    [
        (False, False, 0, 0, 99, True),
        (False, True, 99, 99, 0, False),
        (True, False, 36, 24, 6, True),
        (True, False, 35, 99, 0, False),
        (True, False, 99, 23, 0, False),
        (True, False, 99, 99, 7, False),
    ],
)
def test_who_may_be_lent(by_rules, leading, served, home, loaned, may):
    """Provincial notices (facts 2.5)."""
    assert both(may_be_lent, by_rules, leading, served, home, loaned, 36.0, 24.0, 6.0) is may


def test_the_able_and_young_are_borrowed_first():
    assert both(loan_weight, 0.0, False, 0.5, 2.0) == 1.0
    assert both(loan_weight, 0.0, True, 0.5, 2.0) == 2.0
    assert both(loan_weight, 2.0, False, 0.5, 2.0) == pytest.approx(math.e)
    assert both(loan_weight, 5.0, False, 0.5, 2.0) == pytest.approx(math.e)
    assert both(loan_weight, -5.0, False, -0.5, 2.0) == pytest.approx(math.e)


@pytest.mark.parametrize(
    ("by_rules", "u", "loaned", "goes_on"),
    [(True, 0.4, 6, True), (True, 0.4, 7, False), (False, 0.4, 60, True), (False, 0.6, 6, False)],
)
def test_loans_go_on_to_the_limit(by_rules, u, loaned, goes_on):
    """Six months, twelve in all (facts 2.5)."""
    assert both(is_extended, by_rules, u, 0.5, loaned, 6.0, 12.0) is goes_on


# exchange and reunion


@pytest.mark.parametrize(("months", "u", "called"), [(119, 0.0, False), (120, 0.009, True), (500, 0.011, False)])
def test_who_is_called(months, u, called):
    assert both(is_called, months, 120.0, u, 0.01) is called


@pytest.mark.parametrize(
    ("spouse", "distance", "served", "grade", "entitled"),
    [
        (True, 0.5, 60, Appraisal.COMPETENT, True),
        (True, 0.0, 60, Appraisal.COMPETENT, False),
        (False, 0.5, 60, Appraisal.COMPETENT, False),
        (False, 3.0, 60, Appraisal.EXCELLENT, True),
        (True, 3.0, 59, Appraisal.COMPETENT, False),
        (True, 3.0, 60, Appraisal.BASICALLY_COMPETENT, False),
    ],
)
def test_reunion_asks_for_years_and_a_record(spouse, distance, served, grade, entitled):
    """Facts 1.13.1."""
    assert both(is_entitled, spouse, distance, 1.0, served, 60.0, int(grade)) is entitled


# stagnation


@pytest.mark.parametrize(("years", "loss"), [(0.0, 0.0), (8.0, 0.0), (13.0, 0.05), (18.0, 0.1), (40.0, 0.1)])
def test_effort_falls_with_years_without_change(years, loss):
    assert both(stagnation_effect, years, 8.0, 10.0, 0.1) == pytest.approx(loss)


@pytest.mark.parametrize(
    ("load", "years", "strain"), [(1.0, 20.0, 0.0), (0.5, 20.0, 0.0), (2.0, 5.0, 0.05), (2.0, 20.0, 0.1)]
)
def test_overwork_without_a_rise_wears_out(load, years, strain):
    assert both(weariness_effect, load, years, 10.0, 0.1) == pytest.approx(strain)


# training


@pytest.mark.parametrize(
    ("tier", "leading", "rank", "role"),
    [
        (Tier.TOWNSHIP, False, Rank.SECTION, STAFF),
        (Tier.TOWNSHIP, True, Rank.SECTION, HEADS),
        (Tier.TOWNSHIP, True, Rank.DEPUTY_SECTION, OTHER_LEADERS),
        (Tier.COUNTY, True, Rank.SECTION, OTHER_LEADERS),
        (Tier.CITY, True, Rank.DEPUTY_DIVISION, HEADS),
    ],
)
def test_roles(tier, leading, rank, role):
    assert both(role_of, int(tier), leading, int(rank)) == role


@pytest.mark.parametrize(
    ("per_100", "need", "habit", "lacks", "chance"),
    [(10.0, 0.0, 0.5, 0.0, 0.1), (10.0, 0.0, 1.0, 0.0, 0.2), (10.0, 1.0, 1.0, 0.0, 0.0), (10.0, 1.0, 0.0, 2.0, 0.2),
     (100.0, 0.0, 1.0, 1.0, 1.0), (10.0, 0.5, 0.5, 1.0, 0.1)],
)  # fmt: skip
def test_training_goes_to_those_who_always_go_or_to_those_who_lack(per_100, need, habit, lacks, chance):
    assert both(place_probability, per_100, need, habit, lacks) == pytest.approx(chance)


def test_the_weak_lack_more():
    assert both(lack, 0.0) == 1.0
    assert both(lack, -9.0) == pytest.approx(2.0, abs=1e-6)
    assert both(lack, 1.0) < 1.0 < both(lack, -1.0)


@pytest.mark.parametrize(("trained", "gain"), [(0.0, 0.2), (0.3, 0.1), (0.6, 0.0), (0.9, 0.0)])
def test_learning_diminishes(trained, gain):
    assert both(learned, 0.2, trained, 0.6) == pytest.approx(gain)
