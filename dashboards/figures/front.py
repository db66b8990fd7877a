"""What can be had for what: points that no other beats, with their bands, among all that were tried."""

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.differences import Quantity
from dashboards.figures.panels import LINE_HEIGHT, Grid, Trace, axes, axis_name, scatter, step_places, ticks
from dashboards.theme import BASELINE, POLICIES, View, faded, framed, quiet_axis, value_axis
from dashboards.words import Text, money, plain

HEIGHT: Final = 380
_ROOM: Final = 10


def front_panels(
    tried: pd.DataFrame, front: pd.DataFrame, view: View, across: list[Quantity], up: Quantity, columns: list[str]
) -> go.Figure:
    """Draw all points tried, and the front among them with bands, one panel for each result across.

    Args:
        tried: a row a point: the results by name, and feasible.
        front: its rows on the front: the results with _low and _high, text (what hovering says), confirmed (bool;
            whether other seeds agree, True where they were not asked).
        view: language and colours.
        across: results along the horizontal axes, a panel each.
        up: the result along the vertical axis.
        columns: names of the results, that of `up` first.
    """
    grid = Grid(
        len(across), 1 if view.narrow else min(2, len(across)), HEIGHT, axis_height=34 + LINE_HEIGHT,
        gap_share=0.0 if view.narrow else 0.16, title_height=34,
    )  # fmt: skip
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest"}
    for place, quantity in enumerate(across):
        pair = (columns[place + 1], columns[0])
        traces += _traces(tried, front, pair, (quantity, up), place, view)
        x = _ticks(tried, front, pair[0], quantity, 3 if view.narrow or quantity.is_money else 5)
        y = _ticks(tried, front, pair[1], up, 5)
        layout |= axes(
            grid, place, quiet_axis(view, **_axis(x, quantity, view)), value_axis(view, **_axis(y, up, view))
        )
        notes += _names(grid, place, quantity, up, view)
    left = 92 if up.is_money else 56
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": 28}, traces, layout)


def _traces(
    tried: pd.DataFrame, front: pd.DataFrame, pair: tuple[str, str], quantities: tuple[Quantity, Quantity],
    place: int, view: View,
) -> list[Trace]:  # fmt: skip
    where = {"xaxis": axis_name("x", place), "yaxis": axis_name("y", place), "cliponaxis": False}
    colour = POLICIES[0]
    factors = [each.factor for each in quantities]
    traces = []
    for kept, symbol in ((True, "circle"), (False, "x-thin")):
        rows = tried[tried["feasible"] == kept]
        if len(rows):
            marker = {"size": 6, "symbol": symbol, "color": faded(BASELINE, 0.45),
                      "line": {"width": 0 if kept else 1, "color": faded(BASELINE, 0.6)}}  # fmt: skip
            x, y = (_values(rows, name, factor) for name, factor in zip(pair, factors, strict=True))
            traces.append(scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", **where))
    bars = {}
    for axis, name, factor in zip("xy", pair, factors, strict=True):
        mean = front[name].to_numpy(float)
        array = (front[f"{name}_high"].to_numpy(float) - mean) * factor
        if np.isfinite(array).any():
            bars[f"error_{axis}"] = {
                "type": "data", "symmetric": False, "array": np.nan_to_num(array).tolist(),
                "arrayminus": np.nan_to_num((mean - front[f"{name}_low"].to_numpy(float)) * factor).tolist(),
                "thickness": 1.2, "width": 0, "color": faded(colour, 0.5),
            }  # fmt: skip
    symbols = ["circle" if sure else "circle-open" for sure in front["confirmed"]]
    x, y = (_values(front, name, factor) for name, factor in zip(pair, factors, strict=True))
    hover = [each.of(view.language) for each in front["text"]]
    traces.append(scatter(
        x=x, y=y, mode="markers", marker={"size": 10, "color": colour, "symbol": symbols}, text=hover,
        hovertemplate="%{text}<extra></extra>", **bars, **where,
    ))  # fmt: skip
    return traces


def _values(rows: pd.DataFrame, name: str, factor: float) -> list[float]:
    """Return shown values as a list: arrays lose digits on a page, and what is far from zero needs them."""
    return [float(each) for each in rows[name].to_numpy(float) * factor]


def _ticks(tried: pd.DataFrame, front: pd.DataFrame, name: str, quantity: Quantity, wanted: int) -> np.ndarray:
    ends = [front[each].to_numpy(float) for each in (f"{name}_low", f"{name}_high") if each in front]
    values = np.concatenate([tried[name].to_numpy(float), *ends]) * quantity.factor
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if high <= low:
        low, high = low - (abs(low) or 1.0) * 0.05, high + (abs(high) or 1.0) * 0.05
    return ticks(low, high, wanted)


def _axis(scale: np.ndarray, quantity: Quantity, view: View) -> dict[str, Any]:
    step = float(scale[1] - scale[0])
    places = step_places(step)
    # Amounts that differ little need the digits in which they differ.
    half = step / 2 if quantity.is_money else 0.0
    texts = [
        money(float(each), half).of(view.language) if quantity.is_money else plain(float(each), places)
        for each in scale
    ]
    if view.narrow and quantity.is_money:
        texts = [text if at % 2 == 0 else "" for at, text in enumerate(texts)]
    pad = 0.04 * (scale[-1] - scale[0])
    return {"range": [scale[0] - pad, scale[-1] + pad], "tickvals": scale, "ticktext": texts}


def _names(grid: Grid, place: int, across: Quantity, up: Quantity, view: View) -> list[dict[str, Any]]:
    """Return the names of both axes: the vertical one's above it, the other's below."""
    left, right = grid.x_domain(place)
    bottom, top = grid.y_domain(place)
    common = {"showarrow": False, "xref": "paper", "yref": "paper", "font": {"size": 13, "color": view.token("soft")}}
    return [
        common | {"text": _named(up, view, "↓", "↑"), "x": left, "xanchor": "left", "y": top, "yanchor": "bottom",
                  "yshift": _ROOM, "font": {"size": 13, "color": view.token("ink")}},
        common | {"text": _named(across, view, "←", "→"), "x": right, "xanchor": "right", "y": bottom,
                  "yanchor": "top", "yshift": -26, "font": {"size": 13, "color": view.token("ink")}},
    ]  # fmt: skip


def _named(quantity: Quantity, view: View, less: str, more: str) -> str:
    """Return a result with its unit and the way in which it is better."""
    name = quantity.named
    better = {"less": Text(f" ({less} better)", f"({less} 更好)"), "more": Text(f" ({more} better)", f"({more} 更好)")}
    return (name + better.get(quantity.better, Text("", ""))).of(view.language)
