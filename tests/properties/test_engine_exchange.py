"""Exchange, volunteers, placement, reunion, stagnation, training: whom they move and whom they leave alone."""

import numpy as np
import pytest

from sim.levers import AgeLimits, Exchange, Training
from sim.measures import headline
from sim.model import CadreModel
from sim.policy import Policy
from sim.rules import family_distance
from sim.terms import Cause, Rank, Tier
from tests.properties.small_world import moved_by, only, people, small_city

CITY = small_city(2, (0, 1, 2, 3, 4))


def run(names: tuple[str, ...], months: int = 24, seed: int = 1, **levers: object) -> CadreModel:
    model = CadreModel(CITY, Policy(**levers), off=only(*names), rng=seed, check=True)
    model.run_for(months)
    return model


def moves(model: CadreModel, cause: Cause):
    events = model.results.events
    return events[(events.cause == cause.name.lower()) & (events.kind == "appoint")]


# exchange


def test_people_long_in_a_unit_change_places_at_their_level():
    levers = Exchange(rotation_after_months=60.0, exchange_share_per_year=0.5, exchange_across_share=0.3)
    model = run(("exchange",), exchange=levers)
    moved, posts = moves(model, Cause.ROTATE), model.world.posts
    assert len(moved) > 30
    assert (moved.from_unit != moved.to_unit)[moved.from_post >= 0].all()
    assert (moved.rank_before == moved.rank_after).all()
    before, now = model.world.opening_cadres, model.world.cadres
    rows = moved.cadre[moved.month < model.results.first + 12]
    assert ((model.results.first + 6 - before["unit_since"][rows]) >= 60).all()
    assert (now["leading"][rows] == before["leading"][rows]).all()
    assert (posts["rank"][now["post"][rows]] == posts["rank"][before["post"][rows]])[now["leading"][rows] == 1].all()
    assert (model.world.units["holders"].sum()) == len(model.world.serving_rows())


def test_whoever_is_called_is_called_under_a_larger_share_too():
    """People pair off by lot, so that it is the number that grows."""
    few, many = (
        run(("exchange",), 12, exchange=Exchange(rotation_after_months=24.0, exchange_share_per_year=each))
        for each in (0.1, 0.9)
    )
    assert len(moved_by(many, Cause.ROTATE)) > 3 * len(moved_by(few, Cause.ROTATE)) > 0


def test_both_who_change_places_count_among_the_moves():
    levers = Exchange(rotation_after_months=24.0, exchange_share_per_year=0.5, exchange_across_share=0.5)
    model = run(("exchange",), 24, exchange=levers)
    flows = model.results.months[["moves_up", "moves_down", "moves_same_tier_in", "moves_same_tier_out"]].sum()
    assert flows["moves_up"] == flows["moves_down"] > 3
    assert flows["moves_same_tier_in"] == flows["moves_same_tier_out"] > 3
    assert flows["moves_up"] + flows["moves_down"] + flows["moves_same_tier_in"] == len(moves(model, Cause.ROTATE))


def test_people_who_change_places_leave_no_opening():
    """Otherwise exchange would seem to fill posts faster."""
    still, busy = (
        headline(
            run(("exchange", "retirement", "fill_posts"), 48, exchange=Exchange(exchange_share_per_year=each)).results
        )
        for each in (0.0, 0.2)
    )
    assert still["exchanges_per_100"] == 0.0 < busy["exchanges_per_100"]
    assert busy["time_to_fill_months"] == pytest.approx(still["time_to_fill_months"], rel=0.1)
    assert busy["chain_length"] == pytest.approx(still["chain_length"], abs=0.2)


@pytest.mark.parametrize("seed", range(3))
def test_more_room_for_volunteers_leaves_nobody_out(seed):
    few, many = (
        run(("exchange",), 8, seed,
            exchange=Exchange(exchange_share_per_year=0.0, volunteers_per_100_organ_posts_per_year=each))
        for each in (2.0, 20.0)
    )  # fmt: skip
    assert moved_by(few, Cause.ROTATE) <= moved_by(many, Cause.ROTATE)
    assert len(moved_by(many, Cause.ROTATE)) > 0
    down = moves(many, Cause.ROTATE)
    assert (down.to_tier == "township").all()
    came = many.world.cadres[down.cadre]
    assert (came["bound_until"] == down.month + 36).all()


# placement and reunion


def test_placement_up_takes_old_heads_at_rounds_only():
    line = AgeLimits(renewal_men_years=45.0, renewal_women_years=40.0)
    none, some, all_ = (
        run(("placement_up",), 24, age_limits=line, exchange=Exchange(placement_up_share=each))
        for each in (0.0, 0.3, 1.0)
    )
    assert moved_by(none, Cause.PLACE_UP) == set()
    up = moves(all_, Cause.PLACE_UP)
    assert set(up.month) == {all_.results.first + 12}
    assert (up.to_tier == "county").all()
    assert (all_.world.cadres["rank"][up.cadre] >= Rank.SECTION).all()
    assert (up.month - all_.world.cadres["born"][up.cadre] > 12 * 36).all()
    assert len(moved_by(some, Cause.PLACE_UP)) <= len(moved_by(all_, Cause.PLACE_UP))


def distances(model: CadreModel) -> dict[int, float]:
    units = model.world.units
    return {
        key: family_distance(
            person["unit"] == person["family_unit"],
            person["group"] == units["group"][person["family_unit"]],
            units["remoteness"][person["unit"]],
            units["remoteness"][person["family_unit"]],
        )
        for key, person in people(model).items()
    }


def test_reunion_brings_people_nearer_and_is_unknown_as_found():
    asfound = run(("reunion",), 12)
    model = run(("reunion",), 12, exchange=Exchange(reunion_share_per_year=0.5))
    assert len(moved_by(asfound, Cause.REUNION)) == 0
    keys = {key for key, _ in moved_by(model, Cause.REUNION)}
    before, after = distances(asfound), distances(model)
    assert len(keys) > 5
    assert all(after[key] < before[key] for key in keys)
    assert (moves(model, Cause.REUNION).to_tier == "township").all()


# stagnation


def test_a_change_of_place_ends_stagnation():
    old = run(("stagnation",), 120)
    moved = run(
        ("stagnation", "exchange"), 120, exchange=Exchange(rotation_after_months=60.0, exchange_share_per_year=1.0)
    )
    one, other = people(old), people(moved)
    changed = {key for key, _ in moved_by(moved, Cause.ROTATE)}
    assert len(changed) > 50
    assert all(other[key]["motivation"] >= one[key]["motivation"] for key in one)
    assert np.mean([other[key]["motivation"] - one[key]["motivation"] for key in changed]) > 0.02


# training


def trained(model: CadreModel) -> set[int]:
    return {key for key, person in people(model).items() if person["trained"] > 0}


def test_more_places_leave_no_trainee_out():
    few, many = (
        run(("training",), 12, training=Training(training_per_100_per_year=each))
        for each in ((20.0, 10.0, 5.0), (90.0, 90.0, 90.0))
    )
    assert trained(few) < trained(many)
    cost = [each.results.months.training_yuan.sum() for each in (few, many)]
    assert cost[1] == len(trained(many)) * 1800 > cost[0] > 0


def test_training_by_need_goes_to_the_weak():
    habit, need = (run(("training",), 12, training=Training(training_need_share=each)) for each in (0.0, 1.0))
    ability = lambda model: np.mean([people(habit)[key]["ability"] for key in trained(model)])
    assert ability(need) < ability(habit) - 0.2


def test_heads_go_more_often_as_found():
    model = run(("training",), 12)
    now = model.world.cadres
    town = now["tier"] == Tier.TOWNSHIP
    heads = town & (now["leading"] == 1) & (now["rank"] >= Rank.SECTION)
    assert (now["trained"][heads] > 0).mean() > 2 * (now["trained"][town & ~heads] > 0).mean()


def test_time_away_is_neutral_as_found_and_work_for_others_beyond():
    names = ("training", "workload")
    without, found, more = (
        run(each, 24, training=Training(training_days=days))
        for each, days in ((("workload",), 6.0), (names, 6.0), (names, 60.0))
    )
    assert (found.world.units["training_duty"] == 0.0).all()
    assert np.array_equal(without.world.units["workload"], found.world.units["workload"])
    assert (more.world.units["workload"] > found.world.units["workload"]).all()


def test_what_is_not_used_is_forgotten():
    short = run(("training",), 12)
    model = CadreModel(
        CITY, Policy(training=Training(training_per_100_per_year=(0.0,) * 3)), off=only("training"), rng=1
    )
    rows = short.world.cadres["trained"] > 0
    model.world.state.cadres["trained"][: len(rows)][rows] = 0.5
    model.world.state.cadres["ability"][: len(rows)][rows] = 1.0
    model.run_for(24)
    assert model.world.cadres["trained"][rows] == pytest.approx(0.5 * 0.9**2)
    assert model.world.cadres["ability"][rows] == pytest.approx(1.0 - 0.5 * (1 - 0.9**2))
