"""What does it cost: yuan a year by cause."""

import math
from typing import Any

import pandas as pd

from dashboards.cards.comparison import known_findings, said
from dashboards.cards.parts import (
    FUTURES,
    Answer,
    Card,
    Chart,
    Table,
    against,
    lines_of,
    not_kept,
    path_table,
    runs_and_band,
    shown_policies,
    subtitle,
)
from dashboards.figures import Shape, band_panels
from dashboards.numbers import Number
from dashboards.readings import cost_differences, yearly_costs
from dashboards.studies import Study
from dashboards.words import COSTS, Text, fill, joined, listed, money, numbered, same, whole, yuan
from sim.terms import MONTHS

COST = Text("What does it cost?", "要花多少钱?")
YUAN = Text("Yuan a year, by cause; each panel has its own scale", "元/年,按用途;各图纵轴刻度不同")


def cost_card(study: Study) -> Card:
    """Return yearly cost by cause, beside the baseline."""
    link = Text("Cost", "支出")
    if not study.has("months"):
        return Card("cost", link, COST, (not_kept(study, "months", Text("cost", "支出")),))
    paths = yearly_costs(study)
    if paths.empty:
        title = Text(
            "The runs hold no whole calendar year, so there is no yearly cost",
            "模拟不含完整的日历年,无法计算年支出",
        )
        next_step = Text("Run at least two years: months=24.", "请至少模拟两年:months=24。")
        return Card("cost", link, COST, (Answer(title, next_step, same("")),))
    differences = cost_differences(study)
    policies = shown_policies(study)
    answers = [_answer(study, paths, differences, policy) for policy in policies]
    return Card("cost", link, COST, answers, _table(study, paths, policies))


def _answer(study: Study, paths: pd.DataFrame, differences: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    panels = {key: label for key, label in COSTS.items() if key in set(frame["panel"])}
    lines = {name: lines_of(study)[name] for name in shown}
    shape = Shape("months", "yuan", shared=False, panel_height=150)
    own = differences[differences["policy"] == policy]
    parts = [_more(row) for row in own.itertuples() if row.cause != "total"]
    points = (
        [
            (
                fill(
                    Text("Difference from “{b}”, a year", "与“{b}”相比的每年差额"),
                    b=study.baseline.label,
                ),
                parts,
            )
        ]
        if parts
        else []
    )
    definition = Text(
        "Pay, allowances, awards, bonuses, care, support and training of all cadres, whole calendar years.",
        "各层级全部干部的工资、补贴、奖励、奖金、关爱、挂职保障与培训,按完整日历年计。",
    )
    return Answer(
        cost_title(study, paths, policy), subtitle(study, YUAN),
        joined([runs_and_band(study, shown, FUTURES), definition]), policy,
        Chart(lambda view: band_panels(frame, view, panels, lines, shape), _alternative(study, paths, shown)),
        _table(study, paths, shown), points,
    )  # fmt: skip


def _more(row: Any) -> Text:
    """Say one cause's difference with its interval; when it covers zero, that none can be told apart."""
    half = (row.high - row.low) / 2
    names = {"c": COSTS[row.cause], "v": yuan(row.difference, half if half > 0 else 0.0, sign=True)}
    if math.isnan(half):
        few = Text("{c}: {v} (too few runs for a band)", "{c}:{v}(次数过少,无区间)")
        return fill(few, **names)
    if half == 0 and row.difference == 0:
        return fill(Text("{c}: the same in all runs", "{c}:各次模拟完全相同"), **names)
    names |= {"a": money(row.low, half, sign=True), "b": money(row.high, half, sign=True)}
    if row.low <= 0 <= row.high:
        unclear = Text(
            "{c}: no difference can be told apart from chance (95% band {a} to {b} yuan)",
            "{c}:差异无法与偶然区分开(95% 区间 {a} 至 {b} 元)",
        )
        return fill(unclear, **names)
    return fill(Text("{c}: {v} (95% band {a} to {b})", "{c}:{v}(95% 区间 {a} 至 {b})"), **names)


def cost_title(study: Study, paths: pd.DataFrame, policy: str) -> Text:
    """Return the finding on cost, or the level of the last year for the baseline."""
    for finding in known_findings(study):
        if finding.policy == policy and finding.measure.name == "cost_yuan_per_year":
            return said(study, finding)
    row = _last(paths, policy, "total")
    half = (row["high_95"] - row["low_95"]) / 2
    return fill(
        Text("Under “{p}” {v} are paid in {y}", "“{p}”下 {y} 年支出 {v}"),
        p=study.policy(policy).label,
        v=yuan(row["median"], half if half > 0 else 0.0),
        y=str(int(row["x"]) // MONTHS),
    )


def _last(paths: pd.DataFrame, policy: str, panel: str) -> pd.Series:
    rows = paths[(paths["policy"] == policy) & (paths["panel"] == panel)]
    return rows.loc[rows["x"].idxmax()]


def _alternative(study: Study, paths: pd.DataFrame, shown: list[str]) -> Text:
    values = listed(
        fill(
            Text("{v} under “{p}”", "“{p}”下 {v}"),
            v=yuan(_last(paths, name, "total")["median"], 5e4),
            p=study.policy(name).label,
        )
        for name in shown
    )
    return fill(
        Text(
            "Lines of yearly cost by cause; total in the last year: {s}.",
            "各年分用途支出曲线;最后一年合计:{s}。",
        ),
        s=values,
    )


def _table(study: Study, paths: pd.DataFrame, shown: list[str]) -> Table:
    when = (Text("Year", "年份"), lambda x: whole(int(x) // MONTHS))
    return path_table(study, paths, shown, COSTS, when, YUAN, _cells)


def _cells(value: float, low: float, high: float) -> tuple[Text, Text]:
    half = (high - low) / 2
    half = half if half > 0 else 0.0
    if math.isnan(high):
        return money(value), same("–")
    band = fill(Text("{a} to {b}", "{a} 至 {b}"), a=money(low, half), b=money(high, half))
    return money(value, half), numbered(band, Number(low=low, high=high, kind="yuan"))
