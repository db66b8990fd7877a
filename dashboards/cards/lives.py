"""One life: a career post by post, and the same person under the baseline."""

from typing import Any

import pandas as pd

from dashboards.cards.chain_steps import post_name, unit_labels
from dashboards.cards.parts import Answer, Card, Chart, Table, joined, not_kept, subtitle
from dashboards.figures.spans import span_panels
from dashboards.labels import RANKS, reason
from dashboards.lives import career, people_offered
from dashboards.openings import run_of
from dashboards.studies import Study
from dashboards.words import Text, fill, listed, month, number, same
from sim.terms import MONTHS

QUESTION = Text("One life, under two policies", "同一个人,两种政策")
LINK = Text("One life", "一个人的轨迹")
KINDS = {
    "rose": Text("rose far", "晋升较高"),
    "moved_up": Text("left for county or city", "调往县市"),
    "stayed": Text("stayed in townships", "一直在乡镇"),
    "resigned": Text("resigned", "辞职"),
    "stepped_down": Text("stepped down at an age line", "到龄退出领导岗位"),
    "came": Text("entered during the run", "模拟期内新进"),
}
PERSON = {"male": Text("Man", "男"), "female": Text("Woman", "女")}
GOES_ON = Text("goes on", "至今")


def offered(study: Study, policy: str, seed: int, kind: str) -> list[tuple[str, Text]]:
    """Return the people of a run whose lives are offered: key as text, and a label."""
    units = unit_labels(study)
    people = people_offered(study, run_of(study, policy, seed), kind)
    return [(row.key, _named(study, row, units)) for row in people.itertuples()]


def named(study: Study, policy: str, seed: int, key: int) -> Text:
    """Return the label of a person: sex, age when the run or the service began, first unit."""
    spells = career(study, run_of(study, policy, seed), key)
    if spells.empty:
        return same(str(key))
    first = spells.rename(columns={"unit": "first_unit"}).head(1)
    return _named(study, next(first.itertuples()), unit_labels(study))


def _named(study: Study, person: Any, units: dict[str, Text]) -> Text:
    age = (max(study.window.start, int(person.entered)) - int(person.born)) // MONTHS
    return fill(
        Text("{s} {a}, {u}", "{u},{s} {a} 岁"),
        s=PERSON[person.sex], a=str(age), u=units.get(person.first_unit, same(person.first_unit)),
    )  # fmt: skip


def nobody(study: Study) -> Answer:
    """Return the answer where a run holds nobody of the kind asked for, or of the key."""
    title = Text("Nobody of this kind is in this future; choose another", "该未来情形中没有这样的人,请另作选择")
    return Answer(title, subtitle(study), same(""))


def life_card(study: Study, policy: str, seed: int, key: int) -> Card:
    """Return the life of a person on a seed: under a policy, and under the baseline beside it."""
    if not study.has("careers"):
        return Card("life", LINK, QUESTION, (not_kept(study, "careers", Text("single lives", "个人轨迹")),))
    names = list(dict.fromkeys([study.baseline.name, policy]))
    lives = {name: career(study, run_of(study, name, seed), key) for name in names}
    lives = {name: spells for name, spells in lives.items() if len(spells)}
    if not lives:
        return Card("life", LINK, QUESTION, (nobody(study),))
    return Card("life", LINK, QUESTION, (_answer(study, lives, names, seed),))


def _answer(study: Study, lives: dict[str, pd.DataFrame], names: list[str], seed: int) -> Answer:
    units, window = unit_labels(study), study.window
    rows = [
        {"panel": name, "name": post_name(spell.rank_group, spell.unit, units), "note": _note(spell),
         "tier": spell.tier,
         "start": max(spell.from_month, window.start), "end": spell.to_month, "open": spell.end == ""}
        for name, spells in lives.items() for spell in spells.itertuples()
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    panels = {name: study.policy(name).label for name in lives}
    person = next(iter(lives.values())).iloc[0]
    about = fill(
        Text("{s}, born {b}, entered {e}; seed {n}", "{s},{b}出生,{e}参加工作;随机种子 {n}"),
        s=PERSON[person["sex"]],
        b=month(int(person["born"])), e=month(int(person["entered"])), n=str(seed),
    )  # fmt: skip
    absent = [study.policy(name).label for name in names if name not in lives]
    source = [
        Text("One person in one future, not a mean; names are nobody's.", "单次模拟中的一个人,不是平均;并非真实人物。"),
        Text("The same person has the same luck under both policies. Colour: tier of the post. Hollow end: goes on.",
             "同一个人在两种政策下运气相同。颜色为岗位层级,空心端点表示仍在任。"),
    ]  # fmt: skip
    if absent:
        source.append(fill(
            Text("Under “{p}” this person never enters.", "“{p}”下此人未进入队伍。"), p=listed(absent)
        ))  # fmt: skip
    title = _title(study, lives)
    # A little room at the right for the open ends.
    span = (window.start - 2, window.horizon + 4)
    return Answer(
        title, subtitle(study, about), joined(source),
        chart=Chart(lambda view: span_panels(frame, view, panels, span), title), table=_table(study, lives, units),
    )  # fmt: skip


def _note(spell: object) -> Text:
    """Say at which rank a post was held and why it ended."""
    rank = RANKS.get(str(spell.rank), same(str(spell.rank)))  # type: ignore[attr-defined]
    end = str(spell.end)  # type: ignore[attr-defined]
    if not end:
        return fill(Text("{r}; goes on", "{r};至今"), r=rank)
    return fill(Text("{r}; ended by {w}", "{r};因{w}结束"), r=rank, w=reason(end))


def _title(study: Study, lives: dict[str, pd.DataFrame]) -> Text:
    """Say where the person stands at the end under each policy."""
    said = []
    for name, spells in lives.items():
        last = spells.iloc[-1]
        where = (
            fill(Text("{r} in {u}", "{u}{r}"), r=RANKS[str(last["rank"])], u=_tier(str(last["tier"])))
            if last["end"] == ""
            else fill(Text("out by {w} in {y}", "{y} 年因{w}离开"), w=reason(last["end"]),
                      y=str(int(last["to_month"]) // MONTHS))
        )  # fmt: skip
        said.append(fill(
            Text("under “{p}” {n} posts, then {w}", "“{p}”下历任 {n} 个岗位,最终{w}"),
            p=study.policy(name).label, n=number(len(spells)), w=where,
        ))  # fmt: skip
    text = Text("; ".join(each.en for each in said), ";".join(each.zh for each in said))
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def _tier(tier: str) -> Text:
    return {"township": Text("a township", "乡镇"), "county": Text("county organs", "县直机关")}.get(
        tier, Text("city organs", "市直机关")
    )


def _table(study: Study, lives: dict[str, pd.DataFrame], units: dict[str, Text]) -> Table:
    head = [Text("Policy", "政策"), Text("Post", "岗位"), Text("Rank, and how it ended", "职级与结束原因"),
            Text("From", "起"), Text("To", "止")]  # fmt: skip
    rows = []
    for name, spells in lives.items():
        for spell in spells.itertuples():
            rows.append([
                study.policy(name).label, post_name(spell.rank_group, spell.unit, units), _note(spell),
                month(int(spell.from_month)), GOES_ON if spell.end == "" else month(int(spell.to_month)),
            ])  # fmt: skip
    return Table(Text("The career, post by post", "任职经历"), head, rows, words=3)
