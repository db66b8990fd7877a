"""A study as files to pass on: the page, a workbook, CSVs, pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboards.cards import Card, cards_of, shown_one_by_one
from dashboards.definitions import definitions
from dashboards.grid import Spoken
from dashboards.page import BASIS, page
from dashboards.pictures import FORMATS, Format, Wanted, pictures, worded
from dashboards.studies import Study, open_study
from dashboards.tables_csv import csv_files, csv_of
from dashboards.theme import View
from dashboards.workbook import workbook
from experiments.parts import write_bytes
from experiments.problems import Problems
from experiments.wording import spoken_in

KINDS: Final = ("html", "xlsx", "csv", *FORMATS)
PAGE, BOOK, TABLES, FIGURES = "report.html", "report.xlsx", "report-csv", "report-figures"
"""What the files and folders of a report are called."""


@dataclass(frozen=True)
class Exported:
    """What was written, and in words what could not be."""

    files: tuple[Path, ...]
    problems: tuple[str, ...]


def write_exports(
    study: Path, kinds: str | Sequence[str], to: Path | None = None, *, language: Spoken = "both"
) -> Exported:  # fmt: skip
    """Write a study's report as the kinds asked for, and return what was written.

    `kinds`: of KINDS, one or several. `to`: a folder, the study's own by default. `language`: of workbook, CSVs
    and pictures; the page holds both and opens in it. Problems in words if a kind is unknown or the folder holds no
    study that can be shown; nothing is written then. What one kind lacks, such as a browser for pictures, keeps no
    other from being written.
    """
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    wrong = [f"a report is asked for as {kind!r}; allowed: {', '.join(KINDS)}" for kind in kinds if kind not in KINDS]
    if wrong:
        raise Problems(wrong)
    folder = Path(to) if to else Path(study)
    files: list[Path] = []
    problems: list[str] = []
    with closing(open_study(Path(study))) as opened:
        cards = cards_of(opened)
        for kind in _grouped(kinds):
            try:
                made = _made(opened, cards, kind, language)
                files += [_written(folder / name, content) for name, content in made]
            except Problems as found:
                problems += found.lines
    return Exported(tuple(files), tuple(dict.fromkeys(problems)))


def _grouped(kinds: Sequence[str]) -> list[Sequence[str]]:
    """Return the kinds in their order, each once; both kinds of pictures together, so that one browser draws them."""
    drawn = [kind for kind in dict.fromkeys(kinds) if kind in FORMATS]
    others = [(kind,) for kind in dict.fromkeys(kinds) if kind not in FORMATS]
    return [*others, *([drawn] if drawn else [])]


def _made(study: Study, cards: Sequence[Card], kinds: Sequence[str], language: Spoken) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one kind, or of all pictures: name below the folder, and content."""
    if kinds[0] == "html":
        html = page(study, shown_one_by_one(study), cards, "zh" if language == "zh" else "en")
        yield PAGE, html.encode()
    elif kinds[0] == "xlsx":
        yield BOOK, workbook(study, cards, language)
    elif kinds[0] == "csv":
        tables = csv_files([card for card in cards if card.key != BASIS], language)
        for name, content in (tables | {"definitions.csv": csv_of(definitions(study), language)}).items():
            yield f"{TABLES}/{name}", content
    else:
        for name, content in figure_files(cards, [each for each in FORMATS if each in kinds], language).items():
            yield f"{FIGURES}/{name}", content


def figure_files(cards: Iterable[Card], formats: Sequence[Format], language: Spoken = "both") -> Mapping[str, bytes]:
    """Return the charts of cards with their words as pictures by the names of their files, drawn by one browser."""
    wanted = {}
    for card in cards:
        for at, answer in enumerate(card.answers, 1):
            if not answer.chart:
                continue
            own = f"-{answer.policy or at}" if len(card.answers) > 1 else ""
            for spoken in spoken_in(language):
                figure = worded(answer, View(spoken))
                for format in formats:
                    name = f"{card.key}{own}-{spoken}.{format}".replace("/", "-")
                    wanted[name] = Wanted(figure, format)
    return dict(zip(wanted, pictures(list(wanted.values())), strict=True)) if wanted else {}


def _written(file: Path, content: bytes) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(file, content)
    except OSError as problem:
        raise Problems(
            [f"the report cannot be written to {file}: {problem.strerror}; choose another folder with to="]
        ) from problem
    return file
