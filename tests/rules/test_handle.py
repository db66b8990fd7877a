"""Tables as compiled code sees them: rows from 0, nothing beyond the ends, and tables of other regions by address."""

from typing import Any

import numba
import numpy as np
import pytest

from sim.handle import addresses, bundle_at, bundle_type
from sim.table import Column, layout

SEATS = layout(Column("holder", "i4", "", ""), Column("key", "u8", "", ""))


class Bundle:
    """Two small tables, one of records and one of numbers."""

    def __init__(self, rows: int, more: int = 0) -> None:
        self.seats = np.zeros(rows, SEATS)
        self.seats["holder"] = np.arange(rows) + more
        self.numbers = np.arange(rows, dtype=np.int32) * 10
        tables = {"seats": self.seats, "numbers": self.numbers}
        self._handle = addresses(list(tables.values()))
        self.address = int(self._handle.ctypes.data)
        self._numba_type_ = bundle_type(tuple((name, table.dtype) for name, table in tables.items()))


def _read(s: Any, row: int) -> int:
    return s.seats[row]["holder"] + s.numbers[row]


def _write(s: Any, row: int, value: int) -> None:
    s.numbers[row] = value
    s.seats[row]["holder"] = value


READ, WRITE = numba.njit(_read), numba.njit(_write)
CHECKED_READ, CHECKED_WRITE = numba.njit(boundscheck=True)(_read), numba.njit(boundscheck=True)(_write)


@pytest.mark.parametrize("row", [0, 1, 4])
@pytest.mark.parametrize(("read", "write"), [(READ, WRITE), (CHECKED_READ, CHECKED_WRITE)])
def test_rows_are_read_and_written_where_they_stand(read: Any, write: Any, row: int) -> None:
    bundle = Bundle(5)
    assert read(bundle, row) == 11 * row
    write(bundle, row, -3)
    assert bundle.numbers[row] == bundle.seats[row]["holder"] == -3
    assert np.sum(bundle.numbers != np.arange(5) * 10) == 1  # no other row is touched
    assert np.all(bundle.seats["key"] == 0)


@pytest.mark.parametrize("row", [-6, -1, 5, 2**40])
def test_code_that_checks_bounds_refuses_what_is_no_row(row: int) -> None:
    bundle = Bundle(5)
    with pytest.raises(IndexError):
        CHECKED_READ(bundle, row)
    with pytest.raises(IndexError):
        CHECKED_WRITE(bundle, row, 1)
    assert bundle.numbers.tolist() == [0, 10, 20, 30, 40]


@pytest.mark.parametrize("row", [-1, -(2**40)])
def test_a_row_below_the_first_touches_no_memory_beside_the_table(row: int) -> None:
    bundle = Bundle(5, more=7)
    assert READ(bundle, row) == 7
    WRITE(bundle, row, 3)
    assert bundle.numbers.tolist() == [3, 10, 20, 30, 40] and bundle.seats["holder"].tolist() == [3, 8, 9, 10, 11]


@numba.njit
def _stretch(s: Any, first: int, last: int) -> Any:
    return s.numbers[first:last].copy()


def test_a_stretch_of_a_table_is_an_array() -> None:
    assert _stretch(Bundle(5), 1, 3).tolist() == [10, 20]
    assert _stretch(Bundle(5), 0, 9).tolist() == [0, 10, 20, 30, 40]  # cut off at the end, as in Python


@numba.njit
def _all_holders(s: Any, places: Any) -> int:
    found = 0
    for place in places:
        other = bundle_at(s, place)
        for row in range(len(other.seats)):
            found += other.seats[row]["holder"]
    return found


def test_other_tables_of_the_same_layout_are_reached_by_their_address() -> None:
    one, other = Bundle(3), Bundle(4, more=100)
    assert _all_holders(one, np.array([one.address, other.address], np.int64)) == 3 + 406
