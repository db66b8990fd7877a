"""What a design varies, in words: labels of levers and assumptions, their values, and the plan they start from."""

from collections.abc import Callable
from typing import Any

from dashboards.numbers import Number
from dashboards.studies import Study, value_in
from dashboards.units import unit_text, with_unit
from dashboards.words import Text, numbered, same
from experiments.addresses import Address, find
from experiments.telling import Told
from experiments.wording import LANGUAGES


def address_of(name: str) -> Address:
    """Return what an address means; ValueError where the program no longer knows it."""
    found = find(name)
    if found is None:
        raise ValueError(f"{name} is no lever and no assumption")
    return found


def label_of(name: str) -> Text:
    """Return the label of a lever or assumption, its address where the program no longer knows it."""
    found = find(name)
    return same(name) if found is None else Text(*(found.words(language) for language in LANGUAGES))


def unit_of(name: str) -> Text:
    """Return the unit of a lever or assumption."""
    found = find(name)
    return unit_text("" if found is None else found.declaration.unit)


def named_with_unit(name: str) -> Text:
    """Return the label of a lever or assumption with its unit."""
    return with_unit(label_of(name), unit_of(name))


def setting_cell(value: Any) -> Text:
    """Return a value that was set as a cell: a number with all its digits, or yes and no."""
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    return numbered(same(short(float(value))), Number(float(value), kind="exact"))


def short(value: float) -> str:
    """Write a number that was set with up to four figures."""
    return f"{float(f'{value:.4g}'):,.10g}"


def base_of(study: Study) -> Callable[[str], Any]:
    """Return what gives the base plan's value of a lever or assumption by its full name."""
    return lambda name: value_in(study.manifest["policies"][0], name)


def both_told(told: Told) -> Text:
    """Return a sentence of the command line as one of the page."""
    return Text(told.en, told.zh)
