"""A study of many remedies: ranked first, then only the best are shown one by one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.cards import cards_of, shown_one_by_one
from dashboards.cards.scorecard import TOLD
from dashboards.figures.forest import BAD, GOOD
from dashboards.report import write_report
from dashboards.studies import Study, open_study
from dashboards.theme import View
from experiments.assumed import FILE, behavioural, factors
from experiments.schema import SETTING
from experiments.scorecard import best_of, scorecard
from tests.dashboards.synthetic import BASELINE, Made, renamed, write_study

MADE: list[Made] = [
    renamed(BASELINE, name=f"remedy_{k}", label_en=f"Remedy {k} for the townships", label_zh=f"对策{k}", leave=leave)
    for k, leave in enumerate((0.006, 0.007, 0.008, 0.010, 0.011, 0.012, 0.014, 0.016))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("studies") / "many", [BASELINE, *MADE], 8)


@pytest.fixture(scope="module")
def many(folder: Path) -> Iterator[Study]:
    opened = open_study(folder)
    yield opened
    opened.close()


def test_many_remedies_are_ranked_in_the_first_card(many: Study) -> None:
    first, *rest = cards_of(many)
    assert first.key == "scorecard"
    (answer,) = first.answers
    assert len(answer.table.rows) == len(MADE)
    assert answer.table.rows[0][0].en == "Remedy 0 for the townships"
    assert f"{len(MADE)} remedies" in answer.title.en and f"{len(MADE)} 项对策" in answer.title.zh
    shown = {each.policy for card in rest for each in card.answers if each.policy}
    names = [note.name for note in many.policies]
    assert shown == {names[0], *best_of(scorecard(many.runs, names), TOLD)}
    assert [note.name for note in shown_one_by_one(many).policies] == [
        names[0], *best_of(scorecard(many.runs, names), TOLD)
    ]  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
def test_the_chart_tells_better_from_worse(many: Study, narrow: bool) -> None:
    chart = cards_of(many)[0].answers[0].chart
    figure = chart.draw(View("en", "light", narrow))
    colours = {trace.marker.color for trace in figure.data}
    assert {GOOD, BAD} <= colours
    rows = {y for trace in figure.data if trace.xaxis == "x" for y in trace.y}
    assert rows == {-at for at in range(len(MADE))}
    assert len({trace.xaxis for trace in figure.data}) == (1 if narrow else 5)


def test_the_order_under_other_assumptions_is_told_where_it_was_tried(many: Study, folder: Path) -> None:
    names = [note.name for note in many.policies]
    lead = scorecard(many.runs, names)
    rng, rows = np.random.default_rng(1), []
    moves = factors(30, 1)
    for seed, row in enumerate(moves):
        for place, policy in enumerate([*best_of(lead, TOLD), names[0]]):
            value = 0.5 - 0.01 * place + 0.05 * row[0] * (place == 0) + rng.normal(0, 0.002)
            rows.append({"policy": policy, "seed": seed, lead[0].measure.name: value})
    table = pd.DataFrame(moves, columns=[f"log2 {SETTING}.{each.name}" for each in behavioural()])
    pd.DataFrame(rows).merge(table.assign(seed=range(30)), on="seed").to_parquet(folder / FILE)
    try:
        heading, lines = cards_of(many)[0].answers[0].points[1]
    finally:
        (folder / FILE).unlink()
    assert "overturn" in heading.en
    assert len(lines) == TOLD
    assert behavioural()[0].en in lines[0].en + lines[1].en and behavioural()[0].zh in lines[0].zh + lines[1].zh


@pytest.mark.browser
@pytest.mark.deep
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_of_many_fits_and_complains_of_nothing(browser, folder: Path, tmp_path: Path, width: int) -> None:
    page, complaints = browser.new_page(viewport={"width": width, "height": 900}), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(write_report(folder, tmp_path / "report.html").as_uri())
    page.wait_for_function("() => document.querySelector('#scorecard .chart')?.dataset.drawn")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(page.query_selector_all("[data-show]")) == TOLD + 1
    page.close()
    assert not complaints
