"""Cities side by side: each lives as if it were alone, wherever its units stand in the tables."""

import dataclasses

import numpy as np
import pytest

from sim.city import City
from sim.levers import Promotion, Quotas
from sim.model import CadreModel
from sim.policy import Policy
from sim.regions import gathered
from sim.terms import Cause
from tests.properties.small_world import final_people, history, seats, small_city

BUSY = Policy(
    quotas=Quotas(county_selection_per_100_posts_per_year=6.0, city_selection_per_100_posts_per_year=9.0),
    promotion=Promotion(outside_share=0.2, up_share=0.5, down_share=0.4),
)
MONTHS = 75


def renamed(city: City, word: str) -> City:
    """Return the city with other names for units and corps: other people with other luck."""
    units = tuple(
        dataclasses.replace(unit, name=f"{word}_{unit.name}", parent=unit.parent and f"{word}_{unit.parent}")
        for unit in city.units
    )
    corps = tuple(
        dataclasses.replace(each, name=f"{word}_{each.name}", units=tuple(f"{word}_{name}" for name in each.units))
        for each in city.corps
    )
    return dataclasses.replace(city, units=units, corps=corps)


def together(*cities: City, shuffled: bool = False) -> City:
    """Return one plan of several cities, units one city after the other or mixed."""
    units = [unit for city in cities for unit in city.units]
    if shuffled:
        units = [units[i] for i in np.random.default_rng(1).permutation(len(units))]
    corps = tuple(each for city in cities for each in city.corps)
    return dataclasses.replace(cities[0], units=tuple(units), corps=corps)


CITIES = [
    renamed(small_city(2, others=(8, 4, 20)), "east"),
    renamed(small_city(1, classes=(1, 3)), "west"),
    renamed(small_city(1, others=(4, 2, 8)), "south"),
]


def run(city: City) -> CadreModel:
    model = CadreModel(city, BUSY, rng=4, check=True)
    model.run_for(MONTHS)
    return model


@pytest.fixture(scope="module")
def alone() -> list[CadreModel]:
    return [run(city) for city in CITIES]


@pytest.fixture(scope="module", params=[False, True], ids=["one after the other", "mixed"])
def side_by_side(request) -> CadreModel:
    return run(together(*CITIES, shuffled=request.param))


def test_each_city_is_a_region(side_by_side):
    assert len(side_by_side.world.states) == 3


def test_every_event_is_that_of_the_city_alone(alone, side_by_side):
    apart = sorted(event for model in alone for event in history(model))
    assert len(apart) > 500
    assert history(side_by_side) == apart


def test_everybody_ends_as_in_the_city_alone(alone, side_by_side):
    rows = ("post", "key", "unit", "group", "home_group", "family_unit", "cell")  # numbers of rows, other in each table
    apart = {key: state for model in alone for key, state in final_people(model, rows).items()}
    assert final_people(side_by_side, rows) == apart
    assert seats(side_by_side) == {key: seat for model in alone for key, seat in seats(model).items()}


def test_monthly_sums_are_those_of_the_cities_alone(alone, side_by_side):
    columns = ["holders", "vacant", "wish_to_leave", "motivation_sum", "pay_yuan", "award_yuan", "promotions"]
    apart = sum(model.results.months.groupby("month")[columns].sum() for model in alone)
    sums = side_by_side.results.months.groupby("month")[columns].sum()
    assert np.allclose(sums, apart, rtol=1e-12)  # fractions are added up in another order


def test_verbs_reach_the_list_of_the_own_city(side_by_side):
    world = CadreModel(together(*CITIES), rng=1, check=True).world
    rows = {int(world.state.above[world.cadres["group"][row]]): int(row) for row in world.serving_rows()}
    for row in rows.values():
        world.leave(row, Cause.RESIGN)
    assert not set(rows.values()) & set(world.serving_rows().tolist())
    assert [int(state.region["gone"][0]) for state in world.states] == [1, 1, 1]


def test_nobody_moves_to_another_city():
    world = CadreModel(together(*CITIES), rng=1).world
    row = int(world.serving_rows()[0])
    away = int(
        np.flatnonzero(world.state.above[world.units["group"]] != world.state.above[world.cadres["group"][row]])[0]
    )
    with pytest.raises(ValueError, match="another city"):
        world.lend(row, away)
    posts = range(world.units["first_post"][away], world.units["last_post"][away])
    vacant = next(post for post in posts if world.posts["holder"][post] < 0)
    with pytest.raises(ValueError, match="another city"):
        world.appoint(row, vacant, Cause.EXCHANGE)


@pytest.mark.parametrize(
    ("parents", "order"),
    [
        ([-1, 0, 1, 1], [0, 1, 2, 3]),
        ([-1, -1, 0, 1, 2, 3], [0, 2, 4, 1, 3, 5]),
        ([3, -1, 0, -1, 1], [0, 2, 3, 1, 4]),
        ([], []),
    ],
)
def test_units_of_a_city_are_put_together_in_their_order(parents, order):
    assert gathered(parents) == order
