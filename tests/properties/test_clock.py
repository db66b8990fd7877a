"""Months and Mesa's clock: however a run is stepped, its history is one; whatever else is scheduled takes place."""

import numpy as np
import pytest
from mesa.time import Schedule

from sim import model as engine
from sim.model import CadreModel
from sim.plan import MONTH
from sim.policy import Change, Policy
from tests.properties.small_world import small_city

CITY = small_city()
MONTHS = 30


def ran(months, **chosen):
    model = CadreModel(CITY, rng=3, **chosen)
    model.run_for(months)
    return model


def one_history(one, other):
    assert np.array_equal(one.world.events, other.world.events)
    rows = one.world.serving_rows()
    assert np.array_equal(one.world.cadres[rows], other.world.cadres[rows])
    assert np.array_equal(one.results.months, other.results.months)
    assert (one.time, one.steps, one.world.month) == (other.time, other.steps, other.world.month)


@pytest.fixture(scope="module")
def whole():
    return ran(MONTHS)


def test_months_in_one_go_are_months_step_by_step(whole):
    stepped = CadreModel(CITY, rng=3)
    for _ in range(MONTHS):
        stepped.step()
    one_history(whole, stepped)


NEXT_YEAR = CITY.start // 12 + 1
CHANGING = {
    "rules of 2006": Policy(),
    "at once": Policy(changes=(Change(f"{NEXT_YEAR}-03", "quotas.excellent_cap_share", 0.5),)),
    "month by month": Policy(changes=(Change(f"{NEXT_YEAR}-01", "work.burden_ratio", 2.0, 9),)),
}


@pytest.mark.parametrize("policy", CHANGING.values(), ids=list(CHANGING))
@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_levers_that_change_hold_from_their_month_on(monkeypatch, policy, at_once):
    """However many months are one call of compiled code."""
    monkeypatch.setattr(engine, "POST_MONTHS_AT_ONCE", at_once * sum(unit.posts for unit in CITY.units))
    stepped = CadreModel(CITY, policy, rng=3)
    for _ in range(MONTHS):
        stepped.step()
    one_history(stepped, ran(MONTHS, policy=policy))


def test_a_plan_of_ones_own_gives_the_same_history(whole):
    one_history(whole, ran(MONTHS, plan=list(MONTH)))


@pytest.mark.parametrize("how", [
    lambda model: (model.run_for(7), model.step(), model.run_until(19), model.run_for(11)),
    lambda model: (model.run_for(12.0), model.run_for(18)),
    lambda model: (model.run_for(0.5), model.run_for(0.5), model.run_for(29)),
])  # fmt: skip
def test_ways_of_stepping_mix(whole, how):
    model = CadreModel(CITY, rng=3)
    how(model)
    one_history(whole, model)


def test_what_else_is_scheduled_takes_place_at_its_time(whole):
    model, seen = CadreModel(CITY, rng=3), []

    def once():
        seen.append(("once", model.time, model.steps))

    def yearly():
        seen.append(("yearly", model.time))

    model.schedule_event(once, at=4.5)
    model.schedule_recurring(yearly, Schedule(interval=12, start=12))
    model.run_for(MONTHS)
    assert seen == [("once", 4.5, 4), ("yearly", 12), ("yearly", 24)]
    one_history(whole, model)


def test_an_event_after_months_in_one_go_finds_the_coming_month_in_its_place(whole):
    model, seen = CadreModel(CITY, rng=3), []

    def look():
        seen.append((model.time, model.steps))

    model.run_for(10)
    model.schedule_event(look, at=12.5)
    model.run_for(MONTHS - 10)
    assert seen == [(12.5, 12)]
    one_history(whole, model)


def test_a_model_of_ones_own_is_asked_every_month(whole):
    class Own(CadreModel):
        def step(self):
            asked.append(self.world.month)
            super().step()

    asked = []
    model = Own(CITY, rng=3)
    model.run_for(MONTHS)
    assert asked == [CITY.start + month for month in range(MONTHS)]
    one_history(whole, model)


def test_months_in_one_go_can_be_forked(whole):
    model = ran(12)
    future = model.forked(model.policy)
    future.run_for(MONTHS - 12)
    one_history(whole, future)
    assert (model.time, model.steps) == (12, 12), "the past stands still"
    model.run_for(MONTHS - 12)
    one_history(whole, model)


def test_a_fault_stops_the_clock_where_it_happened(monkeypatch):
    ended = []
    monkeypatch.setattr(
        engine, "world_problems", lambda world: ended.append(world.month) or ["lost"] * (len(ended) == 5)
    )
    model = CadreModel(CITY, rng=3, check=True)
    with pytest.raises(AssertionError, match="lost"):
        model.run_for(MONTHS)
    assert (model.steps, model.time) == (5, 5)
    model.step()
    assert (model.steps, model.time, model.world.month) == (6, 6, CITY.start + 6)


@pytest.mark.parametrize("off", [(), ("calendar",), ("calendar", "resignation")])
def test_which_processes_run_is_not_mixed_up_between_models(off):
    """Models share what the month's kind settles only where they run the same processes."""
    first, ours, again = ran(MONTHS, off=off), ran(MONTHS), ran(MONTHS, off=off)
    one_history(first, again)
    if off:
        assert not np.array_equal(first.world.events, ours.world.events)
