"""`cadreflow report`: one self-contained page from a study."""

from typing import TYPE_CHECKING

from experiments.carry_out import Call, check_study, folder_of
from experiments.compare import write_report
from experiments.manifest import read_manifest
from experiments.problems import Problems

if TYPE_CHECKING:
    from rich.console import Console


def report(call: Call, console: "Console") -> int:
    """Write the report of the study that the call names; return the exit code."""
    check_study(call.config)
    if not call.config["study"] and not call.config["out"]:
        raise Problems(["which study? name it as study=demo (a folder under outputs/) or out=FOLDER"])
    folder = folder_of(call.config, default="")
    read_manifest(folder)
    page = write_report(folder, call.config["language"])
    console.print(str(page), markup=False, highlight=False, soft_wrap=True)
    return 0
