"""What a card is made of: an answer, a chart, its table and its source, in both languages."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures import Line
from dashboards.studies import Study
from dashboards.theme import View, policy_strokes
from dashboards.words import Text, fill, joined, listed, month, number, percent, percent_band, plain, same, share_places
from sim.intervals import ENOUGH


@dataclass(frozen=True)
class Table:
    """The table twin of a chart. `words`: so many columns at the left hold words, the others numbers."""

    caption: Text
    head: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    words: int = 1


@dataclass(frozen=True)
class Chart:
    """A figure for any view, and what it shows in one sentence."""

    draw: Callable[[View], go.Figure]
    alternative: Text


@dataclass(frozen=True)
class Answer:
    """One answer to a card's question: for one policy, or for all (`policy` empty).

    `points`: sentences below the title, in groups with a heading each; `folded`: more of them, folded away.
    """

    title: Text
    subtitle: Text
    source: Text
    policy: str = ""
    chart: Chart | None = None
    table: Table | None = None
    points: Sequence[tuple[Text, Sequence[Text]]] = ()
    folded: Sequence[tuple[Text, Sequence[Text]]] = ()


@dataclass(frozen=True)
class Card:
    """A planner's question with its answers. `link`: its name in the list of questions.

    `sheet`: of a card with an answer for each policy, all their numbers in one table, as spreadsheets want them.
    """

    key: str
    link: Text
    question: Text
    answers: Sequence[Answer] = field(default_factory=tuple)
    sheet: Table | None = None


def stacked(study: Study, answers: Sequence[Answer]) -> Table | None:
    """Return the tables of answers for single policies below one another, with the policy as their first column."""
    tables = [(study.policy(each.policy).label, each.table) for each in answers if each.policy and each.table]
    if not tables:
        return None
    widest = max((table for _, table in tables), key=lambda table: len(table.head))
    rows = [
        [label, *row, *[same("–")] * (len(widest.head) - len(row))] for label, table in tables for row in table.rows
    ]
    return Table(widest.caption, [Text("Policy", "政策"), *widest.head], rows, widest.words + 1)


def lines_of(study: Study) -> dict[str, Line]:
    """Return name and stroke of every policy."""
    strokes = policy_strokes(study.palette or [note.name for note in study.policies], study.baseline.name)
    return {note.name: Line(note.label, strokes[note.name]) for note in study.policies}


def shown_policies(study: Study) -> list[str]:
    """Return the policies in the order of the choice: those compared first, the baseline last."""
    return [note.name for note in (*study.others, study.baseline)]


def against(study: Study, policy: str) -> list[str]:
    """Return the policies that a chart for `policy` shows: the baseline behind it, unless it is the baseline."""
    return list(dict.fromkeys([study.baseline.name, policy]))


def place(study: Study) -> Text:
    """Return the city's name."""
    config = study.manifest["city"]["config"]
    name = str(study.manifest["city"]["name"])
    if not isinstance(config, dict):
        return same(name)
    return Text(str(config.get("label_en", name)), str(config.get("label_zh", name)))


def period(study: Study) -> Text:
    """Return the months that the runs cover."""
    window = study.window
    return fill(
        Text("{first} to {last}", "{first}至{last}"),
        first=month(window.start), last=month(window.horizon - 1),
    )  # fmt: skip


def subtitle(study: Study, *parts: Text) -> Text:
    """Return measure, unit, place and period."""
    every = [*parts, place(study), period(study)]
    return Text(" · ".join(each.en for each in every), " · ".join(each.zh for each in every))


def runs_and_band(study: Study, policies: Sequence[str], band: Text) -> Text:
    """Say on how many runs a chart rests and what its band is; or that there are too few for one."""
    counts = [study.count(policy) for policy in policies]
    seeds = sorted(set(study.runs["seed"]))
    said = fill(
        Text("{n} runs of each policy, seeds {first} to {last}.", "每项政策模拟 {n} 次,随机种子 {first} 至 {last}。"),
        n=number(min(counts)), first=str(seeds[0]), last=str(seeds[-1]),
    )  # fmt: skip
    if len(set(counts)) > 1:
        pairs = [f"{study.policy(policy).label.en} {n}" for policy, n in zip(policies, counts, strict=True)]
        chinese = [f"{study.policy(policy).label.zh} {n} 次" for policy, n in zip(policies, counts, strict=True)]
        said = Text(f"Runs: {', '.join(pairs)}.", f"模拟次数:{'、'.join(chinese)}。")
    few = [policy for policy, n in zip(policies, counts, strict=True) if n < ENOUGH]
    if len(few) == len(counts):
        return joined([said, TOO_FEW])
    return joined([said, band, *([TOO_FEW_SOME] if few else [])])


TOO_FEW = Text(
    f"That is too few for a band, {ENOUGH} runs are needed: the chart shows values without their uncertainty.",
    f"次数过少,不足以给出区间(至少 {ENOUGH} 次),图中数值未附不确定性。",
)
TOO_FEW_SOME = Text(f"Where there are fewer than {ENOUGH} runs no band is drawn.", f"不足 {ENOUGH} 次者不画区间。")
FUTURES = Text(
    "Line: median of the runs; bands: the middle 50% and 95% of runs.",
    "线为各次模拟的中位数,色带为居中 50% 与 95% 的模拟结果。",
)
MIDDLE = Text("Band: the middle 95% of runs.", "区间:居中 95% 的模拟结果。")


def compared(study: Study, rows: Mapping[str, pd.Series]) -> Text:
    """Write shares of several policies with their bands, rounded alike: "61% (60–62%) under “A”, 53% (51–55%) ...".

    `rows`: columns median, low_95, high_95 by policy.
    """
    widest = max((row["high_95"] - row["low_95"] for row in rows.values()), default=math.nan)
    places = share_places(0.0, widest)
    parts = []
    for name, row in rows.items():
        value = same(f"{plain(100 * row['median'], places)}%")
        if math.isfinite(row["high_95"]):
            band = percent_band(row["low_95"], row["high_95"], places)
            value = fill(Text("{v} ({b})", "{v}({b})"), v=value, b=band)
        parts.append(fill(Text("{v} under “{p}”", "“{p}”下 {v}"), v=value, p=study.policy(name).label))
    return listed(parts)


def path_table(
    study: Study,
    paths: pd.DataFrame,
    shown: Sequence[str],
    groups: Mapping[str, Text],
    when: tuple[Text, Callable[[float], Text]],
    caption: Text,
    write: Callable[[float, float, float], tuple[Text, Text]],
) -> Table:
    """Return the table twin of lines with bands: rows by group and time, for each policy median and bands.

    `paths`: columns policy, panel, x, median, low_50 ... high_95, only the times wanted. `when`: head of the time
    column, and how a time is written. `write`: a value, low and high as the value and its band.
    """
    rows = []
    known = paths.set_index(["policy", "panel", "x"]).to_dict("index")
    for panel, label in groups.items():
        for x in sorted(paths.loc[paths["panel"] == panel, "x"].unique()):
            cells: list[Text] = []
            for name in shown:
                row = known.get((name, panel, x))
                if row is not None:
                    value, wide = write(row["median"], row["low_95"], row["high_95"])
                    cells += [value, write(row["median"], row["low_50"], row["high_50"])[1], wide]
                else:
                    cells += [same("–")] * 3
            rows.append([label, when[1](x), *cells])
    heads = [Text("Group", "组别"), when[0]]
    for name in shown:
        heads += [
            fill(Text("{p}: median", "{p}:中位数"), p=study.policy(name).label),
            fill(Text("{p}: middle 50% of runs", "{p}:居中 50%"), p=study.policy(name).label),
            fill(Text("{p}: middle 95%", "{p}:居中 95%"), p=study.policy(name).label),
        ]
    return Table(caption, heads, rows, words=2)


def share_cells(value: float, low: float, high: float) -> tuple[Text, Text]:
    """Write a share and its band."""
    return percent(value, low, high), percent_band(low, high)


def not_kept(study: Study, table: str, what: Text) -> Answer:
    """Return the answer of a card whose table the study does not hold: why it is empty, and the next step."""
    kept = table in study.manifest["keep"]
    why = (
        Text("the table “{table}” has no rows", "数据表“{table}”没有内容")
        if kept
        else Text("the study did not keep the table “{table}”", "本研究未保存数据表“{table}”")
    )
    keep = ",".join(dict.fromkeys([*study.manifest["keep"], table]))
    next_step = (
        Text("Run the study again with replace=true.", "请加 replace=true 重新运行。")
        if kept
        else fill(
            Text(
                "Run it again with keep=[{keep}] replace=true.",
                "请加 keep=[{keep}] replace=true 重新运行。",
            ),
            keep=keep,
        )
    )
    title = fill(
        Text("Nothing can be said about {what}: " + why.en, "无法回答{what}:" + why.zh),
        what=what,
        table=table,
    )
    return Answer(title, next_step, Text("", ""))
