"""Numbers with their units, as a reader of either language expects them."""

import math
from dataclasses import replace
from typing import Final, Literal

from sim.measures import Measure

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
SHARE: Final = "share"
YUAN: Final = "yuan a year"
_UNITS: Final = {
    SHARE: (" points", " 个百分点"),
    "months": (" months", " 个月"),
    "years": (" years", " 岁"),
    "moves": (" moves", " 次"),
    "per 100 cadre-years": (" per 100 cadre-years", " 人次/百人年"),
    "people": (" people", " 人"),
    "people a year": (" people a year", " 人/年"),
    "people per five years": (" people per five years", " 人/五年"),
    YUAN: (" yuan a year", " 元/年"),
    "0-1": ("", ""),
    "ratio": ("", ""),
}
TO: Final = {"en": "to", "zh": "至"}
_MYRIAD: Final = 10_000
_MILLION: Final = 1_000_000
_FIGURES: Final = 1000
"""From here on three figures of an amount of money are shown."""


def spoken_in(language: str) -> list[Language]:
    """Return the languages that a setting asks for: en, zh, or both."""
    return [each for each in LANGUAGES if language in {each, "both"}]


def value_text(measure: Measure, value: float, language: Language) -> str:
    """Return a result with its unit: "12.5%", "3.1 months"; a dash for one that is not known."""
    if math.isnan(value):
        return "–"
    unit = "%" if measure.unit == SHARE else _unit(measure, value, language)
    return _number(measure, value, language) + unit


def change_text(measure: Measure, value: float, language: Language, *, signed: bool = True) -> str:
    """Return a difference with its unit: "−4.1 points"; shares differ by points, not by percent."""
    return _number(measure, value, language, signed=signed) + _unit(measure, value, language)


def band_text(
    measure: Measure,
    ends: tuple[float, float],
    language: Language,
    *,
    signed: bool = True,
    scale: float = 0.0,
    sizes: bool = False,
) -> str:
    """Return a band without its unit: "−5.0 to −3.2".

    `scale`: the size of the value beside it, which decides what amounts of money are counted in. `sizes`: the ends are
    sizes of a difference. A band of a difference that leaves out zero never ends at a rounded one: it has a digit or
    two more.
    """
    if (signed or sizes) and ends[0] * ends[1] > 0 and measure.unit != YUAN:
        smaller = min(map(abs, ends))
        finer = [replace(measure, digits=measure.digits + more) for more in (0, 1, 2)]
        measure = next((each for each in finer if smaller >= smallest_shown(each) / 2), measure)
    low, high = (_number(measure, end, language, signed=signed, scale=scale) for end in ends)
    return f"{low} {TO[language]} {high}"


def row_label(measure: Measure, scale: float, language: Language) -> str:
    """Return a measure's label with its unit, for a row of bare numbers of the size `scale`."""
    unit = "%" if measure.unit == SHARE else _unit(measure, scale, language).strip()
    label: str = getattr(measure, f"label_{language}")
    return f"{label} ({unit})" if unit else label


def bare_text(measure: Measure, value: float, language: Language, *, signed: bool, scale: float) -> str:
    """Return a value without its unit, counted in what suits the size `scale`."""
    return _number(measure, value, language, signed=signed, scale=scale)


def smallest_shown(measure: Measure) -> float:
    """Return the smallest difference that the digits of a measure can show."""
    return 10.0 ** -(measure.digits + (2 if measure.unit == SHARE else 0))


def _unit(measure: Measure, value: float, language: Language) -> str:
    """Return the unit of a value or a difference, with a blank before it."""
    if measure.unit == YUAN:
        return _money(abs(value), language)[1]
    en, zh = _UNITS.get(measure.unit, (f" {measure.unit}", f" {measure.unit}"))
    return en if language == "en" else zh


def _money(size: float, language: Language) -> tuple[float, str]:
    """Return what amounts of this size are counted in, and its name."""
    if language == "zh":
        return (_MYRIAD, " 万元/年") if size >= _MYRIAD else (1, " 元/年")
    return (_MILLION, " million yuan a year") if size >= _MILLION else (1, " yuan a year")


def _number(
    measure: Measure,
    value: float,
    language: Language,
    *,
    signed: bool = False,
    scale: float = 0.0,
) -> str:
    """Return a number in the unit that `_unit` names for it, or for `scale` where that is given."""
    digits = measure.digits
    if measure.unit == SHARE:
        value *= 100
    elif measure.unit == YUAN:
        unit, _ = _money(scale or abs(value), language)
        value, digits = value / unit, {1: 0, _MYRIAD: 1, _MILLION: 2}[int(unit)]
        if unit == 1 and abs(value) >= _FIGURES:
            value = float(f"{value:.3g}")
    text = f"{abs(value):,.{digits}f}"
    if not float(text.replace(",", "")):
        return text  # no sign on nothing
    return ("−" if value < 0 else "+" if signed else "") + text
