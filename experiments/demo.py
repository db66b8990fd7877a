"""`cadreflow demo`: the baseline against what the seed documents propose, on the fourteen towns."""

from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.carry_out import Call, folder_of
from experiments.compare import compare
from experiments.manifest import read_manifest
from experiments.problems import Problems

if TYPE_CHECKING:
    from rich.console import Console


def demo(call: Call, console: "Console") -> int:
    """Compare, and write the report. A demo by other code or settings gives way to this one."""
    if _holds_a_demo(call):
        call = replace(call, config={**call.config, "replace": True})
    return compare(call, console)


def _holds_a_demo(call: Call) -> bool:
    try:
        manifest = read_manifest(folder_of(call.config, default="demo"))
    except Problems:
        return False
    return bool(manifest["command"] == "demo")
