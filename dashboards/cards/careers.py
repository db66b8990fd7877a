"""Who stays, and why people leave: retention of cohorts and causes of leaving."""

import math
from functools import partial

import pandas as pd

from dashboards.cards.parts import (
    FUTURES,
    Answer,
    Card,
    Chart,
    Table,
    against,
    compared,
    lines_of,
    not_kept,
    path_table,
    runs_and_band,
    share_cells,
    shown_policies,
    subtitle,
)
from dashboards.figures import Shape, band_panels, cause_panels
from dashboards.people import cohort, leaving_causes, retention_paths, township_stays
from dashboards.studies import Study
from dashboards.theme import CAUSES
from dashboards.words import CAUSES as CAUSE_LABELS
from dashboards.words import (
    COHORTS,
    Text,
    fill,
    joined,
    listed,
    number,
    percent,
    percent_band,
    whole,
)
from sim.terms import MONTHS

STAY = Text("Who stays?", "谁留下来?")
LEAVE = Text("Why do they leave?", "为什么离开?")
SHARE = Text(
    "Still in a township, % of the cohort, by years since the start or since entry",
    "仍在乡镇任职的比例(%),按期初或入职后的年数",
)
LEFT = Text(
    "Left the townships, % of those there at the start, by cause",
    "期初在乡镇人员中已离开乡镇的比例(%),按原因",
)


def career_cards(study: Study) -> list[Card]:
    """Return the cards on retention and on causes of leaving."""
    stay, leave = Text("Who stays", "留任"), Text("Why they leave", "离开原因")
    if not study.has("careers"):
        empty = not_kept(study, "careers", Text("who stays and why people leave", "留任与离开原因"))
        return [Card("retention", stay, STAY, (empty,)), Card("causes", leave, LEAVE, (empty,))]
    names = [note.name for note in study.policies]
    paths = pd.concat([retention_paths(study, name) for name in names], ignore_index=True)
    if paths.empty:
        empty = nobody(study)
        return [Card("retention", stay, STAY, (empty,)), Card("causes", leave, LEAVE, (empty,))]
    there = {name for name in names if len(cohort(township_stays(study, name), "opening"))}
    causes = {name: leaving_causes(study, name) for name in names if name in there}
    policies = shown_policies(study)
    return [
        Card(
            "retention",
            stay,
            STAY,
            [_retention(study, paths, policy) for policy in policies],
            _retention_table(study, paths, policies),
        ),
        Card(
            "causes",
            leave,
            LEAVE,
            [_causes(study, causes, policy) for policy in policies if policy in causes],
            _cause_table(study, causes, [policy for policy in policies if policy in causes]),
        ),
    ]


def nobody(study: Study) -> Answer:
    """Return the answer when no cadre of the study began in a township."""
    title = Text(
        "No cadre of this study began in a township, so there is no cohort to follow",
        "本研究没有起始于乡镇的人员,无可追踪的群体",
    )
    return Answer(title, subtitle(study), Text("", ""))


def _retention(study: Study, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    panels = {key: label for key, label in COHORTS.items() if key in set(frame["panel"])}
    lines = {name: lines_of(study)[name] for name in shown}
    shape = Shape("years", "share", ceiling=1.0, panel_height=240)
    said = _five_years(study, paths, shown)
    definition = Text(
        "Kaplan–Meier share of a cohort still in a township, without a break; those still there at the end are "
        "censored.",
        "Kaplan–Meier 估计:群体中仍连续在乡镇任职的比例,期末仍在者按删失处理。",
    )
    return Answer(
        retention_title(study, paths, policy), subtitle(study, SHARE),
        joined([runs_and_band(study, shown, FUTURES), definition]), policy,
        Chart(
            lambda view: band_panels(frame, view, panels, lines, shape),
            fill(Text("Falling curves of retention: {s}.", "逐年下降的留任曲线:{s}。"), s=said),
        ),
        _retention_table(study, paths, shown),
    )  # fmt: skip


def at_year(paths: pd.DataFrame, policy: str, panel: str, year: float) -> pd.Series | None:
    """Return the row of a path at a year, None if the path does not reach it."""
    rows = paths[(paths["policy"] == policy) & (paths["panel"] == panel) & (paths["x"].sub(year).abs() < 0.01)]
    rows = rows.dropna(subset=["median"])
    return None if rows.empty else rows.iloc[0]


def reached(paths: pd.DataFrame) -> int:
    """Return the years to speak of: five, or as many whole years as the runs cover; 0 for less than one."""
    return min(5, math.floor(float(paths["x"].max()) + 1e-9))


def retention_title(study: Study, paths: pd.DataFrame, policy: str) -> Text:
    """Say which share of the opening stock is still in the townships after five years."""
    year = reached(paths)
    names = dict.fromkeys([policy, study.baseline.name])
    rows = {name: at_year(paths, name, "opening", year) for name in names}
    pattern = Text(
        "Of those in townships at the start, still there after {y} years: {values}",
        "期初在乡镇的人员 {y} 年后仍在乡镇的比例:{values}",
    )
    values = compared(study, {name: row for name, row in rows.items() if row is not None})
    return fill(pattern, y=number(year), values=values)


def _five_years(study: Study, paths: pd.DataFrame, shown: list[str]) -> Text:
    year, said = reached(paths), []
    for panel, label in COHORTS.items():
        for name in shown:
            row = at_year(paths, name, panel, year)
            if row is not None:
                said.append(fill(
                    Text("{c}, “{p}”: {v} after {y} years", "{c},“{p}”:{y} 年后 {v}"),
                    c=label, p=study.policy(name).label, v=percent(row["median"]), y=number(year),
                ))  # fmt: skip
    return listed(said)


def _retention_table(study: Study, paths: pd.DataFrame, shown: list[str]) -> Table:
    yearly = paths[(paths["months"] % MONTHS == 0) & paths["median"].notna()]
    yearly = yearly.assign(x=yearly["months"] // MONTHS)
    when = (Text("Years", "年数"), lambda x: whole(x))
    return path_table(study, yearly, shown, COHORTS, when, SHARE, share_cells)


def _causes(study: Study, causes: dict[str, pd.DataFrame], policy: str) -> Answer:
    shown = [name for name in against(study, policy) if name in causes]
    frame = pd.concat([causes[name] for name in shown], ignore_index=True)
    panels = {name: study.policy(name).label for name in shown}
    band = Text(
        "Areas: runs pooled; dotted lines: the middle 95% of runs for the share that has left in all.",
        "色块为各次模拟合并计算,虚线为离开总比例居中 95% 的模拟结果。",
    )
    definition = Text(
        "Cumulative incidence: each cause competes with the others; those still there are censored.",
        "累积发生率:各原因相互竞争,仍在任者按删失处理。",
    )
    title, alternative = (
        cause_title(causes[policy], study.policy(policy).label),
        _cause_alternative(study, causes, shown),
    )
    return Answer(
        title, subtitle(study, LEFT), joined([runs_and_band(study, shown, band), definition]), policy,
        Chart(partial(_draw_causes, frame.rename(columns={"policy": "panel"}), panels), alternative),
        _cause_table(study, causes, shown),
    )  # fmt: skip


def _draw_causes(frame: pd.DataFrame, panels: dict[str, Text], view):
    return cause_panels(frame, view, panels)


def final_shares(frame: pd.DataFrame) -> pd.Series:
    """Return the share of the cohort by cause at the last time, in the one order of causes, and the total."""
    last = frame[frame["x"] == frame["x"].max()].set_index("cause")["mean"]
    return last.reindex([*CAUSES, "total"]).fillna(0.0)


def cause_title(frame: pd.DataFrame, label: Text) -> Text:
    """Say how many have left, and for which two causes most."""
    shares = final_shares(frame)
    largest = shares.drop("total").sort_values(ascending=False)
    parts = [
        fill(Text("{c} {v}", "{c} {v}"), c=CAUSE_LABELS[cause], v=percent(largest[cause]))
        for cause in largest.index[:2]
    ]
    return fill(
        Text("Within {y} years {v} have left the townships under “{p}”, most of them {a}, then {b}",
             "“{p}”下 {y} 年内有 {v} 离开乡镇,主要原因:{a},其次{b}"),
        y=number(round(float(frame["x"].max()))), v=percent(shares["total"]), p=label, a=parts[0], b=parts[1],
    )  # fmt: skip


def _cause_alternative(study: Study, causes: dict[str, pd.DataFrame], shown: list[str]) -> Text:
    said = [
        fill(
            Text("“{p}” {v}", "“{p}” {v}"),
            p=study.policy(name).label,
            v=percent(final_shares(causes[name])["total"]),
        )
        for name in shown
    ]
    return fill(
        Text("Stacked areas of the shares that left, by cause; in all at the end: {s}.",
             "按原因堆叠的离开比例;期末合计:{s}。"),
        s=listed(said),
    )  # fmt: skip


def _cause_table(study: Study, causes: dict[str, pd.DataFrame], shown: list[str]) -> Table:
    there = [cause for cause in CAUSES if any(final_shares(causes[name])[cause] > 0 for name in shown)]
    rows = []
    for name in shown:
        wide = causes[name].pivot(index="x", columns="cause", values="mean")
        total = causes[name][causes[name]["cause"] == "total"].set_index("x")
        for year in range(1, math.floor(float(wide.index.max()) + 1e-9) + 1):
            at = int(wide.index.to_series().sub(year).abs().argmin())
            row = total.iloc[at]
            rows.append([
                study.policy(name).label, number(year), *(percent(float(wide[cause].iloc[at])) for cause in there),
                percent(row["mean"], row["low_95"], row["high_95"]), percent_band(row["low_95"], row["high_95"]),
            ])  # fmt: skip
    head = [
        Text("Policy", "政策"), Text("Years", "年数"), *(CAUSE_LABELS[cause] for cause in there),
        Text("Left in all", "离开合计"), Text("Middle 95% of runs", "居中 95%"),
    ]  # fmt: skip
    return Table(LEFT, head, rows)
