"""What changes under many sets of assumptions? Paired differences with two bands: chance alone, and assumptions too."""

import math
from typing import Final

import pandas as pd

from dashboards.cards.comparison import drawn, quantity_of, told
from dashboards.cards.measured import band_cell, change_cell, value_cell
from dashboards.cards.parts import Answer, Card, Chart, Table, lines_of, subtitle
from dashboards.figures import difference_panels
from dashboards.studies import Study, remembered
from dashboards.words import Text, fill, number, percent, same
from experiments.sentences import Label
from experiments.under_ensemble import Finding, ensemble_findings
from experiments.under_ensemble_told import finding_told, left_out

QUESTION: Final = Text(
    "What changes, under assumptions as open as the figures leave them?", "在数据未能确定的各种假设下有什么变化?"
)
LINK: Final = Text("What changes?", "有什么变化?")
SOURCE: Final = Text(
    "{sets} sets of assumptions, {seeds} seeds each. Dot: mean of the paired differences over all sets and seeds; "
    "broad bar: the 95% band that chance alone leaves; thin bar: the 95% band with the assumptions as open as the sets "
    "are.",
    "{sets} 组假设,每组 {seeds} 个随机种子。点为全部假设与种子下配对差异的均值;粗线为仅含偶然的 95% 区间,"
    "细线为计入假设不确定性的 95% 区间。",
)
NOTHING: Final = Text(
    "No headline result can be told apart with assumptions as open as they are.",
    "在现有假设不确定性之下,没有一项主要结果的差异可以区分。",
)
OPEN: Final = Text("{p}: {n} results that assumptions or chance leave open", "{p}:{n} 项结果因假设或偶然而无法判断")
LEFT_OUT: Final = Text("What is left out, or rests on fewer runs", "未列出或依据较少的结果")
SHORT: Final = Text(
    "No result was finished for the same seeds under every set of assumptions",
    "没有一项结果在各组假设下均有相同种子的完整模拟",
)
GO_ON: Final = Text("Give the command again to go on.", "重新运行命令即可继续。")


def ensemble_card(study: Study) -> Card:
    """Return the card that keeps chance and assumptions apart, each policy against the baseline."""
    found = _under_sets(study, tuple(note.name for note in study.policies))
    if not found:
        return Card("changes", LINK, QUESTION, (Answer(SHORT, GO_ON, same("")),))
    return Card("changes", LINK, QUESTION, (_answer(study, found),))


@remembered
def _under_sets(study: Study, policies: tuple[str, ...]) -> list[Finding]:
    return ensemble_findings(study.runs, policies)


def _answer(study: Study, found: list[Finding]) -> Answer:
    shown = drawn(found)
    frame = pd.DataFrame(
        [
            (each.measure.name, each.policy, each.parts.mean, *each.parts.band, *each.parts.chance_band)
            for each in shown
        ],
        columns=["measure", "policy", "difference", "low", "high", "inner_low", "inner_high"],
    )
    lines = lines_of(study)
    rows = {note.name: lines[note.name] for note in study.others}
    quantities = {each.measure.name: quantity_of(each.measure) for each in shown}
    sets, seeds = found[0].parts.sets, found[0].parts.seeds
    points, folded = [], []
    for note in study.others:
        own = _told(found, note.name)
        clear = [_said(study, each) for each in own if each.told_apart]
        rest = [_said(study, each) for each in own if not each.told_apart]
        points.append((note.label, clear or [NOTHING]))
        if rest:
            folded.append((fill(OPEN, n=number(len(rest)), p=note.label), rest))
    missing = left_out(
        found, [note.name for note in study.policies], study.runs["point"].nunique(), study.runs["seed"].nunique()
    )
    if missing:
        folded.append((LEFT_OUT, [Text(each.en, each.zh) for each in missing]))
    alternative = fill(
        Text(
            "Dots with two intervals for {m} results and {p} policies against “{b}”; {k} of {n} differences can be "
            "told apart from zero with the assumptions open.",
            "{p} 项政策与“{b}”在 {m} 项结果上的差异及两种区间;计入假设不确定性后,{n} 项差异中有 {k} 项可与零区分。",
        ),
        m=number(len(quantities)), p=number(len(rows)), b=study.baseline.label,
        k=number(sum(each.told_apart for each in shown)), n=number(len(shown)),
    )  # fmt: skip
    return Answer(
        _title(study, found, sets),
        subtitle(study, fill(Text("Difference from “{b}”", "与“{b}”的差异"), b=study.baseline.label)),
        fill(SOURCE, sets=number(sets), seeds=number(seeds)),
        chart=Chart(lambda view: difference_panels(frame, view, quantities, rows), alternative),
        table=_table(study, shown),
        points=points,
        folded=folded,
    )


def _told(found: list[Finding], policy: str) -> list[Finding]:
    return told([each for each in found if each.policy == policy])


def _said(study: Study, finding: Finding) -> Text:
    labels = {note.name: Label(note.label.en, note.label.zh) for note in study.policies}
    words = finding_told(finding, labels)
    return Text(words.en, words.zh)


def _title(study: Study, found: list[Finding], sets: int) -> Text:
    """Return the first headline that can be told apart with the assumptions open; that there is none, or no band."""
    headlines = [each for note in study.others for each in _told(found, note.name)]
    clear = [each for each in headlines if each.told_apart]
    if clear:
        return _headline(study, clear[0])
    if headlines and all(math.isnan(each.parts.half_total) for each in headlines):
        return Text(
            "Too few sets of assumptions or seeds to tell a difference from chance",
            "假设组数或随机种子过少,不足以区分差异与偶然",
        )
    return fill(
        Text(
            "Under {n} sets of assumptions no difference in a headline result can be told apart",
            "在 {n} 组假设下,主要结果的差异均无法区分",
        ),
        n=number(sets),
    )  # fmt: skip


def _headline(study: Study, found: Finding) -> Text:
    measure, parts = found.measure, found.parts
    form = Text(
        "In {k} of {n} sets of assumptions “{m}” is lower under “{p}”: {v} (95% band {b})",
        "{n} 组假设中有 {k} 组“{p}”下的“{m}”更低:{v}(95% 区间 {b})",
    )
    if parts.mean > 0:
        form = Text(form.en.replace("lower", "higher"), form.zh.replace("更低", "更高"))
    return fill(
        form,
        k=number(parts.holds), n=number(parts.sets), m=Text(measure.label_en, measure.label_zh),
        p=study.policy(found.policy).label, v=change_cell(measure, parts.mean),
        b=band_cell(measure, parts.mean, *parts.band, change=True),
    )  # fmt: skip


def _table(study: Study, shown: list[Finding]) -> Table:
    head = [
        Text("Result", "结果"), Text("Policy", "政策"), study.baseline.label, Text("Difference", "差异"),
        Text("95% band", "95% 区间"), Text("Chance alone", "仅偶然"), Text("From assumptions", "来自假设"),
        Text("Sets with that sign", "同号组数"), Text("Sets", "组数"), Text("Seeds", "种子数"),
    ]  # fmt: skip
    rows = []
    for each in shown:
        measure, parts = each.measure, each.parts
        rows.append([
            Text(measure.label_en, measure.label_zh), study.policy(each.policy).label,
            value_cell(measure, each.mean_of_first), change_cell(measure, parts.mean),
            band_cell(measure, parts.mean, *parts.band, change=True),
            band_cell(measure, parts.mean, *parts.chance_band, change=True),
            same("–") if math.isnan(parts.share_of_sets) else percent(parts.share_of_sets),
            number(parts.holds), number(parts.sets), number(parts.seeds),
        ])  # fmt: skip
    return Table(CAPTION, head, rows, words=2)


CAPTION: Final = Text(
    "From assumptions: the share of the variance, as estimated, that differences between sets of assumptions make up; "
    "the band keeps room for them even where that is small.",
    "“来自假设”为方差中由各组假设之间的差异所占的估计比例;即使该比例很小,区间仍为假设留有余地。",
)
