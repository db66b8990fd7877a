"""Results as cells of a table: in words of both languages, with the number that they write."""

import math
from collections.abc import Callable

from dashboards.numbers import Kind, Number
from dashboards.words import Text, numbered
from experiments.wording import LANGUAGES, SHARE, YUAN, Language, band_text, change_text, value_text
from sim.measures import Measure

NO_BAND = Text("no band", "无区间")


def both(write: Callable[[Measure, float, Language], str], measure: Measure, value: float) -> Text:
    """Write a value in both languages with one of `experiments.wording`'s functions."""
    return Text(write(measure, value, "en"), write(measure, value, "zh"))


def number_of(
    measure: Measure,
    value: float | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    change: bool = False,
) -> Number:
    """Return a result, or a change of one, as spreadsheets hold it."""
    kind: Kind = "number"
    if measure.unit == SHARE:
        kind = "points" if change else "share"
    elif measure.unit == YUAN:
        kind = "yuan"
    # What follows the number one is the unit in words; the shares have theirs.
    unit = () if measure.unit == SHARE else (change_text(measure, 1.0, each).partition(" ")[2] for each in LANGUAGES)
    return Number(value, low, high, kind, tuple(unit) or ("", ""), measure.digits, change)


def value_cell(measure: Measure, value: float) -> Text:
    """Return a result's level with its unit."""
    return numbered(both(value_text, measure, value), number_of(measure, value))


def change_cell(measure: Measure, value: float) -> Text:
    """Return a change of a result with its sign and unit."""
    return numbered(both(change_text, measure, value), number_of(measure, value, change=True))


def band_cell(measure: Measure, value: float, low: float, high: float, *, change: bool = False) -> Text:
    """Return a band in the unit of the value that stands beside it; without one its place is named."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NO_BAND
    texts = (band_text(measure, (low, high), each, signed=change, scale=abs(value)) for each in LANGUAGES)
    return numbered(Text(*texts), number_of(measure, low=low, high=high, change=change))
