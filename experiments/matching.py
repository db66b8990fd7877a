"""Compare the rows of a run that a study holds with the same run made again, bit for bit; name the first difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.months import month_text

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "events": (),
    "months": ("month", "tier", "county", "rank_group"),
    "openings": ("opened", "post", "chain", "depth"),
    "careers": ("from_month", "cadre", "spell"),
    "runs": ("seed",),
    "units": ("unit",),
    "posts": ("post",),
}
"""Columns that put a table's rows in their canonical order; events have that in which they happened. Tables come in
the order in which a first difference is looked for within a month."""
_MONTHS: Final = {"months": "month", "events": "month", "openings": "opened", "careers": "from_month"}
_NO_MONTH: Final = 10**9
ROWS: Final = "(rows)"
"""Stands for a column where the number of rows differs."""


@dataclass(frozen=True)
class Difference:
    """Where a table differs first. `month`: a text, "" where the table has none; `place`: what tells the row apart."""

    table: str
    month: str
    place: str
    column: str
    stored: str
    remade: str


def first_difference(
    stored: "Mapping[str, pa.Table]", remade: "Mapping[str, pa.Table]", ignored: Sequence[str] = ()
) -> Difference | None:
    """Return where a run's tables differ first: the earliest month, in it the first table of `ORDER`; None if nowhere.

    `ignored`: columns that may differ.
    """
    found = []
    for table in ORDER:
        if table in remade:
            place = _compared(table, stored[table], remade[table], ignored)
            if place is not None:
                found.append(place)
    return min(found, key=lambda each: each[0])[1] if found else None


def _compared(
    table: str, stored: "pa.Table", remade: "pa.Table", ignored: Sequence[str]
) -> tuple[int, Difference] | None:
    """Return the month and place of a table's first difference."""
    one, two = _canonical(table, stored), _canonical(table, remade)
    known = [name for name in two.column_names if name not in ignored]
    lacking = [name for name in known if name not in one.column_names and "." not in name]
    extra = [name for name in one.column_names if name not in two.column_names and name not in ignored]
    if lacking or extra:
        return _NO_MONTH, Difference(table, "", "", (lacking or extra)[0], *_presence(not lacking))
    names = [name for name in known if name in one.column_names]
    length = min(one.num_rows, two.num_rows)
    first, column = length, ""
    for name in names:
        at = _first(one[name].slice(0, length), two[name].slice(0, length), first)
        if at < first:
            first, column = at, name
    if column:
        return _at(table, one, first, column, _text(one, column, first), _text(two, column, first))
    if one.num_rows != two.num_rows:
        longer = one if one.num_rows > two.num_rows else two
        return _at(table, longer, first, ROWS, f"{one.num_rows:,}", f"{two.num_rows:,}")
    return None


def _presence(is_stored: bool) -> tuple[str, str]:
    return ("there", "not there") if is_stored else ("not there", "there")


def _canonical(table: str, rows: "pa.Table") -> "pa.Table":
    """Return rows in canonical order, words as plain text."""
    import pyarrow as pa

    kinds = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in rows.schema
    ]
    plain = rows.replace_schema_metadata(None).cast(pa.schema(kinds))
    keys = [(name, "ascending") for name in ORDER[table] if name in plain.column_names]
    return plain.sort_by(keys) if keys else plain


def _first(one: "pa.ChunkedArray", two: "pa.ChunkedArray", most: int) -> int:
    """Return the first place before `most` at which two columns differ, `most` if there is none."""
    import numpy as np

    if one.type != two.type:
        return 0 if most else most
    other = np.flatnonzero(_codes(one)[:most] != _codes(two)[:most])
    return int(other[0]) if len(other) else most


def _codes(column: "pa.ChunkedArray") -> "np.ndarray[Any, Any]":
    """Return a column's values as they are compared: floats by their bits, a missing value unlike any other."""
    import pyarrow as pa

    values = column.combine_chunks()
    if pa.types.is_floating(values.type):
        bits = values.fill_null(float("nan")).to_numpy(zero_copy_only=False).view("u8")
        return bits  # a NaN is written as a missing value, so that no other has its bits
    return values.to_numpy(zero_copy_only=False)


def _at(table: str, rows: "pa.Table", row: int, column: str, stored: str, remade: str) -> tuple[int, Difference]:
    name = _MONTHS.get(table)
    number = rows[name][row].as_py() if name and row < rows.num_rows else None
    keys = [key for key in ORDER[table] or ("cadre", "kind", "cause") if key not in ("seed", name)]
    place = ", ".join(f"{key} {rows[key][row].as_py()}" for key in keys)
    month = month_text(number) if number is not None and number > 0 else ""
    return (number if number is not None else _NO_MONTH), Difference(table, month, place, column, stored, remade)


def _text(rows: "pa.Table", column: str, row: int) -> str:
    value = rows[column][row].as_py()
    return "missing" if value is None else repr(value) if isinstance(value, float) else str(value)
