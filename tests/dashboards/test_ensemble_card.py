"""A comparison under an ensemble as a card: two bands, shares and signs as the command tells them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.address import Address
from dashboards.cards import cards_of
from dashboards.cards.ensemble import NOTHING, ensemble_card
from dashboards.futures import Futures
from dashboards.studies import Study, open_study
from dashboards.theme import View
from dashboards.web.answer import shown
from dashboards.web.shelf import Shelf
from experiments.plan import Point
from experiments.under_ensemble import ensemble_findings
from sim.measures import MEASURES
from tests.experiments.studies import conduct

SETS, SEEDS = 7, 8


def under_sets(study: Study, spread: float, shift: float) -> Study:
    """Return the study under made-up sets: the first policy shifts one result, by more or less from set to set."""
    names = [note.name for note in study.policies]
    chance = np.random.default_rng(3)
    rows = [
        dict.fromkeys(MEASURES, np.nan) | {
            "run": f"{policy}-{point}-{seed}", "policy": policy, "point": point, "seed": seed,
            "township_vacancy": 0.2 + 0.01 * point + 0.002 * chance.standard_normal()
            + (policy == names[1]) * (shift + spread * (point - (SETS + 1) / 2)),
        }
        for policy in names for point in range(1, SETS + 1) for seed in range(1, SEEDS + 1)
    ]  # fmt: skip
    start = study.runs[["start", "months"]].iloc[0].to_dict()
    return replace(study, runs=pd.DataFrame(rows).assign(**start), memory={})


def test_both_bands_are_those_that_the_command_tells(study: Study) -> None:
    own = under_sets(study, 0.004, -0.05)
    (answer,) = ensemble_card(own).answers
    one = ensemble_findings(own.runs, [note.name for note in own.policies])[0]
    assert answer.chart is not None and answer.table is not None
    figure = answer.chart.draw(View("en"))
    inner = next(each for each in figure.data if each.mode == "lines")
    assert np.asarray(inner.x, float) / 100 == pytest.approx(one.parts.chance_band)
    dot = next(each for each in figure.data if each.mode == "markers")
    assert dot.x[0] / 100 == pytest.approx(one.parts.mean)
    assert dot.error_x.array[0] / 100 == pytest.approx(one.parts.half_total)
    assert one.parts.half_total > 2 * one.parts.half_chance
    assert answer.title.en.startswith(f"In {SETS} of {SETS} sets of assumptions") and "lower" in answer.title.en
    row = next(row for row in answer.table.rows if row[1] == own.others[0].label)
    assert row[6].en == f"{one.parts.share_of_sets:.0%}" and row[7].en == str(SETS)


def test_what_assumptions_leave_open_is_said_to_be_open(study: Study) -> None:
    """The same mean effect: chance alone would tell it apart, the sets do not."""
    own = under_sets(study, 0.04, -0.02)
    one = ensemble_findings(own.runs, [note.name for note in own.policies])[0]
    assert max(one.parts.chance_band) < 0 < max(one.parts.band)
    (answer,) = ensemble_card(own).answers
    assert "no difference in a headline result can be told apart" in answer.title.en
    assert [NOTHING] == answer.points[0][1]
    assert any("No difference in" in line.en for _, lines in answer.folded for line in lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the model compare two policies under five sets on five seeds, for half a year."""
    values = [{"setting.wants.pay_utils": 0.2 + 0.2 * place} for place in range(5)]
    points = [Point(place, each) for place, each in enumerate(values, 1)]
    made = tmp_path_factory.mktemp("studies") / "sets"
    assert not conduct(made, "seeds=5", "keep=[]", points=points).outcome.causes
    return made


def test_a_report_and_the_pages_open_it(folder: Path) -> None:
    opened = open_study(folder)
    assert opened.is_under_ensemble
    assert [card.key for card in cards_of(opened)] == ["changes", "basis"]
    opened.close()
    shelf = Shelf([folder])
    first, other = (
        str(shown(shelf, Address(page=page), View("en"), Futures()).frame.content) for page in ("changes", "cost")
    )
    assert "5 sets of assumptions" in first and "This cannot be shown" not in first + other
    assert "under many sets of assumptions at once" in other
