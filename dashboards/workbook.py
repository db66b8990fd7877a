"""A study's cards as an Excel workbook: what it says in words, a sheet a card with numbers as numbers, definitions."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dashboards.cards.basis import basis_card, facts_of
from dashboards.cards.parts import Card, Table, period, place
from dashboards.definitions import definitions
from dashboards.grid import Spoken, written
from dashboards.page import BASIS, LEAD, title_of, unfinished
from dashboards.sheets import ABOUT_WIDTHS, Book
from dashboards.studies import Study
from dashboards.tables_csv import tables_of
from dashboards.words import Text, same
from experiments.libraries import library
from experiments.wording import spoken_in

ABOUT: Final = Text("About", "说明")
DEFINITIONS: Final = Text("Definitions", "定义")
FINDINGS: Final = Text("What was found", "主要结论")
QUESTION: Final = Text("Question", "问题")
FINDING: Final = Text("Finding", "结论")
WHERE: Final = Text("Sheet", "工作表")
FACTS: Final = Text("What it rests on", "依据")
LIMITS: Final = Text("How far it goes", "适用范围")
_FIRST_DATE: Final = datetime(2000, 1, 1)
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']|[\uff1a\uff1f]")
_LONGEST_NAME: Final = 31
"""Excel's limit."""


def workbook(study: Study, cards: Sequence[Card], language: Spoken = "en") -> bytes:
    """Return the cards as a workbook: a sheet that says what it is, one a card, and what the words mean.

    `language`: "both" puts English and Chinese beside one another, each number once. The same study gives the same
    bytes. Problems that say what to install if the library for workbooks is missing.
    """
    xlsxwriter = library("xlsxwriter", "report")
    shown = [card for card in cards if card.key != BASIS]
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as made:
        made.set_properties({"title": written(title_of(study), language), "created": _made(study)})
        book = Book(made, language, footer=study.name)
        named = names([ABOUT, *(card.link for card in shown), DEFINITIONS], language)
        sheets = [made.add_worksheet(name) for name in named]
        _about(book, sheets[0], study, list(zip(shown, named[1:-1], strict=True)))
        for card, sheet in zip(shown, sheets[1:-1], strict=True):
            _card(book, sheet, study, card)
        book.table(sheets[-1], definitions(study), [DEFINITIONS], [])
    return file.getvalue()


def names(labels: Sequence[Text], language: Spoken) -> list[str]:
    """Return names of sheets that Excel takes: short, without its signs, each once."""
    found: list[str] = []
    for label in labels:
        plain = _FORBIDDEN.sub("", written(label, language, " ")).strip() or "-"
        name, number = plain[:_LONGEST_NAME], 1
        while name.casefold() in {each.casefold() for each in found} or name.casefold() == "history":
            number += 1
            name = f"{plain[: _LONGEST_NAME - 4]} {number}"
        found.append(name)
    return found


def _made(study: Study) -> datetime:
    """Return when the study was last closed: a workbook made twice is the same."""
    try:
        return datetime.fromisoformat(str(study.manifest["closed"] or study.manifest["opened"])).replace(tzinfo=None)
    except ValueError:
        return _FIRST_DATE


def _about(book: Book, sheet: Any, study: Study, cards: Sequence[tuple[Card, str]]) -> None:
    """Write the first sheet: findings with links to their sheets, what was run, how far it goes."""
    lines = [Text(LEAD.en.rstrip(": ") + ".", LEAD.zh.rstrip(":") + "。")]
    if study.missing or len(study.failures):
        lines.append(unfinished(study))
    book.begin(sheet, ABOUT_WIDTHS)
    row = book.line(sheet, 0, title_of(study), "title")
    for each in lines:
        row = book.line(sheet, row, each, "soft")
    row = book.line(sheet, row + 1, FINDINGS, "head")
    row = book.pairs_head(sheet, row, [QUESTION, FINDING, WHERE])
    for card, name in cards:
        for answer in card.answers:
            row = book.pair(sheet, row, card.question, answer.title, link=name)
    row = book.line(sheet, row + 1, FACTS, "head")
    named = Text("Study", "研究"), same(study.name)
    policies = [note.label for note in study.policies]
    listed = Text("; ".join(each.en for each in policies), ";".join(each.zh for each in policies))
    spoken = Text(*(", ".join({"en": "English", "zh": "中文"}[each] for each in spoken_in(book.language)),) * 2)
    for name, value in [
        named, (Text("Policies", "政策"), listed), *facts_of(study), (Text("Language", "语言"), spoken),
    ]:  # fmt: skip
        row = book.pair(sheet, row, name, value)
    row = book.line(sheet, row + 1, LIMITS, "head")
    for _, sentences in basis_card(study).answers[0].points:
        for each in sentences:
            row = book.line(sheet, row, each, "text")


def _card(book: Book, sheet: Any, study: Study, card: Card) -> None:
    """Write a card: its finding, its table, and below what the numbers are."""
    answers = list(card.answers)
    if not answers:
        return
    tables = tables_of(card)
    title = answers[0].title if len(answers) == 1 else card.question
    notes = [answer.title for answer in answers if len(answers) > 1]
    notes += [line for answer in answers for _, lines in (*answer.points, *answer.folded) for line in lines]
    notes += dict.fromkeys(answer.source for answer in answers if answer.source.en)
    if not tables:
        book.begin(sheet, ABOUT_WIDTHS)
        row = book.line(sheet, 0, title, "title")
        for note in [answers[0].subtitle, *notes]:
            row = book.line(sheet, row, note, "text")
        return
    first = _named(study, tables[0][1], answers[0].subtitle if len(answers) == 1 else None)
    row = book.table(sheet, tables[0][1], [title, first], [] if len(tables) > 1 else notes)
    for _, table in tables[1:]:
        row = book.more(sheet, row + 1, table)
    if len(tables) > 1:
        for note in notes:
            row = book.line(sheet, row, note, "text")


def _named(study: Study, table: Table, subtitle: Text | None) -> Text:
    """Return what a sheet's numbers are: measure, unit, place, period."""
    if subtitle is not None:
        return subtitle
    parts = [table.caption, place(study), period(study)]
    return Text(" · ".join(each.en for each in parts), " · ".join(each.zh for each in parts))
