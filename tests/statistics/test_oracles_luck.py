"""Oracle 20: what changes nothing changes no event, whoever computes it and in whatever order."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from sim.oracles import Oracle, Trial, luck
from sim.oracles.evidence import Check
from sim.oracles.trial import prefecture
from tests.statistics import twins
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", luck.ORACLES, ids=lambda oracle: oracle.name)
def test_the_same_luck(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    luck.nothing_changed: {"a policy begins a new luck": twins.reseeded_by_policy()},
    luck.idle_processes: {"processes share one luck": twins.luck_consumed()},
    luck.order_of_units: {"posts filled in the order of rows": twins.luck_by_row()},
    luck.one_call: {"another order of the month": twins.moved("transfer", before="fill_posts")},
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_luck_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


def test_another_seed_is_another_luck() -> None:
    one, other = (luck.Run(prefecture()).model(Trial(seed=seed)) for seed in (1, 2))
    is_caught([luck.same("events changed by the seed", one, other)])


def history(seed: int, plan: str) -> str:
    """Return everything that happened, as text; runs in a worker too."""
    trial = Trial(seed=seed, plan=twins.luck_of_the_process()) if plan == "broken" else Trial(seed=seed)
    model = luck.Run(prefecture()).model(trial)
    return luck.history(model).to_csv() + model.results.months.to_csv()


RUNS = ((1, "whole"), (2, "whole"), (1, "broken"))


@pytest.fixture(scope="module")
def in_workers() -> dict[str, list[Check]]:
    """Compare histories made here with those made by two other processes, by plan."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as workers:
        there = list(workers.map(history, *zip(*RUNS, strict=True)))
    checks: dict[str, list[Check]] = {"whole": [], "broken": []}
    for (seed, plan), other in zip(RUNS, there, strict=True):
        agreed = history(seed, plan) == other
        checks[plan].append(Check(f"histories changed, seed {seed}", float(not agreed), 0.0, 0.0, float(agreed)))
    return checks


def test_workers_change_nothing(in_workers: dict[str, list[Check]]) -> None:
    holds("workers", in_workers["whole"])


def test_luck_that_hangs_on_the_process_is_caught(in_workers: dict[str, list[Check]]) -> None:
    is_caught(in_workers["broken"])
