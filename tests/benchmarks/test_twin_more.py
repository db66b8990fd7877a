"""The engine and the fuller Mesa twin agree on what the later processes that both know do, each and together.

The effect of a process is the difference that it makes to the means over everybody in service after some years; under
the policy of these tests each effect is large against chance.
"""

import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.compose import plan_from
from sim.levers import Care, Exit
from sim.model import CadreModel
from sim.months import month_number
from sim.policy import Policy
from sim.setting import Setting
from tests.benchmarks.twin_measures import FALSE_ALARM, disagreements, runs
from tests.benchmarks.twin_more import ADDED, FullTwin
from tests.first_form import CIVIL_SERVANTS_ONLY, LATER
from tests.properties.small_world import small_city

MONTHS, SEEDS = 36, 24
CITY = dataclasses.replace(small_city(2), start=month_number("2019-01"), first_round=month_number("2021-01"))
"""A small city at a time when personal grades come into force."""
POLICY = Policy(
    care=Care(family_support_share=1.0),
    exit=Exit(last_place_share_per_year=0.05, last_place_staff_share_per_year=0.05, second_line_role_share=0.5),
)
EXPECTED = {
    "household": {"strain": -1},
    "stagnation": {"motivation": -1, "strain": 1},
    "esteem": {"motivation": 1, "strain": 1},
}
"""What each process does to the means, by direction."""
MEANS = ("motivation", "strain")


def off_but(*names: str) -> tuple[str, ...]:
    """Return the later processes to switch off so that only these are left; grades are always given."""
    return tuple(name for name in LATER if name not in (*names, "grades"))


@cache
def means(kind: type, off: tuple[str, ...], seed: int, setting: Setting | None = None) -> dict[str, float]:
    """Run a fresh model and return the means over everybody in service."""
    model = kind(CITY, POLICY, setting, off=off, rng=seed)
    model.run_for(MONTHS)
    return {name: float(np.mean(model.agents.get(name))) for name in MEANS}


def effects(kind: type, name: str, seeds: range, setting: Setting | None = None) -> pd.DataFrame:
    """Return what a process does to the means: one row for each seed."""
    rows = [(means(kind, off_but(name), seed, setting), means(kind, off_but(), seed, setting)) for seed in seeds]
    return pd.DataFrame([{each: there[each] - gone[each] for each in MEANS} for there, gone in rows])


@pytest.fixture(scope="module")
def engine_effects() -> dict[str, pd.DataFrame]:
    return {name: effects(CadreModel, name, range(1, 2 * SEEDS + 1)) for name in EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_process_does_the_same_in_engine_and_twin(engine_effects, name):
    engine, twin = engine_effects[name], effects(FullTwin, name, range(101, 101 + SEEDS))
    for measure, direction in EXPECTED[name].items():
        for side in (engine, twin):
            assert stats.ttest_1samp(direction * side[measure], 0.0, alternative="greater").pvalue < FALSE_ALARM
    assert disagreements(engine, twin) == {}


@pytest.mark.parametrize(
    ("name", "group", "values"),
    [
        ("household", "household", {"support_strain": 0.0}),
        pytest.param(
            "stagnation", "weariness", {"weariness_strain": 0.05, "stagnation_loss": 0.05}, marks=pytest.mark.deep
        ),
        pytest.param("esteem", "esteem", {"crisis_strain": 0.04}, marks=pytest.mark.deep),
    ],
)
def test_a_twin_in_which_a_process_is_weaker_is_caught(engine_effects, name, group, values):
    setting = Setting()
    weaker = dataclasses.replace(setting, **{group: dataclasses.replace(getattr(setting, group), **values)})
    assert disagreements(engine_effects[name], effects(FullTwin, name, range(201, 201 + SEEDS), weaker))


def test_grades_are_given_alike():
    found = []
    for kind, seeds in ((CadreModel, range(1, 2 * SEEDS + 1)), (FullTwin, range(101, 101 + SEEDS))):
        rows = []
        for seed in seeds:
            model = kind(CITY, POLICY, off=off_but(), rng=seed)
            model.run_for(MONTHS)
            grades = np.array(model.agents.get("personal_grade"))
            rows.append({"grade": grades.mean(), "spread": grades.std(), "none": (grades == 0).mean()})
        found.append(pd.DataFrame(rows))
    assert found[0]["grade"].mean() > 1.0
    assert disagreements(*found) == {}


def test_engine_and_twin_agree_with_all_of_them():
    off = [name for name in LATER if name not in ADDED]
    words = (*CIVIL_SERVANTS_ONLY, "city.start='2019-01'", "city.first_round='2021-01'", f"off=[{','.join(off)}]")
    plan = plan_from(["city=fourteen_towns", *words])
    engine_runs = runs(CadreModel, plan, MONTHS, range(1, 41))
    twin_runs = runs(FullTwin, plan, MONTHS, range(101, 109))
    assert disagreements(engine_runs, twin_runs) == {}
