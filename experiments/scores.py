"""The scorecard as text: one row a remedy, its effects with bands and ranks."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from experiments.assumed import Order
from experiments.schema import SETTING
from experiments.scorecard import PRICE, Score
from experiments.sentences import Label
from experiments.wording import Language, band_text, bare_text, change_text, row_label
from sim.setting import assumptions

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_REMEDY: Final[Mapping[str, str]] = {"en": "Remedy", "zh": "对策"}
_CAPTION: Final[Mapping[str, str]] = {
    "en": "Each remedy alone: paired difference from the first policy (band at 95% for all {m} remedies at once), and "
    "in brackets the ranks that the runs leave open. *: the band leaves out zero. Cost only where cadre-years are "
    "surely gained.",
    "zh": "各对策单独实施时与首项政策的配对差异(区间对全部 {m} 项对策同时成立,95%),方括号内为模拟所允许的名次范围;"
    "* 表示区间不含零。仅在明确增加人年时计算支出。",
}


def show_scorecard(
    scores: Sequence[Score], labels: Mapping[str, Label], spoken: Sequence[Language], console: "Console"
) -> None:
    """Print the scorecard, best retention first."""
    console.print(_table(scores, labels, spoken))


def _table(scores: Sequence[Score], labels: Mapping[str, Label], spoken: Sequence[Language]) -> "Table":
    from rich import box
    from rich.table import Table

    policies = list(dict.fromkeys(each.policy for each in scores))
    measures = list(dict.fromkeys(each.measure for each in scores))
    cells = {(each.policy, each.measure.name): each for each in scores}
    caption = "\n".join(_CAPTION[each].format(m=len(policies)) for each in spoken)
    table = Table(box=box.SIMPLE_HEAD, caption=caption)
    table.add_column(" / ".join(_REMEDY[each] for each in spoken), overflow="fold")
    scales = {each.name: _scale(scores, each.name) for each in measures}
    for measure in measures:
        heads = [row_label(measure, scales[measure.name], each) for each in spoken]
        table.add_column("\n".join(heads), justify="right")
    for policy in policies:
        row = [cells[policy, measure.name] for measure in measures]
        name = "\n".join(getattr(labels[policy], each) for each in spoken)
        table.add_row(name, *(cell(each, scales[each.measure.name], spoken[0]) for each in row))
    return table


def _scale(scores: Sequence[Score], measure: str) -> float:
    """Return the size that decides what a column's numbers are counted in."""
    return max((abs(each.mean) for each in scores if each.measure.name == measure and each.is_known), default=0.0)


def cell(score: Score, scale: float, language: Language) -> str:
    """Return an effect with its band and the ranks left open."""
    if not score.is_known:
        return "–"
    signed = score.measure is not PRICE
    text = bare_text(score.measure, score.mean, language, signed=signed, scale=scale)
    if not math.isnan(score.low):
        band = band_text(score.measure, (score.low, score.high), language, signed=signed, scale=scale)
        text += f" ({band}){' *' if score.told_apart and signed else ''}"
    return f"{text}\n[{score.rank_low}–{score.rank_high}]" if score.rank else text


_ORDER: Final[Mapping[str, str]] = {
    "en": "“{better}” is ahead of “{worse}” in {share} of {n} sets of assumptions, each halved to doubled "
    "({measure}).{rest}",
    "zh": "在 {n} 组假设(各减半至加倍)中,有 {share}“{better}”优于“{worse}”({measure})。{rest}",
}
_REST: Final[Mapping[str, str]] = {
    "en": " It depends most on {items}.",
    "zh": "最受影响的假设:{items}。",
}
_ITEM: Final[Mapping[str, str]] = {
    "en": "“{label}” ({name}; the lead changes by {slope} for each doubling{at})",
    "zh": "“{label}”({name},每加倍一次领先幅度变化 {slope}{at})",
}
_AT: Final[Mapping[str, str]] = {
    "en": ", gone at {factor:.2g} times the value assumed",
    "zh": ",为假设值的 {factor:.2g} 倍时领先消失",
}
_MOST_NAMED: Final = 3


def orders_told(orders: Sequence[Order], labels: Mapping[str, Label], language: Language) -> list[str]:
    """Say of each neighbours in the ranking how far their order depends on assumptions."""
    return [_order_told(each, labels, language) for each in orders]


def _order_told(order: Order, labels: Mapping[str, Label], language: Language) -> str:
    known = {f"{SETTING}.{name}": each for name, each in assumptions().items()}
    items = []
    for each in order.overturners[:_MOST_NAMED]:
        at = "" if math.isnan(each.factor) else _AT[language].format(factor=each.factor)
        slope = change_text(order.measure, each.slope, language)
        label = getattr(known[each.assumption], language)
        items.append(_ITEM[language].format(label=label, name=each.assumption, slope=slope, at=at))
    rest = _REST[language].format(items=("; " if language == "en" else ";").join(items)) if items else ""
    return _ORDER[language].format(
        better=getattr(labels[order.better], language),
        worse=getattr(labels[order.worse], language),
        share=f"{order.holds:.0%}",
        n=order.sets,
        measure=getattr(order.measure, f"label_{language}"),
        rest=rest,
    )
