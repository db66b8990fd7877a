"""Lines over time with their uncertainty: median, 50 % and 95 % bands, one panel for each group."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.panels import (
    LINE_HEIGHT,
    Grid,
    Trace,
    axes,
    axis_name,
    scatter,
    spread,
    step_places,
    ticks,
    title_of_panel,
    titled,
    wrapped,
    year_step,
)
from dashboards.theme import BAND_OPACITY, Stroke, View, faded, framed, quiet_axis, value_axis
from dashboards.words import Text, decimals, money, number, percent, plain, same

BANDS = (95, 50)
HOVER = {"share": "%{y:.1%}", "yuan": "%{y:,.0f}", "number": "%{y:,.2f}"}
MONTH_MILLISECONDS = 30.4375 * 86_400_000


@dataclass(frozen=True)
class Line:
    """One series: its name and its stroke."""

    label: Text
    stroke: Stroke


@dataclass(frozen=True)
class Shape:
    """What a band figure shows beside the numbers.

    `over`: "months" (column x holds month numbers) or "years" (column x holds years since entry).
    `unit`: of the values; "share" (shown in percent), "yuan" or "number". `shared`: one scale for all panels.
    """

    over: Literal["months", "years"]
    unit: str
    shared: bool = True
    columns: int = 2
    panel_height: int = 190
    ceiling: float | None = None


def band_panels(
    frame: pd.DataFrame,
    view: View,
    panels: Mapping[str, Text],
    lines: Mapping[str, Line],
    shape: Shape,
) -> go.Figure:
    """Draw one panel a group and in it one line a series with its bands.

    Args:
        frame: columns panel, series, x (evenly spaced), median, and low_95, high_95, low_50, high_50, which
            are missing where too few runs allow no band.
        view: language and colours.
        panels: names of the panels in their order.
        lines: names and strokes of the series, the one drawn first in front of none.
        shape: axes and layout.
    """
    titles, title_height = titled(panels, view)
    grid = Grid(
        len(panels), 1 if view.narrow else min(shape.columns, len(panels)), shape.panel_height,
        gap_share=0.0 if view.narrow else 0.34 if shape.unit == "yuan" else 0.24, title_height=title_height,
    )  # fmt: skip
    is_money = shape.unit == "yuan"
    right = (120 if is_money else 96) if view.narrow else 132
    margin = {"t": 0, "b": 0, "l": 100 if is_money else 48, "r": right}
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "x unified"}
    for place, (panel, title) in enumerate(titles.items()):
        rows = frame[frame["panel"] == panel]
        scale = ticks(0.0, shape.ceiling or _highest(frame if shape.shared else rows))
        for series, line in lines.items():
            part = rows[rows["series"] == series]
            if len(part):
                traces += _traces(part, line, place, shape, view)
        layout |= axes(grid, place, _x_axis(frame, view, shape), _y_axis(scale, view, shape.unit))
        notes.append(title_of_panel(grid, place, title, view))
        notes += _end_labels(rows, lines, place, (scale[0], scale[-1]), shape, view)
    return framed(view, grid.height, margin, traces, layout)


def _highest(frame: pd.DataFrame) -> float:
    values = frame[["median", "high_95"]].to_numpy(float)
    return float(np.nanmax(values)) if np.isfinite(values).any() else 1.0


def _traces(rows: pd.DataFrame, line: Line, place: int, shape: Shape, view: View) -> list[Trace]:
    """Return the bands, widest first, then the median with the 95 % band in its hover."""
    rows = rows.sort_values("x")
    common = _positions(rows["x"].to_numpy(float), shape.over) | {
        "xaxis": axis_name("x", place), "yaxis": axis_name("y", place), "mode": "lines",
    }  # fmt: skip
    traces = []
    for band in BANDS:
        low, high = rows[f"low_{band}"].to_numpy(float), rows[f"high_{band}"].to_numpy(float)
        if not np.isfinite(low).any():
            continue
        quiet = common | {"line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(scatter(y=low, **quiet))
        colour = faded(line.stroke.colour, BAND_OPACITY[band])
        traces.append(scatter(y=high, fill="tonexty", fillcolor=colour, **quiet))
    figure = HOVER[shape.unit]
    hover = {"hovertemplate": figure}
    if traces:
        ends = rows[["low_95", "high_95"]].to_numpy(float)
        spoken = figure.replace("%{y", "%{customdata[#]")
        template = f"{figure} ({spoken.replace('#', '0')} – {spoken.replace('#', '1')})"
        hover = {"customdata": ends, "hovertemplate": template}
    traces.append(
        scatter(
            y=rows["median"].to_numpy(float), name=line.label.of(view.language), **common, **hover,
            line={"color": line.stroke.colour, "dash": line.stroke.dash, "width": 2.5},
        )
    )  # fmt: skip
    return traces


def _positions(x: np.ndarray, over: str) -> dict[str, Any]:
    """Return where the values stand along x: a start and a step, which is short, as x is even."""
    step = float(x[1] - x[0]) if len(x) > 1 else 1.0
    if over == "years":
        return {"x0": round(float(x[0]), 6), "dx": round(step, 6)}
    month = int(x[0])
    return {"x0": f"{month // 12:04d}-{month % 12 + 1:02d}-15", "dx": step * MONTH_MILLISECONDS}


def _x_axis(frame: pd.DataFrame, view: View, shape: Shape) -> dict[str, Any]:
    first, last = float(frame["x"].min()), float(frame["x"].max())
    # The names of yuan take room from the years on a narrow screen.
    most = (3 if shape.unit == "yuan" else 6) if view.narrow else 8
    if shape.over == "years":
        step = year_step(last, most)
        # Rounded as positions are: a label at the last one must not lie outside, or it is not drawn.
        return quiet_axis(view, range=[0, round(last, 6)], tick0=0, dtick=step, hoverformat=".1f", nticks=most)
    years = (last - first) / 12
    # From the start of the first month to the end of the last, so that the first year's tick shows.
    ends = [f"{int(m) // 12:04d}-{int(m) % 12 + 1:02d}-{day}" for m, day in ((first, "01"), (last, "28"))]
    return quiet_axis(
        view, type="date", range=ends, tick0="2000-01-01", tickformat="%Y", hoverformat="%Y-%m",
        dtick=f"M{12 * year_step(years, most)}",
    )  # fmt: skip


def _y_axis(scale: np.ndarray, view: View, unit: str) -> dict[str, Any]:
    texts = [_written(float(each), unit, scale).of(view.language) for each in scale]
    return value_axis(view, range=[float(scale[0]), float(scale[-1])], tickvals=scale, ticktext=texts)


def _written(value: float, unit: str, scale: np.ndarray) -> Text:
    """Return a value as ticks and labels show it; `scale`: the axis' ticks, whose step decides the decimals."""
    if unit == "yuan":
        return money(value)
    factor, sign = (100, "%") if unit == "share" else (1, "")
    step = factor * float(scale[1] - scale[0])
    places = step_places(step, 3)
    return same(f"{plain(factor * value, places)}{sign}")


def _end_labels(
    rows: pd.DataFrame, lines: Mapping[str, Line], place: int, ends: tuple[float, float],
    shape: Shape, view: View,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return labels beside the lines' last points, moved apart, each tied to its line by a stroke."""
    last = {}
    for series in lines:
        part = rows[rows["series"] == series].dropna(subset=["median"])
        if len(part):
            last[series] = part.sort_values("x").iloc[-1]
    per_value = shape.panel_height / (ends[1] - ends[0])
    # Rounded alike, so that they can be compared.
    half = max((float(row["high_95"] - row["low_95"]) / 2 for row in last.values()), default=math.nan)
    texts = {name: _end_text(row["median"], half, lines[name], shape, view) for name, row in last.items()}
    wanted = [(row["median"] - ends[0]) * per_value for row in last.values()]
    heights = [LINE_HEIGHT * (1 + text.count("<br>")) for text in texts.values()]
    placed = spread(wanted, heights, -LINE_HEIGHT, shape.panel_height + LINE_HEIGHT / 2)
    labels = []
    for (series, row), at, want in zip(last.items(), placed, wanted, strict=True):
        x = _positions(np.array([row["x"]]), shape.over)["x0"]
        labels.append({
            "xref": axis_name("x", place), "x": x, "yref": axis_name("y", place),
            "y": float(row["median"]), "text": texts[series], "align": "left",
            "showarrow": True, "arrowhead": 0, "arrowwidth": 2, "arrowcolor": lines[series].stroke.colour,
            "ax": 14, "ay": round(want - at, 1), "xanchor": "left", "standoff": 0,
            "font": {"size": 13, "color": view.token("ink")},
        })  # fmt: skip
    return labels


def _end_text(value: float, half_width: float, line: Line, shape: Shape, view: View) -> str:
    name = wrapped(line.label, view, 11 if view.narrow else 16)
    if shape.unit == "yuan":
        said = money(float(value), half_width if half_width > 0 else 0.0)
    elif shape.unit == "number":
        said = number(float(value), max(decimals(half_width, most=2), 0))
    else:
        said = percent(float(value), 0.0, 2 * half_width)
    return "<br>".join([f"<b>{said.of(view.language)}</b>", *name])
