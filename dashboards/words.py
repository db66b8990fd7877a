"""Words in both languages: labels from the glossary, and numbers as each language writes them."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from dashboards.numbers import Number
from dashboards.theme import Language

MINUS: Final = "−"
MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
FIGURES: Final = 4
"""Figures shown of an amount whose band is not known."""
WAN: Final = 10_000
"""Chinese counts in 万 from here on."""


@dataclass(frozen=True)
class Text:
    """One thing said in English and in Chinese. `number`: what the words write, for spreadsheets; no part of them."""

    en: str
    zh: str
    number: Number | None = field(default=None, compare=False, repr=False)

    def of(self, language: Language) -> str:
        """Return the words in one language, as they are set on a page."""
        return self.en if language == "en" else typeset(self.zh)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.en + other.en, self.zh + other.zh)


_HAN: Final = "\u4e00-\u9fff“”"
_FULL_WIDTH: Final = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "?": "\uff1f"}
_MARK: Final = re.compile(rf"(?<=[{_HAN}%\uff09])[,:;?]|[,:;?](?=[{_HAN}])")
_BRACKETS: Final = re.compile(rf"\(([^()]*[{_HAN}][^()]*)\)|(?<=[{_HAN}])\(([^()]*)\)")


def typeset(chinese: str) -> str:
    """Set marks beside Chinese characters in full width; those inside numbers and commands stay."""
    enclosed = _BRACKETS.sub(lambda match: f"\uff08{match[1] or match[2] or ''}\uff09", chinese)
    return _MARK.sub(lambda match: _FULL_WIDTH[match[0]], enclosed)


def numbered(text: Text, number: Number) -> Text:
    """Return the same words with the number that they write."""
    return replace(text, number=number)


def same(text: str) -> Text:
    """Return a text that reads the same in both languages: a number, a month, a code."""
    return Text(text, text)


def fill(pattern: Text, **values: "Text | str | int") -> Text:
    """Fill the same named places of both languages' patterns."""
    english = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    chinese = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    return Text(pattern.en.format(**english), pattern.zh.format(**chinese))


def listed(texts: Iterable[Text]) -> Text:
    """Join texts as a list: commas in English, 、 in Chinese."""
    texts = list(texts)
    return Text(", ".join(each.en for each in texts), "、".join(each.zh for each in texts))


def joined(texts: Iterable[Text]) -> Text:
    """Join sentences: with spaces in English, without in Chinese."""
    texts = list(texts)
    return Text(" ".join(each.en for each in texts), "".join(each.zh for each in texts))


# Numbers -----------------------------------------------------------------------------------------


def decimals(half_width: float, *, most: int = 3) -> int:
    """Return how many decimals a band of this half-width supports: its first digit, and one more below 2.

    Negative numbers mean rounding to tens, hundreds and so on.
    """
    width = abs(half_width)
    if not math.isfinite(width) or width == 0:
        return 1
    places = -math.floor(math.log10(width))
    leading = width * 10**places
    return min(most, places + (leading < 2))


def plain(value: float, places: int = 0, *, sign: bool = False) -> str:
    """Write a number with thousands separated; negative `places` round to tens, hundreds ..."""
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def number(value: float, places: int = 0, *, sign: bool = False) -> Text:
    """Write a number for both languages: 万 in Chinese from 10,000 on."""
    english = plain(value, places, sign=sign)
    own = Number(value, places=max(places, 0), signed=sign)
    if not math.isfinite(value) or abs(round(value, places)) < WAN:
        return numbered(same(english), own)
    kept = min(max(places + 4, 0), 4)
    text = plain(value / WAN, kept, sign=sign)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Text(english, f"{text} 万", own)


def money(value: float, half_width: float = 0.0, *, sign: bool = False) -> Text:
    """Write yuan without the unit's name: "12.4 million", "1,240 万"; rounded to what a band supports."""
    own = Number(value, kind="yuan", signed=sign)
    if not math.isfinite(value):
        return numbered(same(plain(value)), own)
    texts = []
    for unit, word in ((1_000_000, " million"), (WAN, " 万")):
        scale, name = (unit, word) if abs(value) >= unit else (1, "")
        if half_width:
            text = plain(value / scale, decimals(half_width / scale), sign=sign)
        else:
            text = plain(float(f"{value / scale:.{FIGURES}g}"), 3, sign=sign).rstrip("0").rstrip(".")
        texts.append(text + name)
    return Text(texts[0], texts[1], own)


def yuan(value: float, half_width: float = 0.0, *, sign: bool = False) -> Text:
    """Write yuan with the unit's name: "12.4 million yuan", "1,240 万元"."""
    text = money(value, half_width, sign=sign)
    return Text(f"{text.en} yuan", f"{text.zh}元" if text.zh.endswith("万") else f"{text.zh} 元", text.number)


def percent(share: float, low: float = math.nan, high: float = math.nan) -> Text:
    """Write a share in percent, rounded to what its band supports."""
    places = share_places(low, high)
    text = f"{plain(100 * share, places)}%" if math.isfinite(share) else "–"
    return numbered(same(text), Number(share, kind="share", places=max(places, 1)))


def percent_band(low: float, high: float, places: int | None = None) -> Text:
    """Write the ends of a band of shares: "14–20%", a dash where there is no band."""
    places = share_places(low, high) if places is None else places
    own = Number(low=low, high=high, kind="share", places=max(places, 1))
    text = f"{plain(100 * low, places)}–{plain(100 * high, places)}%" if math.isfinite(high) else "–"
    return numbered(same(text), own)


def share_places(low: float, high: float) -> int:
    """Return the decimals of a percentage that a band of shares supports, at most one."""
    return max(decimals(50 * (high - low), most=1), 0) if math.isfinite(high - low) else 0


def count(value: float, low: float = math.nan, high: float = math.nan) -> Text:
    """Write a mean number of people, rounded to what its band supports; below ten with a decimal if it has none."""
    if math.isfinite(high - low):
        places = max(decimals((high - low) / 2, most=1), 0)
    else:
        places = 1 if abs(value) < 10 else 0
    return number(value, places)


def count_band(low: float, high: float) -> Text:
    """Write the ends of a band of numbers of people: "3–5", a dash where there is no band."""
    text = f"{count(low, low, high).en}–{count(high, low, high).en}" if math.isfinite(high) else "–"
    return numbered(same(text), Number(low=low, high=high, places=1))


def whole(value: float) -> Text:
    """Write a whole number that is a name more than an amount: a year, a class."""
    return numbered(same(str(int(value))), Number(int(value), kind="name"))


def month(number_of: int) -> Text:
    """Write a month: "December 2017", "2017 年 12 月"."""
    year, place = divmod(number_of, 12)
    return Text(f"{MONTH_NAMES[place]} {year}", f"{year} 年 {place + 1} 月")


# Labels ------------------------------------------------------------------------------------------

TIERS: Final = {
    "township": Text("townships", "乡镇"),
    "county": Text("county organs", "县直机关"),
    "city": Text("city organs", "市直机关"),
    "outside": Text("outside the service", "系统外"),
}
TIER_NAMES: Final = {
    "township": Text("Township", "乡镇"),
    "county": Text("County", "县"),
    "city": Text("City", "市"),
}
GROUPS: Final = {
    "township": Text("Townships, all posts", "乡镇全部岗位"),
    "township_leading": Text("Townships, leadership posts", "乡镇领导职数"),
    "county": Text("County organs", "县直机关"),
    "city": Text("City organs", "市直机关"),
}
COHORTS: Final = {
    "opening": Text("In townships at the start", "期初在乡镇人员"),
    "recruits": Text("Recruited into townships", "新录用到乡镇人员"),
}
CAUSES: Final = {
    "move_up": Text("moved up", "调往上级"),
    "move_down": Text("moved down", "调往下级"),
    "retire": Text("retired", "到龄退休"),
    "retire_early": Text("retired early", "提前退休"),
    "die": Text("died", "去世"),
    "resign": Text("resigned", "辞职"),
    "dismiss": Text("dismissed", "辞退"),
}
COSTS: Final = {
    "pay": Text("Pay", "基本工资"),
    "allowance": Text("Township allowance", "乡镇工作补贴"),
    "award": Text("Awards", "奖金"),
    "grade": Text("Pay for personal grades", "职级工资"),
    "bonus": Text("Bonus and team prizes", "绩效奖与集体奖"),
    "care": Text("Care programmes", "关怀保障"),
    "support": Text("Support of secondments", "挂职保障"),
    "training": Text("Training", "培训"),
    "other": Text("Programme and village staff", "项目人员与村干部"),
    "total": Text("Total", "合计"),
}
SEXES: Final = {"male": Text("Men", "男"), "female": Text("Women", "女")}
