"""Sheets of a workbook as a planner prints them: heads that stay, widths that fit, numbers with their formats."""

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

from dashboards.cards.parts import Table
from dashboards.grid import Cell, Column, Held, Spoken, columns, is_formula, written
from dashboards.numbers import Number
from dashboards.words import Text

FONTS: Final = {"en": "Calibri", "zh": "Microsoft YaHei", "both": "Microsoft YaHei"}
"""Fonts that Excel has; where one is missing, the system's own takes its place, Chinese included."""
NARROWEST, WIDEST, NUMBER_WIDTH = 9, 46, 13
"""Widths of columns in characters of Excel; a Chinese one counts as two."""
_PAPER_A4: Final = 9
_LINE: Final = 15.5
"""Height of a line of text in points."""
_FROZEN: Final = 64
"""Characters that columns which stay may take."""
_PAGE_WIDTH: Final = 140
"""Characters that a line of words may be wide."""
_TALLEST: Final = 10
"""Lines that a head may take."""
_TALLER: Final = {"title": 1.3, "head": 1.2}
"""Size of type as a multiple of that of the text."""
_INK, _SOFT, _LINES, _GROUND = "#1B1F24", "#59626D", "#C9CED4", "#F3F4F6"


class Book:
    """Formats of one workbook, and what its sheets have in common."""

    def __init__(self, made: Any, language: Spoken, footer: str) -> None:
        self.language = language
        self._made, self._footer = made, footer
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._widths: dict[str, list[int]] = {}

    # -- formats ---------------------------------------------------------------------------------------------------

    def format(self, **properties: Any) -> Any:
        """Return a format, each made once."""
        base = {"font_name": FONTS[self.language], "font_size": 10.5, "font_color": _INK, "valign": "top"}
        key = tuple(sorted((base | properties).items()))
        if key not in self._formats:
            self._formats[key] = self._made.add_format(dict(key))
        return self._formats[key]

    def _named(self, name: str) -> Any:
        styles: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 13, "text_wrap": True},
            "head": {"bold": True, "font_size": 12, "text_wrap": True},
            "soft": {"font_color": _SOFT, "text_wrap": True},
            "text": {"text_wrap": True},
            "column": {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": _INK, "bg_color": _GROUND},
        }
        return self.format(**styles[name])

    def _number(self, number: Number) -> Any:
        return self.format(num_format=number_format(number), align="right")

    # -- what is written -------------------------------------------------------------------------------------------

    def text(self, sheet: Any, row: int, column: int, words: str, style: Any) -> None:
        """Write words as words; what begins like a formula stays text even when it is edited."""
        if is_formula(words):
            style = self.format(text_wrap=True, quote_prefix=True)
        sheet.write_string(row, column, words, style)

    def begin(self, sheet: Any, widths: Sequence[int]) -> None:
        """Set a sheet's columns, and how it is printed."""
        self._widths[sheet.name] = list(widths)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{self._footer.replace('&', '&&')}&C&A&R&P / &N")

    def line(self, sheet: Any, row: int, words: Text, style: str) -> int:
        """Write words over the width of the page, as high as they need; return the next row."""
        content, widths = written(words, self.language, "\n"), self._widths[sheet.name]
        wide = min(sum(widths), _PAGE_WIDTH)
        last = next(at for at in range(len(widths)) if sum(widths[: at + 1]) >= wide)
        if last:
            sheet.merge_range(row, 0, row, last, "", self._named(style))
        self.text(sheet, row, 0, content, self._named(style))
        larger = _TALLER.get(style, 1.0)
        lines = sum(lines_needed(each, sum(widths[: last + 1]) / larger) for each in content.split("\n"))
        sheet.set_row(row, _LINE * larger * lines)
        return row + 1

    def pairs_head(self, sheet: Any, row: int, heads: Sequence[Text]) -> int:
        """Write the heads of a list of pairs."""
        for at, head in enumerate(heads):
            self.text(sheet, row, at, written(head, self.language), self._named("column"))
        return row + 1

    def pair(self, sheet: Any, row: int, name: Text, words: Text, link: str = "") -> int:
        """Write a name and what it is, with a link to a sheet; return the next row."""
        content = written(words, self.language, "\n")
        self.text(sheet, row, 0, written(name, self.language, "\n"), self._named("text"))
        self.text(sheet, row, 1, content, self._named("text"))
        if link:
            quoted = {"quote_prefix": True} if is_formula(link) else {}
            blue = self.format(font_color="#00659E", underline=1, **quoted)
            sheet.write_url(row, 2, f"internal:'{link}'!A1", blue, link)
        sides = (content, ABOUT_WIDTHS[1]), (written(name, self.language, "\n"), ABOUT_WIDTHS[0])
        sheet.set_row(row, _LINE * max(_height(*side) for side in sides))
        return row + 1

    def table(self, sheet: Any, table: Table, above: Sequence[Text], below: Sequence[Text]) -> int:
        """Write a table with its heads frozen and filtered, lines above and notes below; return the next row."""
        made = columns(table, self.language, "\n")
        sizes = [_width(each) for each in made]
        self.begin(sheet, sizes or ABOUT_WIDTHS)
        top = 0
        for words in above:
            top = self.line(sheet, top, words, "soft" if top else "title")
        end = self._columns(sheet, top, made, sizes)
        leading = sum(not each.has_numbers for each in made[: 2 * table.words])
        staying = max((at for at in range(min(leading, 4) + 1) if sum(sizes[:at]) <= _FROZEN), default=0)
        sheet.freeze_panes(top + 1, staying)
        sheet.repeat_rows(top)
        if made and end > top + 1:
            sheet.autofilter(top, 0, end - 1, len(made) - 1)
        row = end + 1
        for note in below:
            row = self.line(sheet, row, note, "text")
        return row

    def more(self, sheet: Any, row: int, table: Table) -> int:
        """Write another table below; return the next row."""
        row = self.line(sheet, row, table.caption, "soft")
        made = columns(table, self.language, "\n")
        return self._columns(sheet, row, made, [_width(each) for each in made]) + 1

    def _columns(self, sheet: Any, top: int, made: Sequence[Column], sizes: Sequence[int]) -> int:
        """Write heads and cells from a row on; return the next row."""
        for at, column in enumerate(made):
            self.text(sheet, top, at, column.head, self._named("column"))
        tallest = max((_height(each.head, size) for each, size in zip(made, sizes, strict=True)), default=1)
        sheet.set_row(top, _LINE * min(tallest, _TALLEST))
        row = top + 1
        for cells in zip_longest(*(each.cells for each in made), fillvalue=""):
            for at, cell in enumerate(cells):
                self._cell(sheet, row, at, cell)
            texts = [(cell, size) for cell, size in zip(cells, sizes, strict=True) if isinstance(cell, str)]
            sheet.set_row(row, _LINE * max((_height(*each) for each in texts), default=1))
            row += 1
        return row

    def _cell(self, sheet: Any, row: int, at: int, cell: Cell) -> None:
        if not isinstance(cell, Held):
            if cell:
                self.text(sheet, row, at, cell, self._named("text"))
            return
        number = cell.number
        value = number.part(cell.part) if number.kind == "share" else number.shown(cell.part)
        sheet.write_number(row, at, value, self._number(number))


ABOUT_WIDTHS: Final = (26, 84, 24)


def number_format(number: Number) -> str:
    """Return Excel's format for a number: percent, thousands, signs, decimals."""
    if number.kind in {"name", "exact"}:
        return "0" if number.kind == "name" else "General"
    digits = "#,##0" + (f".{'0' * number.places}" if number.places > 0 else "")
    if number.kind == "share":
        return digits.replace("#,##", "") + "%"
    return f"+{digits};-{digits};{digits}" if number.signed else digits


def width_of(text: str) -> int:
    """Return how wide a text is, a Chinese character being as wide as two others."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width."""
    return max(1, -(-int(width_of(text) * 1.08) // max(1, int(width))))


def _height(text: str, width: float) -> int:
    """Return how many lines a text with lines of its own takes."""
    return sum(lines_needed(each, width) for each in text.split("\n"))


def _width(column: Column) -> int:
    """Return the width of a column: of its words, or of a number, and of the longest word of its head."""
    if column.has_numbers:
        sizes = [len(f"{each.number.shown(each.part):,.0f}") + each.number.places + 4
                 for each in column.cells if isinstance(each, Held)]  # fmt: skip
        words = [min(width_of(each), NUMBER_WIDTH) for each in column.cells if isinstance(each, str)]
        return min(max(NUMBER_WIDTH, *sizes, *words), WIDEST)
    longest = max((width_of(each) for each in column.cells if isinstance(each, str)), default=0)
    return min(max(NARROWEST, longest + 2, min(max(map(width_of, column.head.split("\n"))) + 4, 16)), WIDEST)
