"""What changes? Paired differences of the headline results, each policy against the baseline."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboards.cards.measured import band_cell, change_cell, value_cell
from dashboards.cards.parts import (
    Answer,
    Card,
    Chart,
    Table,
    lines_of,
    runs_and_band,
    subtitle,
)
from dashboards.figures import Quantity, difference_panels
from dashboards.figures.differences import PERCENT
from dashboards.studies import Study, remembered
from dashboards.words import Text, fill, number, same
from experiments import under_ensemble
from experiments.compare import HEADLINES
from experiments.differences import Finding, findings
from experiments.sentences import Label, sentence
from experiments.wording import LANGUAGES, SHARE, YUAN, change_text
from sim.intervals import mean_interval
from sim.measures import MEASURES, Measure

PANELS = (
    "township_vacancy_5y",
    "township_vacancy",
    "township_leading_vacancy_5y",
    "township_leading_vacancy",
    "township_retention_5y",
    "upward_exits_per_100",
    "promotions_under_40_per_year",
    "wish_to_leave_leaders",
    "time_to_fill_months",
    "cost_yuan_per_year",
)
"""Results that are drawn, in the order of the panels; the sentences tell of `experiments.compare.HEADLINES`."""
BETTER = {-1: "less", 0: "neither", 1: "more"}
NOTHING = Text("No headline result can be told apart from chance.", "没有一项主要结果的差异可与偶然区分开。")
NOT_APART = Text(
    "{p}: {n} results without a difference that can be told apart",
    "{p}:{n} 项结果的差异无法与偶然区分开",
)
QUESTION = Text("What changes?", "有什么变化?")
Findings = Finding | under_ensemble.Finding
"""Findings of one result: in one study, or under sets of assumptions."""


def comparison(study: Study) -> Card:
    """Return the card that compares every policy with the baseline, or shows levels when there is no other."""
    if not study.others:
        return Card("changes", QUESTION, QUESTION, (_levels(study),))
    found = known_findings(study)
    if not drawn(found):
        title = Text("The runs are too short for any headline result", "模拟时间过短,没有可用的主要结果")
        next_step = Text("Run at least five years: months=60.", "请至少模拟五年:months=60。")
        return Card("changes", QUESTION, QUESTION, (Answer(title, next_step, Text("", "")),))
    return Card("changes", QUESTION, QUESTION, (_differences(study, found),))


def known_findings(study: Study) -> list[Finding]:
    """Return the findings that the runs are long enough for, policy by policy."""
    every = _findings(study, tuple(note.name for note in study.policies))
    return [each for each in every if each.is_known]


@remembered
def _findings(study: Study, policies: tuple[str, ...]) -> list[Finding]:
    return findings(study.runs, policies)


def drawn[F: Findings](found: Sequence[F]) -> list[F]:
    """Return the findings that get a panel, panel by panel."""
    return _in_order(found, PANELS)


def told[F: Findings](found: Sequence[F]) -> list[F]:
    """Return the findings that are told in sentences, in the order in which they matter."""
    return _in_order(found, HEADLINES)


def _in_order[F: Findings](found: Sequence[F], names: Sequence[str]) -> list[F]:
    places = {name: place for place, name in enumerate(names)}
    return sorted((each for each in found if each.measure.name in places), key=lambda each: places[each.measure.name])


def said(study: Study, finding: Finding) -> Text:
    """Return a finding as a sentence in both languages."""
    labels = {note.name: Label(note.label.en, note.label.zh) for note in study.policies}
    words = sentence(finding, labels)
    return Text(words.text("en"), words.text("zh"))


def _differences(study: Study, every: list[Finding]) -> Answer:
    found = drawn(every)
    measures = {each.measure.name: each.measure for each in found}
    frame = difference_frame(found)
    lines = lines_of(study)
    rows = {note.name: lines[note.name] for note in study.others}
    quantities = {name: quantity_of(measure) for name, measure in measures.items()}
    source = runs_and_band(
        study, [note.name for note in study.policies],
        Text(
            "Dot: mean of the paired differences, same seed under both policies; bar: 95% interval of that mean.",
            "点为配对差异(两项政策使用相同随机种子)的平均值,横线为该平均值的 95% 区间。",
        ),
    )  # fmt: skip
    points, folded = [], []
    for note in study.others:
        own = [each for each in told(every) if each.policy == note.name]
        clear = [said(study, each) for each in own if each.difference.told_apart]
        unclear = [said(study, each) for each in own if not each.difference.told_apart]
        points.append((note.label, clear or [NOTHING]))
        if unclear:
            folded.append((fill(NOT_APART, n=number(len(unclear)), p=note.label), unclear))
    return Answer(
        headline(study, told(every) or found),
        subtitle(study, fill(Text("Difference from “{b}”", "与“{b}”的差异"), b=study.baseline.label)),
        source,
        chart=Chart(
            lambda view: difference_panels(frame, view, quantities, rows),
            _alternative(study, found, len(measures)),
        ),
        table=_table(study, found, measures),
        points=points,
        folded=folded,
    )


def headline(study: Study, found: Sequence[Finding]) -> Text:
    """Return the sentence that the card bears: the first result that can be told apart.

    `found`: in the order in which results matter.
    """
    clear = [each for each in found if each.difference.told_apart]
    if clear:
        return said(study, clear[0])
    if all(math.isnan(each.difference.low) for each in found):
        return fill(
            Text(
                "{n} shared seeds are too few to tell a difference from chance",
                "仅 {n} 个共用随机种子,不足以将差异与偶然区分开",
            ),
            n=number(max(each.difference.n for each in found)),
        )  # fmt: skip
    return fill(
        Text(
            "With {n} runs no difference in any of {m} headline results can be told apart from chance",
            "以 {n} 次模拟,{m} 项主要结果的差异均无法与偶然区分开",
        ),
        n=number(max(each.difference.n for each in found)),
        m=number(len({each.measure.name for each in found})),
    )  # fmt: skip


def difference_frame(found: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as the table that the figure draws."""
    rows = [
        (
            each.measure.name,
            each.policy,
            each.difference.mean,
            each.difference.low,
            each.difference.high,
        )
        for each in found
    ]
    return pd.DataFrame(rows, columns=["measure", "policy", "difference", "low", "high"])


def quantity_of(measure: Measure) -> Quantity:
    """Return a measure as panels show it."""
    # What follows the number one: "points", "个百分点"; nothing for scores.
    unit = Text(*(change_text(measure, 1.0, language).partition(" ")[2] for language in LANGUAGES))
    return Quantity(
        Text(measure.label_en, measure.label_zh),
        unit,
        100.0 if measure.unit == "share" else 1.0,
        measure.unit == YUAN,
        BETTER[measure.direction],
    )


def level_of(measure: Measure) -> Quantity:
    """Return a measure as axes show its levels, shares in percent."""
    own = quantity_of(measure)
    return replace(own, unit=PERCENT) if measure.unit == SHARE else own


def _alternative(study: Study, found: Sequence[Finding], panels: int) -> Text:
    clear = sum(each.difference.told_apart for each in found)
    return fill(
        Text(
            "Dots with intervals for {m} results and {p} policies against “{b}”; {k} of {n} differences can be "
            "told apart from zero.",
            "{p} 项政策与“{b}”在 {m} 项结果上的差异及区间;{n} 项差异中有 {k} 项可与零区分开。",
        ),
        m=number(panels), p=number(len(study.others)), b=study.baseline.label, k=number(clear), n=number(len(found)),
    )  # fmt: skip


def _table(study: Study, found: Sequence[Finding], measures: dict[str, Measure]) -> Table:
    head = [
        Text("Result", "结果"),
        Text("Policy", "政策"),
        study.baseline.label,
        Text("Under the policy", "该政策下"),
        Text("Difference", "差异"),
        Text("95% interval", "95% 区间"),
        Text("Runs with less", "减少的次数"),
        Text("Runs with more", "增加的次数"),
        Text("Pairs", "配对数"),
    ]
    rows = []
    for each in found:
        apart, measure = each.difference, each.measure
        rows.append([
            Text(measure.label_en, measure.label_zh),
            study.policy(each.policy).label,
            value_cell(measure, each.mean_of_first),
            value_cell(measure, each.mean),
            change_cell(measure, apart.mean),
            band_cell(measure, apart.mean, apart.low, apart.high, change=True),
            number(round(apart.negative * apart.n)),
            number(round(apart.positive * apart.n)),
            number(apart.n),
        ])  # fmt: skip
    caption = Text(
        "; ".join(f"{each.label_en}: {each.definition_en}" for each in measures.values()),
        ";".join(f"{each.label_zh}:{each.definition_zh}" for each in measures.values()),
    )
    return Table(caption, head, rows, words=2)


def _levels(study: Study) -> Answer:
    """Return the headline results of a study of one policy: nothing is compared."""
    label, runs = study.baseline.label, study.count(study.baseline.name)
    rows, there = [], [name for name in PANELS if name in study.runs.columns]
    for name in there:
        measure, values = MEASURES[name], study.runs[name].to_numpy(float)
        mean, low, high = mean_interval(values)
        if np.isfinite(mean):
            label = Text(measure.label_en, measure.label_zh)
            rows.append([label, value_cell(measure, mean), band_cell(measure, mean, low, high)])
    title = fill(
        Text(
            "Headline results under “{p}”; nothing is compared, as the study holds one policy",
            "“{p}”下的主要结果;本研究只有一项政策,未作比较",
        ),
        p=label,
    )  # fmt: skip
    head = [
        Text("Result", "结果"),
        Text("Mean of the runs", "各次模拟平均"),
        Text("95% interval of the mean", "平均值的 95% 区间"),
    ]
    caption = fill(Text("{n} runs", "{n} 次模拟"), n=number(runs))
    source = runs_and_band(study, [study.baseline.name], same(""))
    return Answer(title, subtitle(study), source, table=Table(caption, head, rows))
