"""The opening state: every margin met exactly, one holder a post, nobody changed by order."""

import dataclasses
import time

import numpy as np
import pytest

from sim.city import City, Corps, UnitPlan
from sim.model import CadreModel
from sim.population import open_city
from sim.synthesis import Association
from sim.terms import MONTHS, NEVER, NO_UNIT, NOBODY, Cause, Establishment, Sex, Tier
from tests.properties.opened import (
    TOWNS_PUBLISHED,
    assert_margins,
    assert_seated,
    city_of,
)


@pytest.fixture(scope="module")
def towns():
    return city_of("fourteen_towns")


@pytest.fixture(scope="module")
def opening(towns):
    return open_city(towns, 1)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 7, 99, 2**31, 2**62])
def test_margins_and_seats_are_exact_under_every_seed(towns, seed):
    opened = open_city(towns, seed)
    assert_seated(towns, opened)
    for corps in towns.corps:
        names = np.array(opened.unit_names)[opened.cadres["unit"]]
        own = opened.cadres["establishment"] == Establishment[corps.establishment.upper()]
        assert_margins(opened.cadres[np.isin(names, corps.units) & own], corps.margins, towns.start)


def test_a_city_opens_anew_however_often_it_has_been_opened_and_run():
    """What exists under every seed is made once; a run, another seed or other assumptions leave nothing in it."""
    city, other = city_of("fourteen_towns"), dataclasses.replace(Association(), rank_age=0.0)
    first, elsewhere = open_city(city, 5), open_city(city, 5, other)
    CadreModel(city, rng=6).run_for(12)
    again, elsewhere_again = open_city(city, 5), open_city(city_of("fourteen_towns"), 5, other)
    for table in ("units", "posts", "cadres"):
        assert np.array_equal(getattr(first, table), getattr(again, table)), table
        assert np.array_equal(getattr(elsewhere, table), getattr(elsewhere_again, table)), table
    assert not np.array_equal(first.cadres["rank"], elsewhere.cadres["rank"])


def test_the_fourteen_towns_have_the_published_vacancies(opening):
    posts = opening.posts[opening.units["tier"][opening.posts["unit"]] == Tier.TOWNSHIP]
    posts = posts[posts["establishment"] == Establishment.CIVIL_SERVICE]
    assert len(posts) == 486
    assert (posts["holder"] == NOBODY).sum() == 105
    vacant_leading = (posts["holder"] == NOBODY) & (posts["leading"] == 1)
    assert vacant_leading.sum() == round(0.04 * 154)


def test_other_staff_change_no_civil_servant(opening):
    """The same people with the same lives in the same seats; a city without other staff has nobody else."""
    alone = open_city(city_of("fourteen_towns", other_staff=False), 1)
    assert (alone.cadres["establishment"] == Establishment.CIVIL_SERVICE).all()
    assert (alone.units["last_post"] == alone.units["last_civil"]).all()
    assert alone.cadres.tolist() == [
        (*row[:11], seat, *row[12:])
        for row, seat in zip(opening.cadres[: len(alone.cadres)].tolist(), alone.cadres["post"].tolist(), strict=True)
    ]
    assert alone.posts["key"][alone.cadres["post"]].tolist() == opening.posts["key"][
        opening.cadres["post"][: len(alone.cadres)]
    ].tolist()  # fmt: skip


def test_programme_staff_are_within_their_term(opening, towns):
    staff = opening.cadres[opening.cadres["establishment"] == Establishment.PROGRAMME]
    assert len(staff) == 38
    assert set(staff["programme_until"] - towns.start) == {8, 20}  # the next two Septembers
    assert (staff["programme_until"] - staff["entered"] == 24).all()
    assert ((staff["entered"] - staff["born"]) / MONTHS >= 20.5).all()


def test_remote_towns_are_emptier_under_every_seed(towns):
    for seed in range(10):
        units = open_city(towns, seed).units
        units = units[units["tier"] == Tier.TOWNSHIP]
        near, far = units[units["remoteness"] <= 1], units[units["remoteness"] >= 3]
        rate = lambda some: 1 - some["holders"].sum() / some["established"].sum()
        assert rate(near) + 0.05 < rate(far)


def test_lives_are_possible(towns, opening):
    cadres, start = opening.cadres, towns.start
    age = (start - cadres["born"]) // MONTHS
    assert age.min() >= 22
    assert age[cadres["sex"] == Sex.MALE].max() <= 59
    assert age[cadres["sex"] == Sex.FEMALE].max() <= 54
    cadres = cadres[cadres["establishment"] == Establishment.CIVIL_SERVICE]
    entry_age = (cadres["entered"] - cadres["born"]) / MONTHS
    assert entry_age.min() >= 19.9
    assert entry_age.max() <= 27.1
    for earlier, later in [
        ("entered", "rank_since"),
        ("entered", "tier_since"),
        ("tier_since", "post_since"),
    ]:
        assert (cadres[earlier] <= cadres[later]).all(), (earlier, later)
    assert cadres["rank_since"].max() < start
    assert cadres["post_since"].max() < start
    new = cadres[(cadres["tier"] == Tier.TOWNSHIP) & (start - cadres["entered"] < 60)]
    assert (new["bound_until"] == new["entered"] + 60).all()
    old = cadres[start - cadres["entered"] >= 60]
    assert not old["bound_until"].any()
    assert (cadres["moved"] == start - 1).all()
    assert (cadres["route"] == Cause.OPENING_STOCK).all()
    assert (cadres["left"] == NEVER).all()


def test_years_in_rank_rise_with_age(towns, opening):
    deputies = opening.cadres[opening.cadres["rank"] == 2]
    old = (towns.start - deputies["born"]) // MONTHS > 45
    in_rank = towns.start - deputies["rank_since"]
    assert in_rank[old].mean() > in_rank[~old].mean() + 3 * MONTHS


def test_leaders_are_younger_than_others_of_their_rank_and_few_are_past_the_line(towns):
    leading, others, past = [], [], 0
    for seed in range(10):
        cadres = open_city(towns, seed).cadres
        deputies = cadres[(cadres["tier"] == Tier.TOWNSHIP) & (cadres["rank"] == 2)]
        age = (towns.start - deputies["born"]) / MONTHS
        leads = deputies["leading"] == 1
        leading.append(age[leads].mean())
        others.append(age[~leads].mean())
        past += (age[leads] >= 55).sum()
    assert np.mean(leading) + 3 < np.mean(others)
    assert past / 10 < 0.05 * 112


def test_homes_and_families_are_places_of_the_right_kind(opening):
    cadres, units = opening.cadres, opening.units
    towns = cadres[cadres["tier"] == Tier.TOWNSHIP]
    assert 0.7 < (towns["home_group"] == towns["group"]).mean() < 0.85
    family_tier = units["tier"][towns["family_unit"]]
    assert 0.35 < (family_tier == Tier.COUNTY).mean() < 0.55
    assert (towns["family_unit"] != towns["unit"]).mean() > 0.6
    assert 0 < towns["spouse_in_township"].mean() < 0.5


def test_units_name_their_parents_and_groups(opening):
    units, names = opening.units, opening.unit_names
    assert opening.group_names == ("upper_city", "county")
    assert units["parent"][names.index("upper_city")] == NO_UNIT
    assert names[units["parent"][names.index("town_03")]] == "county"
    assert opening.group_names[units["group"][names.index("town_03")]] == "county"


def test_same_seed_same_bytes_other_seed_other_lives(towns, opening):
    again, other = open_city(towns, 1), open_city(towns, 2)
    for table in ("units", "posts", "cadres"):
        assert getattr(opening, table).tobytes() == getattr(again, table).tobytes()
    assert not np.array_equal(opening.cadres["born"], other.cadres["born"])
    assert np.array_equal(opening.cadres["key"], other.cadres["key"])
    assert np.array_equal(opening.cadres["rank"], other.cadres["rank"])


def lives_by_key(opened):
    """Return everybody's life with names for row numbers, sorted by identity."""
    cadres = opened.cadres[np.argsort(opened.cadres["key"])]
    units, groups = np.array(opened.unit_names), np.array(opened.group_names)
    plain = [
        cadres[name].tolist()
        for name in ("key", "born", "entered", "sex", "rank", "leading", "rank_since", "post_since")
    ]
    named = [units[cadres[name]].tolist() for name in ("unit", "family_unit")]
    return [*plain, *named, groups[cadres["home_group"]].tolist()]


def test_order_of_units_and_corps_changes_nobody():
    city = city_of("prefecture")
    order = np.random.default_rng(0).permutation(len(city.units))
    corps = [dataclasses.replace(each, units=each.units[::-1]) for each in reversed(city.corps)]
    shuffled = dataclasses.replace(city, units=tuple(city.units[i] for i in order), corps=tuple(corps))
    assert lives_by_key(open_city(city, 5)) == lives_by_key(open_city(shuffled, 5))


def test_a_second_prefecture_changes_nobody_in_the_first():
    one = open_city(city_of("prefecture"), 5)
    two = open_city(city_of("prefecture", prefectures=2), 5)
    first = np.isin(two.cadres["key"], one.cadres["key"])
    assert first.sum() == len(one.cadres) == len(two.cadres) / 2
    kept = dataclasses.replace(two, cadres=two.cadres[first])
    assert lives_by_key(kept) == lives_by_key(one)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"leading": (0, 0, 0, 9, 0, 0)}, ["find no seat", "rank margin"]),
        ({"non_leading": 0}, ["381 people", "only 380 posts"]),
        ({"parent": "nowhere"}, ["parent 'nowhere'", "tier city"]),
        ({"tier": "village"}, ["tier 'village'", "township, county, city"]),
        ({"remoteness": 7}, ["remoteness 7", "0 to 4"]),
        ({"leading": (0, 0, -1, 0, 0, 0)}, ["(0, 0, -1, 0, 0, 0)", "none below 0"]),
        ({"name": "city"}, ["2 units are named 'city'"]),
    ],
)
def test_impossible_cities_are_refused_in_words(change, words):
    leading = (0, 0, 380, 0, 0, 0) if "non_leading" in change else (0, 0, 9, 0, 0, 0)
    others = 380 if change.get("leading", (0,) * 6)[3] else 372
    margins = TOWNS_PUBLISHED
    if change.get("leading", (0,) * 6)[3]:
        margins = margins | {"rank": {"deputy_section": 381}}
    county = UnitPlan("seat", "", "", "county", "city", 0, 1.0, 1.0, 1.0, leading, others)
    city = UnitPlan("city", "", "", "city", "", 0, 1.0, 1.0, 1.0, (0,) * 6, 1)
    county = dataclasses.replace(county, **change)
    corps = Corps("organs", county.tier, (county.name,), margins, 0.0, 0.0)
    plan = City("c", "", "", 24120, 24132, (city, county), (corps,))
    with pytest.raises(ValueError) as refused:
        open_city(plan, 1)
    for word in words:
        assert word in str(refused.value)


def test_time_to_open_300_000_posts():
    city = city_of("prefecture", prefectures=25)
    before = time.perf_counter()
    opened = open_city(city, 1)
    took = time.perf_counter() - before
    print(f"{len(opened.posts):,} posts, {len(opened.cadres):,} people opened in {took:.1f} s")
    assert len(opened.posts) == 25 * (12_000 + 98 * 15)
