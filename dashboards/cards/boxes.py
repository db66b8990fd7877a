"""Where does it fail? The box of assumptions and levers in which a policy's failures lie dense."""

import json
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboards.cards.influence import unfinished_study
from dashboards.cards.parts import Answer, Card, Chart, Table, subtitle
from dashboards.cards.varied import address_of, both_told, label_of, named_with_unit, setting_cell, short
from dashboards.figures.boxes import Range, box_ranges
from dashboards.numbers import Number
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, number, numbered, percent, same
from experiments.boxes import Box, Discovery, Limit
from experiments.boxes_told import discovery_told, limits_told
from experiments.conditions import Condition, fails, failure_of
from experiments.discover import FILE
from experiments.parts import readable
from experiments.sentences import Label

QUESTION: Final = Text("Where does it fail?", "在何处失效?")
LINK: Final = Text("Where it fails", "失效情形")
_STROKES: Final = Text(
    "Strokes: futures, failures above the line, the others below; shaded: the box; its limits in bold. Found by PRIM "
    "and kept only if failures are denser inside on futures held back.",
    "竖线为各种未来,失败者在线上方,未失败者在下方;阴影为失败区域,其界限以粗体标出。以 PRIM 方法寻找,"
    "仅在留出的未来中失败同样更密集时才予保留。",
)  # fmt: skip
LEAST: Final = 1e-12


def box_card(study: Study) -> Card:
    """Return what `cadreflow discover` found; Problems if it has not ended."""
    return Card("fails", LINK, QUESTION, (_answer(study, *read_discovery(study)),))


def read_discovery(study: Study) -> tuple[Discovery, list[Condition]]:
    """Return what a study keeps of its discovery, and what a failure is; Problems if it is unfinished."""
    file = study.folder / FILE
    if not file.is_file():
        raise unfinished_study(study, FILE)
    with readable(file):
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        box = kept.pop("box")
        if box:
            box = Box(**{**box, "limits": tuple(Limit(**each) for each in box["limits"])})
            for limit in box.limits:
                address_of(limit.name)
        found = Discovery(**kept, box=box)
    return found, failure_of(study.design["fails"])


def futures(study: Study) -> pd.DataFrame:
    """Return a row for each point: what it sets, and the mean of every result over the seeds."""
    return study.runs.groupby("point").mean(numeric_only=True)


def _answer(study: Study, found: Discovery, conditions: list[Condition]) -> Answer:
    label = study.baseline.label
    told = [both_told(each) for each in discovery_told(found, conditions, Label(label.en, label.zh))]
    means = futures(study)
    failing, known = fails(conditions, means)
    means, failing = means[known], failing[known]
    source = fill(
        Text("{n} futures, {s} shared seeds in each; a future fails by the mean of its runs.",
             "{n} 种未来,每种使用 {s} 个共用随机种子;以各次模拟均值判定是否失败。"),
        n=number(len(means)), s=number(study.runs["seed"].nunique()),
    )  # fmt: skip
    head = subtitle(study, fill(Text("Failures of “{p}”", "“{p}”的失败"), p=label))
    if found.box is None:
        return Answer(told[-1], head, source, points=[(same(""), told[:-1])])
    title = fill(
        Text("“{p}” fails in {d} of the {n} futures tried in which {l}",
             "所试未来中{l}者有 {n} 种,“{p}”在其中的 {d} 失败"),
        p=label, d=percent(found.box.density), n=number(found.box.points), l=both_told(limits_told(found.box)),
    )  # fmt: skip
    ranges = ranges_of(found.box, means)
    alternative = fill(
        Text("Futures along {k} numbers, with the box in which {f} of {n} fail.",
             "各种未来沿 {k} 个变量的分布及失败区域(区域内 {n} 种中有 {f} 种失败)。"),
        k=number(len(ranges)), f=number(found.box.failures), n=number(found.box.points),
    )  # fmt: skip
    return Answer(
        title, head, joined([source, _STROKES]),
        chart=Chart(lambda view: box_ranges(means, failing, view, ranges), alternative),
        table=_table(found.box, ranges), points=[(same(""), told)],
    )  # fmt: skip


def ranges_of(box: Box, points: pd.DataFrame) -> dict[str, Range]:
    """Return the ranges of the numbers that a box limits, among the futures and within the box."""
    found = {}
    for name in dict.fromkeys(limit.name for limit in box.limits):
        low, high = float(points[name].min()), float(points[name].max())
        own = {limit.is_low: limit.value for limit in box.limits if limit.name == name}
        ends = (low, own.get(True, low), own.get(False, high), high)
        named = label_of(name) if address_of(name).is_switch else named_with_unit(name)
        found[name] = Range(named, low, high, ends[1], ends[2], tuple(_limit_text(each) for each in ends))
    return found


def _limit_text(value: float) -> str:
    return short(float(f"{value:.3g}"))


def _table(box: Box, ranges: dict[str, Range]) -> Table:
    head = [
        Text("Number", "变量"), Text("Fails from", "失败区域下界"), Text("to", "上界"), Text("Range tried", "所试范围"),
        Text("quasi-p of the limit", "界限的 quasi-p"),
    ]  # fmt: skip
    rows = []
    for name, own in ranges.items():
        p = max((limit.quasi_p for limit in box.limits if limit.name == name), default=np.nan)
        words = Text(f"{own.written[0]} to {own.written[3]}", f"{own.written[0]} 至 {own.written[3]}")
        tried = numbered(words, Number(low=own.low, high=own.high, kind="exact"))
        p_cell = numbered(same("<0.001" if p < 0.001 else f"{p:.3f}"), Number(p, places=3))
        rows.append([own.label, _end(own.box_low, own.low), _end(own.box_high, own.high), tried, p_cell])
    caption = fill(
        Text("The box: {f} of {n} futures in it fail ({d}); it holds {c} of all failures.",
             "失败区域:其中 {n} 种未来有 {f} 种失败({d}),包含全部失败的 {c}。"),
        f=number(box.failures), n=number(box.points), d=percent(box.density), c=percent(box.coverage),
    )  # fmt: skip
    return Table(caption, head, rows)


def _end(value: float, end: float) -> Text:
    """Return a limit as a cell; a dash where the box goes to the end of the range."""
    return same("–") if abs(value - end) < LEAST else setting_cell(value)
