"""The list of oracles in docs/oracles.md: `python -m tests.experiments.oracles_page` writes it anew."""

from pathlib import Path

from experiments.oracles import ALL

FILE = Path(__file__).resolve().parents[2] / "docs" / "oracles.md"
BEGIN, END = "<!-- oracles:begin -->\n\n", "\n<!-- oracles:end -->"


def as_markdown() -> str:
    """Return the table."""
    lines = ["| # | what | 内容 | formula | convention | kind |", "|---|---|---|---|---|---|"]
    for each in ALL:
        cells = (str(each.number), each.name, each.zh, each.formula, each.convention, each.kind)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def written() -> str:
    """Return the table that stands in the page."""
    return FILE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


if __name__ == "__main__":
    page = FILE.read_text(encoding="utf-8")
    FILE.write_text(page.replace(written(), as_markdown()), encoding="utf-8")
    print(FILE)
