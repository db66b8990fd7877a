"""Samples for sensitivity, and what drives a result: known indices, honest intervals, orders that these support."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from experiments.drivers import LEVELS, morris_sample, problem, sobol_sample
from experiments.libraries import library
from experiments.problems import Problems
from experiments.schema import declared

AGE, CAP, BURDEN = "age_limits.renewal_men_years", "quotas.excellent_cap_share", "work.burden_ratio"
SWITCH, CITY = "loans.loan_only_to_short_units", "incentives.tier_pay_ratio.city"
FOUR = dict.fromkeys((AGE, CAP, BURDEN, CITY), "all")
VACANCY, COST = "township_vacancy", "cost_yuan_per_year"


def base(name: str) -> object:
    return declared()[name].default


def table(**columns: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(columns)


# -- samples -----------------------------------------------------------------------------------------------------------


def test_a_sobol_sample_crosses_two_points_name_by_name():
    sample = sobol_sample({AGE: [50, 60], SWITCH: "all", CITY: [1, 2]}, 8, 1, base)
    assert len(sample.points) == 8 * (3 + 2) and sample.names == [AGE, SWITCH, CITY]
    for block in sample.shares.reshape(8, 5, 3):
        first, *crossed, second = block
        for axis, row in enumerate(crossed):
            expected = first.copy()
            expected[axis] = second[axis]
            assert (row == expected).all()


def test_a_morris_sample_moves_one_number_after_the_other():
    sample = morris_sample({AGE: [50, 60], SWITCH: "all", CITY: [1, 2]}, 6, 1, base)
    assert len(sample.points) == 6 * (3 + 1)
    for trajectory in sample.shares.reshape(6, 4, 3):
        steps = np.abs(np.diff(trajectory, axis=0))
        assert sorted(steps.argmax(axis=1)) == [0, 1, 2]
        assert np.allclose(steps.max(axis=1), LEVELS / (2 * (LEVELS - 1))) and np.allclose(steps.sum(axis=1), 2 / 3)
    switched = [point[SWITCH] for point in sample.points]
    assert all((np.diff(block) != 0).sum() == 1 for block in np.reshape(switched, (6, 4)).astype(int))


@pytest.mark.parametrize(("draw", "size"), [(sobol_sample, 8), (morris_sample, 8)])
def test_points_have_the_names_and_bounds_of_what_is_varied_and_follow_the_seed(draw, size: int):
    over = {AGE: [50, 60], SWITCH: "all", CITY: [1, 2], "setting.caution.veto_strain": None}
    sample = draw(over, size, 3, base)
    assert sample.points == draw(over, size, 3, base).points != draw(over, size, 4, base).points
    for point, shares in zip(sample.points, sample.shares, strict=True):
        assert list(point) == [AGE, SWITCH, "incentives.tier_pay_ratio", "setting.caution.veto_strain"]
        assert point[AGE] == pytest.approx(50 + 10 * shares[0]) and point[SWITCH] is bool(shares[1] >= 0.5)
        assert point["incentives.tier_pay_ratio"] == pytest.approx((1.0, 1.15, 1 + shares[2]))


def test_salib_is_told_of_unit_ranges():
    sample = sobol_sample({AGE: [50, 60], CITY: [1, 2]}, 8, 0, base)
    assert problem(sample.axes) == {"num_vars": 2, "names": [AGE, CITY], "bounds": [[0.0, 1.0], [0.0, 1.0]]}


@pytest.mark.parametrize(
    ("draw", "size", "seed", "said"),
    [
        (sobol_sample, 100, 0, "base_points is 100; allowed: a power of two"),
        (sobol_sample, 4, 0, "base_points is 4; allowed: a power of two from 8 on, fewer than 5 give no band"),
        (sobol_sample, 8.0, 0, "base_points is 8.0"),
        (sobol_sample, 8, -1, "seed is -1; allowed: a whole number from 0"),
        (sobol_sample, 32_768, 0, "32,768 × (4 + 2) = 196,608 points, more than limit=100,000"),
        (morris_sample, 4, 0, "trajectories is 4; allowed: a whole number from 5"),
        (morris_sample, 30_000, 0, "30,000 × (4 + 1) = 150,000 points, more than limit"),
    ],
)
def test_samples_that_cannot_be_drawn_are_refused_in_words(draw, size: int, seed: int, said: str):
    with pytest.raises(Problems) as problems:
        draw(FOUR, size, seed, base)
    assert said in str(problems.value)
    with pytest.raises(Problems) as problems:
        draw({"nothing": "all", AGE: [1, 2]}, 3, -1, base)
    assert len(problems.value.lines) == 5


# -- libraries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "module", ["SALib.sample.sobol", "ema_workbench.analysis.prim", "optuna"]
)  # fmt: skip
def test_a_library_that_is_missing_is_said_with_how_to_install_it(monkeypatch, module: str):
    name = module.split(".", maxsplit=1)[0]
    for part in [each for each in sys.modules if each.split(".")[0] == name]:
        monkeypatch.delitem(sys.modules, part)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Problems) as problems:
        library(module)
    assert str(problems.value) == (
        f"this needs the library {name}, which is not installed here; install it with: "
        'pip install "cadreflow[analysis]"'
    )


def test_slow_libraries_are_imported_only_when_they_are_used():
    modules = (
        "designs precision precision_told drivers influence influence_told boxes boxes_told search goals search_told"
    )
    code = f"import sys\nfor name in {modules.split()}: __import__('experiments.' + name)\n"
    code += "print(sorted({each.split('.')[0] for each in sys.modules} & {'SALib', 'optuna', 'ema_workbench'}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[0] == "[]", out
