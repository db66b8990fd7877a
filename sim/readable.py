"""What can be read from a cadre, in words and units: the one place that knows.

Agents, agent sets and `model.people()` read through here. Codes become the words of `sim.terms` in
lower case, rows of units and groups become names, yes/no becomes a boolean, and what planners ask
for in years is worked out from months.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd

from sim.cadres import COLUMNS
from sim.table import Array, Column
from sim.terms import (
    MONTHS,
    NO_POST,
    Appraisal,
    Away,
    Cause,
    Education,
    Establishment,
    Rank,
    Sex,
    Tier,
    Wish,
)

Rows = Array | int
"""One row, or an array of rows; values come in the same form."""


class World(Protocol):
    """What is read here of `sim.world.World`."""

    @property
    def cadres(self) -> Array:
        """Table of cadres."""

    @property
    def posts(self) -> Array:
        """Table of posts."""

    @property
    def units(self) -> Array:
        """Table of units."""

    @property
    def month(self) -> int:
        """Present month."""

    @property
    def unit_names(self) -> Sequence[str]:
        """Name of each unit, by row."""

    @property
    def group_names(self) -> Sequence[str]:
        """Name of each group, by index."""

    def serving_rows(self) -> Array:
        """Return the rows of serving cadres, ascending."""


@dataclass(frozen=True)
class Attribute:
    """How an attribute is read: `values` are its values, or indices into `words`; -1 is no word."""

    kind: type
    meaning: str
    values: Callable[[World, Rows], Any]
    words: Callable[[World], Sequence[str]] | None = None


def _in_lower_case(enum: type[IntEnum]) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in sorted(enum))


ENUMS: Final[Mapping[str, tuple[str, ...]]] = {
    enum.__name__: _in_lower_case(enum)
    for enum in (Appraisal, Away, Cause, Education, Establishment, Rank, Sex, Tier, Wish)
}
"""Words of the enumerations by the name that columns give as their unit."""


_GROUPS = ("group", "home_group")
"""Columns that hold the index of a group: a county, or the city's own organs."""


def _of_column(column: Column) -> Attribute:
    """Read a column as it was declared: its unit says what its numbers stand for."""
    meaning = f"{column.meaning or column.name} ({column.unit})".removesuffix(" ()")
    stored = lambda world, rows: world.cadres[column.name][rows]
    if column.unit in ENUMS:
        words = ENUMS[column.unit]
        return Attribute(str, meaning, stored, lambda world: words)
    if column.unit == "row of units":
        return Attribute(str, meaning, stored, lambda world: world.unit_names)
    if column.name in _GROUPS:
        return Attribute(str, meaning, stored, lambda world: world.group_names)
    if column.unit == "yes/no":
        return Attribute(bool, meaning, stored)
    return Attribute(float if column.kind.startswith("f") else int, meaning, stored)


def _years_since(name: str, meaning: str) -> Attribute:
    """Count years from a month of the table to the present, or to the end of service."""
    return Attribute(
        float,
        f"{meaning} (years)",
        lambda world, rows: (_until(world, rows) - world.cadres[name][rows]) / MONTHS,
    )


def _until(world: World, rows: Rows) -> Any:
    """Return the month up to which somebody's time counts: it stops when they leave."""
    return np.minimum(world.month, world.cadres["left"][rows])


def _years_in_township(world: World, rows: Rows) -> Any:
    cadres = world.cadres
    spell = _until(world, rows) - cadres["tier_since"][rows]
    in_township = cadres["tier"][rows] == Tier.TOWNSHIP
    return (cadres["township_before"][rows] + in_township * spell) / MONTHS


def _remoteness(world: World, rows: Rows) -> Any:
    return world.units["remoteness"][world.cadres["unit"][rows]]


def _lent(world: World, rows: Rows) -> Any:
    post = world.cadres["post"][rows]
    elsewhere = world.posts["unit"][post] != world.cadres["unit"][rows]
    return (post != NO_POST) & elsewhere


_STORED = {column.name: _of_column(column) for column in COLUMNS}
ATTRIBUTES: Final[Mapping[str, Attribute]] = _STORED | {
    "unique_id": Attribute(int, "Mesa's number of the agent", lambda world, rows: rows + 1),
    "cadre": Attribute(int, "number of the cadre in result tables", lambda world, rows: rows + 0),
    "age_years": _years_since("born", "age"),
    "years_of_service": _years_since("entered", "since entry into service"),
    "years_in_post": _years_since("post_since", "in the present or last post"),
    "years_in_rank": _years_since("rank_since", "in the present rank"),
    "years_at_tier": _years_since("tier_since", "at the present tier"),
    "years_in_township": Attribute(float, "township service in all (years)", _years_in_township),
    "party_member": _STORED["party"],
    "county": _STORED["group"],
    "home_county": _STORED["home_group"],
    "remoteness": Attribute(int, "remoteness of the unit of work (class 0-4)", _remoteness),
    "lent": Attribute(bool, "works in another unit than the post's", _lent),
}
"""Every attribute of a cadre by name: the columns of the table, then what is worked out."""

PEOPLE: Final[tuple[str, ...]] = (
    "cadre",
    "key",
    "sex",
    "age_years",
    "rank",
    "education",
    "party_member",
    "establishment",
    "route",
    "tier",
    "county",
    "unit",
    "remoteness",
    "leading",
    "second_line",
    "lent",
    "years_of_service",
    "years_in_post",
    "years_in_rank",
    "years_in_township",
    "ability",
    "motivation",
    "strain",
    "prospect",
    "wish",
    "grade",
    "excellent_years",
    "merits",
    "reserve",
)
"""Columns of `model.people()`."""


def readable(world: World, name: str, rows: Array) -> Array:
    """Return an attribute of many cadres, by row.

    (n,) rows -> (n,) bool, int64, uint64 (key), float64 or text. A unit or post that somebody does
    not have reads as "" or -1. KeyError for an unknown name.
    """
    attribute = ATTRIBUTES[name]
    values: Array = np.asarray(attribute.values(world, rows))
    if attribute.words is not None:
        words: Array = np.array([*attribute.words(world), ""])  # -1 picks the last: no word
        return words[values]
    return values if values.dtype == np.uint64 else values.astype(attribute.kind)


def readable_one(world: World, name: str, row: int) -> bool | int | float | str:
    """Return an attribute of one cadre as a plain value, equal to what `readable` gives."""
    attribute = ATTRIBUTES[name]
    value = attribute.values(world, row)
    if attribute.words is not None:
        return attribute.words(world)[value] if value >= 0 else ""
    plain: bool | int | float = attribute.kind(value)
    return plain


def people(world: World) -> pd.DataFrame:
    """Return one row for each serving cadre, in the order of the table; columns `PEOPLE`."""
    rows = np.asarray(world.serving_rows(), np.int64)
    return pd.DataFrame({name: readable(world, name, rows) for name in PEOPLE})


def order(values: Array, ascending: bool) -> Array:
    """Return the places of `values` in order; equal values stay in theirs, as Python sorts."""
    if ascending:
        return np.argsort(values, kind="stable")
    backwards: Array = len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
    return backwards
