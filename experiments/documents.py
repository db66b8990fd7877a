"""Print what the code knows into the documents: `python -m experiments.documents`.

README.md and docs/ hold marked blocks (`<!-- plan:begin -->` ... `<!-- plan:end -->`); each is rewritten from the
declarations, and a test keeps them equal.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from experiments.calibration_page import as_markdown as calibration_as_markdown
from experiments.columns import as_markdown as study_as_markdown
from experiments.levers import as_markdown
from sim import cadres, posts, teams, units, villages
from sim.levers import levers
from sim.plan import as_markdown as plan_as_markdown
from sim.setting import assumptions
from sim.table import Column

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = ("README.md", "docs/model.md", "docs/study.md", "docs/calibration.md")


def columns_as_markdown() -> str:
    """Return the columns of the five tables, with unit and meaning."""
    tables: dict[str, tuple[Column, ...]] = {
        "units": units.COLUMNS,
        "posts": posts.COLUMNS,
        "cadres": cadres.COLUMNS,
        "teams": teams.COLUMNS,
        "villages": villages.COLUMNS,
    }
    lines = ["| table | column | unit | meaning |", "|---|---|---|---|"]
    for table, columns in tables.items():
        lines += [f"| {table} | {each.name} | {each.unit} | {each.meaning} |" for each in columns]
    return "\n".join(lines)


BLOCKS: Final[Mapping[str, Callable[[], str]]] = {
    "plan": plan_as_markdown,
    "columns": columns_as_markdown,
    "study": study_as_markdown,
    "calibration": calibration_as_markdown,
    "levers": lambda: as_markdown(list(levers().values())),
    "assumptions": lambda: as_markdown(list(assumptions().values())),
}


def rewritten(text: str) -> str:
    """Return a document's text with every marked block printed anew."""
    for name, block in BLOCKS.items():
        pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        text = pattern.sub(lambda found, block=block: f"{found[1]}\n{block()}\n\n{found[2]}", text)
    return text


def main() -> None:
    """Rewrite the marked blocks of all documents."""
    for name in DOCUMENTS:
        file = ROOT / name
        file.write_text(rewritten(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
