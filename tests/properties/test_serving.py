"""What stands beside the list of the serving, and the list of vacant posts, against a search through the tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.checks import problems
from sim.draws import Decision, stream, uniform
from sim.model import CadreModel
from sim.sequence import open_lists
from sim.serving import ASK, close_list, drawn_below, place_of
from sim.terms import NO_POST, NOBODY, Cause, Establishment
from sim.vacant import vacant_post_of
from tests.properties.small_world import copied, small_city

CITY = small_city(2, others=(6, 3, 4))
KINDS = tuple(Establishment)


@pytest.fixture(scope="module")
def model() -> CadreModel:
    """Two counties with other staff after three years."""
    model = CadreModel(CITY, rng=5)
    model.run_for(36)
    return model


@given(seed=st.integers(0, 2**63 - 1), bound=st.floats(-0.5, 1.5))
@settings(deadline=None, max_examples=60)
def test_nobody_with_a_low_draw_is_left_out(model, seed, bound):
    state = model.world.state
    key = np.uint64(stream(seed, int(Decision.RESIGNATION), 7))
    found = [int(state.serving[place]) for place in drawn_below(state, key, bound)]
    rows = model.world.serving_rows()
    lots = uniform(seed, Decision.RESIGNATION, 7, model.world.cadres["key"][rows])
    assert found == sorted(set(found)) and set(found) <= set(rows.tolist())
    assert set(rows[lots < bound].tolist()) <= set(found)
    assert (lots[np.isin(rows, found)] < bound + 1e-12).all()


def test_leavers_are_not_drawn(model):
    state = copied(model.world.state)
    gone = state.serving[3]
    state.serving[3] = ~gone
    places = drawn_below(state, np.uint64(stream(1, int(Decision.RESIGNATION), 7)), 1.0).tolist()
    assert places == [place for place in range(int(state.region["listed"][0])) if place != 3]


def test_the_list_closes_with_what_stands_beside_it(model):
    state = copied(model.world.state)
    listed = int(state.region["listed"][0])
    for place in (0, 4, 5, listed - 1):
        state.serving[place] = ~state.serving[place]
    state.region["gone"] = 4
    before = [table[:listed][state.serving[:listed] >= 0] for table in (state.serving, state.keys, state.phases)]
    state.dates[:listed] = np.arange(listed)
    dates = state.dates[:listed][state.serving[:listed] >= 0]
    close_list(state)
    listed -= 4
    assert state.region[["listed", "gone"]][0].tolist() == (listed, 0)
    for table, kept in zip((state.serving, state.keys, state.phases, state.dates), (*before, dates), strict=True):
        np.testing.assert_array_equal(table[:listed], kept)


def test_everybody_is_found_in_the_list(model):
    state = model.world.state
    listed = int(state.region["listed"][0])
    assert [place_of(state, int(row)) for row in state.serving[:listed]] == list(range(listed))


def longest_open(state, unit: int, kind: int) -> int:
    """Return the vacant non-leading post of a unit and an establishment that stood open longest, the first of them."""
    posts, place = state.posts, state.units[unit]
    rows = [
        post
        for post in range(place["first_post"], place["last_post"])
        if posts["holder"][post] == NOBODY and not posts["leading"][post] and posts["establishment"][post] == kind
    ]
    return min(rows, key=lambda post: (posts["opened"][post], post), default=NO_POST)


@pytest.mark.parametrize("emptied", [0, 150], ids=["few stand open", "most stand open"])
def test_the_post_that_stood_open_longest_is_found_in_either_list(emptied):
    model = CadreModel(CITY, rng=6)
    model.run_for(30)
    for row in np.random.default_rng(1).permutation(model.world.serving_rows())[:emptied]:
        model.world.leave(int(row), Cause.RESIGN)
    model.run_for(1)
    state = model.world.state
    vacant, posts = int(state.region["vacant"][0]), state.units["last_post"] - state.units["first_post"]
    assert (posts.max() > vacant) == (emptied == 0)  # the list is searched in one case, the unit in the other
    found = [[vacant_post_of(state, unit, kind) for kind in KINDS] for unit in range(len(state.units))]
    assert found == [[longest_open(state, unit, kind) for kind in KINDS] for unit in range(len(state.units))]
    assert any(post != NO_POST for row in found for post in row)


def test_what_others_set_is_asked_for():
    model = CadreModel(CITY, rng=7)
    model.run_for(2)
    model.world.state.cadres["bound_until"] = 0
    people = model.world.serving_rows()
    for agent in model.agents:
        agent.resign_rate = 0.9
    model.run_for(1)
    events = model.world.events
    resigned = events["cadre"][(events["month"] == model.world.month - 1) & (events["cause"] == Cause.RESIGN)]
    # A third have reviewed their situation since, and are as likely to resign as others are.
    assert 0.4 * len(people) < len(resigned) < 0.8 * len(people)


def test_a_date_set_from_outside_counts_in_the_coming_month():
    model = CadreModel(CITY, rng=8)
    model.run_for(12)
    row = int(model.world.serving_rows()[10])
    assert model.world.state.dates[place_of(model.world.state, row)] > model.world.month
    model.world.cadres["dies"][row] = model.world.month
    model.run_for(1)
    assert model.world.cadres["serving"][row] == 0
    assert model.world.events["cause"][model.world.events["cadre"] == row][-1] == Cause.DIE


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("keys", "the keys beside the list"),
        ("phases", "the phases beside the list"),
        ("dates", "asked too late about retirement"),
        ("vacant", "the list of vacant posts"),
    ],
)
def test_what_disagrees_beside_the_lists_is_told(table, told):
    model = CadreModel(CITY, rng=9)
    model.run_for(6)
    world, state = model.world, model.world.state
    assert problems(world) == []
    getattr(state, table)[1] += 1 if table != "dates" else 10_000
    assert any(told in line for line in problems(world))
    open_lists(state)
    assert problems(world) == []
    state.cadres["resign_rate"][state.serving[0]] = 0.5
    assert problems(world) == ["somebody's probability of resigning is above the highest"]


def test_whoever_rises_is_asked_again_about_retirement():
    model = CadreModel(CITY, rng=10)
    model.run_for(14)
    world, state = model.world, model.world.state
    post = next(post for post in state.fill_order if world.posts["holder"][post] == NOBODY)
    staff = world.cadres["rank"] < world.posts["rank"][post]
    row = int(np.flatnonzero(staff & (world.cadres["serving"] == 1) & (world.cadres["retires"] > world.month))[0])
    place = place_of(state, row)
    assert state.dates[place] > world.month
    world.appoint(row, int(post), Cause.PROMOTE)
    assert world.cadres["retires"][row] == -1 and state.dates[place] == ASK
    model.run_for(1)
    assert world.cadres["retires"][row] > world.month
