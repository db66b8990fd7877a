"""What follows from a lever? Results of a sweep along what it varies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from dashboards.cards.comparison import level_of
from dashboards.cards.measured import band_cell, both, value_cell
from dashboards.cards.parts import TOO_FEW, Answer, Card, Chart, Table, lines_of, shown_policies, stacked, subtitle
from dashboards.cards.varied import label_of, named_with_unit, setting_cell, short, unit_of
from dashboards.figures.bands import Line
from dashboards.figures.response import response_panels
from dashboards.studies import Study
from dashboards.theme import Stroke
from dashboards.units import with_unit
from dashboards.words import Text, fill, joined, listed, number, same
from experiments.addresses import find
from experiments.sweep import SHOWN
from experiments.wording import change_text, value_text
from sim.intervals import ENOUGH, mean_interval, paired_difference
from sim.measures import MEASURES, Measure

QUESTION: Final = Text("What follows from it?", "随之如何变化?")
LINK: Final = Text("Responses", "响应曲线")
MOST_AXES: Final = 6
"""Levers that get a panel of dots; the table has all."""
MOST_SERIES: Final = 6
_RAMP: Final = ("#9CC9E5", "#6BAED6", "#3F8EC4", "#1D6CAB", "#0A4D8C", "#06305E")
"""One hue, light to dark, for the values of a second lever."""
_DOT: Final = Text("Dot: mean of the runs.", "圆点为各次模拟均值。")
_BAND: Final = Text("Band: 95% interval of that mean.", "色带为该均值的 95% 区间。")
_GOES: Final = Text(
    "“{m}” goes from {v} to {w} as “{x}” goes from {a} to {b} (by {d}, 95% band {e})",
    "“{x}”由 {a} 变为 {b} 时,“{m}”由 {v} 变为 {w}(变化 {d},95% 区间 {e})",
)
_STAYS: Final = Text(
    "No change of “{m}” between “{x}” at {a} and at {b} can be told from chance: {v} and {w} (by {d}, 95% band {e})",
    "“{x}”取 {a} 与取 {b} 时,“{m}”的变化无法与偶然区分:{v} 与 {w}(变化 {d},95% 区间 {e})",
)
_TOO_FEW: Final = Text(
    "“{m}” is {v} with “{x}” at {a} and {w} at {b}; too few shared seeds to tell a change from chance",
    "“{x}”取 {a} 与取 {b} 时,“{m}”为 {v} 与 {w};共用随机种子过少,无法判断变化是否出于偶然",
)
_UNDER: Final = Text("Under “{p}”: {t}", "“{p}”之下:{t}")
_DOTS: Final = Text(
    "Dot: mean of the runs at a point; other levers differ from dot to dot.",
    "圆点为各设计点的模拟均值;各点其他杠杆取值不同。",
)


@dataclass(frozen=True)
class Axis:
    """What is varied together: columns of the runs, the first of which gives the values."""

    columns: tuple[str, ...]

    @property
    def label(self) -> Text:
        """Its levers, each once."""
        names = []
        for column in self.columns:
            found = find(column)
            names.append(found.declaration.name if found and len(self.columns) > 1 else column)
        return listed(label_of(name) for name in dict.fromkeys(names))

    @property
    def named(self) -> Text:
        """Its label with the unit."""
        return with_unit(self.label, unit_of(self.columns[0]))


def response_card(study: Study) -> Card:
    """Return what follows from what a study of `cadreflow sweep` varies: lines along one or two levers, else dots."""
    means, axes = means_of(study), axes_of(study)
    measures = [MEASURES[name] for name in SHOWN if study.runs[name].notna().any()]
    if not axes or not measures or means.empty:
        nothing = Text("Nothing that was varied has values to show", "所变动的各项没有可显示的结果")
        return Card("responses", LINK, QUESTION, (Answer(nothing, subtitle(study), same("")),))
    second = _second(means, axes)
    policies = shown_policies(study)
    if second is not None:
        first = next(each for each in axes if each is not second)
        answers = [_lines(study, means, policy, (first, second), measures) for policy in policies]
        return Card("responses", LINK, QUESTION, answers, stacked(study, answers))
    if len(axes) == 1:
        return Card("responses", LINK, QUESTION, (_single(study, means, axes[0], measures),))
    return Card("responses", LINK, QUESTION, (_cloud(study, means, axes, measures),))


def axes_of(study: Study) -> list[Axis]:
    """Return what the design varies; levers whose values go hand in hand are one axis."""
    columns = [name for name in study.runs.columns if "." in name and find(name) is not None]
    varied = [
        name for name in columns
        if any(own[name].nunique() > 1 for _, own in study.runs.groupby("policy", observed=True))
    ]  # fmt: skip
    groups: list[list[str]] = []
    for name in varied:
        for group in groups:
            pairs = study.runs[[group[0], name]].astype(float).drop_duplicates().sort_values(group[0])
            steps, others = np.diff(pairs.to_numpy(float), axis=0).T
            if (steps > 0).all() and ((others > 0).all() or (others < 0).all()):
                group.append(name)
                break
        else:
            groups.append([name])
    return [Axis(tuple(group)) for group in groups]


def means_of(study: Study) -> pd.DataFrame:
    """Return a row for each policy and point: what it sets, and mean, NAME_low, NAME_high of every result shown."""
    rows = []
    for (policy, point), own in study.runs.groupby(["policy", "point"], observed=True, sort=True):
        row = {"policy": policy, "point": point}
        row |= {name: float(own[name].iloc[0]) for name in own.columns if "." in name and find(name) is not None}
        for name in SHOWN:
            row[name], row[f"{name}_low"], row[f"{name}_high"] = mean_interval(own[name].dropna().to_numpy(float))
        rows.append(row)
    return pd.DataFrame(rows)


def _second(means: pd.DataFrame, axes: Sequence[Axis]) -> Axis | None:
    """Return the lever whose values are lines: that of two, crossed in full, which has fewer values."""
    if len(axes) != 2:
        return None
    counts = [means[axis.columns[0]].nunique() for axis in axes]
    crossed = means.groupby("policy")["point"].nunique().min() == counts[0] * counts[1]
    if not crossed or min(counts) > MOST_SERIES:
        return None
    return axes[int(np.argmin(counts[::-1])) ^ 1] if counts[0] != counts[1] else axes[1]


def _frame(rows: pd.DataFrame, measures: Sequence[Measure], axis: Axis, series: pd.Series) -> pd.DataFrame:
    """Return results along an axis: panel (the result), series, x, mean, low, high."""
    parts = [
        pd.DataFrame({
            "panel": each.name, "series": series.to_numpy(), "x": rows[axis.columns[0]].to_numpy(float),
            "mean": rows[each.name], "low": rows[f"{each.name}_low"], "high": rows[f"{each.name}_high"],
        })
        for each in measures
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _source(study: Study, about: Text | None = None) -> Text:
    """Return what the answer rests on; `about`: what its dots are where they are not joined by a band."""
    seeds = study.runs["seed"].nunique()
    return joined([fill(
        Text("{p} points, {n} shared seeds at each.", "{p} 个设计点,每点使用 {n} 个共用随机种子。"),
        p=number(study.runs["point"].nunique()), n=number(seeds),
    ), *([about] if about else [TOO_FEW, _DOT] if seeds < ENOUGH else [_DOT, _BAND])])  # fmt: skip


def _ends(study: Study, rows: pd.DataFrame, measure: Measure, axis: Axis) -> tuple[Text, float]:
    """Say how a result goes from one end of a lever to the other, and how far, paired by seed; 0 if it cannot be told.

    `rows`: of one policy, points that differ in this lever alone.
    """
    ordered = rows.sort_values(axis.columns[0])
    first, last = ordered.iloc[0], ordered.iloc[-1]
    own = study.runs[study.runs["policy"] == first["policy"]]
    values = [own[own["point"] == row["point"]].set_index("seed")[measure.name] for row in (first, last)]
    found = paired_difference(values[1], values[0])
    gaps = {
        "m": Text(measure.label_en, measure.label_zh), "x": axis.label, "a": short(first[axis.columns[0]]),
        "b": short(last[axis.columns[0]]), "v": both(value_text, measure, first[measure.name]),
        "w": both(value_text, measure, last[measure.name]),
        "d": both(change_text, measure, found.mean),
        "e": band_cell(measure, found.mean, found.low, found.high, change=True),
    }  # fmt: skip
    form = _GOES if found.told_apart else _STAYS if found.n >= ENOUGH else _TOO_FEW
    return fill(form, **gaps), abs(found.mean) if found.told_apart else 0.0


def _chart(frame: pd.DataFrame, measures: Sequence[Measure], axis: Axis, lines: dict[str, Line]) -> Chart:
    panels = {each.name: (level_of(each), axis.named) for each in measures}
    alternative = fill(
        Text("Lines of {m} results along {x}, {k} of them in each.", "{m} 项结果沿“{x}”的曲线,每图 {k} 条。"),
        m=number(len(measures)), x=axis.label, k=number(len(lines)),
    )  # fmt: skip
    return Chart(lambda view: response_panels(frame, view, panels, lines), alternative)


def _single(study: Study, means: pd.DataFrame, axis: Axis, measures: Sequence[Measure]) -> Answer:
    frame = _frame(means, measures, axis, means["policy"])
    rows = means[means["policy"] == study.baseline.name]
    told = [_ends(study, rows, measure, axis)[0] for measure in measures]
    if len(study.policies) > 1:
        told = [fill(_UNDER, p=study.baseline.label, t=each) for each in told]
    return Answer(
        told[0], subtitle(study, axis.named), _source(study),
        chart=_chart(frame, measures, axis, lines_of(study)), table=_table(study, means, [axis], measures),
        points=[(same(""), told[1:])],
    )  # fmt: skip


def _lines(
    study: Study, means: pd.DataFrame, policy: str, axes: tuple[Axis, Axis], measures: Sequence[Measure]
) -> Answer:
    first, second = axes
    rows = means[means["policy"] == policy]
    values = sorted(rows[second.columns[0]].unique())
    shades = np.linspace(0, len(_RAMP) - 1, len(values)).round().astype(int)
    lines = {
        f"{value:g}": Line(same(short(value)), Stroke(_RAMP[shade]))
        for value, shade in zip(values, shades, strict=True)
    }
    frame = _frame(rows, measures, first, rows[second.columns[0]].map("{:g}".format))
    said = fill(Text("lines: {x}", "各线:{x}"), x=second.named)
    title, points = _strongest(study, rows, axes, measures[0])
    return Answer(
        title, subtitle(study, first.named, said, study.policy(policy).label), _source(study), policy,
        _chart(frame, measures, first, lines), _table(study, rows, [first, second], measures, named=False),
        [(same(""), points)],
    )  # fmt: skip


def _strongest(
    study: Study, rows: pd.DataFrame, axes: tuple[Axis, Axis], measure: Measure
) -> tuple[Text, list[Text]]:  # fmt: skip
    """Return what follows from the lever that moves a result more, and from the other, each at the other's middle."""
    told = []
    for axis, other in (axes, axes[::-1]):
        values = sorted(rows[other.columns[0]].unique())
        middle = values[len(values) // 2]
        words, far = _ends(study, rows[rows[other.columns[0]] == middle], measure, axis)
        form = Text("{t}, with “{x}” at {v}", "{t};“{x}”取 {v}")
        told.append((far, fill(form, t=words, x=other.label, v=short(middle))))
    told.sort(key=lambda each: each[0], reverse=True)
    return told[0][1], [told[1][1]]


def _cloud(study: Study, means: pd.DataFrame, axes: Sequence[Axis], measures: Sequence[Measure]) -> Answer:
    """Return dots of the first result along each lever, where many vary at once."""
    measure = measures[0]
    label = Text(measure.label_en, measure.label_zh)
    shown = axes[:MOST_AXES]
    frame = pd.concat(
        [_frame(means, [measure], axis, means["policy"]).assign(panel=axis.columns[0]) for axis in shown],
        ignore_index=True,
    )
    panels = {axis.columns[0]: (level_of(measure), axis.named) for axis in shown}
    lines = lines_of(study)
    low, high = means[measure.name].min(), means[measure.name].max()
    title = fill(
        Text("“{m}” lies between {a} and {b} over the points tried", "所试各设计点的“{m}”介于 {a} 与 {b} 之间"),
        m=label, a=both(value_text, measure, low), b=both(value_text, measure, high),
    )  # fmt: skip
    alternative = fill(
        Text("Dots of {m} along {k} levers and assumptions.", "“{m}”沿 {k} 个杠杆与假设的散点图。"),
        m=label, k=number(len(shown)),
    )  # fmt: skip
    return Answer(
        title, subtitle(study, label), _source(study, _DOTS),
        chart=Chart(lambda view: response_panels(frame, view, panels, lines, joined=False), alternative),
        table=_table(study, means, axes, measures),
    )  # fmt: skip


def _table(
    study: Study, rows: pd.DataFrame, axes: Sequence[Axis], measures: Sequence[Measure], *, named: bool = True
) -> Table:
    columns = [column for axis in axes for column in axis.columns]
    head = [Text("Policy", "政策")] if named else []
    head.append(Text("Point", "设计点"))
    head += [named_with_unit(column) for column in columns]
    for measure in measures:
        label = Text(measure.label_en, measure.label_zh)
        head += [label, fill(Text("{m}: 95% band", "{m}:95% 区间"), m=label)]
    made = []
    for _, row in rows.sort_values(["policy", *columns], kind="stable").iterrows():
        cells = [study.policy(row["policy"]).label] if named else []
        cells += [number(row["point"]), *(setting_cell(row[column]) for column in columns)]
        for measure in measures:
            mean, low, high = (float(row[f"{measure.name}{end}"]) for end in ("", "_low", "_high"))
            cells += [value_cell(measure, mean), band_cell(measure, mean, low, high)]
        made.append(cells)
    caption = Text(
        "; ".join(f"{each.label_en}: {each.definition_en}" for each in measures),
        ";".join(f"{each.label_zh}:{each.definition_zh}" for each in measures),
    )
    return Table(caption, head, made)
