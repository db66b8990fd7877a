"""What is wrong with what a user gave us: all of it at once, in words."""

from collections.abc import Iterable


class Problems(Exception):
    """Raised with one line for each problem: what was found, where, what is allowed, what to do."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__(*self.lines)

    def __str__(self) -> str:
        if len(self.lines) == 1:
            return self.lines[0]
        return "\n".join([f"{len(self.lines)} problems:", *(f"  - {line}" for line in self.lines)])
