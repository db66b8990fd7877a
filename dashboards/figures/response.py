"""How results answer to a lever: means with bands along its values, a line a policy or value of another lever."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.bands import Line
from dashboards.figures.differences import Quantity
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
)
from dashboards.theme import BAND_OPACITY, View, faded, framed, quiet_axis, value_axis
from dashboards.words import Text, money, plain

HEIGHT: Final = 230
_MOST_TICKS: Final = 7


def response_panels(
    frame: pd.DataFrame, view: View, panels: Mapping[str, tuple[Quantity, Text]], lines: Mapping[str, Line],
    *, joined: bool = True,
) -> go.Figure:  # fmt: skip
    """Draw one panel a result and lever: means along the lever's values, joined to lines with bands, or as dots.

    Args:
        frame: columns panel, series, x, mean, low, high (band of the mean, missing without one), in stored units.
        view: language and colours.
        panels: the result of each, and the name of its lever with unit.
        lines: names and strokes of the series.
        joined: lines with bands; dots otherwise, where other levers vary too.
    """
    named = joined and len(lines) > 1
    titles, title_height = titled({key: quantity.label for key, (quantity, _) in panels.items()}, view)
    for key, (quantity, _) in panels.items():
        unit = quantity.unit.of(view.language)
        titles[key] += ("<br>" if view.narrow else " ") + unit if unit else ""
    is_money = any(quantity.is_money for quantity, _ in panels.values())
    left, right = (96 if is_money else 52), (_room(lines, view) if named else 16)
    grid = Grid(
        len(panels), 1 if view.narrow else min(2, len(panels)), HEIGHT, axis_height=68,
        gap_share=0.0 if view.narrow else (right + 90) / 900 if named else 0.16,
        title_height=title_height + (LINE_HEIGHT if view.narrow else 0),
    )  # fmt: skip
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest"}
    for place, (panel, (quantity, lever)) in enumerate(panels.items()):
        own = frame[frame["panel"] == panel].copy()
        own[["mean", "low", "high"]] = own[["mean", "low", "high"]].astype(float) * quantity.factor
        scale = _scale(own, quantity)
        for series, line in lines.items():
            part = own[own["series"] == series].sort_values("x")
            if len(part):
                traces += (
                    _line(part, line, quantity, place, view) if joined else [_dots(part, line, quantity, place, view)]
                )
        layout |= axes(grid, place, _x_axis(own, view), _y_axis(scale, quantity, view))
        notes += [title_of_panel(grid, place, titles[panel], view), _lever(grid, place, lever, view)]
        if named:
            notes += _labels(own, lines, place, scale, view)
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": right}, traces, layout)


def _room(lines: Mapping[str, Line], view: View) -> int:
    """Return the room that names beside the lines take, in pixels."""
    longest = max(len(part) for line in lines.values() for part in wrapped(line.label, view, 12, 2))
    return 28 + (14 if view.language == "zh" else 8) * longest


def _scale(own: pd.DataFrame, quantity: Quantity) -> np.ndarray:
    values = own[["mean", "low", "high"]].to_numpy(float)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if high <= low:
        low, high = low - (abs(low) or 1.0) * 0.05, high + (abs(high) or 1.0) * 0.05
    return ticks(low, high, 3 if quantity.is_money else 4)


def _line(part: pd.DataFrame, line: Line, quantity: Quantity, place: int, view: View) -> list[Trace]:
    """Return a series' band and its line with dots where it was run."""
    common = {"xaxis": axis_name("x", place), "yaxis": axis_name("y", place)}
    x, traces = part["x"].tolist(), []
    if np.isfinite(part["low"]).all():
        quiet = common | {"x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(scatter(y=part["low"].tolist(), **quiet))
        colour = faded(line.stroke.colour, BAND_OPACITY[95])
        traces.append(scatter(y=part["high"].tolist(), fill="tonexty", fillcolor=colour, **quiet))
    traces.append(scatter(
        x=x, y=part["mean"].tolist(), mode="lines+markers", name=line.label.of(view.language),
        line={"color": line.stroke.colour, "dash": line.stroke.dash, "width": 2.5},
        marker={"size": 6, "color": line.stroke.colour}, text=_hovers(part, line, quantity, view),
        hovertemplate="%{text}<extra></extra>", **common,
    ))  # fmt: skip
    return traces


def _dots(part: pd.DataFrame, line: Line, quantity: Quantity, place: int, view: View) -> Trace:
    return scatter(
        x=part["x"].tolist(), y=part["mean"].tolist(), mode="markers", name=line.label.of(view.language),
        marker={"size": 6, "color": faded(line.stroke.colour, 0.6)}, text=_hovers(part, line, quantity, view),
        hovertemplate="%{text}<extra></extra>", xaxis=axis_name("x", place), yaxis=axis_name("y", place),
    )  # fmt: skip


def _hovers(part: pd.DataFrame, line: Line, quantity: Quantity, view: View) -> list[str]:
    texts = []
    for row in part.itertuples():
        half = (row.high - row.low) / 2
        value = _written(row.mean, quantity, 2, view, half if half > 0 else 0.0)
        texts.append(f"<b>{line.label.of(view.language)}</b><br>{row.x:g}: {value}")
    return texts


def _written(value: float, quantity: Quantity, places: int, view: View, half: float = 0.0) -> str:
    return money(float(value), half).of(view.language) if quantity.is_money else plain(float(value), places)


def _x_axis(own: pd.DataFrame, view: View) -> dict[str, Any]:
    """Return an axis with ticks where the lever was tried, if these are few."""
    tried = np.unique(own["x"].to_numpy(float))
    marks = tried if len(tried) <= _MOST_TICKS else ticks(float(tried[0]), float(tried[-1]), 4)
    low, high = min(tried[0], marks[0]), max(tried[-1], marks[-1])
    pad = 0.03 * ((high - low) or 1.0)
    return quiet_axis(
        view, range=[low - pad, high + pad], tickvals=marks, ticktext=[f"{each:,g}" for each in marks.tolist()]
    )


def _y_axis(scale: np.ndarray, quantity: Quantity, view: View) -> dict[str, Any]:
    step = float(scale[1] - scale[0])
    places = step_places(step)
    texts = [_written(each, quantity, places, view, step / 2) for each in scale]
    return value_axis(view, range=[float(scale[0]), float(scale[-1])], tickvals=scale, ticktext=texts)


def _lever(grid: Grid, place: int, lever: Text, view: View) -> dict[str, Any]:
    return {
        "text": "<br>".join(wrapped(lever, view, 34 if view.narrow else 52, 2)), "showarrow": False, "align": "right",
        "xref": "paper", "x": grid.x_domain(place)[1], "xanchor": "right", "yref": "paper",
        "y": grid.y_domain(place)[0], "yanchor": "top", "yshift": -24,
        "font": {"size": 13, "color": view.token("soft")},
    }  # fmt: skip


def _labels(
    own: pd.DataFrame, lines: Mapping[str, Line], place: int, scale: np.ndarray, view: View
) -> list[dict[str, Any]]:
    """Return the series' names beside their last points, moved apart, each tied to its line by a stroke."""
    last = {
        name: own[own["series"] == name].sort_values("x").iloc[-1] for name in lines if (own["series"] == name).any()
    }
    per_value = HEIGHT / float(scale[-1] - scale[0])
    wanted = [(row["mean"] - float(scale[0])) * per_value for row in last.values()]
    texts = {name: "<br>".join(wrapped(lines[name].label, view, 12, 2)) for name in last}
    heights = [LINE_HEIGHT * (1 + text.count("<br>")) for text in texts.values()]
    placed = spread(wanted, heights, -LINE_HEIGHT, HEIGHT + LINE_HEIGHT)
    return [
        {"xref": axis_name("x", place), "x": float(row["x"]), "yref": axis_name("y", place), "y": float(row["mean"]),
         "text": texts[name], "align": "left", "showarrow": True, "arrowhead": 0, "arrowwidth": 2,
         "arrowcolor": lines[name].stroke.colour, "ax": 14, "ay": round(want - at, 1), "xanchor": "left",
         "standoff": 0, "font": {"size": 13, "color": view.token("ink")}}
        for (name, row), at, want in zip(last.items(), placed, wanted, strict=True)
    ]  # fmt: skip
