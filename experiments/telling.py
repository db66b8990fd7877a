"""Sentences in both languages, filled from one form, so that both say the same."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from experiments.wording import LANGUAGES, Language

Form = tuple[str, str]
"""A sentence with gaps, in English and in Chinese."""
_DURATIONS: Final = ((86_400.0, "days", "天"), (3_600.0, "hours", "小时"), (60.0, "minutes", "分钟"))
_ONE: Final = 1.5
"""From so many of a unit on it is used: 90 minutes are 1.5 hours, 80 minutes are minutes."""
_SEPARATOR: Final[Mapping[Language, str]] = {"en": ", ", "zh": "、"}


@dataclass(frozen=True)
class Told:
    """A sentence in both languages."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.zh if language == "zh" else self.en


def told(form: Form, **gaps: object) -> Told:
    """Fill the gaps of a form; what is `Told` itself is filled in in the language of the sentence."""
    return Told(*(_filled(form[language == "zh"], gaps, language) for language in LANGUAGES))


def _filled(form: str, gaps: Mapping[str, object], language: Language) -> str:
    return form.format(**{name: each.text(language) if isinstance(each, Told) else each for name, each in gaps.items()})


def listed(items: Sequence[Told], separator: Mapping[Language, str] = _SEPARATOR) -> Told:
    """Return the items one after the other."""
    return Told(*(separator[language].join(each.text(language) for each in items) for language in LANGUAGES))


def in_both(text: object) -> Told:
    """Return what reads the same in both languages."""
    return Told(str(text), str(text))


def duration(seconds: float) -> Told:
    """Return a length of time in words, rounded to two figures: it is only an estimate."""
    for length, en, zh in _DURATIONS:
        if seconds >= _ONE * length:
            number = f"{_two_figures(seconds / length):g}"
            return Told(f"{number} {en}", f"{number} {zh}")
    number = f"{math.ceil(seconds):g}"
    return Told(f"{number} second{'' if number == '1' else 's'}", f"{number} 秒")


def _two_figures(number: float) -> float:
    return float(f"{number:.2g}")
