"""Runs in parallel: what a second process gains."""

import multiprocessing
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from experiments.compose import plan_from
from experiments.plan import RunPlan
from sim.model import CadreModel
from tests.benchmarks.lines import PREFECTURE, TOWNS, Line, at_least


def workers() -> list[Line]:
    lines = []
    for word, posts, runs in ((TOWNS, "1,636 posts", 60), (PREFECTURE, "12,000 posts", 12)):
        turns = [(in_parallel(word, runs, 1), in_parallel(word, runs, 2)) for _ in range(3)]
        (one, cpu_of_one), (two, cpu_of_two) = (np.median(side, axis=0) for side in zip(*turns, strict=True))
        ratio = median(both / alone for (alone, _), (both, _) in turns)
        lines += [
            Line(f"{posts} x 240 months, one process", f"{one:.3g} runs a second, {cpu_of_one:.2g} CPU s a run"),
            Line(f"{posts} x 240 months, two processes", f"{two:.3g} runs a second, {cpu_of_two:.2g} CPU s a run"),
            at_least("  runs a second, two processes over one", ratio, 1.7),
        ]
    return lines


def in_parallel(word: str, runs: int, processes: int) -> tuple[float, float]:
    """Return runs a second of wall time and CPU seconds a run, openings included, once every process is ready."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    with context.Pool(processes, _get_ready, (word, ready)) as pool:
        ready.wait()
        begun = perf_counter()
        spent = pool.map(_run, range(1, runs + 1), chunksize=max(1, runs // (4 * processes)))
        return runs / (perf_counter() - begun), sum(spent) / runs


_plan: RunPlan | None = None


def _get_ready(word: str, ready: Any) -> None:
    global _plan
    _plan = plan_from([word])
    _run(0)
    ready.wait()


def _run(seed: int) -> float:
    begun = process_time()
    model = CadreModel(_plan.city, _plan.policy, _plan.setting, rng=seed)
    model.run_for(240)
    return process_time() - begun
