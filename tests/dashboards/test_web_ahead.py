"""Pages that are made before they are asked for are those that are asked for."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboards.address import Address
from dashboards.futures import Futures
from dashboards.pages import PAGES
from dashboards.theme import View
from dashboards.web import answer
from dashboards.web.ahead import Ahead
from dashboards.web.answer import shown
from dashboards.web.shelf import Shelf

MADE = [page.key for page in PAGES if not page.live]


@pytest.fixture
def shelf(study_folder: Path) -> Shelf:
    return Shelf([study_folder])


def test_the_links_of_a_page_lead_to_pages_that_are_ready(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links name study, policies and policy; the first address names nothing: both are one view, made once."""
    futures, view = Futures(), View("zh")
    ahead = Ahead(shelf, futures)
    first = Address(page="changes", language="zh")
    thread = ahead.read(first, view)
    assert thread is not None
    thread.join(timeout=300)
    assert ahead.read(replace(first, page="cost"), view) is None, "it is one view"
    monkeypatch.setattr(answer, "_of_study", lambda *_: pytest.fail("a page was made again"))
    study = shelf.open(shelf.names()[0]).study
    whole = answer.chosen(study, replace(first, study=study.name))[1]
    for page in MADE:
        for address in (replace(first, page=page), replace(whole, page=page)):
            assert shown(shelf, address, view, futures).key == page


def test_a_newer_view_takes_the_place_of_the_one_before(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    ahead = Ahead(shelf, Futures())

    def slow(shelf: Shelf, address: Address, view: View, futures: Futures) -> None:
        made.append(view.language)
        if len(made) == 1:
            ahead.read(Address(language="zh"), View("zh"))

    monkeypatch.setattr("dashboards.web.ahead.shown", slow)
    thread = ahead.read(Address(), View("en"))
    assert thread is not None
    thread.join(timeout=60)
    assert made[:1] == ["en"] and made.count("en") == 1


def test_an_empty_shelf_and_a_fault_are_nothing_to_speak_of(
    tmp_path: Path, study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.web.ahead.shown", lambda *_: 1 / 0)
    for shelf in (Shelf([], tmp_path), Shelf([study_folder])):
        thread = Ahead(shelf, Futures()).read(Address(), View())
        assert thread is not None
        thread.join(timeout=60)
        assert not thread.is_alive()


def test_closing_stops_it_after_the_page_that_is_being_made(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    made, begun = [], threading.Event()

    def slow(shelf: Shelf, address: Address, view: View, futures: Futures) -> None:
        made.append(address.page)
        begun.set()
        time.sleep(0.2)

    monkeypatch.setattr("dashboards.web.ahead.shown", slow)
    ahead = Ahead(shelf, Futures())
    thread = ahead.read(Address(), View())
    assert thread is not None and begun.wait(60)
    ahead.close()
    assert not thread.is_alive() and len(made) < len(MADE)
