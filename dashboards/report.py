"""The report: a study as one HTML file that works offline, mailed, printed, in English and Chinese."""

from contextlib import closing
from pathlib import Path

from dashboards.cards import cards_of, shown_one_by_one
from dashboards.page import page
from dashboards.studies import open_study
from experiments.parts import write_text
from experiments.problems import Problems

NAME = "report.html"


def write_report(study: Path, out: Path | None = None, *, language: str = "both") -> Path:
    """Write the report of a study and return its path.

    `out`: a file or a folder, `report.html` inside the study's folder by default. `language`: the one that the page
    opens in, "en" or "zh"; "both" opens in English. Both are always in the file. Problems in words if
    the folder holds no study that can be shown; nothing is written then.
    """
    file = Path(out) if out else Path(study) / NAME
    if file.is_dir():
        file = file / NAME
    with closing(open_study(Path(study))) as opened:
        html = page(opened, shown_one_by_one(opened), cards_of(opened), "zh" if language == "zh" else "en")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, html)
    except OSError as problem:
        raise Problems(
            [f"the report cannot be written to {file}: {problem.strerror}; choose another with out="]
        ) from problem
    return file
