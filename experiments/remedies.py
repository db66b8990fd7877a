"""`cadreflow remedies`: every remedy of the reports as a policy file, who asks for it, and what it sets."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from experiments import choices, packages
from experiments.choices import nearest
from experiments.problems import Problems
from experiments.settings import settings_in

FOLDERS: Final = ("remedies", "packages")
COLUMNS: Final = ("policy", "label_en", "label_zh", "parts", "sets", "source", "why")


@dataclass(frozen=True)
class Remedy:
    """One remedy, or a package of several. `sets`: levers by full name; `parts`: of a package."""

    policy: str
    label_en: str
    label_zh: str
    source: str
    why: str
    sets: Mapping[str, Any]
    parts: tuple[str, ...]


def remedies(prefix: str = "", config_dirs: Sequence[str] = ()) -> list[Remedy]:
    """Return the remedies and packages whose name, with or without its folder, begins with `prefix`."""
    found = []
    for option in choices.options("policy", config_dirs):
        folder, _, name = option.rpartition("/")
        if folder in FOLDERS and (name.startswith(prefix) or option.startswith(prefix)):
            found.append(_remedy(option, config_dirs))
    return sorted(found, key=lambda each: FOLDERS.index(each.policy.split("/")[0]))


def _remedy(option: str, config_dirs: Sequence[str]) -> Remedy:
    file = choices.file_of("policy", option, config_dirs)
    note = settings_in(file, "policy") if file else {}
    words = {key: str(note.get(f"policy.{key}", "")) for key in ("label_en", "label_zh", "source", "why")}
    parts = tuple(packages.parts(option, config_dirs))
    sets = packages.own_levers(option, config_dirs)
    for change in packages.dated_changes(option, config_dirs):
        sets[f"{change['lever']} from {change['start']}"] = change["value"]
    return Remedy(policy=option, sets=sets, parts=parts, **words)


def show_remedies(form: str, prefix: str, config_dirs: Sequence[str] = ()) -> int:
    """Print the remedies whose names begin with `prefix`; return the exit code. Problems if there is none."""
    found = remedies(prefix, config_dirs)
    if not found:
        known = [option for option in choices.options("policy", config_dirs) if "/" in option]
        raise Problems([f"no remedy begins with {prefix!r}.{nearest(prefix, known)} `cadreflow remedies` lists all"])
    writers: dict[str, Callable[[Sequence[Remedy]], str]] = {"csv": as_csv, "json": as_json, "markdown": as_markdown}
    if form == "table":
        _print_table(found)
    elif form in writers:
        print(writers[form](found))
    else:
        raise Problems([f"format is {form!r}; allowed: table, {', '.join(writers)}"])
    return 0


def row(remedy: Remedy) -> dict[str, str]:
    """Return a remedy as text by column."""
    sets = "; ".join(f"{name} = {_value(value)}" for name, value in remedy.sets.items())
    texts = {name: getattr(remedy, name) for name in ("policy", "label_en", "label_zh", "source", "why")}
    return {name: {**texts, "parts": ", ".join(remedy.parts), "sets": sets}[name] for name in COLUMNS}


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def as_csv(found: Sequence[Remedy]) -> str:
    """Return the table as CSV, which Excel reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(row, found))
    return text.getvalue().rstrip("\n")


def as_json(found: Sequence[Remedy]) -> str:
    """Return the table as JSON, levers with their values."""
    rows = [row(each) | {"sets": dict(each.sets), "parts": list(each.parts)} for each in found]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_markdown(found: Sequence[Remedy]) -> str:
    """Return the table as Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row(each).values())} |" for each in found]
    return "\n".join(lines)


def _print_table(found: Sequence[Remedy]) -> None:
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_lines=True)
    for name, share in (("Remedy / 对策", 4), ("Sets / 设定", 5), ("Source / 来源", 5)):
        table.add_column(name, ratio=share, overflow="fold")
    for each in found:
        cells = row(each)
        sets = "\n".join([*each.parts, *(f"{name} = {_value(value)}" for name, value in each.sets.items())])
        table.add_row(f"{each.policy}\n{each.label_en}\n{each.label_zh}", sets, f"{cells['source']}\n{cells['why']}")
    Console(width=None if sys.stdout.isatty() else 160).print(table)
