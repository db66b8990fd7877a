"""Lots among the people of a unit fall in proportion to weights, on holders alone, and on the same post for all."""

import numpy as np
import pytest
from scipy.stats import chisquare

from sim.compiled import compiled
from sim.draws import Word, mix
from sim.lots import holder_tried, is_taken, tries
from sim.model import CadreModel
from sim.state import State
from sim.terms import NOBODY
from tests.properties.small_world import small_city

LOTS = 20_000


@compiled
def lot(s: State, u: int, key: Word, heaviest: float) -> int:
    """Return a holder of a unit by a lot in which leaders weigh three times as much."""
    for trial in range(tries(s, u)):
        row = holder_tried(s, u, key, trial)
        if row != NOBODY and is_taken(key, trial, 3.0 if s.cadres[row]["leading"] else 1.0, heaviest):
            return row
    return NOBODY


def drawn(world, unit: int) -> np.ndarray:
    """Return on whom many lots fall."""
    return np.array([lot(world.state, unit, np.uint64(mix(k)), 3.0) for k in range(LOTS)])


@pytest.fixture(scope="module")
def world():
    return CadreModel(small_city(1, vacant=0.3), rng=2).world


def test_lots_fall_in_proportion_to_weights(world):
    unit = 2
    rows, counts = np.unique(drawn(world, unit), return_counts=True)
    cadres = world.cadres
    assert set(rows) == set(np.flatnonzero((cadres["unit"] == unit) & (cadres["serving"] == 1)))
    weights = np.where(cadres["leading"][rows] == 1, 3.0, 1.0)
    assert chisquare(counts, LOTS * weights / weights.sum()).pvalue > 1e-4


def test_without_weights_the_same_lots_are_refuted(world):
    rows, counts = np.unique(drawn(world, 2), return_counts=True)
    assert chisquare(counts, np.full(len(rows), LOTS / len(rows))).pvalue < 1e-9


def test_one_more_holder_changes_no_lot_that_does_not_fall_on_the_newcomer(world):
    unit = 2
    before = drawn(world, unit)
    posts = world.posts
    place = posts[world.units["first_post"][unit] : world.units["last_post"][unit]]
    (vacant,) = np.flatnonzero(place["holder"] == NOBODY)[:1]
    newcomer = int(world.serving_rows()[world.cadres["unit"][world.serving_rows()] != unit][0])
    place["holder"][vacant] = newcomer
    world.units["holders"][unit] += 1
    after = drawn(world, unit)
    assert (before[after != newcomer] == after[after != newcomer]).all()
    assert (after == newcomer).any()


def test_a_unit_without_people_draws_nobody(world):
    unit = 3
    world.units["holders"][unit] = 0
    assert lot(world.state, unit, np.uint64(7), 3.0) == NOBODY
