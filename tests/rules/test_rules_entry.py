"""Entry: yearly places, who comes, the selection exam, and how long people live."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.newcomers import education_at_entry
from sim.places import yearly_places
from sim.posts import new_posts
from sim.processes.open_selection import exam_score, may_apply
from sim.processes.recruitment import filled_probability
from sim.recorder import post_cells
from sim.terms import Appraisal, Education, Rank, RankGroup, Tier
from sim.traits import months_to_live
from sim.units import new_units
from tests.rules.both_ways import both

NOW = 24120

# places


@pytest.mark.parametrize(
    ("per_100", "established", "places"),
    [
        (2.5, 35, [0, 1, 1, 1, 1, 1, 1, 1, 0]),  # 0.875 a year
        (2.5, 486, [12, 12, 12, 12, 12, 12, 13]),  # fourteen towns: about 12 a year (facts T8)
        (0.0, 486, [0, 0, 0]),
        (100.0, 3, [3, 3, 3]),
        (1.0, 0, [0, 0]),
        (10.0, 10, [1, 1, 1]),
    ],
)
def test_yearly_places(per_100, established, places):
    assert [both(yearly_places, per_100, established, year) for year in range(len(places))] == places


@pytest.mark.parametrize("per_100", [0.1, 0.7, 1.0 / 3.0, 2.5, 3.2, 6.5])
@pytest.mark.parametrize("established", [7, 35, 486, 1000])
def test_places_of_many_years_are_never_off_by_one(per_100, established):
    given = np.cumsum([yearly_places(per_100, established, year) for year in range(100)])
    due = per_100 * established / 100 * np.arange(1, 101)
    assert (given <= due + 1e-6).all()
    assert (given > due - 1 - 1e-6).all()


@pytest.mark.parametrize(
    ("pay", "remoteness", "load", "chance"),
    [
        (4600.0, 0, 1.0, 0.9526),  # near the county seat 95 of 100 places find somebody
        (4600.0, 4, 1.0, 0.7311),  # remote towns find fewer (facts 1.1.4)
        (4600.0, 4, 2.0, 0.6225),
        (4600.0, 0, 0.5, 0.9526),
        (5600.0, 4, 1.0, 0.8176),
        (2600.0, 4, 1.0, 0.5),
    ],
)
def test_filled_probability(pay, remoteness, load, chance):
    """Places find fewer takers where pay is low, the way is far and overwork is known."""
    assert both(filled_probability, pay, remoteness, load, 3.0, 0.5, 0.5, 0.5, 4600.0) == pytest.approx(
        chance, abs=5e-5
    )


@pytest.mark.parametrize(
    ("u", "education"),
    [(0.0, Education.GRADUATE), (0.079, Education.GRADUATE), (0.08, Education.BACHELOR), (0.799, Education.BACHELOR),
     (0.8001, Education.COLLEGE), (0.999, Education.COLLEGE)],
)  # fmt: skip
def test_education_at_entry(u, education):
    assert both(education_at_entry, u, 0.08, 0.72) == education


# open selection


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({}, True),
        ({"too_old": True}, False),  # age 35 or under
        ({"education": int(Education.COLLEGE)}, False),  # bachelor
        ({"education": int(Education.GRADUATE)}, True),
        ({"bound_until": NOW + 1}, False),  # five years in the township
        ({"bound_until": NOW}, True),
        ({"served": 23}, False),  # two years as civil servant
        ({"grade": int(Appraisal.BASICALLY_COMPETENT)}, False),  # appraisals competent or better
        ({"grade": int(Appraisal.EXCELLENT)}, True),
        ({"leading": True}, False),
    ],
)
def test_who_may_sit_the_selection_exam(changed, may):
    """City notice of 2020 (facts 2.5)."""
    person = {
        "too_old": False, "education": int(Education.BACHELOR), "bound_until": 0, "served": 24, "least": 24.0,
        "grade": int(Appraisal.COMPETENT), "leading": False,
    }  # fmt: skip
    assert both(may_apply, *(person | changed).values(), NOW) is may


@pytest.mark.parametrize(("share", "score"), [(0.0, -1.0), (1.0, 2.0), (0.5, 0.5)])
def test_exam_score(share, score):
    assert both(exam_score, 2.0, -1.0, share) == pytest.approx(score)


# lifespan


def survival(age: float, years: float, at_40: float, doubles: float, ratio: float) -> float:
    """Return the share alive after `years`, by integrating the hazard numerically."""
    hazard = lambda t: at_40 * ratio * 2.0 ** ((age + t - 40.0) / doubles)
    return math.exp(-quad(hazard, 0.0, years)[0])


@pytest.mark.parametrize("age", [22.0, 40.0, 59.5])
@pytest.mark.parametrize("ratio", [1.0, 0.55])
@pytest.mark.parametrize("u", [0.999, 0.9, 0.5, 0.1, 0.001])
def test_lifespan_inverts_the_gompertz_law(u, age, ratio):
    """Whoever draws `u` lives until the share alive has fallen to `u`."""
    months = both(months_to_live, u, age, 0.0015, 8.0, ratio)
    assert survival(age, months / 12, 0.0015, 8.0, ratio) == pytest.approx(u, rel=1e-6)


def test_lifespan_without_mortality_is_endless():
    assert both(months_to_live, 0.5, 40.0, 0.0, 8.0, 1.0) == 1e6
    assert both(months_to_live, 0.5, 40.0, 0.0015, 8.0, 0.0) == 1e6


def test_women_and_the_young_live_longer():
    assert months_to_live(0.5, 40.0, 0.0015, 8.0, 0.55) > months_to_live(0.5, 40.0, 0.0015, 8.0, 1.0)
    assert months_to_live(0.5, 30.0, 0.0015, 8.0, 1.0) > months_to_live(0.5, 50.0, 0.0015, 8.0, 1.0)


# groups of posts in the monthly table


@pytest.mark.parametrize(
    ("rank", "leading", "group"),
    [
        (Rank.STAFF, False, RankGroup.NON_LEADING),
        (Rank.DEPUTY_SECTION, False, RankGroup.NON_LEADING),  # a rank kept without a leading post
        (Rank.STAFF, True, RankGroup.NON_LEADING),  # nobody leads at that rank
        (Rank.DEPUTY_SECTION, True, RankGroup.DEPUTY_SECTION),
        (Rank.SECTION, True, RankGroup.SECTION),
        (Rank.DEPUTY_DIVISION, True, RankGroup.DEPUTY_DIVISION),
        (Rank.DIVISION, True, RankGroup.DIVISION),
    ],
)
@pytest.mark.parametrize(("tier", "layer"), [(Tier.TOWNSHIP, 0), (Tier.COUNTY, 1), (Tier.CITY, 1)])
def test_rank_groups(rank, leading, group, tier, layer):
    units, posts = new_units(1), new_posts(1)
    units["tier"], units["group"] = tier, 3
    posts["rank"], posts["leading"] = rank, leading
    assert post_cells(units, posts).tolist() == [(3 * 2 + layer) * 7 + group]
