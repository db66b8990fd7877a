"""Tables that a planner writes: CSV files as Excel saves them."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from experiments.choices import shown
from experiments.problems import Problems


def read_lines(file: Path, holds: str) -> tuple[bytes, list[list[str]]]:
    """Return a file's bytes and its lines of cells; Problems if it is no CSV file.

    The file is UTF-8, with or without a mark at its beginning, or GBK. `holds`: what it should hold, for the words.
    """
    place = shown(file)
    try:
        raw = file.read_bytes()
        return raw, list(csv.reader(io.StringIO(_decoded(raw), newline=""), strict=True))
    except OSError as fault:
        raise Problems([f"{place} cannot be read ({fault.strerror}); give a CSV file with {holds}"]) from fault
    except UnicodeDecodeError as fault:
        raise Problems([f"{place} is neither UTF-8 nor GBK text; save it as CSV UTF-8"]) from fault
    except csv.Error as fault:
        raise Problems(
            [f"{place} cannot be read as CSV: {fault}; allowed: cells parted by commas, text in two quotes"]
        ) from fault


def cells_of(header: Sequence[str], row: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the cells of a row by the names of its columns, and those that stand under no name.

    The latter mean that a row is shifted: a decimal comma or a comma between thousands has made two cells of one.
    """
    pairs = [(name, cell.strip()) for name, cell in zip_longest(header, row, fillvalue="")]
    return {name: cell for name, cell in pairs if name}, [cell for name, cell in pairs if cell and not name]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")
