"""Two large studies carried out from beginning to end, on two cores: a quarter of an hour."""

import tempfile
from pathlib import Path

from tests.benchmarks.lines import PREFECTURE, TOWNS, Line, at_most
from tests.benchmarks.of_studies import carried_out
from tests.benchmarks.of_workers import in_parallel


def whole() -> list[Line]:
    """Measure what each run of a study takes beyond the model alone, the start of processes included."""
    return [
        *_whole(TOWNS, "keep=[]", "fourteen towns, headlines", 10_000, 500, 25),
        *_whole(PREFECTURE, "keep=[months]", "12,000 posts, monthly tables", 1_000, 50, 15),
    ]


def _whole(city: str, keep: str, called: str, runs: int, alone: int, target: float) -> list[Line]:
    """Carry a study out, and `alone` runs of the model by itself in two processes before it and after it."""
    with tempfile.TemporaryDirectory() as folder:
        before, _ = in_parallel(city, alone, 2)
        seconds, peak = carried_out((city, keep), runs, 2, Path(folder) / "study")
        after, _ = in_parallel(city, alone, 2)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    model = (1 / before + 1 / after) / 2
    share = 100 * (seconds / runs / model - 1)
    return [
        Line(f"{called}: {runs:,} runs", f"{seconds:.0f} s, {size / runs:.0f} bytes a run"),
        Line("  a run, and the model by itself", f"{2e3 * seconds / runs:.3g} ms, {2e3 * model:.3g} ms of a core"),
        at_most("  on top of the model", share, target, "%"),
        at_most("  memory of the parent", peak / 2**20, 400, "MB"),
    ]
