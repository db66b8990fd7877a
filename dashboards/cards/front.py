"""Which trade-off? The policies that no other beats, their levers, and what they cost."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboards.cards.comparison import level_of
from dashboards.cards.influence import unfinished_study
from dashboards.cards.measured import band_cell, both, value_cell
from dashboards.cards.parts import TOO_FEW, Answer, Card, Chart, Table, subtitle
from dashboards.cards.varied import both_told, label_of, named_with_unit, setting_cell, short
from dashboards.figures.front import front_panels
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, listed, number, same
from experiments.optimise import CONFIRMED, TRIED
from experiments.parts import read_table, readable
from experiments.search import Found, Objective, Task, task_of
from experiments.search_told import search_told
from experiments.wording import change_text, value_text
from sim.intervals import ENOUGH, Difference, paired_difference
from sim.measures import Measure

QUESTION: Final = Text("Which trade-off?", "如何取舍?")
LINK: Final = Text("Which trade-off", "方案取舍")
_SHOWN: Final = Text(
    "Blue: points that no other beats; hollow: not kept on other seeds; grey: others tried; cross: a constraint is "
    "broken.",
    "蓝点为没有其他方案全面优于它的方案;空心为换用其他种子后未满足约束;灰点为其他所试方案,叉号为不满足约束。",
)
_BANDS: Final = Text("Lines: 95% bands of the means.", "细线为均值的 95% 区间。")
_OTHER_SEEDS: Final = Text(
    "Sentences tell of means on the other seeds, chart and table of those on the seeds of the search.",
    "文字所述为其他种子下的均值,图表为搜索所用种子下的均值。",
)


def front_card(study: Study) -> Card:
    """Return what a search of `cadreflow optimise` found; Problems if it has not ended."""
    found = read_search(study)
    return Card("trade", LINK, QUESTION, (_answer(study, found),))


def read_search(study: Study) -> Found:
    """Return what a study keeps of its search; Problems if it is unfinished, or no longer what was written."""
    file, again = study.folder / TRIED, study.folder / CONFIRMED
    if not file.is_file():
        raise unfinished_study(study, TRIED)
    design, constraints = study.design, study.design["constraints"]
    task = task_of(
        design["over"], design["objectives"], [constraints] if isinstance(constraints, str) else list(constraints),
        seeds=len(_seeds(study)[0]), population=design["population"], generations=design["generations"],
        seed=design["search_seed"],
    )  # fmt: skip
    return Found(task, [], _table_of(file, task), _table_of(again, task) if again.is_file() else None)


def _table_of(file: Path, task: Task) -> pd.DataFrame:
    """Return points that a search keeps; Problems if they lack what is told of them."""
    table = read_table(file)
    with readable(file):
        table[["point", "feasible", "front", "violation", *(axis.name for axis in task.axes), *task.measures]]
    return table


def _seeds(study: Study) -> tuple[list[int], list[int]]:
    """Return the seeds on which every point was run, and the others, on which the front alone was."""
    seeds = sorted(study.manifest["seeds"])
    asked = study.design.get("seeds")  # studies of before do not say
    count = asked or (len(seeds) // 2 if (study.folder / CONFIRMED).is_file() else len(seeds))
    return seeds[:count], seeds[count:]


def _shown(found: Found) -> pd.DataFrame:
    """Return the front as words tell of it, best by the first objective first: on other seeds where it was tried there.

    What is chosen by seeds is flattered by them; points that break a constraint on other seeds are left out.
    """
    if found.confirmed is None:
        return found.front
    first = found.task.objectives[0]
    rows = found.confirmed[found.confirmed["feasible"]]
    return rows.sort_values(first.measure.name, ascending=not first.is_max, kind="stable")


def _answer(study: Study, found: Found) -> Answer:
    task, front = found.task, found.front
    told = [both_told(each) for each in search_told(found)]
    measures = [each.measure for each in task.objectives]
    words = listed(
        fill(Text("{m} ({w})", "{m}({w})"), m=_label(each),
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
    rows = _shown(found)
    if rows.empty:
        title, points = told[1], [told[0]]
    else:
        title, points = _title(study, task, rows), [*told, *_ends(rows, task)]
    few = task.seeds < ENOUGH
    source = [runs, TOO_FEW if few else _BANDS, _SHOWN, *([] if found.confirmed is None else [_OTHER_SEEDS]), *kept]
    return Answer(
        title, head, joined(source), chart=_chart(found, measures) if len(measures) > 1 else None,
        table=_table(front, task), points=[(same(""), points)],
    )  # fmt: skip


def _title(study: Study, task: Task, rows: pd.DataFrame) -> Text:
    """Say between what the front lets choose, as far as its ends can be told apart."""
    first = task.objectives[0]
    best, last = rows.iloc[0], rows.iloc[-1]
    if len(task.objectives) == 1 or len(rows) == 1:
        return fill(
            Text("The best found for “{m}” is {v}", "所找到的“{m}”最优值为 {v}"),
            m=_label(first), v=both(value_text, first.measure, best[first.measure.name]),
        )  # fmt: skip
    second = task.objectives[1]
    apart = [_between(study, task, (best, last), each.measure) for each in (first, second)]
    values = {f"{name}{at}": both(value_text, each.measure, row[each.measure.name])
              for at, row in (("1", best), ("2", last)) for name, each in (("a", first), ("b", second))}  # fmt: skip
    is_choice = all(each.told_apart for each in apart) and (apart[1].mean > 0) != second.is_max
    if not is_choice or values["a1"] == values["a2"] or values["b1"] == values["b2"]:
        return _differences(zip((first, second), apart, strict=True))
    return fill(
        Text(
            "“{m}” can be brought to {a1} with “{n}” at {b1}, or left at {a2} with {b2}; {k} choices lie between",
            "“{m}”可{d} {a1}(此时“{n}”为 {b1}),也可为 {a2}(此时为 {b2});其间有 {k} 种选择",
        ),
        m=_label(first), n=_label(second), d="升至" if first.is_max else "降至", k=number(len(rows) - 2), **values,
    )  # fmt: skip


def _label(objective: Objective) -> Text:
    return Text(objective.measure.label_en, objective.measure.label_zh)


def _between(study: Study, task: Task, ends: tuple[pd.Series, pd.Series], measure: Measure) -> Difference:
    """Return how far a result at the first end is above that at the last, paired by seed."""
    searched, others = _seeds(study)
    runs = study.runs[study.runs["seed"].isin(others or searched)]
    values = []
    for row in ends:
        is_there = np.logical_and.reduce([runs[axis.name] == row[axis.name] for axis in task.axes])
        values.append(runs[is_there].drop_duplicates("seed").set_index("seed")[measure.name])
    first, last = values[0].align(values[1], join="inner")
    return paired_difference(first, last)


def _differences(found: Iterable[tuple[Objective, Difference]]) -> Text:
    """Say in what the ends of a front differ that offers no choice between its first two aims."""
    found = list(found)
    said = [
        fill(
            Text("“{m}” (by {d}, 95% band {b})", "“{m}”(相差 {d},95% 区间 {b})"),
            m=_label(objective), d=both(change_text, objective.measure, each.mean),
            b=band_cell(objective.measure, each.mean, each.low, each.high, change=True),
        )
        for objective, each in found if each.told_apart
    ]  # fmt: skip
    if not said:
        return Text("The ends of the front cannot be told apart from chance", "前沿两端的差异无法与偶然区分")
    if len(said) < len(found):
        return fill(Text("The ends of the front can be told apart only in {s}", "前沿两端仅在{s}上可以区分"), s=said[0])
    return fill(Text("The ends of the front differ in {s}", "前沿两端在{s}上不同"), s=listed(said))


def _ends(rows: pd.DataFrame, task: Task) -> list[Text]:
    """Say what is set at the best point for each objective."""
    lines = []
    for objective in task.objectives:
        name = objective.measure.name
        row = rows.loc[rows[name].idxmax() if objective.is_max else rows[name].idxmin()]
        lines.append(fill(
            Text("Best for “{m}” ({v}): {s}.", "“{m}”最优({v})时:{s}。"),
            m=_label(objective), v=both(value_text, objective.measure, row[name]), s=_settings(row, task),
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


def _chart(found: Found, measures: Sequence[Measure]) -> Chart:
    task, front = found.task, found.front
    kept = {} if found.confirmed is None else dict(
        zip(found.confirmed["point"], found.confirmed["feasible"], strict=True)
    )  # fmt: skip
    front = front.assign(
        confirmed=[bool(kept.get(point, True)) for point in front["point"]],
        text=[_hover(row, task, measures) for _, row in front.iterrows()],
    )
    up, across = level_of(measures[0]), [level_of(each) for each in measures[1:]]
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
    head += [named_with_unit(axis.name) for axis in task.axes]
    for objective in task.objectives:
        label = _label(objective)
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
