"""In which futures a policy fails: the range of each number, the part of it that the box covers, and the futures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.forest import BAD
from dashboards.figures.panels import LINE_HEIGHT, Trace, scatter, wrapped
from dashboards.theme import BASELINE, View, faded, framed, quiet_axis
from dashboards.words import Text

LEFT, LEFT_NARROW = 250, 20
ROW, ROW_NARROW = 92, 118
_CLOSE: Final = 0.12
"""A limit nearer to an end than this share of the range takes the place of the end's number."""
_FAILS: Final = Text("fails", "失败")
_HOLDS: Final = Text("holds", "未失败")
_BELOW, _ABOVE = 0.62, 0.6
"""Room below the last row and above the first, in rows."""
_BOX: Final = 0.12
"""Opacity of the box."""


@dataclass(frozen=True)
class Range:
    """One number: its label, its ends among the futures, and the part that the box covers; as they are written."""

    label: Text
    low: float
    high: float
    box_low: float
    box_high: float
    written: tuple[str, str, str, str]


def box_ranges(points: pd.DataFrame, fails: Sequence[bool], view: View, ranges: Mapping[str, Range]) -> go.Figure:
    """Draw a row for each number that the box limits: failures above, other futures below, the box shaded.

    Args:
        points: a row a future, a column for each number.
        fails: whether the policy fails in it.
        view: language and colours.
        ranges: of the numbers that the box limits, by column.
    """
    row = ROW_NARROW if view.narrow else ROW
    failed = np.asarray(fails, bool)
    traces: list[Trace] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place, (name, own) in enumerate(ranges.items()):
        x = _share(points[name].to_numpy(float), own)
        traces += [
            _futures(x[failed], -place + 0.16, BAD, _FAILS, view),
            _futures(x[~failed], -place - 0.16, BASELINE, _HOLDS, view),
        ]
        shapes += _shapes(own, place, view)
        notes += _notes(own, place, view)
    layout = {
        "shapes": shapes, "annotations": notes, "hovermode": False,
        "xaxis": quiet_axis(view, range=[-0.02, 1.02], visible=False),
        "yaxis": quiet_axis(view, range=[-len(ranges) + 1 - _BELOW, _ABOVE], visible=False),
    }  # fmt: skip
    margin = {"t": 4, "b": 4, "l": LEFT_NARROW if view.narrow else LEFT, "r": 64 if view.narrow else 90}
    return framed(view, round(row * (len(ranges) - 1 + _BELOW + _ABOVE)) + 8, margin, traces, layout)


def _share(values: np.ndarray, own: Range) -> np.ndarray:
    """Return where values lie between the ends of a range, 0 to 1."""
    return np.clip((values - own.low) / ((own.high - own.low) or 1.0), 0.0, 1.0)


def _futures(x: np.ndarray, at: float, colour: str, label: Text, view: View) -> Trace:
    """Return futures as thin strokes, which lie over one another where they are many."""
    return scatter(
        x=np.round(x, 4).tolist(), y=[at] * len(x), mode="markers", hoverinfo="skip", name=label.of(view.language),
        marker={"symbol": "line-ns", "size": 11, "line": {"width": 1.4, "color": faded(colour, 0.55)}},
    )  # fmt: skip


def _shapes(own: Range, place: int, view: View) -> list[dict[str, Any]]:
    """Return the shaded box, its ends, and the line of the whole range."""
    low, high = (float(each) for each in _share(np.array([own.box_low, own.box_high]), own))
    common = {"type": "rect", "y0": -place - 0.3, "y1": -place + 0.3, "layer": "below"}
    line = {"type": "line", "line": {"width": 1, "color": view.token("zero")}}
    ends = [
        line | {"x0": x, "x1": x, "y0": -place - 0.3, "y1": -place + 0.3, "line": {"width": 2, "color": BAD}}
        for x in (low, high) if 0.0 < x < 1.0
    ]  # fmt: skip
    return [
        common | {"x0": low, "x1": high, "fillcolor": faded(BAD, _BOX), "line": {"width": 0}},
        line | {"x0": 0, "x1": 1, "y0": -place, "y1": -place}, *ends,
    ]  # fmt: skip


def _notes(own: Range, place: int, view: View) -> list[dict[str, Any]]:
    """Return the name, the ends of the range below it, the ends of the box above it, and what the rows are."""
    low, high = (float(each) for each in _share(np.array([own.box_low, own.box_high]), own))
    ink, soft = view.token("ink"), view.token("soft")
    common = {"showarrow": False, "yref": "y", "font": {"size": 13, "color": soft}}
    lines = "<br>".join(wrapped(own.label, view, 44 if view.narrow else 30, 2 if view.narrow else 3))
    name = {"text": lines, "xref": "paper", "x": 0, "font": {"size": 13, "color": ink}, "y": -place}
    if view.narrow:
        name |= {"xanchor": "left", "xshift": 4 - LEFT_NARROW, "yshift": 30 + LINE_HEIGHT, "align": "left"}
    else:
        name |= {"xanchor": "right", "xshift": -14, "align": "right"}
    bottom = {"y": -place - 0.3, "yanchor": "top"}
    notes = [common | name] + [
        common | bottom | {"text": text, "x": x, "xanchor": "center"}
        for text, x in zip((own.written[0], own.written[3]), (0.0, 1.0), strict=True)
        if not any(0.0 < abs(x - each) < _CLOSE for each in (low, high))
    ]
    for x, text in ((low, own.written[1]), (high, own.written[2])):
        if 0.0 < x < 1.0:
            notes.append(common | bottom | {"text": f"<b>{text}</b>", "x": x, "font": {"size": 13, "color": ink}})
    for at, label, colour in ((0.16, _FAILS, BAD), (-0.16, _HOLDS, soft)):
        notes.append(common | {
            "text": label.of(view.language), "xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "y": -place + at,
            "font": {"size": 13, "color": colour if label is _HOLDS else ink},
        })  # fmt: skip
    return notes
