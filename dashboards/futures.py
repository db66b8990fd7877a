"""Futures while the hand is on the slider: the first at once in this process, further ones in a process beside it."""

import multiprocessing
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from experiments.limits import NO_LIMITS
from experiments.plan import RunPlan
from experiments.work import begin

KEPT: Final = 20_000
"""Results kept, one a run."""
WISHES: Final = 4
"""Questions worked on; an older one gives way to a new one."""
PATIENCE: Final = 5.0
"""Seconds that the end waits for a run that is under way."""
Results = dict[str, float]


def results_of(plan: RunPlan) -> Results:
    """Run a plan and return its headline results."""
    from experiments.simulate import simulated
    from sim.measures import headline

    return headline(simulated(plan).results)


class Futures:
    """Headline results of runs, by what determines them; missing ones are worked out in the background.

    What was wished for last comes first. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], Results] = OrderedDict()
        self._wishes: list[tuple[tuple[RunPlan, ...], tuple[int, ...]]] = []
        self._lock = threading.Condition()
        self._thread: threading.Thread | None = None
        self._faults: dict[str, str] = {}
        self._closed = False

    def now(self, plan: RunPlan, seed: int) -> Results:
        """Return the results of a plan on a seed, running it here unless they are known."""
        key = (plan.contents, seed)
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = results_of(plan.with_seed(seed))
        self._keep(key, found)
        return found

    def wish(self, plans: Sequence[RunPlan], seeds: Sequence[int]) -> None:
        """Have these plans run on these seeds, seed by seed, before what was wished for earlier."""
        small = tuple(_light(plan) for plan in plans)
        with self._lock:
            contents = [each.contents for each in small]
            self._wishes = [each for each in self._wishes if [plan.contents for plan in each[0]] != contents]
            self._wishes = [*self._wishes[-WISHES + 1 :], (small, tuple(seeds))]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._lock.notify()

    def there(self, plans: Mapping[str, RunPlan], seeds: Sequence[int]) -> pd.DataFrame:
        """Return the runs known so far on which all plans ran: policy (the plan's key), seed, every headline result."""
        with self._lock:
            rows = [
                {name: self._known.get((plan.contents, seed)) for name, plan in plans.items()} | {"seed": seed}
                for seed in seeds
            ]
        whole = [row for row in rows if all(each is not None for each in row.values())]
        return pd.DataFrame([{"policy": name, "seed": row["seed"], **row[name]} for name in plans for row in whole])

    def fault(self, plan: RunPlan) -> str:
        """Return why a plan could not be run, "" if nothing went wrong."""
        with self._lock:
            return self._faults.get(plan.contents, "")

    def close(self) -> None:
        """End the work in the background; a long run is not waited for."""
        with self._lock:
            self._closed = True
            self._wishes = []
            self._lock.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=PATIENCE)

    def _keep(self, key: tuple[str, int], found: Results) -> None:
        with self._lock:
            self._known[key] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _fail(self, plan: RunPlan, why: str) -> None:
        with self._lock:
            self._faults[plan.contents] = why

    def _next(self) -> tuple[RunPlan, int] | None:
        """Return what to run next; wait while nothing is wished for."""
        with self._lock:
            while not self._closed:
                for plans, seeds in reversed(self._wishes):
                    for seed in seeds:
                        for plan in plans:
                            if (plan.contents, seed) not in self._known and plan.contents not in self._faults:
                                return plan, seed
                self._lock.wait()
        return None

    def _work(self) -> None:
        """Run what is wished for, one after the other, in a process of its own: this one stays quick to answer."""
        pool, died = _pool(), Counter[str]()
        while (asked := self._next()) is not None:
            plan, seed = asked
            try:
                self._keep((plan.contents, seed), pool.submit(results_of, plan.with_seed(seed)).result())
            except BrokenProcessPool:  # a process may be killed once for reasons of the machine's
                died[plan.contents] += 1
                if died[plan.contents] > 1:
                    self._fail(plan, "the process that ran it ended, twice")
                pool.shutdown(wait=False)
                pool = _pool()
            except Exception as fault:  # whatever a run raises is told on the page
                self._fail(plan, f"{type(fault).__name__}: {fault}")
        pool.shutdown(cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    # As a study's worker does, it ends when the server that started it is gone.
    return ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=begin, initargs=(NO_LIMITS,)
    )


def _light(plan: RunPlan) -> RunPlan:
    """Return a plan without its configuration, which runs do not read and travels slowly."""
    light: Any = replace(plan, config={})
    light.__dict__["contents"] = plan.contents
    light.__dict__["city_hash"] = plan.city_hash
    return light  # type: ignore[no-any-return]
