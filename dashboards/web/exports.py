"""What a page gives to take along: a table or a chart of a card, the tables of a page, the whole report."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dash import Dash
from flask import Response, request

from dashboards.address import Address
from dashboards.cards import Answer, Card, cards_of, shown_one_by_one
from dashboards.page import page as report
from dashboards.pages import page_named
from dashboards.pictures import FORMATS, Wanted, pictures, worded
from dashboards.tables_csv import csv_files, csv_of
from dashboards.theme import View
from dashboards.web.answer import answers_of, cards_for
from dashboards.web.guard import refusal
from dashboards.web.shelf import Opened, Shelf
from dashboards.workbook import workbook
from experiments.problems import Problems

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}
_WRONG: Final = "What was asked for is not on this page; go back and choose again."
_WRONG_ZH: Final = "本页没有所请求的内容,请返回重新选择。"


def exports(app: Dash, shelf: Shelf) -> None:
    """Serve files at `export/PAGE`, with the address of the view as the query, and `form` and `card` in it."""

    @app.server.get("/export/<key>")  # type: ignore[untyped-decorator]
    def export(key: str) -> Response:
        address = Address.of(key, request.query_string.decode("utf-8", "replace"))
        try:
            return exported(shelf, address)
        except Problems as found:
            return refusal(422, str(found), str(found))


def exported(shelf: Shelf, address: Address) -> Response:
    """Return the file that an address asks for; a page that says so where there is none."""
    page, form, wanted = page_named(address.page), address.more.get("form", ""), address.more.get("card", "")
    address = replace(
        address, more={name: value for name, value in address.more.items() if name not in {"form", "card"}}
    )
    if page is None or page.live or form not in TYPES or form == "zip":
        return refusal(404, _WRONG, _WRONG_ZH)
    opened = shelf.open(address.study or next(iter(shelf.names()), ""))
    with opened.lock:
        if form == "html" and not wanted:
            return _file(_report(opened, address).encode(), opened.study.name, "html")
        address, cards = cards_for(shelf, opened, page, address)
        if not wanted:
            return _of_page(opened, cards, form, address)
        key, _, at = wanted.rpartition("-")
        card = next((each for each in cards if each.key == key), None)
        if card is None or not at.isdigit() or int(at) >= len(card.answers):
            return refusal(404, _WRONG, _WRONG_ZH)
        return _of_answer(opened, card, card.answers[int(at)], form, address)


def _report(opened: Opened, address: Address) -> str:
    study = opened.study
    return report(study, shown_one_by_one(study), cards_of(study), address.language)


def _of_page(opened: Opened, cards: Sequence[Card], form: str, address: Address) -> Response:
    """Return the tables of a page: a workbook, or an archive of CSVs."""
    shown = [replace(card, answers=answers_of(card, address), sheet=None) for card in cards]
    name = f"{opened.study.name}-{address.page or 'changes'}"
    if form == "xlsx":
        return _file(workbook(opened.study, shown, address.language), name, "xlsx")
    if form != "csv":
        return refusal(404, _WRONG, _WRONG_ZH)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for file, content in csv_files(shown, address.language).items():
            files.writestr(zipfile.ZipInfo(file), content)
    return _file(archive.getvalue(), name, "zip")


def _of_answer(opened: Opened, card: Card, answer: Answer, form: str, address: Address) -> Response:
    """Return the table or the chart of one answer."""
    name = "-".join(part for part in (opened.study.name, card.key, answer.policy) if part)
    if form in FORMATS and answer.chart is not None:
        drawn = Wanted(worded(answer, View(address.language)), form)  # type: ignore[arg-type]
        return _file(pictures([drawn])[0], name, form)
    if form == "csv" and answer.table is not None:
        return _file(csv_of(answer.table, address.language), name, "csv")
    if form == "xlsx" and answer.table is not None:
        return _file(
            workbook(opened.study, [replace(card, answers=(answer,), sheet=None)], address.language), name, "xlsx"
        )
    return refusal(404, _WRONG, _WRONG_ZH)


def _file(content: bytes, name: str, form: str) -> Response:
    safe = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return Response(
        content, headers={"Content-Type": TYPES[form], "Content-Disposition": f'attachment; filename="{safe}.{form}"'}
    )
