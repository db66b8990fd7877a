"""One run of the engine in a process of its own, for its time and its peak memory.

`python -m tests.benchmarks.one_run '{"words": ["city=prefecture"], "months": 240}'` prints a line of JSON.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import TypedDict

from experiments.compose import plan_from
from sim.model import CadreModel
from sim.warm import main as warm


class Run(TypedDict):
    """What a run took: CPU seconds, and bytes of memory at the most."""

    posts: int
    cadre_months: int
    reading: float
    opening: float
    months: float
    peak: int


def run_apart(words: list[str], months: int) -> Run:
    """Run the engine in a fresh process; it compiles nothing if `sim.warm` has run."""
    asked = json.dumps({"words": words, "months": months})
    command = [sys.executable, "-m", "tests.benchmarks.one_run", asked]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def ns_per_cadre_month(run: Run) -> float:
    """Return CPU nanoseconds for one cadre in one month, the opening apart."""
    return run["months"] / run["cadre_months"] * 1e9


def _peak() -> int:
    """Return the most bytes of memory that this process has had.

    Linux hands `ru_maxrss` on from the process that started this one, so its own high-water mark is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _measure(words: list[str], months: int) -> Run:
    warm()  # load the machine code, so that the run is not charged for it
    begun = process_time()
    plan = plan_from(words)
    read = process_time()
    model = CadreModel(plan.city, plan.policy, plan.setting, off=plan.off, rng=1)
    opened = process_time()
    model.run_for(months)
    done = process_time()
    cells = int(model.world.state.cells[-1])
    return Run(
        posts=len(model.world.posts),
        cadre_months=int(model.world.state.ledger["holders"][: months * cells].sum()),
        reading=read - begun,
        opening=opened - read,
        months=done - opened,
        peak=_peak(),
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure(**json.loads(sys.argv[1]))) + "\n")
