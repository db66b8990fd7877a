"""Ask a rule twice: as the ordinary function that people read, and as the machine code that runs."""

from collections.abc import Callable
from typing import Any

import pytest


def both(rule: Callable[..., Any], *args: Any) -> Any:
    """Return the answer of a compiled rule, after comparing it with that of its `py_func`."""
    read, run = rule.py_func(*args), rule(*args)  # type: ignore[attr-defined]
    assert run == pytest.approx(read, rel=1e-12, abs=1e-15), f"{args}: compiled {run!r}, plain {read!r}"
    return read
