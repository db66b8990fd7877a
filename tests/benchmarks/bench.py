"""Measure speed and memory against the budget: `python -m tests.benchmarks.bench [--only ...]`.

Times are CPU seconds, so that a busy machine disturbs them less; ratios are medians of runs taken in turn, so that it
disturbs both sides alike; runs in parallel need a quiet machine. Nothing fails here: a missed target is shown, not
raised.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from experiments.compose import plan_from
from experiments.plan import RunPlan
from sim.cadres import DTYPE as CADRES
from sim.measures import headline
from sim.model import CadreModel
from sim.results import Results
from sim.warm import main as warm
from tests.benchmarks.lines import PREFECTURE, TOWNS, Line, at_least, at_most
from tests.benchmarks.of_processes import processes
from tests.benchmarks.of_studies import mesa_rate, overhead, study
from tests.benchmarks.of_workers import workers
from tests.benchmarks.one_run import ns_per_cadre_month, run_apart
from tests.benchmarks.twin import TwinModel
from tests.benchmarks.twin_more import FullTwin
from tests.benchmarks.whole_studies import whole
from tests.first_form import CIVIL_SERVANTS_ONLY, FIRST_FORM

# -- engine against twin -----------------------------------------------------------------------------------------------


def against_twin(
    city: str, words: Sequence[str], twin: type[TwinModel], called: str, target: float, twin_months: int, turns: int
) -> list[Line]:
    """Time engine and twin in turn on the same city: CPU nanoseconds per cadre-month, openings apart."""
    plan = plan_from([city, *words])
    times = [(_engine_run(plan, 240, seed).ns, _twin_ns(twin, plan, twin_months, seed)) for seed in range(1, turns + 1)]
    engine, mesa = (median(side) for side in zip(*times, strict=True))
    ratio = median(of_twin / of_engine for of_engine, of_twin in times)
    posts = sum(unit.posts for unit in plan.city.units)
    return [
        Line(f"engine, {called}, {posts:,} posts, 240 months", f"{engine:.0f} ns a cadre-month"),
        Line(f"plain Mesa, {posts:,} posts, {twin_months} months", f"{mesa:.0f} ns a cadre-month"),
        at_least(f"engine faster than plain Mesa, {posts:,} posts", ratio, target),
    ]


class EngineRun(NamedTuple):
    """CPU time of a run without its opening: seconds in all, nanoseconds for one cadre in one month."""

    seconds: float
    ns: float


def _engine_run(plan: RunPlan, months: int, seed: int) -> EngineRun:
    model = CadreModel(plan.city, plan.policy, plan.setting, off=plan.off, rng=seed)
    begun = process_time()
    model.run_for(months)
    seconds = process_time() - begun
    return EngineRun(seconds, seconds / model.results.months["holders"].sum() * 1e9)


def _twin_ns(kind: type[TwinModel], plan: RunPlan, months: int, seed: int) -> float:
    model = kind(plan.city, plan.policy, plan.setting, rng=seed)
    begun = process_time()
    model.run_for(months)
    seconds = process_time() - begun
    sums = model.datacollector.get_table_dataframe("months").sum()
    tiers = ("township", "county", "city")
    return seconds / sum(sums[f"established_{tier}"] - sums[f"vacant_{tier}"] for tier in tiers) * 1e9


# -- every mechanism against the first form ----------------------------------------------------------------------------


def full_month(turns: int = 7) -> list[Line]:
    """Time the month with every mechanism and other staff against that of the first form, in turn."""
    first, full = plan_from([PREFECTURE, *FIRST_FORM]), plan_from([PREFECTURE])
    times = [(_engine_run(first, 240, seed), _engine_run(full, 240, seed)) for seed in range(1, turns + 1)]
    ratio, per_head = (median(getattr(b, name) / getattr(a, name) for a, b in times) for name in EngineRun._fields)
    before, now = (median(run.seconds for run in side) / 240 * 1e3 for side in zip(*times, strict=True))
    size = CADRES.itemsize
    return [
        Line("a month of the first form, 12,000 posts", f"{before:.3g} ms"),
        Line("a month of every mechanism, other staff on top", f"{now:.3g} ms"),
        Line("  over that of the first form", f"{ratio:.3g} x", "<= 2 x", ratio <= 2),
        Line("  the same for one cadre", f"{per_head:.3g} x"),
        Line("memory of a cadre", f"{size} bytes", "< 300 bytes", size < 300),
    ]


# -- sizes -------------------------------------------------------------------------------------------------------------


def towns() -> list[Line]:
    return [*against_twin(TOWNS, FIRST_FORM, TwinModel, "first form", 40, twin_months=60, turns=7), _reading_results()]


def _reading_results() -> Line:
    """Time the headline results of a run, which a study asks for after every run, against the run itself."""
    plan = plan_from([TOWNS])
    model = CadreModel(plan.city, plan.policy, plan.setting, rng=1)
    begun = process_time()
    model.run_for(240)
    ran = process_time()
    times = []
    for _ in range(7):
        tables = Results(model.world, plan.city)
        started = process_time()
        headline(tables)
        times.append(process_time() - started)
    return Line("headline results of a run", f"{median(times) * 1e3:.3g} ms, the run {(ran - begun) * 1e3:.3g} ms")


def prefecture() -> list[Line]:
    run = run_apart([PREFECTURE], 240)
    return [
        *against_twin(PREFECTURE, FIRST_FORM, TwinModel, "first form", 60, twin_months=24, turns=5),
        at_most("12,000 posts x 240 months, every mechanism", run["months"], 1, "s"),
        Line("  opening", f"{run['opening']:.2g} s"),
        at_most("  peak memory", run["peak"] / 2**20, 500, "MB"),
    ]


def every_mechanism() -> list[Line]:
    """Compare the engine with every mechanism against a twin that has the three costliest, once all rules hold."""
    words = (*CIVIL_SERVANTS_ONLY, "city.start='2020-01'", "city.first_round='2021-01'")
    return [
        *against_twin(PREFECTURE, words, FullTwin, "every mechanism", 60, twin_months=24, turns=5),
        *full_month(),
    ]


def scale() -> list[Line]:
    sizes = [(run_apart([PREFECTURE], 60), run_apart([PREFECTURE, "city.prefectures=25"], 60)) for _ in range(3)]
    small, large = (median(ns_per_cadre_month(run) for run in runs) for runs in zip(*sizes, strict=True))
    ratio = median(ns_per_cadre_month(big) / ns_per_cadre_month(little) for little, big in sizes)
    nation = run_apart([PREFECTURE, "city.prefectures=84"], 120)
    whole = nation["reading"] + nation["opening"] + nation["months"]
    posts = f"{nation['posts']:,} posts"
    return [
        Line("12,000 posts", f"{small:.0f} ns a cadre-month"),
        Line("300,000 posts", f"{large:.0f} ns a cadre-month"),
        Line("  over that of 12,000", f"{ratio:.3g} x", "<= 1.2 x", ratio <= 1.2),
        at_most(f"{posts} x 120 months, opening included", whole, 40, "s"),
        Line("  reading the configuration", f"{nation['reading']:.3g} s"),
        Line("  opening", f"{nation['opening']:.3g} s"),
        Line("  months", f"{nation['months']:.3g} s, {ns_per_cadre_month(nation):.0f} ns a cadre-month"),
        at_most("  peak memory", nation["peak"] / 2**30, 3, "GB"),
    ]


# -- studies -----------------------------------------------------------------------------------------------------------


def studies() -> list[Line]:
    """Measure what studies cost beyond the model, what two processes gain, and Mesa's batch runner beside them."""
    towns = overhead((TOWNS,), (), 20)
    monthly = overhead((PREFECTURE,), ("months",), 2, turns=3)
    words = (TOWNS, *FIRST_FORM, "keep=[]")
    # In turn, since the pace of a machine that others use changes by half from one minute to the next; and so many runs
    # that a second more or less for the start of the processes does not tell.
    turns = [(study(words, 300, 1), study(words, 900, 2), mesa_rate(16, 2)) for _ in range(5)]
    one, two, mesa = (median(side) for side in zip(*((a.rate, b.rate, c) for a, b, c in turns), strict=True))
    peak = max(each.peak for _, each, _ in turns)
    return [
        Line(
            "fourteen towns, headlines: a run of the model",
            f"{towns.model * 1e3:.3g} ms, {towns.bytes_a_run:.0f} bytes",
        ),
        Line("  on top of it", f"{towns.share:.1%}", "< 25 %", towns.share < 0.25),
        Line("12,000 posts, monthly tables: a run", f"{monthly.model:.3g} s, {monthly.bytes_a_run / 1e3:.0f} kB"),
        Line("  on top of it", f"{monthly.share:.1%}", "< 15 %", monthly.share < 0.15),
        Line("fourteen towns, first form, one process", f"{one:.3g} runs a second"),
        Line("  two processes", f"{two:.3g} runs a second"),
        at_least("  two over one", median(b.rate / a.rate for a, b, _ in turns), 1.8),
        at_most("  memory of the parent", peak / 2**20, 400, "MB"),
        Line("  mesa.batch_run, plain Mesa, two processes", f"{mesa:.3g} runs a second"),
        at_least("  study over batch_run, two processes each", median(b.rate / c for _, b, c in turns), 80),
    ]


WHOLE = "whole"
"""The section that is measured only when it is asked for."""
SECTIONS: dict[str, tuple[str, Callable[[], list[Line]]]] = {
    "towns": ("Fourteen towns: the engine against plain Mesa", towns),
    "prefecture": ("A prefecture: the engine against plain Mesa", prefecture),
    "every_mechanism": ("Every mechanism: against plain Mesa with the three costliest; cost", every_mechanism),
    "scale": ("Larger sizes (CPU seconds, each run in a process of its own)", scale),
    "workers": ("Runs in parallel", workers),
    "studies": ("Studies: cost beyond the model, and Mesa's batch runner", studies),
    WHOLE: ("Large studies from beginning to end (a quarter of an hour)", whole),
    "processes": ("Where a month goes, 12,000 posts", processes),
}


def show(title: str, lines: Sequence[Line], console: Console) -> None:
    """Print one section's table."""
    table = Table("", "measured", "target", "met", title=title, title_justify="left", title_style="bold")
    for line in lines:
        met = "" if line.met is None else "[green]yes[/]" if line.met else "[red]no[/]"
        table.add_row(line.what, line.measured, line.target, met)
    console.print(table)


def main() -> None:
    """Measure the sections asked for, and print each as it is done."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=[name for name in SECTIONS if name != WHOLE],
                        help=f"sections to measure; all but {WHOLE} if none is named")  # fmt: skip
    asked = parser.parse_args()
    console = Console()
    warm()
    console.print(f"{os.cpu_count()} cores, {os.getloadavg()[0]:.1f} of them busy when this began")
    for name in asked.only:
        title, measure = SECTIONS[name]
        with console.status(f"{title} ..."):
            lines = measure()
        show(title, lines, console)


if __name__ == "__main__":
    main()
