"""What runs are done on: processes of this machine, or a cluster."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from experiments.attempts import Attempts
from experiments.limits import NO_LIMITS, Limits, limits_of
from experiments.problems import Problems

LOCAL: Final = "local"
DASK: Final = "dask"
ENGINES: Final = (LOCAL, DASK)


@dataclass(frozen=True)
class Engine:
    """What runs are done on: `workers` processes of this machine, or a Dask cluster (address "" starts a small one).

    `limits`: of one run.
    """

    workers: int
    name: str = LOCAL
    address: str = ""
    limits: Limits = NO_LIMITS


def engine_of(config: Mapping[str, Any]) -> Engine:
    """Return the engine that a configuration asks for; Problems, all at once, if there is none."""
    attempts = Attempts()
    workers = attempts.read(lambda: workers_of(config["workers"]), 1)
    limits = attempts.read(lambda: limits_of(config["run_seconds"], config["run_gigabytes"]), NO_LIMITS)
    if config["engine"] not in ENGINES:
        attempts.note(f"engine is {config['engine']!r}; allowed: {', '.join(ENGINES)}")
    elif config["address"] and config["engine"] != DASK:
        attempts.note(f"address is {config['address']!r} without a cluster; add engine={DASK}, or leave it out")
    attempts.settle()
    return Engine(workers, config["engine"], config["address"], limits)


def workers_of(asked: object) -> int:
    """Return the number of processes for `workers`; Problems if it is none."""
    if asked == "auto":
        return getattr(os, "process_cpu_count", os.cpu_count)() or 1  # new in Python 3.13
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= 1024:
        raise Problems([f"workers is {asked!r}; allowed: auto, or a whole number from 1 to 1024"])
    return asked
