"""Small studies with the real engine, for the tests beside this file."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from rich.console import Console

from experiments.carry_out import Call, CarriedOut, ask, carry_out, seeds_of
from experiments.compose import compose, plan_from
from experiments.engine import engine_of
from experiments.plan import AS_IT_IS, Point, RunPlan

SHORT = ("months=6", "seeds=2", "policies=[rules_2006,allowance_up]")
"""Half a year: enough for every table to have rows."""


def call_of(*words: str, config_dirs: Sequence[str] = ()) -> Call:
    """Return the call `cadreflow compare WORDS`."""
    config: Any = OmegaConf.to_container(compose(words, "compare", config_dirs), resolve=True)
    return Call("compare", words, config, "compare", tuple(config_dirs))


def plans_of(call: Call) -> list[RunPlan]:
    """Return the plans of the policies that a call compares."""
    names = call.config["policies"]
    return [plan_from([*call.words, f"policy={name}"], "compare", call.config_dirs) for name in names]


def conduct(
    out: Path,
    *words: str,
    plans: Sequence[RunPlan] | None = None,
    points: Sequence[Point] = (AS_IT_IS,),
    workers: int = 1,
    config_dirs: Sequence[str] = (),
) -> CarriedOut:
    """Carry a study out in a folder, from nothing, and return what became of it."""
    call = call_of(
        *SHORT, "reuse=false", "run_seconds=none", *words, f"workers={workers}", f"out={out}", config_dirs=config_dirs
    )
    console = Console(file=io.StringIO(), width=140)
    asked = ask(call, plans or plans_of(call), seeds_of(call.config), points)
    chosen = [call.choosing(plan.name) for plan in asked.plans]
    return carry_out(call, asked, engine_of(call.config), console, chosen)


def files_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its time of change and its content."""
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
