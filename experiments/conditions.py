"""Conditions on results, in words that a planner types.

A failure: `township_vacancy > 0.35`, or several with `and`. A constraint on what is searched for: on a mean,
`cost_yuan_per_year <= 6e8`, or on a chance, `P(township_vacancy <= 0.10) >= 0.9`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.choices import nearest
from experiments.problems import Problems
from experiments.telling import Form, Told, told
from experiments.wording import LANGUAGES, SHARE, value_text
from sim.measures import MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd

Bools = np.ndarray[Any, np.dtype[np.bool_]]
_SIGNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "<=": ("<=", "at most", "不高于"),
    ">=": (">=", "at least", "不低于"),
    "≤": ("<=", "at most", "不高于"),
    "≥": (">=", "at least", "不低于"),
    "<": ("<", "below", "低于"),
    ">": (">", "above", "高于"),
}
_COMPARES: Final = {"<=": np.less_equal, ">=": np.greater_equal, "<": np.less, ">": np.greater}
_CONDITION: Final = re.compile(r"\s*([^<>=≤≥\s()]+)\s*(<=|>=|≤|≥|<|>)\s*([^<>=≤≥\s()]+)\s*")
_CHANCE: Final = re.compile(r"\s*[Pp]\s*\((.*)\)\s*(<=|>=|≤|≥|<|>)\s*([^<>=≤≥\s()]+)\s*")
_AND: Final = re.compile(r"\s+and\s+|\s*&+\s*|\s*且\s*")
_EXAMPLE: Final = "write RESULT > NUMBER, for example township_vacancy > 0.35"
_CHANCE_EXAMPLE: Final = "P(township_vacancy <= 0.10) >= 0.9"
_WORDS: Final[Form] = ("“{measure}” is {sign} {limit}", "“{measure}”{sign} {limit}")
_MEAN: Final[Form] = ("the mean of “{measure}” is {sign} {limit}", "“{measure}”的均值{sign} {limit}")
_IN_SHARE: Final[Form] = ("{condition} in at least {least} of futures", "至少 {least} 的可能未来中{condition}")


@dataclass(frozen=True)
class Condition:
    """A result against a number, in the result's unit."""

    measure: Measure
    sign: str
    limit: float

    def holds(self, values: Any) -> Bools:
        """Return where it holds, of any shape; never where a value is nan."""
        return np.asarray(_COMPARES[self.sign](np.asarray(values, float), self.limit))

    @property
    def words(self) -> Told:
        """Return it as part of a sentence."""
        return self._told(_WORDS)

    def _told(self, form: Form) -> Told:
        measure = self.measure
        limit = Told(*(value_text(measure, self.limit, language) for language in LANGUAGES))
        label = Told(measure.label_en, measure.label_zh)
        return told(form, measure=label, sign=Told(*_SIGNS[self.sign][1:]), limit=limit)


@dataclass(frozen=True)
class Constraint:
    """What a solution must keep: a condition on the mean (`least` is nan), or its chance, which is at least `least`."""

    condition: Condition
    least: float = math.nan

    @property
    def is_chance(self) -> bool:
        """Whether it speaks of a chance, not of a mean."""
        return not math.isnan(self.least)

    @property
    def words(self) -> Told:
        """Return it as part of a sentence."""
        if self.is_chance:
            return told(_IN_SHARE, condition=self.condition.words, least=f"{100 * self.least:g}%")
        return self.condition._told(_MEAN)


def failure_of(text: str) -> list[Condition]:
    """Return the conditions which, all together, are a failure; Problems, all at once."""
    found, problems = [], []
    for part in _AND.split(str(text).strip()):
        condition, wrong = _condition(part)
        problems += wrong
        found += [condition] if condition else []
    if problems:
        raise Problems(problems)
    return found


def constraints_of(texts: Sequence[str]) -> list[Constraint]:
    """Return the constraints that texts state; Problems, all at once."""
    found, problems = [], []
    for text in texts:
        match = _CHANCE.fullmatch(str(text))
        if match is None:
            if re.match(r"\s*[Pp]\s*\(", str(text)):
                problems.append(f"{text!r} cannot be read as a chance; write {_CHANCE_EXAMPLE}")
                continue
            condition, wrong = _condition(str(text))
            least = math.nan
        else:
            condition, wrong = _condition(match[1])
            least = _number(match[3])
            wrong += _chance_problems(text, match[2], least)
        problems += wrong
        found += [Constraint(condition, least)] if condition else []
    if problems:
        raise Problems(problems)
    return found


def fails(conditions: Sequence[Condition], values: "pd.DataFrame") -> tuple[Bools, Bools]:
    """Return which rows fail, and which can be judged: those with every result that the conditions name."""
    columns = {each.measure.name: values[each.measure.name].to_numpy(float) for each in conditions}
    known = np.all([~np.isnan(column) for column in columns.values()], axis=0)
    return np.all([each.holds(columns[each.measure.name]) for each in conditions], axis=0), known


def _condition(text: str) -> tuple[Condition | None, list[str]]:
    """Return the condition that a text states, and what is wrong with it."""
    match = _CONDITION.fullmatch(text)
    if match is None:
        return None, [f"{text.strip()!r} is no condition; {_EXAMPLE}; several with and; allowed: <, <=, >, >="]
    name, sign, number = match.groups()
    measure = MEASURES.get(name)
    if measure is None:
        return None, [
            f"{text.strip()!r}: {name} is no result.{nearest(name, MEASURES)} There are: {', '.join(MEASURES)}"
        ]
    limit = _number(number)
    if math.isnan(limit) or (number.endswith("%") and measure.unit != SHARE):
        return None, [f"{text.strip()!r}: {number} is no number; allowed: a number in {measure.unit}"]
    if measure.unit == SHARE and not 0 <= limit <= 1:
        return None, [f"{text.strip()!r}: {name} is a share, from 0 to 1; write 0.35 or 35%"]
    return Condition(measure, _SIGNS[sign][0], limit), []


def _chance_problems(text: str, sign: str, least: float) -> list[str]:
    if sign not in {">=", "≥"}:
        return [f"{text!r}: a chance can only be asked to be at least so high; write {_CHANCE_EXAMPLE}"]
    if not 0 < least < 1:
        return [f"{text!r}: the chance must lie between 0 and 1; no number of runs shows certainty; write 0.9"]
    return []


def _number(text: str) -> float:
    """Return the number that a text stands for, 35% being 0.35; nan if it stands for none."""
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) and "_" not in text else math.nan
