"""What the words of a study mean: every measure, every lever that was changed, every assumption with its source."""

from collections.abc import Iterator
from typing import Any

from dashboards.cards.basis import sources_of, written
from dashboards.cards.measured import number_of
from dashboards.cards.parts import Table
from dashboards.cards.response import axes_of
from dashboards.cards.varied import address_of, base_of, label_of, setting_cell
from dashboards.numbers import Number
from dashboards.studies import Study, value_in
from dashboards.units import unit_text
from dashboards.words import Text, fill, numbered, same
from experiments.elements import element_words
from experiments.schema import assumptions
from sim.measures import MEASURES
from sim.parameters import Declaration

HEAD = (
    Text("What", "类别"), Text("Label", "名称"), Text("Policy", "政策"), Text("Value", "取值"),
    Text("Baseline", "基准值"), Text("Unit", "单位"), Text("Definition", "定义"), Text("Source", "来源"),
    Text("Name in files", "文件中的名称"),
)  # fmt: skip
TITLE = Text("What the words mean, and where the numbers come from", "名词定义与数据来源")
MEASURE, LEVER, ASSUMPTION = Text("measure", "指标"), Text("changed lever", "改动的杠杆"), Text("assumption", "假设")
VARIED = Text("varied", "变动项")
CITY = Text("the city's data", "城市数据")
MODEL = Text("computed by the model", "模型计算")
NONE = same("")
WAYS = {1: Text("More is better.", "越高越好。"), -1: Text("Less is better.", "越低越好。"), 0: NONE}


def definitions(study: Study) -> Table:
    """Return a row for each measure that the study holds, each lever changed or varied, and each assumption."""
    rows = [*_measures(study), *_levers(study), *_varied(study), *_assumptions(study), *_city(study)]
    return Table(TITLE, HEAD, rows, words=len(HEAD))


def _measures(study: Study) -> Iterator[list[Text]]:
    for measure in MEASURES.values():
        if measure.name not in study.runs.columns:
            continue
        unit = Text(*number_of(measure).written_unit)
        way = WAYS[measure.direction]
        meaning = Text(
            f"{measure.definition_en} {way.en}".strip(), f"{measure.definition_zh}{way.zh}"
        )  # fmt: skip
        yield [
            MEASURE, Text(measure.label_en, measure.label_zh), NONE, NONE, NONE, unit, meaning, MODEL,
            same(measure.name),
        ]  # fmt: skip


def _levers(study: Study) -> Iterator[list[Text]]:
    for note in study.policies:
        for lever, before, after in note.sets:
            for element, was, now in _elements(lever, before, after):
                yield [
                    LEVER, element, note.label, _value(lever, now), _value(lever, was), unit_text(lever.unit), NONE,
                    same("; ".join(each for each in (note.source, lever.source) if each)), same(lever.name),
                ]  # fmt: skip


def _varied(study: Study) -> Iterator[list[Text]]:
    """Yield what the design varies, with the range that was tried."""
    for name in [column for axis in axes_of(study) for column in axis.columns] if study.is_design else []:
        own, tried = address_of(name), study.runs[name]
        ends = [setting_cell(bool(each) if own.is_switch else float(each)) for each in (tried.min(), tried.max())]
        base = own.value_in(base_of(study))
        yield [
            VARIED, label_of(name), NONE, fill(Text("{a} to {b}", "{a} 至 {b}"), a=ends[0], b=ends[1]),
            _value(own.declaration, base), unit_text(own.declaration.unit), NONE, same(own.declaration.source),
            same(name),
        ]  # fmt: skip


def _assumptions(study: Study) -> Iterator[list[Text]]:
    entry = study.manifest["policies"][0]
    for each in assumptions():
        value = value_in(entry, each.name, None)
        if value is None:
            continue
        for element, own, _ in _elements(each, value, value):
            yield [
                ASSUMPTION, element, NONE, _value(each, own), NONE, unit_text(each.unit), NONE, same(each.source),
                same(each.name),
            ]  # fmt: skip


def _city(study: Study) -> Iterator[list[Text]]:
    for name, source in sources_of(study.manifest["city"]["config"], "city"):
        yield [CITY, same(name), NONE, NONE, NONE, NONE, NONE, same(source), NONE]


def _elements(declared: Declaration, before: Any, after: Any) -> Iterator[tuple[Text, Any, Any]]:
    """Yield label and both values of each element of a list that changes, or of what is no list."""
    label = Text(declared.en, declared.zh)
    if not declared.labels or not isinstance(before, tuple | list):
        yield label, before, after
        return
    for name, was, now in zip(declared.labels, before, after, strict=True):
        if was != now or before == after:
            words = element_words(declared, name)
            yield Text(f"{label.en} ({words[0]})", f"{label.zh}({words[1]})"), was, now


def _value(declared: Declaration, value: Any) -> Text:
    """Return a value as a cell: a number, or yes and no."""
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    words = same(written(declared, value))
    return words if isinstance(value, tuple | list) else numbered(words, Number(float(value), kind="exact"))
