"""Tables: numpy structured arrays with declared columns and room to grow. Knows nothing of cadres."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Column:
    """One column: its numpy type, unit and meaning."""

    name: str
    kind: str
    unit: str
    meaning: str


def layout(*columns: Column) -> np.dtype[np.void]:
    """Return the record type of a table, aligned so that compiled code reads fields at full speed."""
    return np.dtype([(column.name, column.kind) for column in columns], align=True)


def grown(table: Array, used: int, capacity: int) -> Array:
    """Return `table` with room for `capacity` rows; the first `used` rows are kept.

    Rows keep their number: a row is one thing for its whole life.
    """
    if capacity <= len(table):
        return table
    larger = np.zeros(max(capacity, used + used // 2), table.dtype)
    larger[:used] = table[:used]
    return larger
