"""Declare a number once: its unit, default, bounds, source and labels; everything else is generated from it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np

Value = float | int | bool | tuple[float, ...]


@dataclass(frozen=True)
class Declaration:
    """What is known about one lever or assumption.

    `name` is the full dotted name (`age_limits.renewal_men_years`); `labels` name the elements of a
    vector, empty for a single number; `start` says from when the rule exists ("" means from the first month)
    and `before` what held until then.
    """

    name: str
    default: Value
    unit: str
    low: float
    high: float
    source: str
    en: str
    zh: str
    labels: tuple[str, ...] = ()
    start: str = ""
    before: Value = 0
    by_county: bool = False


def parameter(
    default: Value,
    unit: str,
    low: float,
    high: float,
    source: str,
    en: str,
    zh: str,
    *,
    labels: Sequence[str] = (),
    start: str = "",
    before: Value = 0,
    by_county: bool = False,
) -> Any:
    """Declare a bounded, sourced dataclass field.

    Args:
        default: a number, or a tuple with one number for each label.
        unit: in words; "share" is 0 to 1, "yes/no" a switch.
        low: smallest allowed value.
        high: largest allowed value.
        source: document and clause, or "assumption" with its reason.
        en: English label.
        zh: Chinese label.
        labels: names of the elements of a vector.
        start: month from which the rule exists ("2025-01"), empty for always.
        before: the value that held before `start`.
        by_county: whether counties may set values of their own.
    """
    declared = Declaration("", default, unit, low, high, source, en, zh, tuple(labels), start, before, by_county)
    return dataclasses.field(default=default, metadata={"declaration": declared})


@cache
def declarations(group: Any, prefix: str) -> tuple[Declaration, ...]:
    """Return the declarations of the fields of a group (a dataclass), with full names."""
    found = ((field.name, field.metadata.get("declaration")) for field in dataclasses.fields(group))
    return tuple(dataclasses.replace(each, name=f"{prefix}.{name}") for name, each in found if each is not None)


@cache
def declared_fields(group: Any, prefix: str) -> tuple[tuple[str, Declaration], ...]:
    """Return the names that the declared fields of a group have within it, each with its declaration."""
    return tuple((each.name.rsplit(".", 1)[1], each) for each in declarations(group, prefix))


def problems(group: object, prefix: str) -> list[str]:
    """Say in words what is wrong with the values of a group; empty when nothing is."""
    found = []
    for name, declaration in declared_fields(cast(Any, type(group)), prefix):
        found += value_problems(declaration, getattr(group, name))
    return found


def value_problems(declaration: Declaration, value: object) -> list[str]:
    """Say what is wrong with one value: its type, its number of elements, its bounds."""
    name, labels = declaration.name, declaration.labels
    if labels:
        if not isinstance(value, list | tuple) or len(value) != len(labels):
            return [f"{name} is {value!r}; allowed: a list of {len(labels)} numbers ({', '.join(labels)})"]
        parts = [(f"{name}[{label}]", each) for label, each in zip(labels, value, strict=True)]
    else:
        parts = [(name, value)]
    found = []
    for part, each in parts:
        if isinstance(declaration.default, bool) and not isinstance(each, bool):
            found.append(f"{part} is {each!r}; allowed: true or false")
        elif not isinstance(each, int | float) or each != each:
            found.append(f"{part} is {each!r}; allowed: a number from {declaration.low:g} to {declaration.high:g}")
        elif not declaration.low <= each <= declaration.high:
            found.append(
                f"{part} is {each:g} {declaration.unit}; allowed {declaration.low:g} to {declaration.high:g}; "
                f"see `cadreflow levers name={name}` for what it means"
            )
    return found


def record_dtype(groups: Mapping[str, type]) -> np.dtype[np.void]:
    """Lay the fields of all groups out as one record, `group_field` each, for compiled code."""
    fields: list[Any] = []
    for prefix, group in groups.items():
        for declaration in declarations(group, prefix):
            kind: Any = np.bool_ if isinstance(declaration.default, bool) else np.float64
            name = declaration.name.rsplit(".", 1)[1]
            fields.append((name, kind, (len(declaration.labels),)) if declaration.labels else (name, kind))
    names = [field[0] for field in fields]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"declared in two groups: {sorted(twice)}; give each parameter a name of its own")
    return np.dtype(fields)


def as_record(groups: Mapping[str, object], dtype: np.dtype[np.void]) -> np.ndarray[Any, np.dtype[np.void]]:
    """Write the values of all groups into one record (an array of length 1)."""
    values: list[Any] = []
    for prefix, group in groups.items():
        values += [getattr(group, name) for name, _ in declared_fields(cast(Any, type(group)), prefix)]
    return np.array([tuple(values)], dtype)
