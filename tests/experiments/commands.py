"""Commands carried out in the tests' own process: the same words, the same exit codes, without starting Python anew."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from experiments import cli


@contextlib.contextmanager
def _as_it_was() -> Iterator[None]:
    """Put back what a command of its own process may change."""
    words, environment = sys.argv, dict(os.environ)
    try:
        yield
    finally:
        sys.argv = words
        os.environ.clear()
        os.environ.update(environment)


def command(*words: str, cwd: Path) -> tuple[int, str, str]:
    """Return exit code, output and errors of `cadreflow WORDS` given in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _as_it_was(),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.environ["COLUMNS"] = "160"
        try:
            cli.main(words)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue(), err.getvalue()
    raise AssertionError("a command ends with a code")
