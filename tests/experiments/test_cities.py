"""A city's configuration and tables: read whole, or refused with every problem in words."""

import copy
import shutil
from pathlib import Path

import pytest
import yaml

import configs
from experiments.cities import load_city
from experiments.city_pattern import scaled
from experiments.problems import Problems
from sim.months import month_number

CITIES = Path(configs.__file__).parent / "city"


def config_of(name):
    return yaml.safe_load((CITIES / f"{name}.yaml").read_text("utf-8"))


@pytest.fixture
def own(tmp_path):
    """Return the fourteen towns' configuration with its tables in a folder of the user's."""
    shutil.copytree(CITIES / "fourteen_towns", tmp_path / "tables")
    return config_of("fourteen_towns") | {"tables": str(tmp_path / "tables")}


def refused(config):
    with pytest.raises(Problems) as told:
        load_city(config)
    assert str(told.value).count("\n") in (0, len(told.value.lines))
    return "\n".join(told.value.lines)


def edit(config, table, old, new):
    file = Path(config["tables"], table)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_fourteen_towns():
    city = load_city(config_of("fourteen_towns"))
    towns = [unit for unit in city.units if unit.tier == "township"]
    assert len(towns) == 14
    assert sum(unit.posts for unit in towns) == 486
    assert {unit.posts for unit in towns} == {34, 35}
    assert all(unit.leading[3] == 3 and 6 <= unit.leading[2] <= 10 for unit in towns)
    assert sum(unit.leading[2] for unit in towns) == 8 * 14
    assert {corps.name: corps.people for corps in city.corps}["townships"] == 381
    assert (city.start, city.first_round) == (month_number("2010-01"), month_number("2011-01"))


@pytest.mark.parametrize("name", ["fourteen_towns", "prefecture"])
def test_every_assumed_number_is_noted(name):
    notes = load_city(config_of(name)).notes
    assert "assumption" in notes["corps.townships.vacancy_by_remoteness"]
    assert "assumption" in notes["corps.county_organs.margins"]
    assert all(source.strip() for source in notes.values())


@pytest.mark.parametrize(("prefectures", "posts"), [(1, 12_000), (2, 24_000), (25, 300_000)])
def test_prefectures_multiply_everything(prefectures, posts):
    city = load_city(config_of("prefecture") | {"prefectures": prefectures})
    assert sum(unit.posts for unit in city.units) == posts
    assert len({unit.name for unit in city.units}) == len(city.units) == 106 * prefectures
    towns = [unit for unit in city.units if unit.tier == "township"]
    own = [corps for corps in city.corps if corps.tier == "township" and corps.establishment == "civil_service"]
    people = sum(corps.people for corps in own)
    assert 1 - people / sum(unit.posts for unit in towns) == pytest.approx(0.216, abs=0.001)


def test_scaled_margins_keep_their_shares_and_the_total():
    grown = scaled({"sex": {"male": 328, "female": 53}}, 2689)["sex"]
    assert sum(grown.values()) == 2689
    assert grown["female"] / 2689 == pytest.approx(53 / 381, abs=1 / 2689)


def test_tables_in_a_folder_of_the_users_make_the_same_city(own):
    assert load_city(own) == load_city(config_of("fourteen_towns"))


def test_tables_in_gbk_are_read(own):
    file = Path(own["tables"], "units.csv")
    file.write_bytes(file.read_text("utf-8").encode("gb18030"))
    assert load_city(own).units[2].label_zh == "甲镇"


def test_a_number_may_stand_without_its_source():
    config = config_of("fourteen_towns")
    config["corps"]["townships"]["leading_vacant_share"] = 0.1
    assert load_city(config).corps[0].leading_vacant_share == 0.1


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("margins.csv", "male,328", "male,327", ["margins.csv", "sex 380", "age 381"]),
        (
            "margins.csv",
            "male,328",
            "male,lots",
            ["line 2", "column count", "'lots'", "whole number"],
        ),
        ("margins.csv", "male,328", "male,-3", ["line 2", "column count", "'-3'", "0 or more"]),
        (
            "margins.csv",
            "sex,male",
            "seks,male",
            ["line 2", "column attribute", "'seks'", "sex or"],
        ),
        ("margins.csv", "sex,male", "sex,men", ["column category", "'men'", "male or female"]),
        ("margins.csv", "sex,female", "sex,male", ["line 3", "twice", "remove"]),
        ("margins.csv", "age,30_or_less,13\n", "", ["no category '30_or_less'"]),
        ("margins.csv", "attribute,category", "attribut,category", ["no column attribute"]),
        ("totals.csv", "in_post,381", "in_post,380", ["in_post 380", "make 381"]),
        ("totals.csv", "established_posts,486", "established_posts,490", ["established_posts 490"]),
        ("units.csv", "0.7,1.0,35,", "0.7,1.0,36,", ["line 4", "town_01 is 36", "sum to 35"]),
        ("units.csv", "township,county,0,", "village,county,0,", ["column tier", "'village'"]),
        ("units.csv", "township,county,0,", "township,shire,0,", ["parent 'shire'", "tier county"]),
        ("units.csv", "township,county,0,", "township,county,9,", ["remoteness 9", "0 to 4"]),
        ("units.csv", "town_02", "town_01", ["2 units are named 'town_01'"]),
        ("units.csv", "1000,4,25,49,150,772", "900,4,25,49,150,672", ["985 people", "only 900"]),
    ],
)
def test_wrong_tables_are_refused_in_words(own, table, old, new, words):
    edit(own, table, old, new)
    told = refused(own)
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["corps", "townships", "tier"], "hamlet", ["corps.townships.tier is 'hamlet'", "county"]),
        (
            ["corps", "townships", "leading_vacant_share"],
            1.5,
            ["leading_vacant_share 1.5", "0 to 1"],
        ),
        (["corps", "townships", "leading_vacant_share"], "few", ["is 'few'", "a number"]),
        (
            ["corps", "townships", "colour"],
            "red",
            ["townships.colour is not known", "vacant_share"],
        ),
        (["corps", "townships", "margins", "table"], "none.csv", ["none.csv cannot be read"]),
        (["units", "table"], "none.csv", ["none.csv cannot be read", "city.tables"]),
        (["tables"], "pkg://nowhere/at/all", ["pkg://nowhere/at/all/units.csv cannot be read"]),
        (["start"], "2010-13", ["city.start", "2010-13", "2010-01"]),
        (["first_round"], "2009-01", ["first_round lies before start"]),
    ],
)
def test_wrong_configurations_are_refused_in_words(path, value, words):
    config = copy.deepcopy(config_of("fourteen_towns"))
    inner = config
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    told = refused(config)
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prefectures": 0}, ["city.prefectures is 0", "1 or more"]),
        ({"prefectures": "many"}, ["city.prefectures is 'many'", "a whole number"]),
        ({"units": None}, ["city.units is None"]),
    ],
)
def test_wrong_patterns_are_refused_in_words(change, words):
    told = refused(config_of("prefecture") | change)
    for word in words:
        assert word in told


def test_all_problems_are_told_at_once(own):
    edit(own, "margins.csv", "male,328", "male,x")
    edit(own, "county_margins.csv", "member,867", "member,868")
    edit(own, "units.csv", "0.7,1.0,35,", "0.7,1.0,36,")
    edit(own, "units.csv", "township,county,1,", "township,shire,1,")
    own["start"] = "soon"
    own["corps"]["city_organs"]["vacancy_by_remoteness"] = -1
    told = refused(own)
    for word in (
        "'x'",
        "party 986",
        "sum to 35",
        "'shire'",
        "'soon'",
        "vacancy_by_remoteness is -1",
    ):
        assert word in told, word
    assert "belongs to" not in told, "a fault must not be told again as its consequence"


def test_one_problem_reads_as_one_sentence():
    assert str(Problems(["posts is 3; allowed: 4"])) == "posts is 3; allowed: 4"
    assert str(Problems(["a", "b"])).splitlines() == ["2 problems:", "  - a", "  - b"]
