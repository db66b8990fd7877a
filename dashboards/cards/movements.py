"""Who moves, and who is next: flows between tiers, and the ages of those who serve in townships."""

import math
from functools import partial

import numpy as np
import pandas as pd

from dashboards.cards.parts import (
    MIDDLE,
    Answer,
    Card,
    Chart,
    Table,
    lines_of,
    not_kept,
    runs_and_band,
    shown_policies,
    stacked,
    subtitle,
)
from dashboards.figures import flow_figure, pyramid_figure
from dashboards.numbers import Number
from dashboards.people import age_pyramids, crossings, yearly_moves
from dashboards.studies import Study
from dashboards.words import (
    SEXES,
    TIERS,
    Text,
    count,
    count_band,
    fill,
    joined,
    listed,
    month,
    number,
    numbered,
    percent,
    same,
)
from sim.measures.columns import TIERS as TIER_ORDER

MOVES = Text("Who moves?", "谁在流动?")
NEXT = Text("Who is next?", "后继有人吗?")
ENTRY_LABEL, EXIT_LABEL = Text("enters service", "新进"), Text("leaves service", "离开公务员队伍")
AGES = Text("Township cadres by age and sex, people", "乡镇干部年龄与性别构成(人)")
BARS = Text("Bar: median of the runs; thin line: the middle 95%.", "条形为中位数,细线为居中 95% 的模拟结果。")
PEOPLE = Text("Cadres a year who are elsewhere one year on", "一年后任职层级改变的人数(人/年)")


def flow_card(study: Study) -> Card:
    """Return flows between tiers, mean a year, with the mobility matrix as the table."""
    link = Text("Who moves", "流动")
    if not study.has("careers"):
        return Card("flows", link, MOVES, (not_kept(study, "careers", Text("moves", "流动")),))
    if study.window.whole_years < 1:
        title = Text(
            "The runs are shorter than a year, so there is no yearly flow",
            "模拟不足一年,无法计算年流动",
        )
        return Card(
            "flows",
            link,
            MOVES,
            (
                Answer(
                    title,
                    Text("Run at least a year: months=12.", "请至少模拟一年:months=12。"),
                    same(""),
                ),
            ),
        )
    answers = [_flows(study, policy) for policy in shown_policies(study)]
    return Card("flows", link, MOVES, answers, stacked(study, answers))


def _flows(study: Study, policy: str) -> Answer:
    moves, label = yearly_moves(study, policy), study.policy(policy).label
    flows = crossings(moves)
    title = flow_title(flows, label)
    definition = Text(
        "Mobility matrix: where each cadre stands at the start of a year of the run and at its end, mean over the "
        "years; who enters and leaves within a year is not in it.",
        "流动矩阵:每年年初与年末所在层级,取各年平均;当年进出者不计入。",
    )
    return Answer(
        title, subtitle(study, PEOPLE, label),
        joined([runs_and_band(study, [policy], MIDDLE), Text("It stands in brackets.", "括号内为区间。"), definition]),
        policy,
        Chart(
            partial(flow_figure, flows),
            fill(Text("Flows between tiers: {s}.", "层级间流动:{s}。"), s=_largest(flows)),
        ),
        _matrix(moves),
    )  # fmt: skip


def _between(flows: pd.DataFrame, source: str, targets: list[str]) -> tuple[float, float, float]:
    rows = flows[(flows["source"] == source) & flows["target"].isin(targets)]
    # The band of a single flow; that of a sum is not the sum of bands.
    if len(rows) == 1:
        return tuple(rows[["mean", "low", "high"]].iloc[0].astype(float))
    return float(rows["mean"].sum()), math.nan, math.nan


def flow_title(flows: pd.DataFrame, label: Text) -> Text:
    """Say how many go up from the townships a year, and how many come down into them."""
    up, _, _ = _between(flows, "township", ["county", "city"])
    down = sum(_between(flows, source, ["township"])[0] for source in ("county", "city"))
    return fill(
        Text("Under “{p}” {up} a year move up from the townships, {down} come down to them",
             "“{p}”下每年有 {up} 人由乡镇上调,{down} 人下到乡镇"),
        p=label, up=count(up), down=count(down),
    )  # fmt: skip


def _largest(flows: pd.DataFrame) -> Text:
    rows = flows.sort_values("mean", ascending=False).head(3)
    return listed(
        fill(
            Text("{a} to {b} {n} a year", "{a}到{b}每年 {n} 人"),
            a=TIERS[row.source],
            b=TIERS[row.target],
            n=count(row.mean),
        )
        for row in rows.itertuples()
    )


def _matrix(moves: pd.DataFrame) -> Table:
    """Return the mobility matrix: rows from, columns to, people a year with the middle 95 % of runs."""
    targets = [*TIER_ORDER, "exit"]
    rows = []
    for source in (*TIER_ORDER, "entry"):
        cells = []
        for target in targets:
            row = moves[(moves["from_tier"] == source) & (moves["to_tier"] == target)]
            cells.append(same("–") if row.empty else _cell(row.iloc[0]))
        rows.append([ENTRY_LABEL if source == "entry" else TIERS[source], *cells])
    head = [
        Text("From, at the start of a year", "年初所在"),
        *(TIERS[tier] for tier in TIER_ORDER),
        EXIT_LABEL,
    ]
    caption = Text("Cadres a year; the diagonal are those who stay", "人/年;对角线为留在原层级者")
    return Table(caption, head, rows)


def _cell(row: pd.Series) -> Text:
    value = count(row["mean"], row["low"], row["high"])
    if math.isnan(row["low"]):
        return value
    words = fill(Text("{v} ({b})", "{v}({b})"), v=value, b=count_band(row["low"], row["high"]))
    return numbered(words, Number(row["mean"], row["low"], row["high"], places=1))


def age_card(study: Study) -> Card:
    """Return the age pyramid of the townships at the start and at the end."""
    link = Text("Ages", "年龄结构")
    if not study.has("careers"):
        return Card("ages", link, NEXT, (not_kept(study, "careers", Text("ages", "年龄结构")),))
    every = {note.name: age_pyramids(study, note.name) for note in study.policies}
    answers = [_ages(study, every, policy) for policy in shown_policies(study)]
    return Card("ages", link, NEXT, answers, stacked(study, answers))


def _ages(study: Study, every: dict[str, pd.DataFrame], policy: str) -> Answer:
    frame, base = every[policy], every[study.baseline.name]
    own = policy == study.baseline.name
    keys = ["panel", "sex", "age"]
    ghost = base[[*keys, "median"]].rename(columns={"median": "ghost"})
    frame = frame.merge(ghost, on=keys)
    frame.loc[(frame["panel"] == "start") | own, "ghost"] = np.nan
    lines, window = lines_of(study), study.window
    moments = {"start": window.start - 1, "end": window.horizon - 1}
    panels = {panel: fill(Text("End of {m}", "{m}末"), m=month(at)) for panel, at in moments.items()}
    if not own:
        panels["end"] = fill(Text("{m}, “{p}”", "{m},“{p}”"), m=panels["end"], p=study.policy(policy).label)
    ghost_line = None if own else lines[study.baseline.name]
    outline = fill(Text("Outline: “{b}”.", "轮廓线为“{b}”。"), b=study.baseline.label)
    source = joined([
        runs_and_band(study, [policy], BARS),
        *([] if own else [outline]),
    ])  # fmt: skip
    return Answer(
        age_title(frame, study.policy(policy).label),
        subtitle(study, AGES, study.policy(policy).label),
        source, policy,
        Chart(
            lambda view: pyramid_figure(frame, view, panels, lines[policy], ghost_line),
            _age_alternative(frame),
        ),
        _age_table(frame, panels, study.baseline.label),
    )  # fmt: skip


def share_from(frame: pd.DataFrame, panel: str, age: int) -> float:
    """Return the share of township cadres of at least an age (a band's lower end)."""
    rows = frame[frame["panel"] == panel]
    total = float(rows["median"].sum())
    return float(rows.loc[rows["age"] >= age, "median"].sum()) / total if total else math.nan


def age_title(frame: pd.DataFrame, label: Text) -> Text:
    """Say how the shares of the young and the old change from start to end."""
    values = {
        "young": [1 - share_from(frame, panel, 35) for panel in ("start", "end")],
        "old": [share_from(frame, panel, 50) for panel in ("start", "end")],
    }
    return fill(
        Text("Under “{p}” township cadres under 35 go from {y0} to {y1}, those of 50 or more from {o0} to {o1}",
             "“{p}”下,乡镇干部中 35 岁以下者由 {y0} 变为 {y1},50 岁及以上者由 {o0} 变为 {o1}"),
        p=label, y0=percent(values["young"][0]), y1=percent(values["young"][1]),
        o0=percent(values["old"][0]), o1=percent(values["old"][1]),
    )  # fmt: skip


def _age_alternative(frame: pd.DataFrame) -> Text:
    totals = frame.groupby("panel")["median"].sum()
    fullest = frame[frame["panel"] == "end"].groupby("label", sort=False)["median"].sum().idxmax()
    return fill(
        Text("Age pyramids: about {a} township cadres at the start, {b} at the end; fullest band at the end {x}.",
             "年龄金字塔:期初约 {a} 人,期末约 {b} 人;期末人数最多的是 {x} 岁组。"),
        a=number(totals["start"]), b=number(totals["end"]), x=str(fullest),
    )  # fmt: skip


def _age_table(frame: pd.DataFrame, panels: dict[str, Text], baseline: Text) -> Table:
    outlined = frame["ghost"].notna().any()
    rows = []
    for panel, label in panels.items():
        for sex, name in SEXES.items():
            part = frame[(frame["panel"] == panel) & (frame["sex"] == sex)].sort_values("age")
            for row in part.itertuples():
                value, band = (
                    count(row.median, row.low_95, row.high_95),
                    count_band(row.low_95, row.high_95),
                )
                cells = [label, name, same(row.label), value, band]
                if outlined:
                    cells.append(count(row.ghost, row.low_95, row.high_95))
                rows.append(cells)
    head = [
        Text("When", "时间"),
        Text("Sex", "性别"),
        Text("Age", "年龄"),
        Text("Median", "中位数"),
        Text("Middle 95% of runs", "居中 95%"),
    ]
    if outlined:
        head.append(baseline)
    return Table(Text("Township cadres", "乡镇干部人数"), head, rows, words=3)
