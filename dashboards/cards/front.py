"""Which trade-off? The policies that no other beats, their levers, and what they cost."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from dashboards.cards.comparison import quantity_of
from dashboards.cards.influence import unfinished_study
from dashboards.cards.measured import band_cell, both, value_cell
from dashboards.cards.parts import Answer, Card, Chart, Table, subtitle
from dashboards.cards.varied import both_told, label_of, setting_cell, short, unit_of
from dashboards.figures.differences import Quantity
from dashboards.figures.front import front_panels
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, listed, number, same
from experiments.optimise import CONFIRMED, TRIED
from experiments.search import Found, Task, task_of
from experiments.search_told import search_told
from experiments.wording import SHARE, value_text
from sim.measures import Measure

QUESTION: Final = Text("Which trade-off?", "如何取舍?")
LINK: Final = Text("Which trade-off", "方案取舍")
_SHOWN: Final = Text(
    "Blue: points that no other beats, with 95% bands of their means; hollow: not kept on other seeds; grey: others "
    "tried; cross: a constraint is broken.",
    "蓝点为没有其他方案全面优于它的方案,附均值的 95% 区间;空心为换用其他种子后未满足约束;灰点为其他所试方案,"
    "叉号为不满足约束。",
)  # fmt: skip


def front_card(study: Study) -> Card:
    """Return what a search of `cadreflow optimise` found; Problems if it has not ended."""
    found = read_search(study)
    return Card("trade", LINK, QUESTION, (_answer(study, found),))


def read_search(study: Study) -> Found:
    """Return what a study keeps of its search; Problems if it is unfinished."""
    if not (study.folder / TRIED).is_file():
        raise unfinished_study(study, TRIED)
    design = study.design
    tried = pd.read_parquet(study.folder / TRIED)
    again = study.folder / CONFIRMED
    constraints = design["constraints"]
    task = task_of(
        design["over"], design["objectives"], [constraints] if isinstance(constraints, str) else list(constraints),
        seeds=_seeds(study), population=design["population"], generations=design["generations"],
        seed=design["search_seed"],
    )  # fmt: skip
    return Found(task, [], tried, pd.read_parquet(again) if again.is_file() else None)


def _seeds(study: Study) -> int:
    """Return on how many seeds each point was run: those that every point has."""
    counts = study.runs.groupby("seed")["point"].nunique()
    return max(1, int((counts == counts.max()).sum()))


def _answer(study: Study, found: Found) -> Answer:
    task, front = found.task, found.front
    told = [both_told(each) for each in search_told(found)]
    measures = [each.measure for each in task.objectives]
    words = listed(
        fill(Text("{m} ({w})", "{m}({w})"), m=Text(each.measure.label_en, each.measure.label_zh),
             w=Text("more", "越高越好") if each.is_max else Text("less", "越低越好"))
        for each in task.objectives
    )  # fmt: skip
    head = subtitle(study, fill(Text("Searched for: {w}", "搜索目标:{w}"), w=words))
    runs = fill(
        Text("{n} runs, {s} shared seeds at each point.", "{n} 次模拟,每个方案使用 {s} 个共用随机种子。"),
        n=number(len(study.runs)), s=number(task.seeds),
    )  # fmt: skip
    constraints = [both_told(each.words) for each in task.constraints]
    kept = [fill(Text("Constraint: {c}.", "约束:{c}。"), c=each) for each in constraints]
    if front.empty:
        return Answer(told[0], head, joined([runs, *kept]), points=[(same(""), told[1:])])
    points = [*told, *_ends(front, task)]
    source = joined([runs, _SHOWN, *kept])
    chart = _chart(found, measures) if len(measures) > 1 else None
    return Answer(
        _title(front, measures, task.objectives[0].is_max),
        head,
        source,
        chart=chart,
        table=_table(front, task),
        points=[(same(""), points)],
    )


def _title(front: pd.DataFrame, measures: Sequence[Measure], is_max: bool) -> Text:
    """Say between what the front lets choose."""
    first = measures[0]
    label = Text(first.label_en, first.label_zh)
    best, last = front.iloc[0], front.iloc[-1]
    if len(measures) == 1 or len(front) == 1:
        return fill(
            Text("The best found for “{m}” is {v}", "所找到的“{m}”最优值为 {v}"),
            m=label, v=both(value_text, first, best[first.name]),
        )  # fmt: skip
    second = measures[1]
    values = {f"{name}{at}": both(value_text, measure, row[measure.name])
              for at, row in (("1", best), ("2", last)) for name, measure in (("a", first), ("b", second))}  # fmt: skip
    return fill(
        Text(
            "“{m}” can be brought to {a1} with “{n}” at {b1}, or left at {a2} with {b2}; {k} choices lie between",
            "“{m}”可{d} {a1}(此时“{n}”为 {b1}),也可为 {a2}(此时为 {b2});其间有 {k} 种选择",
        ),
        m=label, n=Text(second.label_en, second.label_zh), d="升至" if is_max else "降至",
        k=number(max(0, len(front) - 2)), **values,
    )  # fmt: skip


def _ends(front: pd.DataFrame, task: Task) -> list[Text]:
    """Say what is set at the best point for each objective."""
    lines = []
    for objective in task.objectives:
        name = objective.measure.name
        row = front.loc[front[name].idxmax() if objective.is_max else front[name].idxmin()]
        lines.append(fill(
            Text("Best for “{m}” ({v}): {s}.", "“{m}”最优({v})时:{s}。"),
            m=Text(objective.measure.label_en, objective.measure.label_zh),
            v=both(value_text, objective.measure, row[name]), s=_settings(row, task),
        ))  # fmt: skip
    return lines


def _settings(row: Any, task: Task) -> Text:
    cells = [
        fill(Text("{n} {v}", "{n} {v}"), n=label_of(axis.name), v=_set(row[axis.name], axis.address.is_switch))
        for axis in task.axes
    ]
    return listed(cells)


def _set(value: Any, is_switch: bool) -> Text:
    return setting_cell(bool(value)) if is_switch else same(short(float(value)))


def _level(measure: Measure) -> Quantity:
    """Return a result as axes show its levels, shares in percent."""
    own = quantity_of(measure)
    return replace(own, unit=same("%")) if measure.unit == SHARE else own


def _chart(found: Found, measures: Sequence[Measure]) -> Chart:
    task, front = found.task, found.front
    kept = {} if found.confirmed is None else dict(
        zip(found.confirmed["point"], found.confirmed["feasible"], strict=True)
    )  # fmt: skip
    front = front.assign(
        confirmed=[bool(kept.get(point, True)) for point in front["point"]],
        text=[_hover(row, task, measures) for _, row in front.iterrows()],
    )
    up, across = _level(measures[0]), [_level(each) for each in measures[1:]]
    names = [each.name for each in measures]
    alternative = fill(
        Text("Points of {n} policies tried, {k} of them on the front: from {a} to {b} in “{m}”.",
             "所试 {n} 个方案的散点图,其中 {k} 个构成前沿:“{m}”由 {a} 至 {b}。"),
        n=number(len(found.tried)), k=number(len(front)), m=Text(measures[0].label_en, measures[0].label_zh),
        a=both(value_text, measures[0], front[names[0]].iloc[0]),
        b=both(value_text, measures[0], front[names[0]].iloc[-1]),
    )  # fmt: skip
    return Chart(lambda view: front_panels(found.tried, front, view, across, up, names), alternative)


def _hover(row: pd.Series, task: Task, measures: Sequence[Measure]) -> Text:
    lines = [
        fill(
            Text("{m}: {v}", "{m}:{v}"), m=Text(each.label_en, each.label_zh), v=both(value_text, each, row[each.name])
        )
        for each in measures
    ]
    lines.append(_settings(row, task))
    return Text("<br>".join(each.en for each in lines), "<br>".join(each.zh for each in lines))


def _table(front: pd.DataFrame, task: Task) -> Table:
    head = [Text("Point", "方案")]
    for axis in task.axes:
        unit = unit_of(axis.name)
        own = label_of(axis.name)
        head.append(Text(f"{own.en}, {unit}" if unit else own.en, own.zh))
    for objective in task.objectives:
        label = Text(objective.measure.label_en, objective.measure.label_zh)
        head += [label, fill(Text("{m}: 95% band", "{m}:95% 区间"), m=label)]
    rows = []
    for _, row in front.iterrows():
        cells = [number(row["point"])]
        cells += [setting_cell(bool(row[each.name]) if each.address.is_switch else row[each.name])
                  for each in task.axes]  # fmt: skip
        for objective in task.objectives:
            name, mean = objective.measure.name, float(row[objective.measure.name])
            low, high = (float(row.get(f"{name}_{end}", math.nan)) for end in ("low", "high"))
            cells += [value_cell(objective.measure, mean), band_cell(objective.measure, mean, low, high)]
        rows.append(cells)
    return Table(Text("Points of the front, best by the first aim first", "前沿方案,按首个目标由优到劣"), head, rows)
