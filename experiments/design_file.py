"""Points from a CSV file: a header of names, one row a point. Each malformed cell becomes a line."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from experiments.addresses import Address, find, twice_varied, unknown
from experiments.choices import shown
from experiments.csv_file import read_lines
from experiments.problems import Problems
from sim.parameters import Value

_YES: Final = ("true", "yes", "1", "是")
_NO: Final = ("false", "no", "0", "否")
_TOLD: Final = 50
"""Faulty cells that are listed one by one; the others are counted."""

Row = dict[Address, Value]


def read_rows(file: str, limit: int) -> tuple[list[Row], int, list[str]]:
    """Return the points of a file, how many it has, and what is wrong with it.

    `file`: UTF-8, with or without a mark at its beginning, or GBK, as Excel writes it. At most `limit` points are
    made; empty lines and wholly empty columns do not count.
    """
    place = shown(Path(file))
    try:
        _, lines = read_lines(Path(file), "a row for each point")
    except Problems as fault:
        return [], 0, list(fault.lines)
    header = [cell.strip() for cell in lines[0]] if lines else []
    body = [(number, row) for number, row in enumerate(lines[1:], 2) if any(cell.strip() for cell in row)]
    columns, problems = _columns(place, header, [row for _, row in body])
    if not body:
        problems.append(f"{place} has no rows; allowed: names in its first line, then a row for each point")
    if problems:
        return [], len(body), problems
    return _points(place, columns, body, limit)


def _columns(
    place: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[tuple[int, Address]], list[str]]:
    """Return the columns with what they name, and what is wrong with the first line."""
    found: list[tuple[int, Address]] = []
    problems = []
    where = f"{place}, row 1"
    for name, times in Counter(name for name in header if name).items():
        if times > 1:
            problems.append(f"{where} names {name} {times} times; keep one of these columns")
    for number, name in enumerate(header):
        address = find(name)
        if not name:
            if any(len(row) > number and row[number].strip() for row in rows):
                problems.append(f"{where}, column {number + 1} has no name; write one, or remove the column")
        elif address is None:
            problems.append(unknown(name, where))
        elif address.is_list:
            labels = ", ".join(f"{name}.{label}" for label in address.declaration.labels)
            problems.append(f"{where}: {name} is a list of numbers; give its elements a column each: {labels}")
        else:
            found.append((number, address))
    problems += twice_varied({address: None for _, address in found}, where)
    if not any(header):
        problems.append(f"{where} names nothing; allowed: names of levers and assumptions")
    return found, list(dict.fromkeys(problems))


def _points(
    place: str, columns: Sequence[tuple[int, Address]], body: Sequence[tuple[int, Sequence[str]]], limit: int
) -> tuple[list[Row], int, list[str]]:
    """Return the points of the rows, and a line for each faulty cell."""
    rows: list[Row] = []
    problems: list[str] = []
    width = max(number for number, _ in columns) + 1
    for line, cells in body:
        if any(cell.strip() for cell in cells[width:]):
            problems.append(f"{place}, row {line} has {len(cells)} cells; allowed: {width}, one for each name in row 1")
        row: Row = {}
        for number, address in columns:
            cell = cells[number].strip() if number < len(cells) else ""
            value = _value(address, cell)
            if value is None:
                problems.append(f"{place}, row {line}, column {address.name}: {cell!r}; allowed: {_allowed(address)}")
            else:
                row[address] = value
        if len(rows) < limit:
            rows.append(row)
    if len(problems) > _TOLD:
        problems[_TOLD:] = [f"{place} has {len(problems) - _TOLD:,} more faulty cells; correct these first"]
    return rows, len(body), problems


def _value(address: Address, cell: str) -> float | bool | None:
    """Return the value that a cell stands for, None if it stands for none that is allowed."""
    if address.is_switch:
        return {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(cell.lower())
    try:
        number = float(cell) if cell.isascii() and "_" not in cell else float("nan")
    except ValueError:
        return None
    return number if address.declaration.low <= number <= address.declaration.high else None


def _allowed(address: Address) -> str:
    if address.is_switch:
        return "true or false, yes or no"
    return f"a number from {address.declaration.low:g} to {address.declaration.high:g}; correct the cell"
