"""Checks of the statistical tests that kill mutants, as tests without a name in their family of judgements."""

from functools import cache

import numpy as np

import sim.draws
from sim.oracles import ALPHA, Trial, coverage, refuted, told
from sim.oracles.evidence import Check
from tests.statistics.evidence import JUDGEMENTS
from tests.statistics.keyed import identities
from tests.statistics.test_draws import apart


def _holds(checks: list[Check]) -> None:
    failed = refuted(checks, ALPHA / JUDGEMENTS)
    assert not failed, told(failed)


def draws_of_streams_are_apart() -> None:
    """As tests/statistics/test_draws.py::test_draws_for_the_models_identities has it."""
    _holds(apart(sim.draws.uniform, identities(100_000)))


@cache
def _toys() -> tuple[np.ndarray, np.ndarray]:
    return coverage.toy_results(Trial())


def bands_cover() -> None:
    """Oracle 22 on toy studies that are simulated once."""
    right = coverage.toy_results
    found = _toys()
    coverage.toy_results = lambda trial: found
    try:
        _holds(coverage.interval_coverage(Trial()))
    finally:
        coverage.toy_results = right
