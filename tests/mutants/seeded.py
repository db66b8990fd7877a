"""Seed a fault into the text of one function, and see whether a named test finds it.

The function's own source is taken, a piece of it replaced, and the result put in the place of the function wherever it
was imported. Nothing is compiled anew: tests of rules ask the ordinary Python function as well as the machine code
(`tests.rules.both_ways`), and here both are the broken one.
"""

import ast
import importlib
import inspect
import itertools
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

OURS = ("sim", "experiments", "tests", "dashboards")
Failure: tuple[type[BaseException], ...] = (AssertionError, pytest.fail.Exception)


@dataclass(frozen=True)
class Mutant:
    """One seeded fault.

    `kind`: rules, order, draws, measures or intervals; `where`: module:function; `old` is replaced by `new`, once;
    `what`: in words; `killer`: the test that must fail, file::function.
    """

    kind: str
    where: str
    old: str
    new: str
    what: str
    killer: str

    @property
    def name(self) -> str:
        """Name of the fault in reports."""
        return f"{self.where}: {self.what}"


@contextmanager
def seeded(mutant: Mutant) -> Iterator[None]:
    """Put the broken function in the place of the right one, everywhere; ValueError if the text is not there once."""
    module_name, name = mutant.where.split(":")
    module = importlib.import_module(module_name)
    right = getattr(module, name)
    broken = _broken(module, right, mutant)
    places = [
        (each, key)
        for each_name, each in list(sys.modules.items())
        if each is not None and each_name.split(".")[0] in OURS
        for key, value in list(vars(each).items())
        if value is right
    ]
    try:
        for place, key in places:
            setattr(place, key, broken)
        yield
    finally:
        for place, key in places:
            setattr(place, key, right)


def _broken(module: Any, right: Callable[..., Any], mutant: Mutant) -> Callable[..., Any]:
    plain = getattr(right, "py_func", right)
    text = textwrap.dedent(inspect.getsource(plain))
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.name}: {mutant.old!r} stands {text.count(mutant.old)} times in the source, not once")
    tree = ast.parse(text.replace(mutant.old, mutant.new))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    found: dict[str, Any] = {}
    exec(compile(tree, f"<{mutant.name}>", "exec"), vars(module), found)
    broken = found[plain.__name__]
    broken.py_func = broken
    return broken


def failure_of(killer: str) -> str:
    """Run a test as pytest would, case by case, and return how it failed; "" if it passed.

    Only what the test itself asserts counts: an error of another kind is raised. That rule and machine code differ
    (`both`) is no finding either, since only one of them is broken where a rule asks another.
    """
    file, name = killer.split("::")
    test = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    for case in cases(test):
        try:
            with np.errstate(over="ignore"):
                test(**case)
        except Failure as found:
            _refuse_both(found)
            return f"{type(found).__name__}: {found}"
        except BaseExceptionGroup as several:
            _, rest = several.split(Failure)
            if rest is not None:
                raise
            return str(several)
    return ""


def _refuse_both(found: BaseException) -> None:
    last = traceback.extract_tb(found.__traceback__)[-1]
    if last.filename.endswith("both_ways.py"):
        raise RuntimeError(f"the rule and its machine code differ, which says nothing of the test: {found}")


def cases(test: Callable[..., None]) -> list[dict[str, Any]]:
    """Return the arguments of every case of a parametrized test; one empty case of a plain one."""
    axes: list[list[dict[str, Any]]] = []
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names = mark.args[0] if isinstance(mark.args[0], list | tuple) else mark.args[0].replace(" ", "").split(",")
            axes.append([_named(list(names), values) for values in mark.args[1]])
    return [{key: each for part in case for key, each in part.items()} for case in itertools.product(*axes)]


def _named(names: Sequence[str], values: Any) -> dict[str, Any]:
    values = getattr(values, "values", values) if hasattr(values, "marks") else values
    if len(names) == 1:
        values = values if isinstance(values, tuple) and hasattr(values, "marks") else (values,)
    return dict(zip(names, values, strict=True))
