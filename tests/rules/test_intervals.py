"""Intervals, bands and numbers of runs, by hand and against an independent source."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.intervals import bands, curve_bands, mean_interval, paired_difference, ratio_interval, runs_needed

results = st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=30)


def test_paired_difference_by_hand() -> None:
    found = paired_difference([1, 2, 3, 4, 5, 0], [2, 2, 2, 2, 2, np.nan])
    # Differences -1, 0, 1, 2, 3: mean 1, sd sqrt(2.5); t(4) at 97.5 percent is 2.7764.
    assert (found.mean, found.n) == (1, 5)
    assert found.sd == pytest.approx(2.5**0.5)
    assert found.high - found.mean == pytest.approx(2.7764 * 0.5**0.5, rel=1e-4)
    assert (found.negative, found.zero, found.positive) == (0.2, 0.2, 0.6)
    assert not found.told_apart


@pytest.mark.parametrize("n", [1, 2, 4])
def test_few_runs_give_no_interval(n: int) -> None:
    found = paired_difference(np.arange(n) + 1, np.zeros(n))
    assert found.mean == pytest.approx((n + 1) / 2) and found.positive == 1
    assert np.isnan([found.low, found.high]).all() and not found.told_apart
    assert np.isnan(bands(np.ones((n, 3))).low_50).all()
    assert (bands(np.ones((n, 3))).median == 1).all()


def test_no_pair_gives_nan() -> None:
    found = paired_difference([np.nan], [1])
    assert found.n == 0 and np.isnan(found.mean) and not found.told_apart
    assert np.isnan(mean_interval([])).all()


def test_equal_runs_differ_by_exactly_nothing() -> None:
    found = paired_difference([0.1] * 8, [0.1] * 8)
    assert (found.low, found.mean, found.high, found.zero) == (0, 0, 0, 1)


def test_unpaired_results_are_refused() -> None:
    with pytest.raises(ValueError, match=r"policy has shape \(2,\), baseline \(3,\)"):
        paired_difference([1, 2], [1, 2, 3])


@given(results, st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_interval_is_that_of_scipy(values: list[float], level: float) -> None:
    mean, low, high = mean_interval(values, level)
    scale = stats.sem(values)
    if scale > 1e-9:
        expected = stats.t.interval(level, len(values) - 1, np.mean(values), scale)
        assert (low, high) == pytest.approx(expected, abs=1e-6)
    assert low <= mean <= high


@given(results, st.integers(0, 1000))
def test_turning_the_comparison_round_turns_its_sign(values: list[float], seed: int) -> None:
    other = np.random.default_rng(seed).normal(size=len(values))
    one, two = paired_difference(values, other), paired_difference(other, values)
    assert (one.mean, one.low, one.high) == pytest.approx((-two.mean, -two.high, -two.low))
    assert one.negative == two.positive
    assert one.negative + one.zero + one.positive == pytest.approx(1)


def test_runs_needed() -> None:
    # Interval half-width t(15) * 2 / 4 = 1.0657 and t(16) * 2 / sqrt(17) = 1.0283.
    assert runs_needed(2, 1.04, power=0.5) == 17
    assert runs_needed(2, -1.04, power=0.5) == 17
    # Large numbers: (1.95996 + 0.84162)^2 / 0.05^2 = 3139.6, and a few for t instead of normal.
    assert runs_needed(1, 0.05) in range(3140, 3145)
    assert runs_needed(0, 1) == 5
    assert runs_needed(1, 100) == 5
    with pytest.raises(ValueError, match="more than 1000000 runs"):
        runs_needed(1, 1e-6)
    with pytest.raises(ValueError, match="sd is nan"):
        runs_needed(float("nan"), 1)


def test_bands_of_a_hundred_and_one_runs() -> None:
    found = bands(np.arange(101.0)[:, None] * [1, 2])
    assert found.low_95.tolist() == [2.5, 5]
    assert found.low_50.tolist() == [25, 50]
    assert found.median.tolist() == [50, 100]
    assert found.high_95.tolist() == [97.5, 195]


def test_bands_leave_out_unknown_values() -> None:
    values = np.ones((6, 3))
    values[0, 1], values[:, 2] = np.nan, np.nan
    found = bands(values)
    assert found.low_95[1] == 1 and np.isnan(found.median[2]) and np.isnan(found.low_95[2])
    with pytest.raises(ValueError, match=r"shape \(6,\)"):
        bands(np.ones(6))


def test_bands_of_curves_in_a_table() -> None:
    curves = pd.DataFrame(
        [
            {"run": run, "tier": tier, "month": month, "rate": run + month}
            for run in range(5)
            for tier in ("city", "township")
            for month in (1, 2)
        ]
    )
    found = curve_bands(curves, "month", "rate", ("tier",))
    assert found[["tier", "month", "median", "runs"]].values.tolist() == [
        ["city", 1, 3, 5],
        ["city", 2, 4, 5],
        ["township", 1, 3, 5],
        ["township", 2, 4, 5],
    ]
    assert curve_bands(curves[curves["tier"] == "city"], "month", "rate").shape == (2, 7)
    assert curve_bands(curves.iloc[:0], "month", "rate", ("tier",)).empty


def test_a_ratio_of_means_has_fiellers_interval() -> None:
    rng = np.random.default_rng(3)
    below = rng.normal(10.0, 2.0, 40)
    above = 3.0 * below + rng.normal(0.0, 4.0, 40)
    ratio, low, high = ratio_interval(above, below)
    assert ratio == pytest.approx(above.mean() / below.mean())
    # Fieller: at either end the mean of above - end x below is just told from zero.
    for end in (low, high):
        mean, at_least, at_most = mean_interval(above - end * below)
        assert min(abs(at_least), abs(at_most)) == pytest.approx(0.0, abs=1e-9 * abs(mean) + 1e-9)
    assert low < 3.0 < high


def test_a_ratio_covers_the_true_one_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(2000):
        below = rng.normal(5.0, 2.0, 12)
        _, low, high = ratio_interval(2.0 * below + rng.normal(0.0, 3.0, 12), below)
        held += low <= 2.0 <= high
    assert 0.935 <= held / 2000 <= 0.965


@pytest.mark.parametrize("below", [[-1.0, 1.0, -2.0, 2.0, 0.1, -0.1], [-3.0, -3.1, -2.9, -3.0, -3.05, -2.95]])
def test_a_ratio_to_nothing_is_not_told(below: list[float]) -> None:
    assert np.isnan(ratio_interval(np.ones(len(below)), below)).all()


def test_a_ratio_of_few_runs_has_no_band() -> None:
    ratio, low, high = ratio_interval([2.0, 4.0], [1.0, 2.0])
    assert ratio == 2.0 and np.isnan([low, high]).all()
