"""A study as files to pass on: numbers stay numbers, words stay words, pictures come or are told to be missing."""

import asyncio
import csv
import io
import math
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from dashboards import exports, pictures
from dashboards.cards import Card, cards_of
from dashboards.cards.parts import Answer, Chart, Table
from dashboards.definitions import definitions
from dashboards.exports import KINDS, figure_files, write_exports
from dashboards.grid import columns, is_formula
from dashboards.numbers import Number
from dashboards.pictures import picture
from dashboards.studies import Study, open_study
from dashboards.tables_csv import csv_files, csv_of, table_of
from dashboards.theme import View
from dashboards.words import Text, money, number, numbered, percent, percent_band, same, yuan
from dashboards.workbook import names, workbook
from experiments.problems import Problems
from experiments.report import KINDS as ASKED
from sim.measures import MEASURES
from tests.dashboards.synthetic import POLICIES, renamed, write_study

HOSTILE = ('=HYPERLINK("http://x","y")', "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1")


def opened(content: bytes):
    return load_workbook(io.BytesIO(content))


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_kinds_are_those_that_the_command_knows() -> None:
    assert tuple(ASKED) == tuple(KINDS)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [(percent(0.1234), 0.1234, "share"), (money(1.5e7), 1.5e7, "yuan"), (yuan(-2e4), -2e4, "yuan"),
     (number(12345.6), 12345.6, "number")],
)  # fmt: skip
def test_numbers_travel_with_their_words(text: Text, value: float, kind: str) -> None:
    assert text.number.value == value and text.number.kind == kind
    assert text == Text(text.en, text.zh), "the number is no part of the words"


def test_bands_take_two_columns_and_mixed_units_one_of_their_own() -> None:
    months = numbered(Text("3 months", "3 个月"), Number(3.0, unit=("months", "个月"), places=1))
    table = Table(
        same("c"),
        [Text("Result", "结果"), Text("Value", "值"), Text("Band", "区间")],
        [
            [Text("a", "甲"), percent(0.5), percent_band(0.4, 0.6)],
            [Text("b", "乙"), months, percent_band(0.1, math.nan)],
        ],
    )  # fmt: skip
    made = columns(table, "en")
    assert [each.head for each in made] == ["Result", "Unit", "Value", "Band (%): low", "Band (%): high"]
    assert made[1].cells == ["%", "months"]
    assert made[4].cells[1] == ""
    both = columns(table, "both")
    assert [each.head for each in both][:3] == ["Result", "结果", "Unit / 单位"]
    assert rows_of(csv_of(table))[1] == ["a", "%", "50", "40", "60"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_never_runs(text: str, study: Study) -> None:
    assert is_formula(text)
    table = Table(same(text), [same(text), Text("N", "N")], [[same(text), percent(0.5)]])
    rows = rows_of(csv_of(table))
    assert rows[0][0] == "'" + text and rows[1][0] == "'" + text and rows[1][1] == "50"
    card = Card("x", same(text), same(text), (Answer(same(text), same(text), same(text), table=table),))
    book = opened(workbook(study, [card], "en"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.value is not None and str(cell.value).strip() == text.strip() and text.strip() == text:
                    assert cell.quotePrefix
    assert not is_formula("-3.5") and not is_formula("+4%") and not is_formula("−4.1 to −3.2") and not is_formula("–")


def test_names_of_sheets_are_those_that_excel_takes() -> None:
    made = names(
        [same("What changes?"), same("WHAT CHANGES"), same("a/b:c*[d]'"), same("x" * 60), same("History")], "en"
    )
    assert len({each.casefold() for each in made}) == 5
    assert all(0 < len(each) <= 31 and not set(each) & set("[]:*?/\\'") for each in made)
    assert made[-1].casefold() != "history"


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_the_workbook_says_what_it_is_and_holds_numbers(study: Study, cards: dict[str, Card], language: str) -> None:
    content = workbook(study, list(cards.values()), language)
    assert content == workbook(study, list(cards.values()), language), "the same study gives the same bytes"
    book = opened(content)
    assert len(book.sheetnames) == 10
    about = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    title = cards["changes"].answers[0].title
    for spoken in ("en", "zh"):
        assert (title.of(spoken) in about) == (language in {spoken, "both"})
    assert study.manifest["hash"] in about and study.name in about
    changes = book.worksheets[1]
    assert changes.freeze_panes and changes.auto_filter.ref and changes.print_title_rows
    shares = [cell for row in changes.iter_rows() for cell in row if cell.number_format.endswith("%")]
    known = {row[2].number.value for row in cards["changes"].answers[0].table.rows if row[2].number.kind == "share"}
    assert {round(value, 9) for value in known} <= {round(cell.value, 9) for cell in shares}
    texts = [str(cell.value) for row in changes.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not any(text.replace(".", "").replace("%", "").isdigit() for text in texts), "a number kept as text"
    cost = book[book.sheetnames[8]]
    yuans = [
        cell for row in cost.iter_rows() for cell in row if isinstance(cell.value, int | float) and cell.value > 1e5
    ]
    assert len(yuans) > 100 and {cell.number_format for cell in yuans} == {"#,##0"}


def test_a_card_of_many_policies_is_one_table(study: Study, cards: dict[str, Card]) -> None:
    for key in ("vacancies", "retention", "causes", "flows", "ages", "towns", "cost"):
        assert table_of(cards[key]) is cards[key].sheet
    heads = [each.head for each in columns(cards["vacancies"].sheet, "en")]
    assert len(heads) == len(set(heads)), "each head names its policy"
    assert {row[0].en for row in cards["towns"].sheet.rows} == {note.label.en for note in study.policies}
    assert set(csv_files(list(cards.values()))) >= {"changes.csv", "vacancies.csv", "cost.csv"}


def test_definitions_name_every_measure_every_changed_lever_and_every_assumption(study: Study) -> None:
    rows = definitions(study).rows
    kinds = [row[0].en for row in rows]
    assert kinds.count("measure") == len([name for name in MEASURES if name in study.runs])
    lever = next(row for row in rows if row[0].en == "changed lever")
    assert lever[3].number.value == 900.0 and lever[4].number.value == 200.0 and lever[7].en.startswith("000_")
    assert all(row[6].en and row[6].zh for row in rows if row[0].en == "measure")


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    policy = renamed(POLICIES[1], label_en=HOSTILE[0], label_zh="=1+1", source="@x", why="+y")
    folder = write_study(tmp_path_factory.mktemp("studies") / "nasty", [POLICIES[0], policy], 5, months=14)
    with closing(open_study(folder)) as study:
        yield study


def test_a_policy_with_a_hostile_name_is_only_a_name(nasty: Study) -> None:
    cards = cards_of(nasty)
    for sheet in opened(workbook(nasty, cards, "both")):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for content in csv_files(cards, "both").values():
        for row in rows_of(content):
            assert not any(is_formula(cell) for cell in row)


def test_a_missing_browser_is_told_and_keeps_no_other_file_away(
    few_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nowhere"))
    made = write_exports(few_folder, ["png", "svg", "xlsx", "csv"], tmp_path / "out", language="en")
    assert {file.suffix for file in made.files} == {".xlsx", ".csv"} and all(file.is_file() for file in made.files)
    assert any("BROWSER_PATH" in line for line in made.problems) and any("图片" in line for line in made.problems)
    assert not (tmp_path / "out" / "report-figures").exists()


class Browser:
    """Stands for Kaleido: what it draws, after a while."""

    content, seconds = b"", 0.0

    def __init__(self, **_: object) -> None:
        pass

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def calc_fig(self, *_: object) -> bytes:
        self.proxies.append(os.environ.get("CHOREO_PROXY_SERVER"))
        await asyncio.sleep(self.seconds)
        return self.content


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> type[Browser]:
    """Return a class that draws in Kaleido's place."""
    made = type("Drawing", (Browser,), {"proxies": []})
    real = pictures.library
    monkeypatch.setattr(
        pictures,
        "library",
        lambda name, extra: SimpleNamespace(Kaleido=made) if name == "kaleido" else real(name, extra),
    )
    return made


def test_pictures_drawn_at_once_leave_the_environment_as_it_was(drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHOREO_PROXY_SERVER", raising=False)
    drawing.content, drawing.seconds = b"<svg/>", 0.3
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(pictures.pictures, [pictures.Wanted(None, "svg")])
        time.sleep(0.15)
        second = pool.submit(pictures.pictures, [pictures.Wanted(None, "svg")])
        assert first.result() == second.result() == [b"<svg/>"]
    assert drawing.proxies == [pictures._CLOSED_PORT] * 2
    assert "CHOREO_PROXY_SERVER" not in os.environ


def test_kinds_that_there_are_not_are_refused(few_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"'pdf'; allowed: html, xlsx"):
        write_exports(few_folder, ["html", "pdf"], tmp_path)
    assert not list(tmp_path.iterdir())
    assert [file.name for file in write_exports(few_folder, "csv", tmp_path).files][-1] == "definitions.csv"


def test_an_empty_picture_is_refused(cards: dict[str, Card], drawing) -> None:
    with pytest.raises(Problems, match="came out empty"):
        picture(cards["towns"].answers[0].chart, View())
    assert not pictures._is_picture(b"", "png") and not pictures._is_picture(b"<html>", "svg")


def test_what_cannot_be_written_is_told(few_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    made = write_exports(few_folder, ["html"], tmp_path / "file")
    assert not made.files and "to=" in made.problems[0]


@pytest.mark.browser
def test_pictures_bear_the_finding_in_each_language(browser, cards: dict[str, Card]) -> None:
    towns = cards["towns"]
    card = Card(towns.key, towns.link, towns.question, towns.answers[:1])
    made = figure_files([card], ["svg", "png"], "both")
    assert list(made) == ["towns-en.svg", "towns-en.png", "towns-zh.svg", "towns-zh.png"]
    chinese = made["towns-zh.svg"].decode()
    assert "空缺" in chinese and "每项政策模拟" in chinese and "http://www.w3.org" in chinese
    assert made["towns-en.png"].startswith(b"\x89PNG") and int.from_bytes(made["towns-en.png"][16:20]) == 2560


@pytest.mark.browser
def test_the_chart_alone_is_a_picture_of_the_size_asked_for(browser, cards: dict[str, Card]) -> None:
    chart: Chart = cards["towns"].answers[0].chart
    content = picture(chart, View("zh"), "svg", 900, 500)
    assert b'width="900"' in content[:300] and b'height="500"' in content[:300]


def test_the_report_is_the_one_that_it_was(few_folder: Path, tmp_path: Path) -> None:
    from dashboards.report import write_report

    made = exports.write_exports(few_folder, ["html"], tmp_path)
    assert made.files[0].read_bytes() == write_report(few_folder, tmp_path / "again.html").read_bytes()
