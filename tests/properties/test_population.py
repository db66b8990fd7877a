"""The opening state: every margin met exactly, one holder a post, nobody changed by order."""

import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.cities import load_city
from sim.city import City, Corps, UnitPlan
from sim.population import open_city
from sim.synthesis import ATTRIBUTES, SHAPE, Association, joint_table, margin_problems
from sim.terms import MONTHS, NEVER, NO_UNIT, NOBODY, Cause, Establishment, Sex, Tier

CITIES = Path(__file__).parents[2] / "configs" / "city"
TOWNS_PUBLISHED = {
    "sex": {"male": 328, "female": 53},
    "party": {"member": 369, "not_member": 12},
    "rank": {"deputy_division": 7, "section": 88, "deputy_section": 225, "staff": 61},
    "age": {"30_or_less": 13, "31_40": 115, "41_50": 158, "51_or_more": 95},
    "education": {"graduate": 6, "bachelor": 133, "college": 154, "secondary_or_less": 88},
}
AGE_BANDS = np.array([31, 41, 51])  # first year of the second, third and fourth category
SEX, PARTY, RANK, AGE, EDUCATION = range(5)


def city_of(name, **changes):
    return load_city(yaml.safe_load((CITIES / f"{name}.yaml").read_text("utf-8")) | changes)


@pytest.fixture(scope="module")
def towns():
    return city_of("fourteen_towns")


@pytest.fixture(scope="module")
def opening(towns):
    return open_city(towns, 1)


def margin(table, axis):
    return table.sum(axis=tuple(other for other in range(table.ndim) if other != axis))


def codes(people, start):
    """Return the attributes of people as their codes: sex, party, rank, age band, education."""
    age = np.searchsorted(AGE_BANDS, (start - people["born"]) // MONTHS, side="right")
    return people["sex"], people["party"], people["rank"], age, people["education"]


def assert_margins(people, margins, start):
    for (attribute, names), code in zip(ATTRIBUTES.items(), codes(people, start), strict=True):
        counted = np.bincount(code, minlength=len(names))
        assert counted.tolist() == [margins[attribute].get(name, 0) for name in names], attribute


def assert_seated(city, opening):
    """One holder a post, one post a holder, and all three tables say the same."""
    units, posts, cadres = opening.units, opening.posts, opening.cadres
    held = np.flatnonzero(posts["holder"] != NOBODY)
    assert sorted(cadres["post"]) == held.tolist()
    assert np.array_equal(posts["holder"][cadres["post"]], np.arange(len(cadres)))
    assert np.array_equal(posts["unit"][cadres["post"]], cadres["unit"])
    assert np.array_equal(posts["leading"][cadres["post"]], cadres["leading"])
    assert np.array_equal(units["tier"][cadres["unit"]], cadres["tier"])
    assert np.array_equal(units["group"][cadres["unit"]], cadres["group"])
    assert np.array_equal(np.bincount(cadres["unit"], minlength=len(units)), units["holders"])
    assert units["established"].tolist() == [unit.all_posts for unit in city.units]
    leads = cadres[cadres["leading"] == 1]
    assert (leads["rank"] >= posts["rank"][leads["post"]]).all()
    vacant = posts[posts["holder"] == NOBODY]
    assert (vacant["opened"] == city.start).all()
    assert (vacant["ready"] == city.start).all()


# margins -> joint table


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


# joint table -> opening state


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 7, 99, 2**31, 2**62])
def test_margins_and_seats_are_exact_under_every_seed(towns, seed):
    opened = open_city(towns, seed)
    assert_seated(towns, opened)
    for corps in towns.corps:
        names = np.array(opened.unit_names)[opened.cadres["unit"]]
        own = opened.cadres["establishment"] == Establishment[corps.establishment.upper()]
        assert_margins(opened.cadres[np.isin(names, corps.units) & own], corps.margins, towns.start)


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
