"""Levers on whom recruitment brings where, person by person under the same luck."""

import numpy as np
import pytest

from sim.levers import Quotas, Recruiting
from sim.model import CadreModel
from sim.processes.recruitment import Attraction
from sim.setting import Setting
from sim.terms import NOBODY, Cause, Field, Tier
from tests.properties.small_world import (
    entered_by,
    people,
)
from tests.properties.staffed import CIVIL, run

PLACES = Quotas(township_recruits_per_100_posts_per_year=10.0)
SHUNNED = Setting(attraction=Attraction(place_base_utils=0.5))
"""Many places find nobody."""


def recruits(model: CadreModel) -> dict:
    return {key: p for key, p in people(model).items() if p["route"] == Cause.RECRUIT and p["tier"] == Tier.TOWNSHIP}


def by_unit(model: CadreModel) -> np.ndarray:
    return np.bincount([p["unit"] for p in recruits(model).values()], minlength=len(model.world.units))


def test_the_emptiest_or_the_remotest_first():
    equal, emptiest, remotest = (
        run("recruitment", months=9, quotas=PLACES, recruiting=Recruiting(**lever))
        for lever in ({}, {"emptiest_first_turns": 100.0}, {"remotest_first_turns": 100.0})
    )
    units, posts = equal.world.units, equal.world.opening_posts
    empty = np.bincount(
        posts["unit"][(posts["holder"] == NOBODY) & (posts["establishment"] == CIVIL)], minlength=len(units)
    )
    after = [np.max((empty - by_unit(model))[units["tier"] == Tier.TOWNSHIP]) for model in (equal, emptiest)]
    assert after[1] < after[0]
    remote = units["remoteness"] == 4
    assert by_unit(remotest)[remote].sum() > by_unit(equal)[remote].sum()


def test_counties_that_recruit_by_themselves_fill_more_places_with_more_locals():
    province, county = (
        run("recruitment", months=9, quotas=PLACES, setting=SHUNNED, recruiting=Recruiting(county_power_share=share))
        for share in (0.0, 1.0)
    )
    few, many = recruits(province), recruits(county)
    assert few.keys() < many.keys()
    local = lambda found: np.mean([p["home_group"] == p["group"] for p in found.values()])
    assert local(many) > local(few)


def test_a_degree_demanded_brings_fewer_and_better_schooled():
    any_, degree = (
        run("recruitment", months=9, quotas=PLACES, recruiting=Recruiting(degree_demanded_share=share))
        for share in (0.0, 1.0)
    )
    assert recruits(degree).keys() <= recruits(any_).keys()
    assert (
        min(p["education"] for p in recruits(degree).values())
        >= 2
        > min(p["education"] for p in recruits(any_).values())
    )


def test_an_exam_that_asks_for_governing_ability_brings_the_abler():
    skill, ability = (
        run("recruitment", months=36, quotas=PLACES, recruiting=Recruiting(exam_governing_share=share))
        for share in (0.5, 1.0)
    )
    gain = [p["ability"] - recruits(skill)[key]["ability"] for key, p in recruits(ability).items()]
    assert gain == pytest.approx([1 - np.sqrt(0.5)] * len(gain), abs=1e-5)


def test_specialists_from_outside_match_their_posts():
    found, flexible = (
        run(
            "fill_posts",
            "matching",
            "leadership_round",
            months=72,
            recruiting=Recruiting(specialist_outside_share=share),
        )
        for share in (0.0, 1.0)
    )
    came = [entered_by(model, Cause.OUTSIDE).keys() for model in (found, flexible)]
    assert len(came[0]) < len(came[1])
    posts = flexible.world.posts
    for key in came[1] - came[0]:
        person = people(flexible)[key]
        field = posts["field"][person["post"]]
        assert field != Field.GENERAL
        assert person["specialism"] == field


def test_a_match_raises_performance():
    """Whoever works in the own field is seen as better by the effect times what appraisal sees of performance."""
    without, matched = (run(*names, months=13) for names in (("appraisal",), ("appraisal", "matching")))
    before, after = people(without), people(matched)
    better = {key for key, person in after.items() if person["matched"]}
    assert len(better) > 3
    for key in after:
        more = 0.5 * 2 * 0.5 * 0.5 * 0.3 if key in better else 0.0  # two appraisals, each half of the last score
        assert after[key]["score"] - before[key]["score"] <= more + 1e-6
        assert (after[key]["score"] > before[key]["score"]) == (key in better)
