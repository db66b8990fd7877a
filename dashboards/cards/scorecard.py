"""Which remedies would work? Each alone against the baseline, ranked, and what would overturn the order."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboards.cards.comparison import quantity_of
from dashboards.cards.measured import NO_BAND, both, number_of
from dashboards.cards.parts import Answer, Card, Chart, Table, runs_and_band, subtitle
from dashboards.figures.forest import forest_panels
from dashboards.studies import Study
from dashboards.words import Text, fill, number, same
from experiments.assumed import orders, read_assumed
from experiments.scorecard import PRICE, Score, best_of, scorecard
from experiments.scores import orders_told
from experiments.sentences import Label
from experiments.wording import LANGUAGES, band_text, change_text
from sim.measures import Measure

QUESTION = Text("Which remedies would work?", "哪些对策有效?")
LINK = Text("Remedies", "对策比较")
TOLD = 5
"""So many of the best remedies are told in sentences, and shown in the cards that follow."""


def scorecard_card(study: Study, scores: Sequence[Score]) -> Card:
    """Return the card that ranks all policies of a study against its baseline."""
    measures = list(dict.fromkeys(each.measure for each in scores))
    policies = list(dict.fromkeys(each.policy for each in scores))
    frame = pd.DataFrame(
        [(each.measure.name, each.policy, each.mean, each.low, each.high) for each in scores],
        columns=["measure", "policy", "difference", "low", "high"],
    )
    quantities = {measure.name: quantity_of(measure) for measure in measures}
    quantities[PRICE.name] = replace(quantities[PRICE.name], better="neither")  # a price, not a difference
    rows = {name: study.policy(name).label for name in policies}
    lead = [each for each in scores if each.measure is scores[0].measure]
    band = fill(
        Text(
            "Dot: mean paired difference from “{b}”, same seeds; bar: band at 95% for all {m} remedies at once "
            "(Bonferroni). Blue: surely better; vermilion: surely worse; hollow: cannot be told from no effect.",
            "点为与“{b}”配对差异的平均值(相同随机种子),横线为对全部 {m} 项对策同时成立的 95% 区间(Bonferroni)。"
            "蓝色为明确变好,橙红色为明确变差,空心为无法与无效果区分。",
        ),
        b=study.baseline.label, m=number(len(policies)),
    )  # fmt: skip
    answer = Answer(
        _title(study, lead),
        subtitle(
            study, fill(Text("Each remedy alone, against “{b}”", "各对策单独与“{b}”比较"), b=study.baseline.label)
        ),
        runs_and_band(study, [note.name for note in study.policies], band),
        chart=Chart(lambda view: forest_panels(frame, view, quantities, rows), _alternative(study, lead, measures)),
        table=_table(study, scores, policies, measures),
        points=_points(study, scores, policies),
    )
    return Card("scorecard", LINK, QUESTION, (answer,))


def scores_of(study: Study) -> list[Score]:
    """Return the scores of a study's policies against its baseline, best first."""
    return scorecard(study.runs, [note.name for note in study.policies])


def _title(study: Study, lead: Sequence[Score]) -> Text:
    good = [each for each in lead if each.is_good]
    measure = lead[0].measure
    label = Text(measure.label_en, measure.label_zh)
    if not good:
        return fill(
            Text(
                "Of {m} remedies none surely improves “{r}” by itself",
                "{m} 项对策中没有一项单独实施能明确改善“{r}”",
            ),
            m=number(len(lead)), r=label,
        )  # fmt: skip
    best = good[0]
    return fill(
        Text(
            "Sure to improve “{r}” alone: {k} of {m} remedies; first is “{p}” ({v})",
            "{m} 项对策中有 {k} 项单独实施即明确改善“{r}”;居首的是“{p}”({v})",
        ),
        k=number(len(good)), m=number(len(lead)), r=label, p=study.policy(best.policy).label,
        v=both(change_text, measure, best.mean),
    )  # fmt: skip


def _alternative(study: Study, lead: Sequence[Score], measures: Sequence[Measure]) -> Text:
    return fill(
        Text(
            "Dots with bands for {p} remedies and {m} results against “{b}”, best first; {k} surely improve the first.",
            "{p} 项对策在 {m} 项结果上与“{b}”的差异及区间,由好到差排列;其中 {k} 项明确改善第一项结果。",
        ),
        p=number(len(lead)), m=number(len(measures)), b=study.baseline.label,
        k=number(sum(each.is_good for each in lead)),
    )  # fmt: skip


def _points(study: Study, scores: Sequence[Score], policies: Sequence[str]) -> list[tuple[Text, list[Text]]]:
    """Say what the best remedies do, and what would overturn their order."""
    points = [
        (Text("What the first ones do", "居前对策的效果"), [_said(study, scores, name) for name in policies[:TOLD]])
    ]
    rows = read_assumed(study.folder)
    best = best_of(scores, TOLD)
    if rows is None or not set(best) <= set(rows["policy"]):
        return points
    labels = {note.name: Label(note.label.en, note.label.zh) for note in study.policies}
    found = orders(rows, best, study.baseline.name, scores[0].measure)
    lines = zip(orders_told(found, labels, "en"), orders_told(found, labels, "zh"), strict=True)
    points.append((
        Text("Would other assumptions overturn the order?", "其他假设会改变名次吗?"), [Text(*line) for line in lines],
    ))  # fmt: skip
    return points


def _said(study: Study, scores: Sequence[Score], policy: str) -> Text:
    """Return a remedy's effects in one sentence; those that cannot be told from nothing are said to be so."""
    own = [each for each in scores if each.policy == policy and each.is_known]
    told = [each for each in own if each.told_apart or each.measure is PRICE]
    parts = [
        Text(f"{each.measure.label_en} {_value(each).en}", f"{each.measure.label_zh} {_value(each).zh}")
        for each in told
    ]
    if not parts:
        return fill(
            Text("“{p}”: no effect that can be told from chance.", "“{p}”:没有可与偶然区分的效果。"),
            p=study.policy(policy).label,
        )
    joined = Text("; ".join(each.en for each in parts), ";".join(each.zh for each in parts))
    return fill(Text("“{p}”: {e}.", "“{p}”:{e}。"), p=study.policy(policy).label, e=joined)


def _value(score: Score) -> Text:
    """Write an effect with its band; the price is no difference and has no sign."""
    signed, scale = score.measure is not PRICE, abs(score.mean)
    texts = []
    for language in LANGUAGES:
        value = change_text(score.measure, score.mean, language, signed=signed)
        band = band_text(score.measure, (score.low, score.high), language, signed=signed, scale=scale)
        texts.append(value if math.isnan(score.low) else f"{value} ({band})")
    return Text(*texts, number_of(score.measure, score.mean, low=score.low, high=score.high, change=signed))


def _table(study: Study, scores: Sequence[Score], policies: Sequence[str], measures: Sequence[Measure]) -> Table:
    head = [Text("Remedy", "对策")]
    for measure in measures:
        label = Text(measure.label_en, measure.label_zh)
        head += [label, Text("ranks left open", "可能名次")]
    known = {(each.policy, each.measure.name): each for each in scores}
    rows = []
    for policy in policies:
        cells = [study.policy(policy).label]
        for measure in measures:
            score = known[policy, measure.name]
            ranks = f"{score.rank_low}–{score.rank_high}" if score.rank else "–"
            cells += [_value(score) if score.is_known else NO_BAND if score.rank else same("–"), same(ranks)]
        rows.append(cells)
    caption = Text(
        "; ".join(f"{each.label_en}: {each.definition_en}" for each in measures),
        ";".join(f"{each.label_zh}:{each.definition_zh}" for each in measures),
    )
    return Table(caption, head, rows)
