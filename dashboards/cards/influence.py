"""What drives it? How much each lever and assumption moves each result, by Morris or Sobol."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from dashboards.cards.comparison import quantity_of
from dashboards.cards.measured import number_of
from dashboards.cards.parts import Answer, Card, Chart, Table, subtitle
from dashboards.cards.varied import address_of, both_told, label_of
from dashboards.figures.differences import PERCENT, Quantity
from dashboards.figures.influence import MOST, influence_bars
from dashboards.numbers import Number
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, listed, number, numbered, percent, same
from experiments import influence
from experiments.choices import shown
from experiments.influence_told import is_told, morris_told, sobol_told
from experiments.manifest import command_of
from experiments.parts import read_table, readable
from experiments.problems import Problems
from experiments.sensitivity import FILE
from experiments.wording import LANGUAGES, band_text, change_text
from sim.measures import MEASURES, Measure

QUESTION: Final = Text("What drives it?", "什么在起作用?")
LINK: Final = Text("What drives it", "影响因素")
MORRIS, SOBOL = "morris", "sobol"
_BY: Final = {MORRIS: "mu_star", SOBOL: "total"}
_WAYS: Final = {1: "↑", -1: "↓", 0: "↕"}
_WAY_WORDS: Final = {1: Text("raises", "上升"), -1: Text("lowers", "下降"), 0: Text("no one way", "方向不定")}
_SUBTITLES: Final = {
    MORRIS: Text(
        "Mean size of the change over a number's whole range; ↑ raises, ↓ lowers, ↕ no one way",
        "变量走完整个取值范围时结果变化的平均幅度;↑ 上升,↓ 下降,↕ 方向不定",
    ),
    SOBOL: Text(
        "Share of the variation that a number takes part in; strong: by itself",
        "变量参与解释的变动比例;深色部分为单独解释的比例",
    ),
}
_SOURCES: Final = {
    MORRIS: Text(
        "Morris effects, {points} points, {n} shared seeds. Line: 95% band for all numbers at once.",
        "Morris 效应,{points} 个样本点,{n} 个共用随机种子。细线为对全部变量同时成立的 95% 区间。",
    ),
    SOBOL: Text(
        "Sobol indices, {points} points, {n} shared seeds. Line: 95% band for all numbers at once. Shares may sum to "
        "more than 100% where numbers work together.",
        "Sobol 指数,{points} 个样本点,{n} 个共用随机种子。细线为对全部变量同时成立的 95% 区间。变量共同作用时比例之和可"
        "超过 100%。",
    ),
}  # fmt: skip
_CHANCE: Final = Text(
    "Grey stroke: what chance alone would show; pale: not more than that.",
    "灰色竖线为偶然因素可能造成的大小,浅色表示未超出偶然。",
)
_NO_CHANCE: Final = Text(
    "What chance alone would show is not known with fewer than 2 seeds; pale: the band reaches zero.",
    "不足 2 个种子,偶然因素可能造成的大小不明;浅色表示区间触及零。",
)


def influence_card(study: Study) -> Card:
    """Return what drives the results of a study of `cadreflow sensitivity`, an answer a result; Problems if not yet."""
    table, method = read_influences(study)
    names = list(dict.fromkeys(table["measure"]))
    answers = [_answer(study, table[table["measure"] == name], method) for name in names]
    return Card("drives", LINK, QUESTION, answers, _sheet(table, method))


def read_influences(study: Study) -> tuple[pd.DataFrame, str]:
    """Return what a study keeps of what drives its results, and the method; Problems if it is unfinished."""
    file = study.folder / FILE
    if not file.is_file():
        raise unfinished_study(study, FILE)
    table = read_table(file)
    method = SOBOL if "total" in table.columns else MORRIS
    with readable(file):
        table = table[list(influence.SOBOL if method == SOBOL else influence.MORRIS)]
        for measure, name in zip(table["measure"], table["name"], strict=True):
            MEASURES[str(measure)], address_of(str(name))
    return table, method


def unfinished_study(study: Study, file: str) -> Problems:
    """Return what is to be said where a study does not hold its answer yet."""
    place = shown(study.folder)
    command = command_of(study.manifest, place)
    return Problems([f"{place} is unfinished: it holds no {file} yet; go on with `{command}`"])


def _answer(study: Study, own: pd.DataFrame, method: str) -> Answer:
    by = _BY[method]
    measure = MEASURES[str(own["measure"].iloc[0])]
    told = [both_told(each) for each in (morris_told if method == MORRIS else sobol_told)(own)]
    label = Text(measure.label_en, measure.label_zh)
    points = int(study.runs["point"].nunique())
    about = fill(_SOURCES[method], points=number(points), n=number(study.runs["seed"].nunique()))
    source = joined([about, _CHANCE if own[f"{by}_chance"].notna().any() else _NO_CHANCE])
    title, rest = told[0], told[1:]
    own = own.sort_values(by, ascending=False, kind="stable")
    common = {"points": [(same(""), rest)] if rest else []}
    head = subtitle(study, label, _SUBTITLES[method])
    if not own[by].notna().any():
        return Answer(title, head, source, **common)
    if len(own) > MOST:
        source = joined([source, fill(Text("The {k} largest of {n} are drawn.", "仅绘出 {n} 项中最大的 {k} 项。"),
                                      k=number(MOST), n=number(len(own)))])  # fmt: skip
    return Answer(title, head, source, chart=_chart(own, measure, method), table=_table(own, measure, method), **common)


def _chart(own: pd.DataFrame, measure: Measure, method: str) -> Chart:
    by = _BY[method]
    least = 1e-9 * float(own[by].max())
    most = 1.0 if method == SOBOL else np.inf  # a share of the variation cannot be more, an interval's end can
    frame = pd.DataFrame({
        "name": own["name"], "value": own[by], "low": own[f"{by}_low"], "high": own[f"{by}_high"].clip(upper=most),
        "inner": own["first"] if method == SOBOL else np.nan, "chance": own[f"{by}_chance"],
        "told": [is_told(row, by, least) for _, row in own.iterrows()],
    })  # fmt: skip
    labels = {name: label_of(name) for name in own["name"]}
    written = {row["name"]: _written(row, measure, method) for _, row in own.iterrows()}
    share = Quantity(_SUBTITLES[SOBOL], PERCENT, 100.0, False, "neither")
    quantity = quantity_of(measure) if method == MORRIS else share
    alternative = fill(
        Text("Bars from the largest down: {s}.", "由大到小的条形图:{s}。"),
        s=listed(fill(Text("{n} {v}", "{n} {v}"), n=labels[each], v=written[each]) for each in own["name"].head(3)),
    )
    return Chart(lambda view: influence_bars(frame, view, labels, written, quantity), alternative)


def _written(row: pd.Series, measure: Measure, method: str) -> Text:
    """Return a value with its band, and in Morris' case the way in which the result goes."""
    if method == SOBOL:
        total, low, high = (min(1.0, max(0.0, row[each])) for each in ("total", "total_low", "total_high"))
        return same(f"{total:.0%} ({100 * low:.0f}–{high:.0%})")
    texts = []
    for language in LANGUAGES:
        value = change_text(measure, row["mu_star"], language, signed=False)
        ends = (max(0.0, row["mu_star_low"]), row["mu_star_high"])
        band = band_text(measure, ends, language, signed=False, scale=row["mu_star"])
        texts.append(f"{_WAYS[_way(row)]} {_shortened(value, measure)} ({band})")
    return Text(*texts)


def _shortened(value: str, measure: Measure) -> str:
    """Return a value without its unit, which stands below the axis; money keeps what it is counted in."""
    return (
        value.split(" ", maxsplit=1)[0]
        if measure.unit == "share"
        else value.replace(" yuan a year", "").replace("元/年", "")
    )


def _way(row: pd.Series) -> int:
    return 1 if row["mu_low"] > 0 else -1 if row["mu_high"] < 0 else 0


def _table(own: pd.DataFrame, measure: Measure, method: str) -> Table:
    head, rows = _head(method), [_cells(row, measure, method) for _, row in own.iterrows()]
    caption = Text(f"{measure.label_en}: {measure.definition_en}", f"{measure.label_zh}:{measure.definition_zh}")
    return Table(caption, head, rows)


def _sheet(table: pd.DataFrame, method: str) -> Table:
    """Return all results in one table."""
    rows = []
    for _, row in table.iterrows():
        measure = MEASURES[str(row["measure"])]
        if np.isfinite(row[_BY[method]]):
            rows.append([Text(measure.label_en, measure.label_zh), *_cells(row, measure, method)])
    return Table(_SUBTITLES[method], [Text("Result", "结果"), *_head(method)], rows, words=2)


def _head(method: str) -> Sequence[Text]:
    name, band, ranks = Text("Number", "变量"), Text("95% band", "95% 区间"), Text("Ranks left open", "可能名次")
    chance = Text("Chance alone", "偶然幅度")
    if method == SOBOL:
        return [name, Text("Takes part in", "参与解释"), band, Text("By itself", "单独解释"), chance, ranks]
    return [name, Text("Mean size", "平均幅度"), band, Text("Mean change", "平均变化"), chance,
            Text("Way", "方向"), ranks]  # fmt: skip


def _cells(row: pd.Series, measure: Measure, method: str) -> list[Text]:
    by = _BY[method]
    label, value, low, high = label_of(str(row["name"])), row[by], row[f"{by}_low"], row[f"{by}_high"]
    ranks = same(f"{row['rank_low']:.0f}–{row['rank_high']:.0f}" if row["rank_low"] else "–")
    if method == SOBOL:
        band = numbered(same(f"{100 * low:.0f}–{100 * high:.0f}%"), Number(low=low, high=high, kind="share", places=1))
        return [label, percent(value), band, percent(row["first"]), percent(row["total_chance"]), ranks]
    size, chance = (_size(measure, each) for each in (value, row["mu_star_chance"]))
    ends = Text(*(band_text(measure, (low, high), each, signed=False, scale=abs(value)) for each in LANGUAGES))
    band = numbered(ends, number_of(measure, low=low, high=high, change=True))
    return [label, size, band, _size(measure, row["mu"], signed=True), chance, _WAY_WORDS[_way(row)], ranks]


def _size(measure: Measure, value: float, *, signed: bool = False) -> Text:
    if not np.isfinite(value):
        return same("–")
    words = Text(*(change_text(measure, value, each, signed=signed) for each in LANGUAGES))
    return numbered(words, number_of(measure, value, change=True))
