"""A table as spreadsheets want it: one number in a cell, its unit beside it, words in columns of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dashboards.cards.parts import Table
from dashboards.numbers import PARTS, Number
from dashboards.words import Text, fill
from experiments.wording import spoken_in

Spoken = Literal["en", "zh", "both"]
PART_HEADS: Final = {
    "value": Text("{h}", "{h}"),
    "low": Text("{h}: low", "{h}:下限"),
    "high": Text("{h}: high", "{h}:上限"),
}
UNIT: Final = Text("Unit", "单位")
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_PLAIN: Final = re.compile(r"[-+]?[\d.,]+%?")


@dataclass(frozen=True)
class Held:
    """A number in its cell. `part`: "value", "low" or "high"."""

    number: Number
    part: str


Cell = str | Held


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head in the words of the sheet, and a cell for each row; unknown numbers are ""."""

    head: str
    cells: Sequence[Cell]

    @property
    def has_numbers(self) -> bool:
        """Whether some cell is a number."""
        return any(isinstance(each, Held) for each in self.cells)


def written(text: Text, spoken: Spoken, between: str = " / ") -> str:
    """Return a text in a sheet's language, in both if it speaks both and they differ."""
    return between.join(dict.fromkeys(text.of(each) for each in spoken_in(spoken)))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula; numbers with a sign are numbers."""
    return bool(_FORMULA.match(text)) and not _PLAIN.fullmatch(text.strip())


def columns(table: Table, spoken: Spoken, between: str = " / ") -> list[Column]:
    """Return the columns of a table: words, once for each language in which they differ, and numbers apart.

    A band takes two columns. The unit stands in the head, or, where a column's rows have different units, in a column
    of its own after the words. `between`: what stands between both languages in a head.
    """
    found: list[Column] = []
    place = 0
    units = [dict[str, None]() for _ in table.rows]
    for at, head in enumerate(table.head):
        cells = [row[at] if at < len(row) else Text("", "") for row in table.rows]
        held = [cell.number for cell in cells if cell.number]
        if not held:
            found += _words(head, cells, spoken, between)
            place = len(found) if at < table.words else place
            continue
        kinds = {each.written_unit for each in held}
        if len(kinds) > 1:
            _note(units, cells, spoken)
        found += _numbers(head, cells, kinds.pop() if len(kinds) == 1 else ("", ""), spoken, between)
    if any(units):
        found.insert(place, Column(written(UNIT, spoken, between), ["; ".join(each) for each in units]))
    return found


def _words(head: Text, cells: Sequence[Text], spoken: Spoken, between: str) -> Iterator[Column]:
    chosen = spoken_in(spoken)
    if len(chosen) == 1 or all(cell.en == cell.zh for cell in cells):
        yield Column(written(head, spoken, between), [cell.of(chosen[0]) for cell in cells])
        return
    for language in chosen:
        yield Column(head.of(language), [cell.of(language) for cell in cells])


def _numbers(
    head: Text, cells: Sequence[Text], unit: tuple[str, str], spoken: Spoken, between: str
) -> Iterator[Column]:
    there = [part for part in PARTS if any(cell.number and getattr(cell.number, part) is not None for cell in cells)]
    if any(unit):
        head = _with_unit(head, Text(*unit))
    for part in there:
        own = fill(PART_HEADS[part], h=head)
        # What is no number, such as a dash or the words for a missing band, stays in the first column.
        yield Column(written(own, spoken, between), [_cell(cell, part, part == there[0], spoken) for cell in cells])


def _with_unit(head: Text, unit: Text) -> Text:
    """Return a head with its unit in brackets, inside those that it ends with."""
    chinese = f"{head.zh[:-1]},{unit.zh})" if head.zh.endswith(")") else f"{head.zh}({unit.zh})"
    return Text(head.en if head.en.endswith(f"({unit.en})") else f"{head.en} ({unit.en})", chinese)


def _cell(cell: Text, part: str, first: bool, spoken: Spoken) -> Cell:
    if cell.number:
        return "" if cell.number.part(part) is None else Held(cell.number, part)
    return written(cell, spoken) if first and cell.en not in {"–", ""} else ""


def _note(units: Sequence[dict[str, None]], cells: Sequence[Text], spoken: Spoken) -> None:
    """Add the unit of each row's number to those that its row names."""
    for own, cell in zip(units, cells, strict=True):
        if cell.number and any(cell.number.written_unit):
            own[written(Text(*cell.number.written_unit), spoken)] = None
