"""Times side by side: one row a post, a bar from beginning to end, and what ended it; for chains and for careers."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.panels import Grid, Trace, axes, axis_name, scatter, title_of_panel, titled, wrapped, year_step
from dashboards.theme import TIERS, View, framed, quiet_axis
from dashboards.words import MONTH_NAMES, Text
from sim.terms import MONTHS

ROW, ROW_NARROW = 46, 62
"""Height of a row in pixels."""
LEFT, LEFT_NARROW = 230, 128
"""Room for the rows' names, pixels."""


def span_panels(frame: pd.DataFrame, view: View, panels: Mapping[str, Text], window: tuple[int, int]) -> go.Figure:
    """Draw one panel a group and in it one row a span of months.

    Args:
        frame: columns panel, name, note (Text), tier, start, end (months; the end is not part of the span), open (it
            goes on, or was not ended, at the end of the window). Rows in their order.
        view: language and colours.
        panels: names of the panels in their order.
        window: first month, and the month after the last, of all panels.
    """
    counts = {panel: int((frame["panel"] == panel).sum()) for panel in panels}
    height = (ROW_NARROW if view.narrow else ROW) * max([*counts.values(), 1])
    titles, title_height = titled(panels, view)
    grid = Grid(len(panels), 1, height, title_height=title_height, axis_height=44)
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest"}
    for place, panel in enumerate(panels):
        rows = frame[frame["panel"] == panel].reset_index(drop=True)
        for position, row in enumerate(rows.itertuples()):
            traces += _bar(row, position, place, view)
            notes.append(_note(row, position, place, window, view))
        layout |= axes(grid, place, _x_axis(window, view), _y_axis(rows, max(counts.values()), view))
        notes.append(
            title_of_panel(grid, place, titles[panel], view) | {"xshift": -(LEFT_NARROW if view.narrow else LEFT)}
        )
    margin = {"t": 0, "b": 0, "l": LEFT_NARROW if view.narrow else LEFT, "r": 24}
    return framed(view, grid.height, margin, traces, layout)


def _years(month: float) -> float:
    return month / MONTHS


def _bar(row: Any, position: int, place: int, view: View) -> list[Trace]:
    """Return a bar, its ends as dots; the end of one that goes on is hollow."""
    colour = TIERS.get(row.tier, view.token("zero"))
    name, note = row.name.of(view.language), row.note.of(view.language)
    hover = f"{name}<br>{_when(row.start, row.end, view)}<br>{note}<extra></extra>"
    common = {
        "xaxis": axis_name("x", place),
        "yaxis": axis_name("y", place),
        "hovertemplate": hover,
        "cliponaxis": False,
    }
    x = [_years(row.start), _years(row.end)]
    line = scatter(x=x, y=[-position] * 2, mode="lines", line={"color": colour, "width": 9}, **common)
    symbols = ["circle", "circle-open" if row.open else "circle"]
    ends = scatter(
        x=x, y=[-position] * 2, mode="markers", marker={"size": 9, "color": colour, "symbol": symbols}, **common
    )
    return [line, ends]


def _when(start: int, end: int, view: View) -> str:
    return " – ".join(written_month(each, view) for each in (start, end))


def written_month(month: int, view: View) -> str:
    """Write a month shortly: "Mar 2017", "2017-03"."""
    year, place = divmod(int(month), MONTHS)
    return f"{MONTH_NAMES[place][:3]} {year}" if view.language == "en" else f"{year}-{place + 1:02d}"


def _note(row: Any, position: int, place: int, window: tuple[int, int], view: View) -> dict[str, Any]:
    """Return the words below a bar: why it ended; on the side where there is room."""
    right = row.end - window[0] > 0.6 * (window[1] - window[0])
    text = "<br>".join(wrapped(row.note, view, 30 if view.narrow else 60, 2))
    return {
        "xref": axis_name("x", place), "x": _years(row.end if right else row.start), "yref": axis_name("y", place),
        "y": -position, "text": text, "showarrow": False, "xanchor": "right" if right else "left",
        "align": "right" if right else "left", "yanchor": "top", "yshift": -6,
        "font": {"size": 12, "color": view.token("soft")},
    }  # fmt: skip


def _x_axis(window: tuple[int, int], view: View) -> dict[str, Any]:
    """Return an axis of years; short windows are divided into months."""
    first, last = (_years(each) for each in window)
    months = window[1] - window[0]
    if months <= 36:
        step = max(1, math.ceil(months / (4 if view.narrow else 8)))
        at = list(range(window[0], window[1] + 1, step))
        return quiet_axis(
            view,
            range=[first, last],
            tickvals=[_years(each) for each in at],
            ticktext=[written_month(each, view) for each in at],
        )
    step = year_step(last - first, 5 if view.narrow else 10)
    return quiet_axis(view, range=[first, last], tick0=math.ceil(first), dtick=step, tickformat="d")


def _y_axis(rows: pd.DataFrame, most: int, view: View) -> dict[str, Any]:
    width = 16 if view.narrow else 30
    names: Sequence[str] = ["<br>".join(wrapped(each, view, width, 3)) for each in rows["name"]]
    return quiet_axis(
        view, range=[-most + 0.4, 0.5], tickvals=[-position for position in range(len(rows))], ticktext=list(names),
        tickfont={"color": view.token("ink"), "size": 13},
    )  # fmt: skip
