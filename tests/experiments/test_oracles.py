"""Oracles 20 (worker processes) and 21, and their twins; the list that a certificate rests on."""

import multiprocessing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import comb

import numpy as np
import pytest

from experiments import oracles, shapley
from experiments.plan import RunPlan
from sim.oracles import Trial
from sim.policy import Policy
from tests.experiments.oracles_page import as_markdown, written
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught


def test_all_twenty_two_are_there_once_each() -> None:
    assert oracles.NUMBERS == tuple(range(1, 23))
    names = [(each.number, each.name) for each in oracles.ALL]
    assert len(set(names)) == len(names)
    assert all(each.zh and each.formula and each.convention for each in oracles.ALL)


@dataclass(frozen=True)
class ByProcess(Policy):
    """A policy whose runs hang on the process that does them: worker processes pay otherwise."""

    def at(self, month):
        groups = super().at(month)
        if multiprocessing.parent_process() is not None:
            groups["incentives"] = replace(groups["incentives"], tier_pay_ratio=(3.0, 1.0, 1.0))
        return groups


def by_process(plan: RunPlan) -> RunPlan:
    values = {name: getattr(plan.policy, name) for name in Policy.__dataclass_fields__}
    return replace(plan, policy=ByProcess(**values))


def test_worker_processes_change_nothing() -> None:
    holds("worker processes", oracles.worker_processes(Trial()))


@dataclass(frozen=True)
class NeverRun(Policy):
    """A policy under which every run fails."""

    def months_of_change(self, first):
        raise ArithmeticError("no run under this policy")


def never_run(plan: RunPlan) -> RunPlan:
    return replace(plan, policy=NeverRun())


def test_runs_that_all_fail_are_no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracles, "WORKERS", 1)  # one process is enough: none of its runs ends
    checks = oracles.worker_processes(Trial(), never_run)
    is_caught(checks)
    assert [each.name for each in checks if each.p == 0.0] == ["runs carried out, in this process and on others"]


@pytest.mark.deep
def test_luck_that_hangs_on_the_process_is_caught() -> None:
    is_caught(oracles.worker_processes(Trial(), by_process))


def one_at_a_time(values: Mapping[tuple[int, ...], np.ndarray], parts: int) -> np.ndarray:
    """Return what each part does alone."""
    return np.array([values[(part,)] - values[()] for part in range(parts)])


def banzhaf(values: Mapping[tuple[int, ...], np.ndarray], parts: int) -> np.ndarray:
    """Return the plain mean over combinations, instead of the mean over orders."""
    found = np.zeros((parts, len(values[()])))
    for part in range(parts):
        for without in shapley.coalitions(parts):
            if part not in without:
                found[part] += (values[tuple(sorted((*without, part)))] - values[without]) / 2 ** (parts - 1)
    return found


def weights_off(values: Mapping[tuple[int, ...], np.ndarray], parts: int) -> np.ndarray:
    """Return contributions whose weights belong to one part fewer."""
    found = np.zeros((parts, len(values[()])))
    for part in range(parts):
        for without in shapley.coalitions(parts):
            if part not in without:
                weight = 1.0 / parts / comb(parts, len(without))
                found[part] += weight * (values[tuple(sorted((*without, part)))] - values[without])
    return found


def shared_evenly(values: Mapping[tuple[int, ...], np.ndarray], parts: int) -> np.ndarray:
    """Return equal parts: they sum to the whole, but a part that changes nothing gets one."""
    whole = values[tuple(range(parts))] - values[()]
    return np.tile(whole / parts, (parts, 1))


def test_parts_sum_to_the_whole() -> None:
    holds("decomposition", oracles.decomposition(Trial()))


@pytest.fixture(scope="module")
def short() -> pytest.MonkeyPatch:
    """One seed: the twins must be caught on less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracles, "SEEDS", 1)
        yield patch


WRONG_SHARES = (one_at_a_time, banzhaf, weights_off, shared_evenly)


@pytest.mark.parametrize("share", WRONG_SHARES, ids=lambda share: share.__name__)
def test_a_broken_decomposition_is_caught(short, share: oracles.Share) -> None:
    is_caught(oracles.decomposition(Trial(), share))


def test_a_channel_that_loses_people_is_caught(short, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {name: way for name, way in shapley.CHANNELS.items() if name != "moves_up"}
    monkeypatch.setattr(shapley, "CHANNELS", fewer)
    is_caught(oracles.decomposition(Trial()))


def test_luck_that_is_used_up_is_caught_as_a_part_that_changes_nothing(short) -> None:
    is_caught(oracles.decomposition(Trial(plan=twins.reseeded_by_policy())))


def test_the_page_lists_the_oracles() -> None:
    assert written() == as_markdown(), "write it anew: python -m tests.experiments.oracles_page"
