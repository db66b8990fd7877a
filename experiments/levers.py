"""`cadreflow levers`: the table of every lever, or of every assumption, from their declarations."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Final

from experiments import schema
from experiments.choices import nearest
from experiments.problems import Problems
from sim.levers import levers
from sim.parameters import Declaration, Value

COLUMNS: Final = (
    "name", "unit", "default", "low", "high", "start", "before", "by_county", "en", "zh", "source",
)  # fmt: skip
FORMATS: Final = ("table", "csv", "json", "markdown")


def show_levers(form: str, prefix: str, *, assumptions: bool) -> int:
    """Print the levers, or assumptions, whose names begin with `prefix`; return the exit code."""
    chosen = chosen_levers(prefix, assumptions=assumptions)
    if form not in FORMATS:
        raise Problems([f"format is {form!r}; allowed: {', '.join(FORMATS)}"])
    if form == "table":
        _print_table(chosen)
        return 0
    writers: dict[str, Callable[[Sequence[Declaration]], str]] = {
        "csv": as_csv,
        "json": as_json,
        "markdown": as_markdown,
    }
    print(writers[form](chosen))
    return 0


def chosen_levers(prefix: str, *, assumptions: bool = False) -> list[Declaration]:
    """Return the declarations whose names begin with `prefix`; Problems if there is none.

    A prefix that begins with "setting" asks for assumptions.
    """
    assumed = assumptions or prefix.split(".", maxsplit=1)[0] == schema.SETTING
    known = list(schema.assumptions()) if assumed else list(levers().values())
    chosen = [each for each in known if each.name.startswith(prefix)]
    if not chosen:
        groups = sorted({each.name.rpartition(".")[0] for each in known})
        guess = nearest(prefix, [each.name for each in known])
        raise Problems([f"no name begins with {prefix!r}.{guess} The groups are: {', '.join(groups)}"])
    return chosen


def row(declaration: Declaration) -> dict[str, object]:
    """Return a declaration as plain values: a list of numbers becomes {label: number}."""
    values = {name: getattr(declaration, name) for name in COLUMNS}
    for name in ("default", "before"):
        values[name] = _labelled(declaration, values[name])
    if not declaration.start:
        values["before"] = None
    return values


def _labelled(declaration: Declaration, value: Value) -> object:
    if isinstance(value, tuple):
        return dict(zip(declaration.labels, value, strict=True))
    return value


def _cell(value: object) -> str:
    """Return a value as text for a table."""
    if isinstance(value, dict):
        return "; ".join(f"{label} {_cell(each)}" for label, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return "" if value is None else str(value)


def as_csv(chosen: Sequence[Declaration]) -> str:
    """Return the table as CSV, which Excel reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row(each).items()} for each in chosen)
    return text.getvalue().rstrip("\n")


def as_json(chosen: Sequence[Declaration]) -> str:
    """Return the table as JSON."""
    return json.dumps([row(each) for each in chosen], ensure_ascii=False, indent=2)


def as_markdown(chosen: Sequence[Declaration]) -> str:
    """Return the table as Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    for each in chosen:
        cells = [_cell(value).replace("|", "\\|") for value in row(each).values()]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _print_table(chosen: Sequence[Declaration]) -> None:
    """Print one block a group: name and labels, default with unit and bounds, source."""
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_lines=True)
    for name, share in (
        ("Lever / 杠杆", 5),
        ("Default / 默认", 3),
        ("Allowed / 范围", 2),
        ("Source / 来源", 5),
    ):
        table.add_column(name, ratio=share, overflow="fold")
    for each in chosen:
        cells = row(each)
        since = f"\nfrom {each.start}, before that {_cell(cells['before'])}" if each.start else ""
        table.add_row(
            f"{each.name}\n{each.en}\n{each.zh}",
            f"{_cell(cells['default'])}\n{each.unit}{since}",
            f"{each.low:g} – {each.high:g}" + ("\nby county" if each.by_county else ""),
            each.source,
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)
