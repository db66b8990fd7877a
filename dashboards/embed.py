"""Figures as compact JSON: each once, and beside it what differs in the other views."""

import gzip
import json
import math
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboards.theme import WORDED, View

Path = list[str | int]
DIGITS = 4
"""Significant digits kept of numbers in arrays: a thousandth of what a screen can show."""
SHORT = 12
"""Arrays of at most so many numbers stay where they are."""


class Pool:
    """Long arrays, each held once: the baseline's lines are in the figures of every policy."""

    def __init__(self) -> None:
        self.arrays: list[list[float | None]] = []
        self._places: dict[str, int] = {}

    def place(self, values: list[float | None]) -> int:
        """Return where an array stands, adding it if it is new."""
        key = json.dumps(values)
        if key not in self._places:
            self._places[key] = len(self.arrays)
            self.arrays.append(values)
        return self._places[key]


def embedded(draw: Callable[[View], go.Figure], pool: Pool) -> dict[str, Any]:
    """Return a figure for English, light and wide as `base`, the other wordings and the dark colours as changes.

    A page makes the figure for a view by laying the changes of its wording over the base, then those of
    its colours; that the two do not meet is tested. Long arrays go to the pool.
    """
    base = compact(draw(View()), pool)
    views = {
        view.language + ("-narrow" if view.narrow else ""): list(changes(base, compact(draw(view), pool)))
        for view in WORDED
        if view != View()
    }
    dark = compact(draw(View(scheme="dark")), pool)
    return {"base": base, "views": views, "dark": list(changes(base, dark))}


def compact(figure: go.Figure, pool: Pool) -> Any:
    """Return a figure as plain data with rounded numbers; values that are not known become null."""
    return _plain(figure.to_plotly_json(), pool)


def _plain(value: Any, pool: Pool) -> Any:
    if isinstance(value, dict):
        if "bdata" in value:
            return _plain(_decoded(value), pool)
        return {key: _plain(each, pool) for key, each in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and len(value) > SHORT:
        columns = [value] if value.ndim == 1 else list(value.T)
        places = [pool.place([_number(each, DIGITS) for each in column.tolist()]) for column in columns]
        return {"$": places[0] if value.ndim == 1 else places}
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(each, pool) for each in (value.tolist() if isinstance(value, np.ndarray) else value)]
    if isinstance(value, np.generic):
        value = value.item()
    return _number(value, DIGITS + 2) if isinstance(value, float) else value


def _decoded(array: dict[str, Any]) -> np.ndarray:
    """Return the numbers of an array that plotly has packed; as text they are shorter once rounded."""
    values = np.frombuffer(b64decode(array["bdata"]), dtype=array["dtype"])
    shape = [int(size) for size in str(array.get("shape", len(values))).split(",")]
    return values.reshape(shape)


def _number(value: float, digits: int) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def changes(base: Any, other: Any, path: Path | None = None) -> Iterator[list[Any]]:
    """Yield [path, value] for what differs, [path] for what `other` lacks; lists of other lengths as a whole."""
    path = path or []
    if isinstance(base, dict) and isinstance(other, dict):
        for key in other:
            if key not in base:
                yield [[*path, key], other[key]]
            else:
                yield from changes(base[key], other[key], [*path, key])
        yield from ([[*path, key]] for key in base if key not in other)
    elif _alike(base, other):
        for at, (one, two) in enumerate(zip(base, other, strict=True)):
            yield from changes(one, two, [*path, at])
    elif base != other:
        yield [path, other]


def _alike(base: Any, other: Any) -> bool:
    """Say whether two values are lists of as many objects, which are compared one by one."""
    lists = isinstance(base, list) and isinstance(other, list) and len(base) == len(other)
    return lists and all(isinstance(each, dict) for each in (*base, *other))


def applied(base: Any, patch: list[list[Any]]) -> Any:
    """Return a copy of `base` with changes laid over it, as the page's script does."""
    figure = json.loads(json.dumps(base))
    for path, *value in patch:
        at = figure
        for step in path[:-1]:
            at = at[step]
        if value:
            at[path[-1]] = value[0]
        else:
            del at[path[-1]]
    return figure


def packed(text: str) -> str:
    """Return a text compressed (gzip) and written in letters that may stand anywhere in a page (base64).

    Plotly's script shrinks to two fifths, figures to a quarter.
    """
    # Without the time of packing, the same study gives the same file.
    return b64encode(gzip.compress(text.encode(), compresslevel=9, mtime=0)).decode()


def as_json(content: Any) -> str:
    """Write plain data as JSON without blanks; numbers that are none are refused."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
