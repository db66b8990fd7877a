"""Read several settings and say everything that is wrong with them at once."""

from collections.abc import Callable

from experiments.problems import Problems


class Attempts:
    """Reads that may fail: each is tried, and `settle` raises the problems of all together, each line once."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    def read[T, D](self, what: Callable[[], T], otherwise: D) -> T | D:
        """Return what is read, `otherwise` if it cannot be."""
        try:
            return what()
        except Problems as found:
            self._lines.update(dict.fromkeys(found.lines))
            return otherwise

    def note(self, line: str) -> None:
        """Note a problem."""
        self._lines[line] = None

    def settle(self) -> None:
        """Raise Problems if anything could not be read."""
        if self._lines:
            raise Problems(self._lines)
