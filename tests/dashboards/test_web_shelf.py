"""Studies on the shelf: found by name, read again when they have grown, told in words when they cannot be shown."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards.address import Address
from dashboards.futures import Futures
from dashboards.theme import View
from dashboards.web.answer import shown
from dashboards.web.shelf import MOST_KEPT, Shelf, progress_of, stamp_of
from experiments.problems import Problems
from tests.dashboards.synthetic import BASELINE, POLICIES, write_study


def text_of(shelf: Shelf, address: Address) -> str:
    """Return all that a page says, as one text."""
    import plotly.io.json as plotly_json

    page = shown(shelf, address, View(address.language), Futures())
    content = [page.frame.bar, page.frame.rail, page.frame.content]
    return str(json.loads(plotly_json.to_json_plotly(content)))


def test_names_come_from_the_folder_the_newest_first(tmp_path: Path) -> None:
    shelf = Shelf([], tmp_path)
    assert shelf.names() == []
    first = write_study(tmp_path / "first", POLICIES[:2], 2, months=12)
    write_study(tmp_path / "second", POLICIES[:2], 2, months=12)
    (tmp_path / "notes").mkdir()
    import os

    os.utime(first / "manifest.json", (1, 1))
    assert shelf.names() == ["second", "first"]
    assert shelf.folder("notes") is None


def test_a_study_that_grows_is_read_again(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s", POLICIES[:2], 2, months=12)
    shelf = Shelf([], tmp_path)
    before = shelf.open("s")
    assert shelf.open("s") is before
    shutil.rmtree(folder)
    write_study(folder, POLICIES[:2], 3, months=12)
    assert stamp_of(folder) != before.stamp
    assert len(shelf.open("s").study.runs) == 6


def test_a_shelf_that_is_closed_lets_go_of_its_studies(tmp_path: Path) -> None:
    write_study(tmp_path / "s", POLICIES[:2], 2, months=12)
    shelf = Shelf([], tmp_path)
    before = shelf.open("s")
    shelf.close()
    assert shelf.open("s") is not before
    with pytest.raises(duckdb.ConnectionException):
        before.study.query("select 1")


def test_what_was_made_is_kept_and_the_oldest_let_go() -> None:
    shelf = Shelf()
    made = []
    for key in range(MOST_KEPT + 1):
        shelf.kept(key, lambda key=key: made.append(key))
    shelf.kept(MOST_KEPT, lambda: made.append("again"))
    shelf.kept(0, lambda: made.append("again"))
    assert made.count("again") == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_folder_offers_the_demo(tmp_path: Path, language: str) -> None:
    said = text_of(Shelf([], tmp_path), Address(page="changes", language=language))
    assert {"en": "Build the demo study", "zh": "生成演示研究"}[language] in said


def test_an_unfinished_study_says_how_to_go_on(few_folder: Path) -> None:
    said = text_of(Shelf([few_folder]), Address(page="changes"))
    assert "missing" in said and "cadreflow compare" in said
    done, asked = progress_of(few_folder)
    assert asked - done == 1


def test_a_corrupted_part_is_named(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "torn", POLICIES[:2], 2, months=12)
    part = next((folder / "runs").glob("part-*.parquet"))
    part.write_bytes(part.read_bytes()[:50])
    said = text_of(Shelf([], tmp_path), Address(page="changes", study="torn"))
    assert "This cannot be shown" in said and "cannot be read" in said and "class" in said
    assert "NaN" not in said


def test_a_torn_table_is_named_on_every_page(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "torn", POLICIES[:2], 6, months=24)
    part = next((folder / "careers").glob("part-*.parquet"))
    part.write_bytes(part.read_bytes()[:50])
    for page in ("stays", "cost"):
        said = text_of(Shelf([], tmp_path), Address(page=page, study="torn"))
        assert "cannot be read" in said and part.name in said


def test_a_study_of_one_policy_and_one_table(single_folder: Path) -> None:
    """Each page has its answer, or says which table is missing and how to get it."""
    shelf = Shelf([single_folder])
    for page in ("changes", "stays", "empty", "moves", "next", "cost", "life", "believe"):
        said = text_of(shelf, Address(page=page))
        assert "'type': 'H1'" in said and "This cannot be shown" not in said, page
        assert BASELINE.label_en in said or "keep=[months" in said, page


def test_two_studies_of_different_columns(study_folder: Path, real_folder: Path) -> None:
    shelf = Shelf([study_folder, real_folder])
    assert shelf.names() == [study_folder.name, real_folder.name]
    for name in shelf.names():
        assert "This cannot be shown" not in text_of(shelf, Address(page="changes", study=name))


def test_an_unknown_study_and_page_are_told(study_folder: Path) -> None:
    shelf = Shelf([study_folder])
    assert "no study" in text_of(shelf, Address(page="changes", study="../x"))
    assert "There is no page" in text_of(shelf, Address(page="nowhere"))
    assert "does not hold nobody" in text_of(shelf, Address(page="changes", policies=("nobody",)))
    with pytest.raises(Problems):
        shelf.open("nobody")
