"""Where is it empty: vacancy by tier over the years, and tiles of the towns."""

from functools import partial

import pandas as pd

from dashboards.cards.parts import (
    FUTURES,
    MIDDLE,
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
    stacked,
    subtitle,
)
from dashboards.figures import Shape, band_panels, tile_figure
from dashboards.readings import last_values, town_vacancy, vacancy_paths
from dashboards.studies import Study
from dashboards.words import (
    GROUPS,
    Text,
    fill,
    joined,
    listed,
    month,
    number,
    percent,
    same,
    whole,
)
from sim.months import month_text
from sim.terms import MONTHS

YEARS = Text("How empty, year by year?", "各年空缺多少?")
TOWNS = Text("Where is it empty?", "哪里空缺?")
RATE = Text("Vacant posts, % of established posts", "空缺岗位占编制的百分比")
LAST_YEAR = Text("Posts that stood empty in the last year, % of post-months", "最后一年空缺岗位月数占比(%)")
DEFINITION = Text(
    "Vacancy rate: posts without a holder over established posts at month end.",
    "空缺率:月末空缺岗位数与编制数之比。",
)


def vacancy_card(study: Study) -> Card:
    """Return vacancy rates by month of townships, their leading posts, county and city organs."""
    link = Text("Vacancies by year", "各年空缺")
    if not study.has("months"):
        return Card("vacancies", link, YEARS, (not_kept(study, "months", Text("vacancies", "空缺")),))
    paths = vacancy_paths(study)
    policies = shown_policies(study)
    return Card(
        "vacancies", link, YEARS,
        [_vacancy_answer(study, paths, policy) for policy in policies], _vacancy_table(study, paths, policies),
    )  # fmt: skip


def _vacancy_answer(study: Study, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    panels = {key: label for key, label in GROUPS.items() if key in set(frame["panel"])}
    lines = {name: lines_of(study)[name] for name in shown}
    return Answer(
        vacancy_title(study, paths, policy), subtitle(study, RATE),
        joined([runs_and_band(study, shown, FUTURES), DEFINITION]), policy,
        Chart(
            lambda view: band_panels(frame, view, panels, lines, Shape("months", "share")),
            _vacancy_alternative(study, paths, shown),
        ),
        _vacancy_table(study, paths, shown),
    )  # fmt: skip


def vacancy_title(study: Study, paths: pd.DataFrame, policy: str) -> Text:
    """Say how many township posts stand empty at the end, beside the baseline."""
    names = dict.fromkeys([policy, study.baseline.name])
    rows = {name: last_values(paths, name, "township") for name in names}
    values = compared(study, {name: row for name, row in rows.items() if row is not None})
    pattern = Text("Township posts empty in {m}: {values}", "{m}乡镇岗位空缺率:{values}")
    return fill(pattern, m=month(study.window.horizon - 1), values=values)


def _vacancy_alternative(study: Study, paths: pd.DataFrame, shown: list[str]) -> Text:
    said = []
    for name in shown:
        for panel in ("township", "township_leading"):
            rows = paths[(paths["policy"] == name) & (paths["panel"] == panel)].sort_values("x")
            if len(rows):
                first, last = rows["median"].iloc[0], rows["median"].iloc[-1]
                said.append(fill(
                    Text("{group} under “{p}” from {a} to {b}", "{group}在“{p}”下由 {a} 变为 {b}"),
                    group=GROUPS[panel], p=study.policy(name).label, a=percent(first), b=percent(last),
                ))  # fmt: skip
    return fill(Text("Lines of vacancy rates over the years: {s}.", "各年空缺率曲线:{s}。"), s=listed(said))


def _vacancy_table(study: Study, paths: pd.DataFrame, shown: list[str]) -> Table:
    ends = paths[(paths["x"] % MONTHS == MONTHS - 1) | (paths["x"] == paths["x"].max())]
    when = (Text("Month end", "月末"), lambda x: same(month_text(int(x))))
    return path_table(study, ends, shown, GROUPS, when, RATE, share_cells)


def town_card(study: Study) -> Card:
    """Return tiles of the towns: how empty each was in the last year."""
    link = Text("Empty towns", "空缺乡镇")
    if not study.has("openings"):
        return Card("towns", link, TOWNS, (not_kept(study, "openings", Text("towns", "各乡镇")),))
    towns = {policy: town_vacancy(study, policy) for policy in shown_policies(study)}
    answers = [_town_answer(study, towns, policy) for policy in towns]
    return Card("towns", link, TOWNS, answers, stacked(study, answers))


def _town_answer(study: Study, towns: dict[str, pd.DataFrame], policy: str) -> Answer:
    frame, base = towns[policy], towns[study.baseline.name]
    top = max(float(each["mean"].max()) for each in towns.values())
    table = frame.merge(base[["unit", "mean"]].rename(columns={"mean": "baseline"}), on="unit")
    table = table.sort_values(["remoteness", "mean"], ascending=[True, False])
    head = [
        Text("Town", "乡镇"), Text("Remoteness class", "偏远程度"), Text("Posts", "编制"),
        Text("Vacant, mean of runs", "空缺率(平均)"), Text("Middle 95% of runs", "居中 95%"), study.baseline.label,
    ]  # fmt: skip
    rows = [
        [Text(row.label_en, row.label_zh), whole(row.remoteness), number(row.established),
         *share_cells(row.mean, row.low, row.high), percent(row.baseline, row.low, row.high)]
        for row in table.itertuples()
    ]  # fmt: skip
    return Answer(
        town_title(frame, study.policy(policy).label),
        subtitle(study, LAST_YEAR, study.policy(policy).label),
        joined([
            runs_and_band(study, [policy], MIDDLE),
            Text("Tile: mean of runs, below it the band; a column is a class of remoteness.",
                 "方块:各次模拟平均值,其下为区间;每列为一类偏远程度。"),
        ]),
        policy,
        Chart(partial(tile_figure, frame, top), _town_alternative(frame)),
        Table(RATE, head, rows),
    )  # fmt: skip


def town_title(frame: pd.DataFrame, label: Text) -> Text:
    """Say how empty the most remote towns are beside the nearest ones."""
    posts = frame.assign(empty=frame["mean"] * frame["established"]).groupby("remoteness")
    by_class = posts["empty"].sum() / posts["established"].sum()
    if len(by_class) == 1:
        return fill(
            Text("Under “{p}” {v} of posts stand empty in these towns", "“{p}”下这些乡镇岗位空缺 {v}"),
            p=label, v=percent(by_class.iloc[0]),
        )  # fmt: skip
    return fill(
        Text(
            "Under “{p}” {far} of posts stand empty in the most remote towns, {near} in the nearest",
            "“{p}”下最偏远乡镇岗位空缺 {far},最近乡镇空缺 {near}",
        ),
        p=label, far=percent(by_class.iloc[-1]), near=percent(by_class.iloc[0]),
    )  # fmt: skip


def _town_alternative(frame: pd.DataFrame) -> Text:
    most, least = frame.loc[frame["mean"].idxmax()], frame.loc[frame["mean"].idxmin()]
    return fill(
        Text(
            "Tiles of {n} towns by remoteness: emptiest {a} with {va}, fullest {b} with {vb} of posts vacant.",
            "按偏远程度排列的 {n} 个乡镇方块图:空缺最多的是{a}({va}),最少的是{b}({vb})。",
        ),
        n=number(len(frame)), a=Text(most["label_en"], most["label_zh"]), va=percent(most["mean"]),
        b=Text(least["label_en"], least["label_zh"]), vb=percent(least["mean"]),
    )  # fmt: skip
