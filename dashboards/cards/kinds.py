"""Who stays, by kind of people: retention in the townships split by sex, age, education, place or way of entry."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from dashboards.cards.careers import SHARE, at_year, reached
from dashboards.cards.parts import (
    FUTURES,
    Answer,
    Card,
    Chart,
    Table,
    against,
    lines_of,
    path_table,
    runs_and_band,
    share_cells,
    shown_policies,
    subtitle,
)
from dashboards.figures import Shape, band_panels
from dashboards.people import followed_paths, township_stays
from dashboards.studies import Study, remembered
from dashboards.words import SEXES, Text, fill, joined, listed, number, percent, same
from sim.terms import MONTHS

QUESTION: Final = Text("Who stays, by kind of people?", "哪类人留得住?")
LINK: Final = Text("By kind of people", "分类留任")
MIDDLE_AGES: Final = (36, 46)
"""First ages of the second and the third group at the start of the run."""
FAR: Final = (1, 3)
"""First classes of remoteness of the second and the third group."""


@dataclass(frozen=True)
class Kind:
    """A split. `labels`: its groups by code, in order; `code`: of every stay, "" for one that is in no group."""

    label: Text
    labels: Mapping[str, Text]
    code: Callable[[pd.DataFrame, int], pd.Series]


def _ages(stays: pd.DataFrame, start: int) -> pd.Series:
    age = (start - stays["born"]) // MONTHS
    return _cut(age, MIDDLE_AGES, ("young", "middle", "old")).where(_from_start(stays), "")


def _cut(values: pd.Series, edges: tuple[int, int], names: Sequence[str]) -> pd.Series:
    codes = np.searchsorted(edges, values.to_numpy(), side="right")
    return pd.Series(np.array(names, object)[codes], index=values.index)


def _from_start(stays: pd.DataFrame) -> pd.Series:
    return stays["arrival"] == "opening_stock"


def _of_start(column: str) -> Callable[[pd.DataFrame, int], pd.Series]:
    return lambda stays, start: stays[column].astype(str).where(_from_start(stays), "")


def _place(stays: pd.DataFrame, start: int) -> pd.Series:
    return _cut(stays["remoteness"], FAR, ("near", "between", "remote")).where(_from_start(stays), "")


def _route(stays: pd.DataFrame, start: int) -> pd.Series:
    came = (stays["arrival"] == "entry") | _from_start(stays)
    return stays["route"].astype(str).where(came, "")


KINDS: Final[Mapping[str, Kind]] = {
    "sex": Kind(Text("sex", "性别"), SEXES, _of_start("sex")),
    "age": Kind(
        Text("age at the start", "期初年龄"),
        {"young": Text("35 or less", "35 岁及以下"), "middle": Text("36 to 45", "36–45 岁"),
         "old": Text("46 or more", "46 岁及以上")}, _ages,
    ),
    "education": Kind(
        Text("education", "学历"),
        {"secondary_or_less": Text("Secondary or less", "高中及以下"), "college": Text("College", "大专"),
         "bachelor": Text("Bachelor", "本科"), "graduate": Text("Graduate", "研究生")}, _of_start("education"),
    ),
    "place": Kind(
        Text("place", "地域"),
        {"near": Text("Near towns", "近郊乡镇"), "between": Text("Towns in between", "一般乡镇"),
         "remote": Text("Remote towns", "偏远乡镇")}, _place,
    ),
    "route": Kind(
        Text("way of entry", "进入渠道"),
        {"opening_stock": Text("There at the start", "期初在岗"), "recruit": Text("Recruited by examination", "考录"),
         "programme": Text("Programme staff taken in", "服务基层项目人员"), "village": Text("Village cadres", "村干部"),
         "conversion": Text("Institution staff taken in", "事业编转任"), "outside": Text("From outside", "系统外调入")},
        _route,
    ),
}  # fmt: skip


def kinds_card(study: Study, by: str) -> Card:
    """Return retention in the townships by the groups of a split (a key of KINDS), each policy beside the baseline."""
    kind = KINDS[by]
    every = pd.concat([kind_paths(study, note.name, by) for note in study.policies], ignore_index=True)
    return Card("kinds", LINK, QUESTION, [_answer(study, kind, every, policy) for policy in shown_policies(study)])


@remembered
def kind_paths(study: Study, policy: str, by: str) -> pd.DataFrame:
    """Return Kaplan-Meier shares still in the townships by the groups of a split, as `followed_paths`."""
    stays = township_stays(study, policy)
    stays = stays[stays["tier"] == "township"]
    codes = KINDS[by].code(stays, study.window.start)
    return followed_paths(study, policy, {code: stays[codes == code] for code in KINDS[by].labels})


def _answer(study: Study, kind: Kind, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    there = set(frame["panel"])
    panels = {code: label for code, label in kind.labels.items() if code in there}
    if not panels:
        nothing = Text("No group is large enough to follow", "没有足够大的群体可供追踪")
        return Answer(nothing, subtitle(study, SHARE), same(""), policy)
    lines = {name: lines_of(study)[name] for name in shown}
    shape = Shape("years", "share", ceiling=1.0)
    definition = Text(
        "Groups with fewer than one person a run are left out. Ways of entry: those who entered during the run, "
        "counted from their entry; all others: those in a township at the start.",
        "每次模拟不足一人的群体未列出。“进入渠道”为模拟期内进入者,自进入起计;其余为期初在乡镇者。",
    )
    return Answer(
        _title(study, kind, paths, policy), subtitle(study, SHARE),
        joined([runs_and_band(study, shown, FUTURES), definition]), policy,
        Chart(
            lambda view: band_panels(frame, view, panels, lines, shape),
            fill(Text("Falling curves of retention by {k}.", "按{k}划分的留任曲线。"), k=kind.label),
        ),
        _table(study, paths, shown, kind, panels),
    )  # fmt: skip


def _title(study: Study, kind: Kind, paths: pd.DataFrame, policy: str) -> Text:
    """Say which group stays longest and which shortest."""
    year, values = reached(paths), {}
    for code in kind.labels:
        row = at_year(paths, policy, code, year)
        if row is not None and not math.isnan(row["median"]):
            values[code] = row
    if len(values) < 2:
        return fill(
            Text("Retention by {k} under “{p}”", "“{p}”下按{k}划分的留任"), k=kind.label, p=study.policy(policy).label
        )
    best, worst = (pick(values, key=lambda code: values[code]["median"]) for pick in (max, min))
    pattern = Text(
        "Still there after {y} years under “{p}”: {a} {va}, {b} {vb}", "“{p}”下 {y} 年后仍在乡镇者:{a}{va},{b}{vb}"
    )
    if values[best]["low_95"] > values[worst]["high_95"]:
        pattern = Text(
            "After {y} years under “{p}” most stay of: {a} ({va}); fewest of: {b} ({vb})",
            "“{p}”下 {y} 年后留任最多的是{a}({va}),最少的是{b}({vb})",
        )
    elif not math.isnan(values[best]["low_95"]):
        pattern += Text("; single futures overlap", ";各次模拟的区间有重叠")
    return fill(
        pattern, y=number(year), p=study.policy(policy).label, a=kind.labels[best], b=kind.labels[worst],
        va=percent(values[best]["median"]), vb=percent(values[worst]["median"]),
    )  # fmt: skip


def _table(study: Study, paths: pd.DataFrame, shown: list[str], kind: Kind, panels: Mapping[str, Text]) -> Table:
    yearly = paths[(paths["months"] % MONTHS == 0) & paths["median"].notna()]
    yearly = yearly.assign(x=yearly["months"] // MONTHS)
    when = (Text("Years", "年数"), lambda x: same(str(int(x))))
    caption = listed([SHARE, kind.label])
    return path_table(study, yearly, shown, panels, when, caption, share_cells)
