"""What may be set from outside in the state of a cadre, and what to do about the rest."""

from numbers import Integral, Real
from typing import Final

import numpy as np

from sim.cadres import COLUMNS, DTYPE
from sim.readable import ATTRIBUTES, ENUMS
from sim.table import Column

SETTABLE: Final[tuple[str, ...]] = (
    "ability",
    "motivation",
    "strain",
    "prospect",
    "taste_stay",
    "taste_up",
    "taste_home",
    "taste_township",
    "wish",
    "resign_rate",
    "score",
    "standing",
    "grade",
    "excellent_years",
    "merits",
    "sanction_until",
    "reserve",
)
"""State of a person; the model's own processes go on from what was set."""

_APPOINT = "appoint and vacate"
_VERBS: Final = {
    "serving": "enter and leave",
    "left": "leave",
    "post": _APPOINT,
    "post_since": _APPOINT,
    "unit": "lend and give_back, or appoint",
    "lent": "lend and give_back",
    "away": "lend, send_out and give_back",
    "away_until": "lend and send_out",
    "unit_since": _APPOINT,
    "group": _APPOINT,
    "county": _APPOINT,
    "tier": _APPOINT,
    "tier_since": _APPOINT,
    "rank": _APPOINT,
    "rank_since": _APPOINT,
    "leading": _APPOINT,
    "moved": _APPOINT,
}
"""Verbs of the world that change what a seat decides."""

_COLUMN: Final = {column.name: column for column in COLUMNS}
_SHARES: Final = ("0-1", "per month")
"""Units of columns whose values are shares or probabilities."""


def storable(name: str, value: object) -> float:
    """Return the number that stands for `value` in a settable column; ValueError if none does."""
    column = _COLUMN[name]
    words = ENUMS.get(column.unit)
    if words is not None:
        if value not in words:
            raise ValueError(f"{name} is {value!r}; allowed: {', '.join(words)}")
        return words.index(str(value))
    if column.unit == "yes/no":
        if not isinstance(value, bool | np.bool_):
            raise ValueError(f"{name} is {value!r}; allowed: True or False")
        return bool(value)
    return _number(column, value)


def _number(column: Column, value: object) -> float:
    low, high = _bounds(column)
    allowed = f"allowed: a number from {low:g} to {high:g}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise ValueError(f"{column.name} is {value!r}; {allowed}")
    if column.kind.startswith("i") and not isinstance(value, Integral):
        raise ValueError(f"{column.name} is {value!r}; {allowed}, without a fraction")
    number = int(value) if isinstance(value, Integral) else float(value)
    if not low <= number <= high:  # false for NaN too
        raise ValueError(f"{column.name} is {number} {column.unit}; {allowed}")
    return number


def _bounds(column: Column) -> tuple[float, float]:
    """Return the least and the greatest value that a settable number may have."""
    if column.unit in _SHARES:
        return 0.0, 1.0
    kind = DTYPE[column.name]
    if kind.kind == "i":
        return 0.0, float(np.iinfo(kind).max)
    return -float(np.finfo(kind).max), float(np.finfo(kind).max)


def refusal(name: str, row: int) -> str:
    """Say why an attribute of a cadre cannot be set, and what can be done instead."""
    if name in _VERBS:
        return (
            f"{name} of cadre {row} cannot be set: who sits where changes only through verbs that "
            f"keep cadre and post in agreement; use those of model.world: {_VERBS[name]}"
        )
    if name in ATTRIBUTES:
        return (
            f"{name} of cadre {row} cannot be set: it is fixed at entry or worked out by the "
            f"model; allowed: {', '.join(SETTABLE)}"
        )
    return (
        f"{name!r} cannot be set on cadre {row}: an agent here is a view of the table and keeps "
        f"nothing of its own; allowed: {', '.join(SETTABLE)}; keep your own values in a dict by "
        "unique_id"
    )
