"""What a moved lever changes: one future at once, then bands as futures arrive."""

import pandas as pd

from dashboards.cards.comparison import PANELS, difference_frame, drawn, quantity_of, told
from dashboards.cards.measured import both
from dashboards.cards.parts import Chart
from dashboards.figures import Line, difference_panels
from dashboards.theme import POLICIES, Stroke
from dashboards.words import Text, fill, number
from experiments.differences import Finding, findings
from experiments.sentences import Label, sentence
from experiments.wording import change_text, value_text
from sim.measures import MEASURES

BASE, CHANGED = "base", "changed"
"""Names of the two plans in tables of runs."""
YOURS = Text("Your changes", "您的调整")
AS_SET = Text("As it is set", "调整前")


def first_rows(base: dict[str, float], changed: dict[str, float]) -> list[tuple[Text, Text, Text, Text]]:
    """Return what one future says of the results it is long enough for: label, as set, with the changes, difference."""
    rows = []
    for name in PANELS:
        measure, before, after = MEASURES[name], base[name], changed[name]
        if before == before and after == after:
            rows.append((
                Text(measure.label_en, measure.label_zh), both(value_text, measure, before),
                both(value_text, measure, after), both(change_text, measure, after - before),
            ))  # fmt: skip
    return rows


def found_in(runs: pd.DataFrame) -> list[Finding]:
    """Return the findings of the futures that are there, known ones only."""
    return [each for each in findings(runs, [BASE, CHANGED]) if each.is_known] if len(runs) else []


def finding_text(found: list[Finding], names: dict[str, Text], wanted: int) -> Text:
    """Say the first result that can be told apart, or that none can, once all futures wanted are there.

    Not before: who looks again and again until something can be told apart finds something.
    """
    clear = [each for each in told(found) if each.difference.told_apart]
    n = max((each.difference.n for each in found), default=0)
    if n < wanted:
        return fill(
            Text(
                "{n} of {m} futures so far; what can be told apart is said when all are there",
                "已有 {n}/{m} 种未来情形,全部完成后再说明哪些差异可与偶然区分",
            ),
            n=number(n), m=number(wanted),
        )  # fmt: skip
    if clear:
        labels = {name: Label(text.en, text.zh) for name, text in names.items()}
        words = sentence(clear[0], labels)
        return Text(words.text("en"), words.text("zh"))
    return fill(
        Text(
            "With {n} futures no difference in a headline result can be told apart from chance",
            "以 {n} 种未来情形,主要结果的差异均无法与偶然区分开",
        ),
        n=number(n),
    )


def banded_chart(found: list[Finding]) -> Chart | None:
    """Return the dots with intervals of the futures that are there, None before the first."""
    rows = drawn(found)
    if not rows:
        return None
    frame = difference_frame(rows)
    measures = {each.measure.name: each.measure for each in rows}
    quantities = {name: quantity_of(measure) for name, measure in measures.items()}
    line = {CHANGED: Line(YOURS, Stroke(POLICIES[0]))}
    n = max(each.difference.n for each in rows)
    alternative = fill(
        Text("Dots with intervals for {m} results from {n} futures.", "{n} 种未来情形下 {m} 项结果的差异及区间。"),
        m=number(len(measures)), n=number(n),
    )  # fmt: skip
    return Chart(lambda view: difference_panels(frame, view, quantities, line), alternative)
