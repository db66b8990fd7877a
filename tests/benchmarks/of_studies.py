"""What a study costs beyond the model's own time, and against Mesa's batch runner."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from mesa.batchrunner import batch_run

from experiments.asked import Job
from experiments.compose import plan_from
from experiments.plan import AS_IT_IS, RunPlan
from experiments.simulate import simulated
from experiments.work import Task, run_chunk
from tests.benchmarks.twin import TwinModel
from tests.first_form import FIRST_FORM


class Overhead(NamedTuple):
    """CPU seconds of the model alone, and share of it that results and files take on top."""

    model: float
    share: float
    bytes_a_run: float


def overhead(words: tuple[str, ...], keep: tuple[str, ...], runs: int, turns: int = 5) -> Overhead:
    """Measure runs by themselves and the same runs in a study's chunk, in turn."""
    plan = plan_from(words)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(turns):
            task = Task(Path(folder) / str(turn), (plan,), (AS_IT_IS,), keep, (), (("cadreflow",),))
            jobs = [Job(0, 0, 1 + turn * runs + k) for k in range(runs)]
            alone = _cpu(lambda jobs=jobs: [simulated(plan.with_seed(job.seed)) for job in jobs])
            whole = _cpu(lambda task=task, jobs=jobs: run_chunk(task, jobs))
            found.append((alone / runs, whole / alone - 1))
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet")) / (turns * runs)
    return Overhead(median(each[0] for each in found), median(each[1] for each in found), size)


def _cpu(work: Any) -> float:
    begun = process_time()
    work()
    return process_time() - begun


class Study(NamedTuple):
    """A study by the command line: runs a second of wall time, and bytes of its parent at the most."""

    rate: float
    peak: float


def study(words: tuple[str, ...], runs: int, workers: int) -> Study:
    """Run `cadreflow sweep` at one point under many seeds; a smaller study before it takes the start-up out."""
    with tempfile.TemporaryDirectory() as folder:
        little, _ = carried_out(words, 2 * workers, workers, Path(folder) / "little")
        much, peak = carried_out(words, runs, workers, Path(folder) / "much")
        return Study((runs - 2 * workers) / (much - little), peak)


def carried_out(words: tuple[str, ...], runs: int, workers: int, out: Path) -> tuple[float, int]:
    """Carry a study out by the command line; return seconds of wall time, and bytes of its parent at the most."""
    code = (
        "import sys, runpy; from pathlib import Path; sys.argv = ['cadreflow', *sys.argv[1:]]\n"
        "try: runpy.run_module('experiments.cli', run_name='__main__')\n"
        "finally: print('PEAK', Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    command = [sys.executable, "-c", code, "sweep", "design.over={age_limits.renewal_men_years: [50]}", *words,
               f"seeds={runs}", f"workers={workers}", "table=false", "reuse=false", f"out={out}"]  # fmt: skip
    begun = perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return perf_counter() - begun, int(done.stdout.split("PEAK")[1]) * 1024


class Twin(TwinModel):
    """The plain Mesa twin as Mesa's batch runner makes it."""

    def __init__(self, rng: int | None = None, months: int = 240) -> None:
        plan = _first_form()
        super().__init__(plan.city, plan.policy, plan.setting, rng=rng)
        self.months = months

    def step(self) -> None:
        super().step()
        self.running = self.steps < self.months


def _first_form() -> RunPlan:
    return plan_from(("city=fourteen_towns", *FIRST_FORM))


def mesa_rate(runs: int, processes: int) -> float:
    """Return runs a second of `mesa.batch_run` with the plain Mesa twin, fourteen towns, 240 months.

    The start of the processes is taken out by fewer runs before, as it is for a study.
    """
    seconds = []
    for number in (processes, runs):
        begun = perf_counter()
        batch_run(Twin, {"months": 240}, rng=range(1, number + 1), number_processes=processes, max_steps=240,
                  data_collection_period=-1, display_progress=False)  # fmt: skip
        seconds.append(perf_counter() - begun)
    return (runs - processes) / (seconds[1] - seconds[0])
