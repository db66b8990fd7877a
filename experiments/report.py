"""`cadreflow report`: a study as a page, a workbook, CSVs and pictures."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.carry_out import Call, check_study, folder_of
from experiments.choices import nearest
from experiments.fields import REPORT_AS
from experiments.manifest import read_manifest
from experiments.problems import Problems

if TYPE_CHECKING:
    from rich.console import Console

EXPORTS: Final = "dashboards.exports:write_exports"
"""Who writes reports. Named, not imported: dashboards import experiments, never the reverse."""
KINDS: Final = ("html", "xlsx", "csv", "png", "svg")
_MANY: Final = 3
"""From so many files in one folder on the folder is named instead."""


def report(call: Call, console: "Console") -> int:
    """Write the report of the study that the call names, as all that is asked for; return the exit code."""
    kinds = _kinds(call.config[REPORT_AS])
    check_study(call.config)
    if not call.config["study"] and not call.config["out"]:
        raise Problems(["which study? name it as study=demo (a folder under outputs/) or out=FOLDER"])
    folder = folder_of(call.config, default="")
    read_manifest(folder)
    module, name = EXPORTS.split(":")
    to = Path(call.config["to"]) if call.config["to"] else None
    made = getattr(importlib.import_module(module), name)(folder, kinds, to, language=call.config["language"])
    for line in [*_shown(made.files), *made.problems]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 1 if made.problems else 0


def _kinds(asked: Any) -> list[str]:
    """Return what the report comes as; Problems if one is unknown or none is asked for."""
    kinds = [asked] if isinstance(asked, str) else [str(each) for each in asked or []]
    found = [
        f"as names {kind!r}, which is nothing a report comes as.{nearest(kind, KINDS)} There are: {', '.join(KINDS)}"
        for kind in kinds if kind not in KINDS
    ]  # fmt: skip
    if not kinds:
        found.append(f"as is empty; allowed: one or more of {', '.join(KINDS)}")
    if found:
        raise Problems(found)
    return kinds


def _shown(files: tuple[Path, ...]) -> list[str]:
    """Return the files, or of many in one folder the folder and their number."""
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(file.parent, []).append(file)
    lines = []
    for folder, own in folders.items():
        many = len(own) >= _MANY and len({file.suffix for file in own}) < len(own)
        lines += [f"{folder}/ ({len(own)} files / {len(own)} 个文件)"] if many else [str(file) for file in own]
    return lines
