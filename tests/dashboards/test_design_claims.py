"""What titles of designs claim is what the runs can tell, and what is kept of them is read with care."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.cards.basis import facts_of
from dashboards.cards.designs import cards_of_design
from dashboards.cards.explained import Explained, _frame, _title, explained
from dashboards.cards.front import read_search
from dashboards.cards.parts import Answer
from dashboards.definitions import definitions
from dashboards.page import unfinished
from dashboards.studies import Study, open_study
from dashboards.theme import View
from dashboards.words import Text
from experiments.problems import Problems
from sim.measures import MEASURES
from tests.dashboards.designs import (
    LINE,
    RECRUITS,
    box_study,
    changed,
    front_study,
    goal_study,
    package_study,
    result,
    sensitivity_study,
    sweep_study,
)
from tests.dashboards.synthetic import POLICIES

VACANCY = MEASURES["township_vacancy"]
LUCK = np.array([-0.03, -0.02, -0.01, 0.01, 0.02, 0.03])
STEADY = LUCK / 100


@contextmanager
def opened(folder: Path) -> Iterator[Study]:
    with closing(open_study(folder)) as study:
        yield study


def answers(folder: Path) -> tuple[Answer, ...]:
    """Return what a study's first card says."""
    with opened(folder) as study:
        return tuple(cards_of_design(study)[0].answers)


@pytest.mark.parametrize(("effects", "said"), [
    ((0.02 + LUCK, -0.01 + STEADY), ["“b” contributes −1", "the whole cannot be told apart"]),
    ((-0.03 + STEADY, -0.01 + STEADY), ["“a” contributes most: −3", "the whole: −4"]),
    ((-0.011 + LUCK / 20, -0.01 - LUCK / 20), ["“a” contributes −1.1", "the whole: −2.1"]),
    ((LUCK, -LUCK / 2), ["No part's contribution"]),
])  # fmt: skip
def test_a_part_is_said_to_contribute_most_only_where_that_can_be_told(effects, said) -> None:
    parts = {str(at): Text(name, name) for at, name in enumerate("ab")}
    apart = Explained(parts, [VACANCY], {VACANCY.name: np.array(effects)}, {}, len(LUCK))
    title = _title(apart, VACANCY, _frame(apart, apart.effects, [VACANCY.name])).en
    assert all(each in title for each in said), title


def test_a_package_without_a_shared_seed_is_unfinished_in_words(tmp_path: Path) -> None:
    folder = package_study(tmp_path / "package")
    with opened(folder) as study:
        study.runs["seed"] += study.runs["policy"].astype("category").cat.codes * 100
        with pytest.raises(Problems, match="no seed has a run of every combination; go on with `cadreflow explain"):
            explained(study)


def test_a_front_offers_what_other_seeds_confirm(tmp_path: Path) -> None:
    folder = front_study(tmp_path / "front")
    (answer,) = answers(folder)
    rows = pd.read_parquet(folder / "confirmed.parquet").query("feasible")
    best = rows.loc[rows["township_vacancy"].idxmin()]
    point = {RECRUITS: best[RECRUITS], LINE: best[LINE]}
    mean = np.mean([result(point, seed)["township_vacancy"] for seed in range(7, 13)])
    assert f"can be brought to {mean:.1%} with" in answer.title.en
    assert "means on the other seeds" in answer.source.en and "95% bands" in answer.source.en


def test_ends_of_a_front_that_only_chance_made_are_not_a_choice(tmp_path: Path) -> None:
    aims = {"township_vacancy": "min", "cost_yuan_per_year": "max"}  # the line moves neither
    (answer,) = answers(front_study(tmp_path / "front", {LINE: [50, 60]}, aims))
    assert len(answer.table.rows) > 1
    assert answer.title.en == "The ends of the front cannot be told apart from chance"


def test_ends_of_a_front_that_differ_in_one_aim_are_said_to(tmp_path: Path) -> None:
    aims = {"township_retention_5y": "max", "cost_yuan_per_year": "min"}  # the line moves the first alone
    (answer,) = answers(front_study(tmp_path / "front", {LINE: [50, 60]}, aims))
    assert len(answer.table.rows) > 1
    assert answer.title.en.startswith("The ends of the front can be told apart only in “Still in the townships")


def test_a_front_that_other_seeds_do_not_keep_offers_nothing(tmp_path: Path) -> None:
    folder = front_study(tmp_path / "front")
    pd.read_parquet(folder / "confirmed.parquet").assign(feasible=False).to_parquet(folder / "confirmed.parquet")
    (answer,) = answers(folder)
    assert answer.title.en.startswith("On other seeds 0 of")


def test_seeds_of_a_search_are_those_that_it_names(tmp_path: Path) -> None:
    folder = front_study(tmp_path / "front")
    with opened(folder) as study:
        assert read_search(study).task.seeds == 6  # though all points were run on twelve
    design = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["design"]
    changed(folder, design={key: each for key, each in design.items() if key != "seeds"})
    with opened(folder) as study:
        assert read_search(study).task.seeds == 6, "a study of before, with as many other seeds"


def test_a_search_misses_no_runs(tmp_path: Path) -> None:
    folder = front_study(tmp_path / "front")
    changed(folder, runs_asked=10_000)
    with opened(folder) as study:
        runs = next(text for name, text in facts_of(study) if name.en == "Runs")
        assert runs.en == f"{len(study.runs):,}"


def test_runs_that_failed_are_not_called_missing(tmp_path: Path) -> None:
    with opened(front_study(tmp_path / "front")) as study:
        study.__dict__["failures"] = pd.DataFrame({"command": ["x", "x"], "cause": ["y", "y"]})
        assert unfinished(study).en == "2 runs failed; answers rest on the others."


def test_few_seeds_give_no_band_and_none_is_spoken_of(tmp_path: Path) -> None:
    points = [{RECRUITS: r} for r in (2.0, 4.0)]
    (answer,) = answers(sweep_study(tmp_path / "few", points, seeds=3))
    assert "too few shared seeds to tell a change from chance" in answer.title.en
    assert "too few for a band" in answer.source.en and "95%" not in answer.source.en
    (answer,) = answers(sweep_study(tmp_path / "more", points, POLICIES[:2]))
    assert answer.title.en.startswith("Under “Rules of 2006”: “")
    assert "(by −8.0 points, 95% band −8" in answer.title.en
    assert all(line.en.startswith("Under “Rules of 2006”") for _, lines in answer.points for line in lines)


def test_dots_of_a_goal_are_those_of_the_limit_that_is_drawn(tmp_path: Path) -> None:
    limits = ("township_vacancy <= 0.26", "cost_yuan_per_year <= 103500000")
    (answer,) = answers(goal_study(tmp_path / "goal", *limits))
    dots = answer.chart.draw(View()).data[1]
    kept = [symbol == "circle" for symbol in dots.marker.symbol]
    assert kept == [result({RECRUITS: x}, 1)["township_vacancy"] < 0.263 for x in dots.x]
    assert "Drawn: " in answer.source.en and "cost" in answer.subtitle.en.lower()


def test_a_goal_in_yuan_is_drawn_with_its_unit(tmp_path: Path) -> None:
    (answer,) = answers(goal_study(tmp_path / "goal", "cost_yuan_per_year <= 103500000"))
    figure = answer.chart.draw(View())
    assert "yuan a year" in figure.layout.annotations[0].text
    assert any("million" in text for text in figure.layout.yaxis.ticktext)


def test_the_share_of_failures_is_said_to_be_of_the_futures_tried(tmp_path: Path) -> None:
    (answer,) = answers(box_study(tmp_path / "box"))
    assert "of the " in answer.title.en and "futures tried in which" in answer.title.en


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_chance_that_one_seed_cannot_show_is_not_shown(tmp_path: Path, method: str) -> None:
    answer = answers(sensitivity_study(tmp_path / "one", method, 1))[0]
    assert "Grey stroke" not in answer.source.en and "not known with fewer than 2 seeds" in answer.source.en
    assert not any("–%" in cell.en for row in answer.table.rows for cell in row)
    answer = answers(sensitivity_study(tmp_path / "three", method))[0]
    assert "Grey stroke" in answer.source.en


KEPT = {
    "sensitivity.parquet": lambda folder: sensitivity_study(folder, "morris"), "tried.parquet": front_study,
    "confirmed.parquet": front_study, "goal.parquet": goal_study, "discovery.json": box_study,
}  # fmt: skip


@pytest.mark.parametrize("file", list(KEPT))
def test_what_is_kept_but_cut_off_or_not_understood_is_told_in_words(tmp_path: Path, file: str) -> None:
    folder = KEPT[file](tmp_path / "it")
    whole = (folder / file).read_bytes()
    other = b"{}" if file.endswith("json") else None
    for content in (whole[: len(whole) // 2], b"", other):
        if content is None:
            pd.DataFrame({"other": [1.0]}).to_parquet(folder / file)
        else:
            (folder / file).write_bytes(content)
        with pytest.raises(Problems, match=rf"{file} is not what was written .*the same command makes it again"):
            answers(folder)


def test_a_number_that_the_program_no_longer_knows_is_told_in_words(tmp_path: Path) -> None:
    folder = sensitivity_study(tmp_path / "it", "morris")
    table = pd.read_parquet(folder / "sensitivity.parquet")
    table.assign(name=table["name"].replace(LINE, "age_limits.gone")).to_parquet(folder / "sensitivity.parquet")
    with pytest.raises(Problems, match=r"age_limits\.gone is no lever and no assumption"):
        answers(folder)


def test_what_a_design_varies_is_defined(tmp_path: Path) -> None:
    points = [{RECRUITS: r, LINE: 50 + r} for r in (2.0, 4.0, 6.0)]
    with opened(sweep_study(tmp_path / "it", points)) as study:
        rows = {row[-1].en: [each.en for each in row] for row in definitions(study).rows if row[0].en == "varied"}
    assert list(rows) == [RECRUITS, LINE]
    assert rows[RECRUITS][3:5] == ["2 to 6", "3"] and rows[LINE][3:5] == ["52 to 56", "50"]
    assert rows[RECRUITS][1].startswith("Recruits") and rows[RECRUITS][5] and rows[RECRUITS][7]


def test_what_is_passed_on_names_no_place_of_a_machine(tmp_path: Path) -> None:
    folder = sweep_study(tmp_path / "it", [{RECRUITS: r} for r in (2.0, 4.0)])
    changed(folder, words=["seeds=6", "out=/home/me/it", "constraints=P(x <= 1) >= 0.5"])
    with opened(folder) as study:
        command = dict((name.en, text.en) for name, text in facts_of(study))["Command"]
        assert command == "cadreflow sweep seeds=6 'constraints=P(x <= 1) >= 0.5'"
        said = unfinished(study).en
    assert "/home/me" not in said
