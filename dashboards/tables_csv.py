"""Tables as CSV that Excel opens with a double click: UTF-8 with its mark, numbers plain, no cell that runs."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest

from dashboards.cards.parts import Card, Table
from dashboards.grid import Cell, Held, Spoken, columns, is_formula

MORE = 3
"""Decimals kept beyond those that a page shows."""


def csv_of(table: Table, language: Spoken = "en") -> bytes:
    """Return a table as CSV. Shares are written in percent, other numbers in the unit that the head or a column names.

    `language`: "both" gives words that differ a column each. Text that a spreadsheet could take for a formula gets
    an apostrophe in front.
    """
    made = columns(table, language)
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([_safe(each.head) for each in made])
    for row in zip_longest(*(each.cells for each in made), fillvalue=""):
        writer.writerow([_written(each) for each in row])
    return text.getvalue().encode("utf-8-sig")


def table_of(card: Card) -> Table | None:
    """Return the one table of a card: that of all policies, or that of its only answer with one."""
    if card.sheet:
        return card.sheet
    tables = [each.table for each in card.answers if each.table]
    return tables[0] if len(tables) == 1 else None


def tables_of(card: Card) -> list[tuple[str, Table]]:
    """Return every table of a card with the name of its file, that of the card if there is one only."""
    only = table_of(card)
    if only:
        return [(card.key, only)]
    return [
        (f"{card.key}-{each.policy or number}", each.table) for number, each in enumerate(card.answers, 1) if each.table
    ]


def csv_files(cards: Sequence[Card], language: Spoken = "en") -> dict[str, bytes]:
    """Return the tables of cards as CSV by the names of their files."""
    return {
        f"{name.replace('/', '-')}.csv": csv_of(table, language) for card in cards for name, table in tables_of(card)
    }


def _written(cell: Cell) -> str:
    if not isinstance(cell, Held):
        return _safe(cell)
    value = cell.number.shown(cell.part)
    if value is None:
        return ""
    if cell.number.kind == "exact":
        return f"{value:.12g}"
    text = f"{round(value, cell.number.places + MORE):.{cell.number.places + MORE}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _safe(text: str) -> str:
    return f"'{text}" if is_formula(text) else text
