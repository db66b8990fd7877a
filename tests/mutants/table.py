"""The table of seeded faults, docs/mutants.md: `python -m tests.mutants.table` writes it anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.experiments.test_oracles import WRONG_SHARES
from tests.mutants.listed import MUTANTS
from tests.statistics import (
    test_oracles_accounts,
    test_oracles_careers,
    test_oracles_choices,
    test_oracles_leaving,
    test_oracles_luck,
    test_oracles_stocks,
    test_oracles_vacancies,
)
from tests.statistics.test_oracles_coverage import WRONG_BANDS

COVERAGE, STUDIES = "tests/statistics/test_oracles_coverage.py", "tests/experiments/test_oracles.py"
FILE = Path(__file__).resolve().parents[2] / "docs" / "mutants.md"
OF_ORACLES = (
    test_oracles_leaving, test_oracles_careers, test_oracles_stocks, test_oracles_vacancies, test_oracles_accounts,
    test_oracles_choices, test_oracles_luck,
)  # fmt: skip
OPENING = """# Seeded faults

A test that cannot fail says nothing. Each fault here is put into the model on purpose, and the named test must find it:
`tests/mutants` seeds those in the text of a function and runs the test on the broken one; the broken months are tried
beside each oracle, in `tests/statistics`; what is computed from runs also in `tests/experiments`.

This table is written by `python -m tests.mutants.table`; a test compares it with what is seeded.
"""


def twins() -> Iterator[tuple[str, str, str]]:
    """Yield every broken month: the fault, the oracle's checks that catch it, and the file of the test."""
    for module in OF_ORACLES:
        file = module.__name__.rpartition(".")[2]
        for group in (module.TWINS, getattr(module, "UNLOGGED", {})):
            for checks, plans in group.items():
                name = getattr(checks, "__name__", "")
                for fault in plans:
                    yield fault, "accounts" if name == "<lambda>" else name, f"tests/statistics/{file}.py"


def as_markdown() -> str:
    """Return the whole page."""
    lines = [OPENING, f"## In the text of a function ({len(MUTANTS)})", ""]
    lines += ["| kind | function | fault | text | found by |", "|---|---|---|---|---|"]
    for each in MUTANTS:
        change = f"`{each.old}` → `{each.new or ' '}`".replace("|", "\\|")
        lines.append(f"| {each.kind} | `{each.where}` | {each.what} | {change} | `{each.killer}` |")
    found = list(dict.fromkeys(twins()))
    lines += ["", f"## In the month: its order, its processes, its luck ({len(found)})", ""]
    lines += ["| fault | checks of the oracle that find it | test |", "|---|---|---|"]
    lines += [f"| {fault} | `{checks}` | `{file}` |" for fault, checks, file in found]
    lines += ["", f"## In what is computed from runs ({len(WRONG_BANDS) + len(WRONG_SHARES) + 1})", ""]
    lines += ["| fault | checks of the oracle that find it | test |", "|---|---|---|"]
    lines += [f"| {_words(each)} | `interval_coverage` | `{COVERAGE}` |" for each in WRONG_BANDS]
    lines += [f"| {_words(each)} | `decomposition` | `{STUDIES}` |" for each in WRONG_SHARES]
    lines.append(f"| a policy that hangs on the process that runs it | `worker_processes` | `{STUDIES}` |")
    return "\n".join(lines) + "\n"


def _words(fault: Callable[..., object]) -> str:
    return fault.__name__.replace("_", " ")


if __name__ == "__main__":
    FILE.write_text(as_markdown(), encoding="utf-8")
    print(FILE)
