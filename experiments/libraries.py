"""Libraries that only some commands need: imported when they are used, since they are slow to import or not there."""

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

from experiments.problems import Problems

INSTALL: Final = 'pip install "cadreflow[{extra}]"'


def library(module: str, extra: str = "analysis") -> ModuleType:
    """Return a module of a library; Problems that say how to install it, as one of an `extra`, if it is missing."""
    try:
        with quiet():
            return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        needed = missing.name or module
        raise Problems(
            [
                f"this needs the library {needed.split('.')[0]}, which is not installed here; "
                f"install it with: {INSTALL.format(extra=extra)}"
            ]
        ) from missing


@contextmanager
def quiet() -> Iterator[None]:
    """Keep to itself what a library says to its developers: deprecations, experimental features, what it lacks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
