"""Oracle 22: bands over repeated toy studies hold the truth as often as they say, and other bands do not."""

import numpy as np
import pytest

from sim.intervals import bands
from sim.oracles import Trial, coverage, refuted
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught

NORMAL = 1.959963984540054


@pytest.fixture(scope="module")
def toys() -> tuple[np.ndarray, np.ndarray]:
    return coverage.toy_results(Trial())


@pytest.fixture(autouse=True)
def one_run(toys, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let every band be tried on the same toy studies, but where the engine itself is broken."""
    if "plan" not in request.fixturenames:
        monkeypatch.setattr(coverage, "toy_results", lambda trial: toys)


def test_bands_cover() -> None:
    found = coverage.interval_coverage(Trial())
    holds("interval coverage", found)
    for check in found:
        assert abs(check.observed - 0.95) <= 0.015, check


def quantiles_of_runs(policy: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    """Return the middle 95 percent of runs: how futures differ, not how well a mean is known."""
    found = bands((policy - baseline)[:, None])
    return float(found.low_95[0]), float(found.high_95[0])


def percentile(policy: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    """Return the percentile bootstrap's band."""
    apart = policy - baseline
    means = apart[PICKED[len(apart)]].mean(axis=1)
    return tuple(np.quantile(means, [0.025, 0.975]))


def normal(policy: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    apart = policy - baseline
    half = NORMAL * apart.std(ddof=1) / len(apart) ** 0.5
    return apart.mean() - half, apart.mean() + half


def divided_by_n(policy: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    apart = policy - baseline
    half = NORMAL * apart.std(ddof=0) / len(apart) ** 0.5
    return apart.mean() - half, apart.mean() + half


def a_fifth_too_narrow(policy: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    """Return a band that is a fifth too narrow, as if the luck that pairs share were taken off twice."""
    found = coverage.t_band(policy, baseline)
    middle, half = sum(found) / 2, (found[1] - found[0]) / 2
    return middle - 0.8 * half, middle + 0.8 * half


_rng = np.random.default_rng(22)
PICKED = {n: _rng.integers(0, n, (400, n)) for n in coverage.RUNS}


WRONG_BANDS = (quantiles_of_runs, percentile, normal, divided_by_n, a_fifth_too_narrow)


@pytest.mark.parametrize("interval", WRONG_BANDS, ids=lambda interval: interval.__name__)
def test_a_band_that_does_not_cover_is_caught(interval: coverage.Interval) -> None:
    is_caught(coverage.interval_coverage(Trial(), interval))


def test_at_ten_runs_a_normal_band_is_caught_alone() -> None:
    ten = coverage.interval_coverage(Trial(), normal)[0]
    assert ten.observed < 0.935 and refuted([ten])


@pytest.mark.deep
@pytest.mark.parametrize("plan", [twins.changed("resignation", "cadres", "resign_rate", lambda h: h * 1.3)])
def test_a_biased_draw_is_caught(plan: twins.Plan) -> None:
    is_caught(coverage.interval_coverage(Trial(plan=plan)))
