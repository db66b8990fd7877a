"""What does a cadre who stays cost? Extra cost over extra township cadre-years."""

import math
from dataclasses import replace

import pandas as pd

from dashboards.cards.comparison import quantity_of
from dashboards.cards.measured import both
from dashboards.cards.parts import Answer, Card, Chart, Table, lines_of, runs_and_band, subtitle
from dashboards.figures import difference_panels
from dashboards.studies import Study
from dashboards.words import Text, fill, listed, number, same
from experiments.scorecard import PRICE, Score, scorecard
from experiments.wording import LANGUAGES, band_text, value_text
from sim.intervals import ENOUGH, mean_interval

LINK = Text("Cost of a year gained", "每增加一人年的支出")
QUESTION = Text("What does a cadre who stays cost?", "多留住一名干部要花多少钱?")
BAND = Text(
    "Dot: extra cost of all cadres over extra township cadre-years, both against the baseline on the same seeds; bar: "
    "95% interval of the ratio (Fieller), at once for all policies shown.",
    "点为与基准相比(相同随机种子)全部干部新增支出与新增乡镇人年之比,横线为该比值的 95% 区间(Fieller 法),"
    "对所示各项政策同时成立。",
)
FEW = Text(
    "No price can be named for {p}: it takes {n} seeds at least.", "无法给出{p}的支出价格:至少需要 {n} 个随机种子。"
)
LOST = Text(
    "There is no price for {p}: it has fewer township cadre-years than the baseline.",
    "{p}没有支出价格:其乡镇人年少于基准。",
)
CHANCE = Text(
    "No price can be named for {p}: it cannot be told from chance that they add cadre-years.",
    "无法给出{p}的支出价格:其是否增加乡镇人年无法与偶然区分。",
)
SUBTITLE = Text("Yuan for each township cadre-year gained", "每增加一个乡镇人年的支出(元)")


def worth_card(study: Study) -> Card:
    """Return the price of a township cadre-year gained under each policy, and of which none can be named."""
    scores = [each for each in scorecard(study.runs, [note.name for note in study.policies]) if each.measure is PRICE]
    if not study.others:
        nothing = Text(
            "The study holds one policy, so there is no gain to put a price on",
            "本研究只有一项政策,无法计算新增人年的支出",
        )
        step = Text(
            "Compare policies: cadreflow compare policies=[...].", "请比较多项政策:cadreflow compare policies=[...]。"
        )
        return Card("worth", LINK, QUESTION, (Answer(nothing, step, same("")),))
    known = [each for each in scores if not math.isnan(each.low)]
    points = [(same(""), _no_price(study, [each.policy for each in scores if math.isnan(each.low)]))]
    points = [each for each in points if each[1]]
    source = runs_and_band(study, [note.name for note in study.policies], BAND)
    answer = Answer(
        _title(study, known), subtitle(study, SUBTITLE), source, "", _chart(study, known), _table(study, scores), points
    )
    return Card("worth", LINK, QUESTION, (answer,))


def _no_price(study: Study, policies: list[str]) -> list[Text]:
    """Say of which policies no price can be named, and why: too few seeds, cadre-years lost, or chance."""
    wide = study.runs.pivot(index="seed", columns="policy", values="township_strength")
    why: dict[Text, list[Text]] = {}
    for policy in policies:
        gained = (wide[policy] - wide[study.baseline.name]).dropna().to_numpy(float)
        reason = FEW if len(gained) < ENOUGH else LOST if mean_interval(gained)[2] < 0 else CHANCE
        why.setdefault(reason, []).append(fill(Text("“{p}”", "“{p}”"), p=study.policy(policy).label))
    return [fill(reason, p=listed(names), n=number(ENOUGH)) for reason, names in why.items()]


def _title(study: Study, known: list[Score]) -> Text:
    if not known:
        return Text(
            "Of no policy can a price of a township cadre-year gained be named",
            "没有政策能给出每增加一个乡镇人年的支出",
        )
    best = min(known, key=lambda each: each.mean)
    return fill(
        Text(
            "A township cadre-year gained costs {v} under “{p}” (95% band {b})",
            "“{p}”下每增加一个乡镇人年花费 {v}(95% 区间 {b})",
        ),
        v=_yuan(best.mean), p=study.policy(best.policy).label, b=_band(best),
    )  # fmt: skip


def _yuan(value: float) -> Text:
    text = both(value_text, PRICE, value)
    return Text(text.en.replace(" a year", ""), text.zh.replace("/年", ""))


def _band(score: Score) -> Text:
    ends = (score.low, score.high)
    return Text(*(band_text(PRICE, ends, each, signed=False, scale=abs(score.mean)) for each in LANGUAGES))


def _chart(study: Study, known: list[Score]) -> Chart | None:
    if not known:
        return None
    frame = pd.DataFrame(
        [(PRICE.name, each.policy, each.mean, each.low, each.high) for each in known],
        columns=["measure", "policy", "difference", "low", "high"],
    )
    lines, quantity = lines_of(study), replace(quantity_of(PRICE), signed=False)
    rows = {each.policy: lines[each.policy] for each in known}
    alternative = fill(Text("Dots with intervals for {n} policies.", "{n} 项政策的点与区间。"), n=number(len(known)))
    return Chart(lambda view: difference_panels(frame, view, {PRICE.name: quantity}, rows), alternative)


def _table(study: Study, scores: list[Score]) -> Table:
    head = [Text("Policy", "政策"), Text("Yuan for a cadre-year", "每人年支出"), Text("95% interval", "95% 区间")]
    rows = [
        [
            study.policy(each.policy).label,
            *([same("–")] * 2 if math.isnan(each.low) else [_yuan(each.mean), _band(each)]),
        ]
        for each in scores
    ]
    return Table(Text(PRICE.definition_en, PRICE.definition_zh), head, rows)
