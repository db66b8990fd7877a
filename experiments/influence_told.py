"""What drives which result, in both languages; an order is claimed only where the intervals support it."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from experiments.addresses import find
from experiments.telling import Form, Told, listed, told
from experiments.wording import LANGUAGES, Language, band_text, change_text
from sim.measures import MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd

_UNKNOWN: Final[Form] = (
    "“{measure}” has no value at some of the points, so that what drives it is not known.",
    "“{measure}”在部分样本点上没有取值,其影响因素不明。",
)
_SAME: Final[Form] = (
    "“{measure}” is the same at all points: nothing that was varied moves it.",
    "“{measure}”在所有样本点上相同:所变动的各项均不影响它。",
)
_NOTHING: Final[Form] = (
    "With these points and seeds nothing that was varied can be said to move “{measure}”.",
    "以现有的样本点和随机种子,尚不能说所变动的任何一项会影响“{measure}”。",
)
_SHARE_FIRST: Final[Form] = (
    "“{measure}” depends most on {item}.",
    "对“{measure}”影响最大的是{item}。",
)
_SHARE_TIED: Final[Form] = (
    "“{measure}” depends most on these, of which the intervals do not tell the first: {items}.",
    "对“{measure}”影响最大的有以下各项,其先后无法由区间判定:{items}。",
)
_SHARE_ITEM: Final[Form] = (
    "“{name}” (takes part in {total} of the variation, {band}; by itself {alone})",
    "“{name}”(参与解释 {total} 的变动,{band};单独解释 {alone})",
)
_SIZE_FIRST: Final[Form] = (
    "“{measure}” is moved most by {item}.",
    "使“{measure}”变动最大的是{item}。",
)
_SIZE_TIED: Final[Form] = (
    "“{measure}” is moved most by these, of which the intervals do not tell the first: {items}.",
    "使“{measure}”变动最大的有以下各项,其先后无法由区间判定:{items}。",
)
_SIZE_ITEM: Final[Form] = (
    "“{name}” (through its whole range {way} by {size} on average, {band})",
    "“{name}”(由最低到最高平均{way} {size},{band})",
)
_UP: Final = Told("up", "上升")
_DOWN: Final = Told("down", "下降")
_EITHER: Final = Told("up or down", "变动")
_OTHERS: Final[Form] = ("{items} and {more} more", "{items}等 {all} 项")
_NO_INFLUENCE: Final[Form] = (
    "No influence on “{measure}” could be told from chance for {items}.",
    "以下各项对“{measure}”的影响无法与偶然区分:{items}。",
)
_QUOTED: Final[Form] = ("“{name}”", "“{name}”")
_MOST_NAMED: Final = 5
_TRACES: Final = 1e-9


def sobol_told(table: "pd.DataFrame") -> list[Told]:
    """Say of every result what takes part in most of its variation; `table`: of `sobol_indices`."""
    return _told(table, "total", (_SHARE_FIRST, _SHARE_TIED), _share)


def morris_told(table: "pd.DataFrame") -> list[Told]:
    """Say of every result what moves it most; `table`: of `morris_effects`."""
    return _told(table, "mu_star", (_SIZE_FIRST, _SIZE_TIED), _size)


def _told(
    table: "pd.DataFrame", by: str, forms: tuple[Form, Form], item: Callable[[Measure, "pd.Series"], Told]
) -> list[Told]:
    lines = []
    for name, part in table.groupby("measure", sort=False):
        measure = MEASURES[str(name)]
        label = Told(measure.label_en, measure.label_zh)
        spread = float(part["spread"].iloc[0])
        if math.isnan(spread) or spread == 0:
            lines.append(told(_UNKNOWN if math.isnan(spread) else _SAME, measure=label))
            continue
        rows = [row for _, row in part.sort_values(by, ascending=False, kind="stable").iterrows()]
        least = _TRACES * float(part[by].max())
        shown = [row for row in rows if is_told(row, by, least)]
        first = [row for row in shown if row["rank_low"] == 1]
        if not first:
            lines.append(told(_NOTHING, measure=label))
            continue
        items = [item(measure, row) for row in first]
        lines.append(
            told(forms[0], measure=label, item=items[0]) if len(items) == 1
            else told(forms[1], measure=label, items=_some(items, {"en": "; ", "zh": ";"}))
        )  # fmt: skip
        rest = [told(_QUOTED, name=_words(row)) for row in rows if not is_told(row, by, least)]
        if rest:
            lines.append(told(_NO_INFLUENCE, measure=label, items=_some(rest, {"en": ", ", "zh": "、"})))
    return lines


def is_told(row: "pd.Series", by: str, least: float = 0.0) -> bool:
    """Whether an influence is more than chance shows, as far as chance is known."""
    chance = row[f"{by}_chance"]
    return bool(row[f"{by}_low"] > max(least, 0.0 if math.isnan(chance) else chance))


def _share(measure: Measure, row: "pd.Series") -> Told:
    low, high = (min(1.0, max(0.0, row[f"total_{end}"])) for end in ("low", "high"))
    band = Told(f"95% band {low:.0%} to {high:.0%}", f"95% 区间 {low:.0%} 至 {high:.0%}")
    total, alone = (f"{min(1.0, max(0.0, row[kind])):.0%}" for kind in ("total", "first"))
    return told(_SHARE_ITEM, name=_words(row), total=total, alone=alone, band=band)


def _size(measure: Measure, row: "pd.Series") -> Told:
    way = _UP if row["mu_low"] > 0 else _DOWN if row["mu_high"] < 0 else _EITHER
    ends = (max(0.0, row["mu_star_low"]), row["mu_star_high"])
    size = Told(*(change_text(measure, row["mu_star"], language, signed=False) for language in LANGUAGES))
    texts = [band_text(measure, ends, language, signed=False, scale=row["mu_star"]) for language in LANGUAGES]
    band = Told(f"95% band {texts[0]}", f"95% 区间 {texts[1]}")
    return told(_SIZE_ITEM, name=_words(row), way=way, size=size, band=band)


def _words(row: "pd.Series") -> Told:
    """Return the label of what a row is about."""
    address = find(row["name"])
    if address is None:
        raise ValueError(f"{row['name']} is no lever and no assumption")
    return Told(*(address.words(language) for language in LANGUAGES))


def _some(items: Sequence[Told], separator: Mapping[Language, str]) -> Told:
    """Return the items one after the other; of many the first few, and how many more there are."""
    named = listed(items[:_MOST_NAMED], separator)
    if len(items) <= _MOST_NAMED:
        return named
    return told(_OTHERS, items=named, more=len(items) - _MOST_NAMED, all=len(items))
