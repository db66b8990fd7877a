"""Cities as they open, and what must hold of their people and seats."""

from pathlib import Path

import numpy as np
import yaml

from experiments.cities import load_city
from sim.synthesis import ATTRIBUTES
from sim.terms import MONTHS, NOBODY

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
