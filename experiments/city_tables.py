"""Read the CSV tables of a city: margins, totals, units. Each malformed cell becomes a line."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.city import UnitPlan
from sim.levers import RANKS, TIERS
from sim.synthesis import ATTRIBUTES

PACKAGED = "pkg://"
"""Begins the name of a folder that ships with the project: pkg://configs/city/fourteen_towns."""

Parser = Callable[[str], Any]


def whole(text: str) -> int:
    """Return a whole number of 0 or more."""
    number = int(text) if text.isascii() and text.isdigit() else None
    if number is None:
        raise ValueError("a whole number, 0 or more")
    return number


def number(text: str) -> float:
    """Return a finite number of 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ValueError("a number, 0 or more")
    return value


def some_text(text: str) -> str:
    """Return a text that is not empty."""
    if not text:
        raise ValueError("a text, not empty")
    return text


def one_of(allowed: Sequence[str]) -> Parser:
    """Return a parser that takes only the words of `allowed`."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(" or ".join(allowed))
        return text

    return parse


LEADING_RANKS = tuple(rank for rank in reversed(RANKS) if rank not in ("clerk", "staff"))
UNIT_COLUMNS: Mapping[str, Parser] = {
    "name": some_text,
    "label_en": some_text,
    "label_zh": some_text,
    "tier": one_of(TIERS),
    "parent": str,
    "remoteness": whole,
    "fiscal_strength": number,
    "authority": number,
    "duty_load_per_post": number,
    "posts": whole,
    **dict.fromkeys(LEADING_RANKS, whole),
    "non_leading": whole,
}
MARGIN_COLUMNS: Mapping[str, Parser] = {
    "attribute": one_of(tuple(ATTRIBUTES)),
    "category": some_text,
    "count": whole,
}
TOTAL_COLUMNS: Mapping[str, Parser] = {"quantity": some_text, "value": whole}


@dataclass
class Tables:
    """The folder in which a city's tables stand, and what was found wrong in them.

    `malformed`: how many of the faults left something unread.
    """

    folder: str
    found: list[str] = field(default_factory=list)
    malformed: int = 0

    def margins(self, name: str) -> dict[str, dict[str, int]]:
        """Return attribute -> category -> count."""
        margins: dict[str, dict[str, int]] = {}
        for line, row in self._rows(name, MARGIN_COLUMNS):
            attribute, category = row["attribute"], row["category"]
            if category not in ATTRIBUTES[attribute]:
                self._cell(name, line, "category", category, " or ".join(ATTRIBUTES[attribute]))
            elif category in margins.setdefault(attribute, {}):
                self._fault(
                    f"{self._where(name)} line {line}: {attribute} {category} stands in the table "
                    "twice; allowed: once; remove one of the two lines"
                )
            else:
                margins[attribute][category] = row["count"]
        return margins

    def totals(self, name: str) -> dict[str, int]:
        """Return quantity -> value; further columns are for the reader."""
        return {row["quantity"]: row["value"] for _, row in self._rows(name, TOTAL_COLUMNS)}

    def units(self, name: str) -> list[UnitPlan]:
        """Return the units of a table with a row for each."""
        units = []
        for line, row in self._rows(name, UNIT_COLUMNS):
            leading = tuple(row.get(rank, 0) for rank in RANKS)
            total = sum(leading) + row["non_leading"]
            if total != row["posts"]:
                self.found.append(
                    f"{self._where(name)} line {line}: posts of {row['name']} is {row['posts']}, "
                    f"but its leading and non-leading posts sum to {total}; correct one of them"
                )
            named = {key: row[key] for key in UNIT_COLUMNS if key not in (*LEADING_RANKS, "posts")}
            units.append(UnitPlan(leading=leading, **named))
        return units

    def _rows(self, name: str, columns: Mapping[str, Parser]) -> list[tuple[int, dict[str, Any]]]:
        """Return the well-formed rows of a table with their line numbers."""
        text = self._text(name)
        if text is None:
            return []
        reader = csv.DictReader(io.StringIO(text))
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            self._fault(
                f"{self._where(name)} has no column {', '.join(missing)}; its first line must "
                f"name: {', '.join(columns)}"
            )
            return []
        rows = []
        for raw in reader:
            row: dict[str, Any] = {}
            for column, parse in columns.items():
                cell = (raw[column] or "").strip()
                try:
                    row[column] = parse(cell)
                except ValueError as allowed:
                    self._cell(name, reader.line_num, column, cell, str(allowed))
            if len(row) == len(columns):
                rows.append((reader.line_num, row))
        return rows

    def _text(self, name: str) -> str | None:
        try:
            if self.folder.startswith(PACKAGED):
                package, *inner = self.folder.removeprefix(PACKAGED).split("/")
                raw = files(package).joinpath(*inner, name).read_bytes()
            else:
                raw = Path(self.folder, name).read_bytes()
        except (OSError, ModuleNotFoundError):
            self._fault(
                f"table {self._where(name)} cannot be read; allowed: a CSV file in the folder that "
                f"`city.tables` names, or {PACKAGED}configs/city/... for one that ships with the "
                "project; correct the name or put the file there"
            )
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("gb18030", errors="replace")

    def _fault(self, line: str) -> None:
        """Note what makes a table unfit for further checks."""
        self.malformed += 1
        self.found.append(line)

    def _where(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def _cell(self, name: str, line: int, column: str, value: str, allowed: str) -> None:
        self._fault(
            f"{self._where(name)} line {line}, column {column}: {value!r}; allowed: {allowed}; correct the cell"
        )
