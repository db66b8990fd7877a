"""Appraisal in a running model: the cap, the awards, the merit of three years."""

import numpy as np
import pytest

from sim.levers import Quotas
from sim.model import CadreModel
from sim.policy import Policy
from sim.processes.appraisal import appraisal
from sim.terms import Appraisal
from tests.properties.small_world import copied, small_city

CITY = small_city(2, vacant=0.2)


@pytest.mark.parametrize("cap", [0.0, 0.1, 0.15, 0.25, 1.0])
def test_excellent_is_capped_in_every_unit_and_paid_for(cap):
    model = CadreModel(CITY, Policy(quotas=Quotas(excellent_cap_share=cap)), rng=4)
    model.run_for(48)
    state, before = copied(model.world.state), model.world.cadres.copy()
    appraisal(state)
    people, posts, now = state.cadres, state.posts, model.world.month
    excellent, paid = 0, 0.0
    for unit in range(len(state.units)):
        held = posts["holder"][(posts["unit"] == unit) & (posts["holder"] >= 0)]
        held = held[people["entered"][held] <= now - 6]
        best = held[people["grade"][held] == Appraisal.EXCELLENT]
        assert len(best) <= int(cap * len(held) + 1e-9)
        failed = (people["grade"][held] < Appraisal.COMPETENT).sum()
        assert len(best) >= int(cap * len(held) + 1e-9) - failed
        years = people["excellent_years"][best]
        assert (years == before["excellent_years"][best] + 1).all()
        merit = years % 3 == 0
        assert (people["merits"][best] == before["merits"][best] + merit).all()
        excellent, paid = excellent + len(best), paid + 800 * len(best) + 1500 * merit.sum()
    line = int(state.clock["slot"][0]) * int(state.cells[-1])
    assert state.ledger["award_yuan"][line : line + int(state.cells[-1])].sum() == paid
    assert (excellent > 0) == (cap > 0)
    assert np.sum((people["excellent_years"] > 0) & (people["serving"] == 1)) == excellent
