"""Who is next? Ready candidates for each leading post, and who is promoted."""

import math
from collections.abc import Mapping
from typing import Final

import pandas as pd

from dashboards.cards.kinds import KINDS
from dashboards.cards.parts import (
    FUTURES,
    MIDDLE,
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
from dashboards.figures import Quantity, Shape, band_panels, difference_panels
from dashboards.prospects import promotion_rates, ready_candidates
from dashboards.readings import last_values
from dashboards.studies import Study
from dashboards.words import Text, decimals, fill, joined, number, same
from sim.terms import MONTHS

READY: Final = Text("Is anybody ready?", "后备人选够不够?")
READY_LINK: Final = Text("Ready candidates", "后备人选")
RISE: Final = Text("Who is promoted?", "谁被提拔?")
RISE_LINK: Final = Text("Promotions", "提拔")
DEPTH: Final = Text(
    "Township cadres who may be promoted now, for each leading post", "每个领导职数对应的可提拔乡镇干部人数"
)
RATE: Final = Text("Promotions per 100 cadre-years in a township post", "每百人年的提拔次数(在乡镇岗位)")
PANEL: Final = {"ready": Text("Ready candidates per leading post", "每个领导职数的可用人选")}
ROUTES: Final = {
    "opening_stock": Text("There at the start", "期初在岗"),
    "recruit": Text("Recruited by examination", "考录"),
    "others": Text("Other ways of entry", "其他渠道"),
}
AGES: Final = {
    "young": Text("35 or less", "35 岁及以下"),
    "middle": Text("36 to 45", "36–45 岁"),
    "old": Text("46 or more", "46 岁及以上"),
}


SPLITS: Final = {name: kind.label for name, kind in KINDS.items()} | {
    "age": Text("age when the spell began", "任职时年龄"),
}
"""What a split of promotions is called."""


def labels_of(by: str) -> Mapping[str, Text]:
    """Return the groups of a split of promotions, in order."""
    return {"route": ROUTES, "age": AGES}.get(by) or KINDS[by].labels


def ready_card(study: Study) -> Card:
    """Return ready candidates for each leading post of the townships, year by year."""
    if not study.has("months"):
        return Card("ready", READY_LINK, READY, (not_kept(study, "months", Text("ready candidates", "后备人选")),))
    paths = ready_candidates(study)
    if paths.empty:
        title = Text("The runs hold no January, when candidates are counted", "模拟不含一月,而后备人选在一月统计")
        step = Text("Run at least a year: months=12.", "请至少模拟一年:months=12。")
        return Card("ready", READY_LINK, READY, (Answer(title, step, same("")),))
    return Card("ready", READY_LINK, READY, [_ready(study, paths, policy) for policy in shown_policies(study)])


def _ready(study: Study, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    lines = {name: lines_of(study)[name] for name in shown}
    row = last_values(paths, policy, "ready")
    assert row is not None  # every policy shown has runs
    value = _number(row["median"], row["low_95"], row["high_95"])[0]
    title = fill(
        Text("In {y} there are {v} ready candidates for each township leading post under “{p}”",
             "{y} 年,“{p}”下每个乡镇领导职数有 {v} 名可用人选"),
        y=str(int(row["x"]) // MONTHS), v=value, p=study.policy(policy).label,
    )  # fmt: skip
    when = (Text("January of", "年份(一月)"), lambda x: same(str(int(x) // MONTHS)))
    shape = Shape("months", "number", panel_height=260)
    return Answer(
        title, subtitle(study, DEPTH), runs_and_band(study, shown, FUTURES), policy,
        Chart(
            lambda view: band_panels(frame, view, PANEL, lines, shape),
            fill(Text("Lines of ready candidates by year. {t}", "各年可用人选曲线。{t}"), t=title),
        ),
        path_table(study, paths, shown, PANEL, when, DEPTH, _number),
    )  # fmt: skip


def _number(value: float, low: float, high: float) -> tuple[Text, Text]:
    """Write a number and its band, rounded to what the band supports."""
    places = max(decimals((high - low) / 2, most=2), 0)
    if high != high:
        return number(value, 2), same("–")
    return number(value, places), fill(
        Text("{a} to {b}", "{a} 至 {b}"), a=number(low, places), b=number(high, places)
    )  # fmt: skip


def rise_card(study: Study, by: str) -> Card:
    """Return promotions per 100 cadre-years by the groups of a split."""
    if not study.has("careers"):
        return Card("rise", RISE_LINK, RISE, (not_kept(study, "careers", Text("promotions", "提拔")),))
    rates, labels = promotion_rates(study, by), labels_of(by)
    there = [name for name in labels if name in set(rates["group"].dropna())]
    if not there:
        title = Text("Nobody served in a township for a year", "没有人在乡镇任职满一年")
        return Card("rise", RISE_LINK, RISE, (Answer(title, subtitle(study, RATE), same("")),))
    lines = lines_of(study)
    shown = [note.name for note in (*study.others, study.baseline)]
    frame = rates.rename(columns={"group": "measure", "mean": "difference"})
    quantities = {name: Quantity(labels[name], same(""), 1.0, False, "neither", signed=False) for name in there}
    title = _rise_title(study, rates, labels, there, by)
    definition = Text(
        "Spells in a township post that end in a promotion, over the time spent in such posts during the run.",
        "以提拔结束的乡镇任职段数与模拟期内乡镇任职总时间之比。",
    )
    answer = Answer(
        title, subtitle(study, RATE), joined([runs_and_band(study, shown, MIDDLE), definition]),
        chart=Chart(
            lambda view: difference_panels(frame, view, quantities, {name: lines[name] for name in shown}),
            fill(Text("Dots with intervals by group. {t}", "各群体的点与区间。{t}"), t=title),
        ),
        table=_rise_table(study, rates, labels, there, shown),
    )  # fmt: skip
    return Card("rise", RISE_LINK, RISE, (answer,))


def _rise_title(study: Study, rates: pd.DataFrame, labels: Mapping[str, Text], there: list[str], by: str) -> Text:
    """Say which groups are promoted most and least often, if the middle 95 % of runs do not overlap."""
    base = rates[rates["policy"] == study.baseline.name].set_index("group").reindex(there).dropna(subset=["mean"])
    if len(base) < 2:
        return fill(Text("Promotions by {k}", "按{k}的提拔"), k=SPLITS[by])
    top, least = base["mean"].idxmax(), base["mean"].idxmin()
    pattern = Text(
        "By {k}, under “{p}” promotions per 100 years: {a} {va}, {b} {vb}",
        "按{k},“{p}”下每百人年提拔次数:{a}{va},{b}{vb}",
    )
    if base.loc[top, "low"] > base.loc[least, "high"]:
        pattern = Text(
            "By {k}, under “{p}” promotions per 100 years are highest for: {a} ({va}); lowest for: {b} ({vb})",
            "按{k},“{p}”下每百人年提拔最多的是{a}({va}),最少的是{b}({vb})",
        )
    elif not math.isnan(base.loc[top, "low"]):
        pattern += Text("; single futures overlap", ";各次模拟的区间有重叠")
    return fill(
        pattern, k=SPLITS[by], p=study.baseline.label, a=labels[top], va=number(base.loc[top, "mean"], 1),
        b=labels[least], vb=number(base.loc[least, "mean"], 1),
    )  # fmt: skip


def _rise_table(
    study: Study, rates: pd.DataFrame, labels: Mapping[str, Text], there: list[str], shown: list[str]
) -> Table:
    head = [Text("Group", "群体")]
    for name in shown:
        head += [study.policy(name).label, Text("middle 95% of runs", "居中 95%")]
    rows = []
    for group in there:
        cells = [labels[group]]
        for name in shown:
            own = rates[(rates["policy"] == name) & (rates["group"] == group)]
            cells += _number(*own[["mean", "low", "high"]].iloc[0]) if len(own) else (same("–"), same("–"))
        rows.append(cells)
    return Table(RATE, head, rows)
