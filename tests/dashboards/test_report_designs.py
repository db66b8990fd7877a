"""Reports of studies that try points or take a package apart: their cards say what the made-up results hold."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from dashboards.cards import Card, cards_of
from dashboards.embed import Pool, applied, compact, embedded
from dashboards.exports import write_exports
from dashboards.studies import open_study
from dashboards.tables_csv import table_of
from dashboards.theme import LANGUAGES, View
from experiments.problems import Problems
from tests.dashboards.designs import (
    LINE,
    PAY,
    RECRUITS,
    box_study,
    front_study,
    goal_study,
    package_study,
    sensitivity_study,
    sweep_study,
)
from tests.dashboards.synthetic import POLICIES

VIEWS = [View(each, scheme, narrow) for each in LANGUAGES for scheme in ("light", "dark") for narrow in (False, True)]
GRID = [{RECRUITS: r, LINE: line} for r in (2.0, 4.0, 6.0) for line in (50.0, 55.0)]
MADE: dict[str, Callable[[Path], Path]] = {
    "package": package_study,
    "morris": lambda folder: sensitivity_study(folder, "morris"),
    "sobol": lambda folder: sensitivity_study(folder, "sobol"),
    "front": front_study,
    "goal": goal_study,
    "mean_goal": lambda folder: goal_study(folder, "township_vacancy <= 0.23"),
    "box": box_study,
    "no_box": lambda folder: box_study(folder, "township_vacancy > 0.50"),
    "line": lambda folder: sweep_study(folder, [{RECRUITS: r} for r in (2.0, 4.0, 6.0)], POLICIES[:2]),
    "grid": lambda folder: sweep_study(folder, GRID, POLICIES[:2]),
    "cloud": lambda folder: sweep_study(
        folder, [{RECRUITS: 2 + u, LINE: 50 + v, PAY: 1 + w} for u, v, w in np.random.default_rng(1).random((9, 3))]
    ),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("designs")
    return {name: make(root / name) for name, make in MADE.items()}


@pytest.fixture(scope="module")
def made(folders: dict[str, Path]) -> Iterator[dict[str, list[Card]]]:
    opened = {name: open_study(folder) for name, folder in folders.items()}
    yield {name: cards_of(study) for name, study in opened.items()}
    for study in opened.values():
        study.close()


@pytest.mark.parametrize("name", list(MADE))
def test_every_kind_of_study_is_answered_in_both_languages(made: dict[str, list[Card]], name: str) -> None:
    *own, basis = made[name]
    assert basis.key == "basis" and own
    for card in own:
        for answer in card.answers:
            for text in (answer.title, answer.subtitle, answer.source):
                assert text.en and text.zh and "{" not in text.en + text.zh and "nan" not in text.en
            if answer.chart:
                assert answer.table and answer.chart.alternative.zh.endswith("。")
                heights = {view: answer.chart.draw(view).layout.height for view in VIEWS}
                assert all(100 < height < 3000 for height in heights.values())
    if name != "no_box":
        assert own[0].answers[0].chart


@pytest.mark.parametrize("name", list(MADE))
def test_a_page_rebuilds_every_view_from_the_first(made: dict[str, list[Card]], name: str) -> None:
    """Words and widths change what is not coloured, colours the rest: a page lays one over the other."""
    for card in made[name][:-1]:
        for answer in card.answers[:1]:
            if answer.chart is None:
                continue
            pool = Pool()
            entry = embedded(answer.chart.draw, pool)
            for view in VIEWS:
                worded = view.language + ("-narrow" if view.narrow else "")
                figure = applied(entry["base"], entry["views"].get(worded, []))
                if view.scheme == "dark":
                    figure = applied(figure, entry["dark"])
                assert figure == compact(answer.chart.draw(view), pool), (name, card.key, view)


def test_parts_add_up_to_the_whole(made: dict[str, list[Card]]) -> None:
    parts, channels = made["package"][:2]
    figure = parts.answers[0].chart.draw(View())
    for trace in (each for each in figure.data if each.type == "bar"):
        assert sum(trace.x[:-1]) == pytest.approx(trace.x[-1], abs=1e-9)
        assert list(trace.base[1:-1]) == pytest.approx(np.cumsum(trace.x[:-2]).tolist(), abs=1e-9)
        assert trace.base[-1] == 0.0
    labels = [row[1].en for row in parts.answers[0].table.rows[:3]]
    assert labels == ["Higher grass-roots post allowance", "first_unknown_part", "The whole"]
    for row in channels.answers[0].table.rows:
        *ways, whole = (cell.number.value for cell in row[1:])
        assert sum(ways) == pytest.approx(whole, abs=1e-6)
    assert [row[0].en for row in channels.answers[0].table.rows] == ["The whole", *labels[:2]]


def test_what_drives_a_result_is_the_longest_bar(made: dict[str, list[Card]]) -> None:
    for name, value in (("morris", 16.0), ("sobol", None)):
        (card,) = made[name][:-1]
        vacancy = card.answers[0]
        assert "Recruits, townships" in vacancy.title.en and "乡镇年招录数" in vacancy.title.zh
        bars = vacancy.chart.draw(View()).data[0]
        assert bars.x[0] == max(bars.x)
        if value:
            assert bars.x[0] == pytest.approx(value, rel=0.02)  # four recruits more, four points each
            assert "↓" in vacancy.chart.draw(View()).layout.annotations[1].text
        else:
            assert bars.x[0] == pytest.approx(100, abs=15)
        wish = next(each for each in card.answers if "wish" in each.subtitle.en)
        assert wish.chart is None or "nothing" in wish.title.en


def test_the_front_is_what_no_other_point_beats(made: dict[str, list[Card]]) -> None:
    (card,) = made["front"][:-1]
    (answer,) = card.answers
    front = answer.chart.draw(View()).data[-1]
    order = np.argsort(front.x)
    assert (np.diff(np.array(front.y)[order]) <= 0).all()
    assert len(answer.table.rows) == len(front.x) > 3
    cost = [row[-2].number.value for row in answer.table.rows]
    assert max(cost) <= 102_500_000
    assert any("On other seeds" in line.en for _, lines in answer.points for line in lines)


def test_the_goal_is_met_from_the_value_that_the_title_names(made: dict[str, list[Card]]) -> None:
    answer = made["goal"][0].answers[0]
    assert "is 5;" in answer.title.en or "is 5.5;" in answer.title.en
    kept = [(row[0].number.value, row[-2].en) for row in answer.table.rows]
    assert [word for _, word in kept] == sorted((word for _, word in kept), reverse=False)
    assert made["mean_goal"][0].answers[0].chart.draw(View()).layout.shapes[0].y0 == pytest.approx(23.0)


def test_the_box_ends_where_failures_begin(made: dict[str, list[Card]]) -> None:
    answer = made["box"][0].answers[0]
    row = next(row for row in answer.table.rows if row[0].en.startswith("Recruits"))
    assert row[2].number.value == pytest.approx(3.0, abs=0.2)
    assert "at most" in answer.title.en and "不高于" in answer.title.zh
    empty = made["no_box"][0].answers[0]
    assert empty.chart is None and empty.table is None


def test_lines_follow_the_lever(made: dict[str, list[Card]]) -> None:
    line = made["line"][0].answers[0]
    assert "goes from 34.0% to 18.0%" in line.title.en or "goes from 33." in line.title.en
    drawn = [each for each in line.chart.draw(View()).data if each.name and (each.yaxis or "y") == "y"]
    assert [each.name for each in drawn] == [note.label_en for note in POLICIES[:2]]
    assert np.array(drawn[0].y) - np.array(drawn[1].y) == pytest.approx([2.0] * 3, abs=0.01)
    grid = made["grid"][0]
    assert [answer.policy for answer in grid.answers] == [POLICIES[1].name, POLICIES[0].name]
    assert "Recruits" in grid.answers[0].title.en and len(table_of(grid).rows) == 2 * len(GRID)
    cloud = made["cloud"][0].answers[0].chart.draw(View())
    assert len({each.xaxis for each in cloud.data}) == 3 and all(each.mode == "markers" for each in cloud.data)


def test_levers_that_go_hand_in_hand_are_one_axis(tmp_path: Path) -> None:
    folder = sweep_study(tmp_path / "pairs", [{RECRUITS: 2.0 + k, LINE: 60.0 - k} for k in range(3)])
    with closing(open_study(folder)) as study:
        (card,) = cards_of(study)[:-1]
    assert "Recruits" in card.answers[0].title.en and "Renomination" in card.answers[0].title.en


def test_a_study_without_its_answer_is_said_to_be_unfinished(folders: dict[str, Path], tmp_path: Path) -> None:
    import shutil

    for name, file in (("morris", "sensitivity.parquet"), ("front", "tried.parquet"), ("box", "discovery.json"),
                       ("goal", "goal.parquet")):  # fmt: skip
        copy = tmp_path / name
        shutil.copytree(folders[name], copy)
        (copy / file).unlink()
        with pytest.raises(Problems, match=rf"unfinished: it holds no {file} yet; go on with `cadreflow"):
            write_exports(copy, ["html"])
        assert not (copy / "report.html").exists()


@pytest.mark.parametrize("name", ["package", "grid", "goal"])
def test_reports_of_designs_are_small_and_named_for_what_they_are(folders, tmp_path: Path, name: str) -> None:
    made = write_exports(folders[name], ["html", "xlsx", "csv"], tmp_path)
    assert not made.problems
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(html) < 6_000_000
    assert "policies compared" not in html
    assert ('data-show="' in html) == (name == "grid")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "name", ["package", "grid", *(pytest.param(each, marks=pytest.mark.deep) for each in ("morris", "front", "box"))]
)
def test_pages_of_designs_fit_and_complain_of_nothing(browser, folders, tmp_path: Path, name: str, width: int) -> None:
    write_exports(folders[name], ["html"], tmp_path)
    page, complaints = browser.new_page(viewport={"width": width, "height": 900}), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "report.html").as_uri())
    page.wait_for_function("() => [...document.querySelectorAll('.chart')].some((chart) => chart.dataset.drawn)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert not complaints
