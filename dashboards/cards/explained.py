"""What does each part of a package contribute, and through which channel: Shapley values from all combinations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboards.cards.comparison import quantity_of
from dashboards.cards.measured import band_cell, both, change_cell
from dashboards.cards.parts import Answer, Card, Chart, Table, not_kept, subtitle
from dashboards.figures.differences import Quantity
from dashboards.figures.waterfall import waterfall_panels
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, listed, number, numbered
from experiments.choices import shown
from experiments.explain import CHANNEL_LABELS, PEOPLE, taken_apart
from experiments.manifest import command_of
from experiments.problems import Problems
from experiments.shapley import CHANNELS, FROM_ORGANS, coalitions
from experiments.wording import band_text, change_text
from sim.intervals import ENOUGH, mean_interval, paired_difference
from sim.measures import Measure

CHANNELS_TEXT: Final = Text("parts and channels", "各部分与作用途径")
PARTS: Final = Text("What does each part contribute?", "各部分贡献多少?")
WAYS: Final = Text("Through which channel?", "通过什么途径?")
WHOLE: Final = "whole"
WHOLE_LABEL: Final = Text("The whole", "合计")
ADDED: Final = Text("What each part adds to the package's effect", "各部分对整体效果的贡献")
GONE: Final = Text("Township people in post at the end, more (+) or fewer (−)", "期末乡镇在职人数的增(+)减(−)")


@dataclass(frozen=True)
class Explained:
    """A package taken apart. `parts`: labels by place as text; `effects`, `ways`: (parts, seeds) by result, channel."""

    parts: Mapping[str, Text]
    measures: Sequence[Measure]
    effects: Mapping[str, Any]
    ways: Mapping[str, Any]
    seeds: int

    @property
    def rows(self) -> dict[str, Text]:
        """The parts, and the whole below them."""
        return {**self.parts, WHOLE: WHOLE_LABEL}

    def values(self, of: Mapping[str, Any], name: str, row: str) -> np.ndarray:
        """Return the contributions of a part, or of all of them together, seed by seed."""
        return of[name].sum(axis=0) if row == WHOLE else of[name][int(row)]


def explained(study: Study) -> Explained:
    """Take a study of `cadreflow explain` apart."""
    names = [str(entry["name"]) for entry in study.manifest["policies"]]
    count = len(study.others)
    by_combination = dict(zip(coalitions(count), names, strict=True))
    parts = {str(place): note.label for place, note in enumerate(study.others)}
    months = study.query("select * from months")
    found = taken_apart(study.runs, months, by_combination, count)
    seeds = next(iter(found[1].values())).shape[1] if found[1] else 0
    if not seeds:
        place = shown(study.folder)
        command = command_of(study.manifest, place)
        raise Problems([f"{place} is unfinished: no seed has a run of every combination; go on with `{command}`"])
    return Explained(parts, *found, seeds)


def explained_cards(study: Study) -> list[Card]:
    """Return the cards of a package taken apart: contributions to results, and channels."""
    if not study.has("months"):
        return [Card("parts", Text("Contributions", "贡献分解"), PARTS, (not_kept(study, "months", CHANNELS_TEXT),))]
    apart = explained(study)
    return [
        Card("parts", Text("Contributions", "贡献分解"), PARTS, (_parts(study, apart),)),
        Card("channels", Text("Channels", "作用途径"), WAYS, (_channels(study, apart),)),
    ]


def _frame(apart: Explained, of: Mapping[str, Any], names: Sequence[str]) -> pd.DataFrame:
    """Return means with bands: panel (of names), row (part or WHOLE), mean, low, high."""
    rows = [(name, row, *mean_interval(apart.values(of, name, row))) for name in names for row in apart.rows]
    return pd.DataFrame(rows, columns=["panel", "row", "mean", "low", "high"])


def _source(apart: Explained) -> Text:
    said = fill(
        Text(
            "Mean over {n} shared seeds of what a part adds in every order of the parts (Shapley values); line: 95% "
            "band; pale: the band covers zero. Parts sum exactly to the whole.",
            "{n} 个共用随机种子下,按所有实施顺序平均的增量(Shapley 值)的均值;细线为 95% 区间,浅色表示区间含零。"
            "各部分之和恰等于整体。",
        ),
        n=number(apart.seeds),
    )  # fmt: skip
    if apart.seeds >= ENOUGH:
        return said
    few = Text(f" Fewer than {ENOUGH} seeds give no band.", f"不足 {ENOUGH} 个种子时无区间。")
    return joined([said, few])


def _parts(study: Study, apart: Explained) -> Answer:
    names = [each.name for each in apart.measures]
    frame = _frame(apart, apart.effects, names)
    quantities = {each.name: quantity_of(each) for each in apart.measures}
    first = apart.measures[0]
    points = [(apart.rows[row], _told(apart, frame, row)) for row in apart.rows]
    return Answer(
        _title(apart, first, frame),
        subtitle(study, ADDED, fill(Text("against “{b}”", "与“{b}”比较"), b=study.baseline.label)),
        _source(apart),
        chart=Chart(
            lambda view: waterfall_panels(frame, view, quantities, apart.rows),
            fill(
                Text("Bars of {p} parts that add up to the whole, for {m} results.",
                     "{p} 个部分逐项累加为整体的条形图,共 {m} 项结果。"),
                p=number(len(apart.parts)), m=number(len(names)),
            ),
        ),
        table=_table(apart, frame, apart.measures),
        points=points,
    )  # fmt: skip


def _title(apart: Explained, measure: Measure, frame: pd.DataFrame) -> Text:
    """Say which part contributes to the first result, and that it contributes most, as far as either can be told."""
    own = frame[frame["panel"] == measure.name].set_index("row")
    label = Text(measure.label_en, measure.label_zh)
    is_told = (own["low"] > 0) | (own["high"] < 0)
    clear = own[is_told & (own.index != WHOLE)]
    if clear.empty:
        return fill(
            Text(
                "No part's contribution to “{r}” can be told apart from chance",
                "各部分对“{r}”的贡献均无法与偶然区分",
            ),
            r=label,
        )
    part = str(clear["mean"].abs().idxmax())
    return fill(
        Text("{s}; the whole: {w}", "{s};整体:{w}") if is_told[WHOLE] else
        Text("{s}; the whole cannot be told apart from chance", "{s};整体效果无法与偶然区分"),
        s=fill(
            Text("To “{r}” “{p}” contributes most: {v}", "对“{r}”贡献最大的是“{p}”:{v}")
            if _is_most(apart, measure, part) else
            Text("To “{r}” “{p}” contributes {v}", "“{p}”对“{r}”的贡献为 {v}"),
            r=label, p=apart.parts[part], v=both(change_text, measure, own.loc[part, "mean"]),
        ),
        w=both(change_text, measure, own.loc[WHOLE, "mean"]),
    )  # fmt: skip


def _is_most(apart: Explained, measure: Measure, part: str) -> bool:
    """Say whether a part's contribution is larger than that of every other part, in whichever way either goes."""
    sizes = {each: np.abs(apart.values(apart.effects, measure.name, each)) for each in apart.parts}
    return all(paired_difference(sizes[part], sizes[each]).low > 0 for each in apart.parts if each != part)


def _told(apart: Explained, frame: pd.DataFrame, row: str) -> list[Text]:
    """Say what a part adds to each result, those together that cannot be told apart from nothing."""
    own = frame[frame["row"] == row].set_index("panel")
    lines, unclear = [], []
    for measure in apart.measures:
        mean, low, high = own.loc[measure.name, ["mean", "low", "high"]]
        label = Text(measure.label_en, measure.label_zh)
        if low > 0 or high < 0:
            band = Text(*(band_text(measure, (low, high), each, scale=abs(mean)) for each in ("en", "zh")))
            form = Text("{r}: {v} (95% band {b})", "{r}:{v}(95% 区间 {b})")
            lines.append(fill(form, r=label, v=both(change_text, measure, mean), b=band))
        else:
            unclear.append(label)
    if unclear:
        form = Text("cannot be told apart from nothing: {r}", "无法与零区分:{r}")
        lines.append(fill(form, r=listed(unclear)))
    return lines


def _table(apart: Explained, frame: pd.DataFrame, measures: Sequence[Measure]) -> Table:
    rows = []
    for measure in measures:
        own = frame[frame["panel"] == measure.name].set_index("row")
        for row, label in apart.rows.items():
            mean, low, high = own.loc[row, ["mean", "low", "high"]]
            cells = [change_cell(measure, mean), band_cell(measure, mean, low, high, change=True)]
            rows.append([Text(measure.label_en, measure.label_zh), label, *cells])
    head = [Text("Result", "结果"), Text("Part", "部分"), Text("Contribution", "贡献"), Text("95% band", "95% 区间")]
    caption = Text(
        "; ".join(f"{each.label_en}: {each.definition_en}" for each in measures),
        ";".join(f"{each.label_zh}:{each.definition_zh}" for each in measures),
    )
    return Table(caption, head, rows, words=2)


def _channels(study: Study, apart: Explained) -> Answer:
    shown = [name for name in (*CHANNELS, FROM_ORGANS) if np.abs(apart.ways[name]).max() > 0]
    labels = {name: Text(*CHANNEL_LABELS[name]) for name in shown} | {"holders": WHOLE_LABEL}
    # The panels are the parts, the rows the channels: the other way round than above.
    order = [WHOLE, *apart.parts]
    frame = _frame(apart, apart.ways, list(labels)).rename(columns={"panel": "row", "row": "panel"})
    people = replace(quantity_of(PEOPLE), factor=1.0)
    panels = {row: replace(people, label=apart.rows[row]) for row in order}
    own = frame[frame["panel"] == WHOLE].set_index("row")
    return Answer(
        _channel_title(own, labels),
        subtitle(study, GONE, fill(Text("against “{b}”", "与“{b}”比较"), b=study.baseline.label)),
        joined([_source(apart), Text(
            "Channels count people who came to or left the townships, so that they sum exactly.",
            "各途径按进出乡镇的人数计算,因此其和精确相等。",
        )]),
        chart=Chart(
            lambda view: _draw(frame, view, panels, labels),
            fill(Text("Bars of people by channel for the whole and {n} parts.", "整体及 {n} 个部分按途径的人数图。"),
                 n=number(len(apart.parts))),
        ),
        table=_channel_table(apart, frame, order, labels),
    )  # fmt: skip


def _draw(frame: pd.DataFrame, view: Any, panels: Mapping[str, Quantity], labels: Mapping[str, Text]) -> Any:
    return waterfall_panels(frame, view, panels, labels, shared=True)


def _channel_title(own: pd.DataFrame, labels: Mapping[str, Text]) -> Text:
    """Say through which channels the package adds and takes most people, as far as that can be told."""
    clear = own[((own["low"] > 0) | (own["high"] < 0)) & (own.index != "holders")]
    if clear.empty:
        return Text(
            "No channel of the package's effect on people in post can be told apart from chance",
            "整体对在职人数的作用途径均无法与偶然区分",
        )
    order = clear["mean"].abs().sort_values(ascending=False).index[:2]
    said = [
        fill(Text("{c} {v}", "{c} {v}"), c=labels[name], v=number(own.loc[name, "mean"], 1, sign=True))
        for name in order
    ]
    return fill(
        Text(
            "The package changes the number of township people mostly through: {s}",
            "整体主要通过以下途径改变乡镇人数:{s}",
        ),
        s=listed(said),
    )


def _channel_table(
    apart: Explained, frame: pd.DataFrame, order: Sequence[str], labels: Mapping[str, Text]
) -> Table:  # fmt: skip
    rows = []
    for row in order:
        own = frame[frame["panel"] == row].set_index("row")
        cells = []
        for name in labels:
            mean, low, high = own.loc[name, ["mean", "low", "high"]]
            value = numbered(number(mean, 1, sign=True), change_cell(PEOPLE, mean).number)
            band = band_cell(PEOPLE, mean, low, high, change=True)
            text = fill(Text("{v} ({b})", "{v}({b})"), v=value, b=band)
            cells.append(numbered(text, replace(value.number, low=low, high=high)))
        rows.append([apart.rows[row], *cells])
    head = [Text("Part", "部分"), *labels.values()]
    return Table(GONE, head, rows)
