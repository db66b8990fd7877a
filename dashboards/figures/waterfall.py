"""What adds up to a whole: parts as bars that begin where the one before ends, one panel a result."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.differences import Quantity, titles_of
from dashboards.figures.forest import BAD, GOOD
from dashboards.figures.panels import (
    Grid,
    Trace,
    axes,
    axis_name,
    scatter,
    step_places,
    ticks,
    title_of_panel,
    wrapped,
)
from dashboards.theme import BASELINE, View, faded, framed, quiet_axis
from dashboards.words import Text, decimals, fill

LEFT, LEFT_NARROW = 176, 124
"""Room for the names of rows, pixels."""
ROW, ROW_NARROW = 40, 46
UNCLEAR: Final = 0.28
"""Opacity of a bar whose band covers zero."""


def waterfall_panels(
    frame: pd.DataFrame, view: View, panels: Mapping[str, Quantity], rows: Mapping[str, Text], *, shared: bool = False
) -> go.Figure:
    """Draw one panel a result: a bar a part, each from where the one above ends, and the whole from zero.

    Args:
        frame: columns panel, row, mean, low, high (band, missing without one), in stored units; the last row of each
            panel is the whole, the sum of the others.
        view: language and colours.
        panels: results in their order.
        rows: names of the parts from top to bottom, the whole last.
        shared: one scale for all panels.
    """
    height = ROW_NARROW if view.narrow else ROW
    titles, title_height = titles_of(panels, view)
    grid = Grid(
        len(panels), 1 if view.narrow else min(2, len(panels)), height * len(rows),
        gap_share=0.0 if view.narrow else 0.26, title_height=title_height,
    )  # fmt: skip
    left = LEFT_NARROW if view.narrow else LEFT
    placed = {panel: _placed(frame, panel, quantity, rows) for panel, quantity in panels.items()}
    every = pd.concat(placed.values())
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest", "shapes": []}
    for place, (panel, quantity) in enumerate(panels.items()):
        own = placed[panel]
        notes.append(title_of_panel(grid, place, titles[panel], view) | {"xshift": -left})
        traces += [_bars(own, quantity, rows, place, view), *_bands(own, place, view)]
        notes += [_number(row, name, quantity, place, view) for name, row in own.iterrows()]
        layout["shapes"] += _steps(own, place, view)
        layout |= axes(grid, place, _x_axis(every if shared else own, quantity, view), _y_axis(rows, view))
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": 24}, traces, layout)


def _placed(frame: pd.DataFrame, panel: str, quantity: Quantity, rows: Mapping[str, Text]) -> pd.DataFrame:
    """Return a panel's rows in shown units with where each bar starts and ends, and its colour."""
    own = frame[frame["panel"] == panel].set_index("row").reindex(list(rows))
    own = own[["mean", "low", "high"]].astype(float) * quantity.factor
    ends = own["mean"].fillna(0.0).cumsum()
    own["start"] = (ends - own["mean"].fillna(0.0)).to_numpy()
    own.loc[own.index[-1], "start"] = 0.0
    own["end"] = own["start"] + own["mean"].fillna(0.0)
    own["at"] = -np.arange(len(own))
    sign = {"less": -1.0, "more": 1.0}.get(quantity.better, 0.0)
    good = own["mean"] * sign
    own["colour"] = np.select([good > 0, good < 0], [GOOD, BAD], BASELINE)
    own["told"] = (own["low"] > 0) | (own["high"] < 0)
    return own


def _bars(own: pd.DataFrame, quantity: Quantity, rows: Mapping[str, Text], place: int, view: View) -> Trace:
    opacity = np.where(own["told"], 0.9, UNCLEAR)
    colours = [faded(colour, each) for colour, each in zip(own["colour"], opacity, strict=True)]
    return {
        "type": "bar", "orientation": "h", "width": 0.42,
        "base": own["start"].tolist(), "x": (own["end"] - own["start"]).tolist(), "y": own["at"].tolist(),
        "marker": {"color": colours, "line": {"width": 0}},
        "hovertext": [_hover(rows[name], row, quantity, view) for name, row in own.iterrows()],
        "hovertemplate": "%{hovertext}<extra></extra>", "textposition": "none",
        "xaxis": axis_name("x", place), "yaxis": axis_name("y", place), "cliponaxis": False,
    }  # fmt: skip


def _bands(own: pd.DataFrame, place: int, view: View) -> list[Trace]:
    """Return each bar's band as a line around its end."""
    known = own[np.isfinite(own["low"]) & np.isfinite(own["high"])]
    x: list[float | None] = []
    y: list[float | None] = []
    for row in known.itertuples():
        x += [row.start + row.low, row.start + row.high, None]
        y += [row.at, row.at, None]
    line = {"color": view.token("ink"), "width": 1.6}
    common = {"xaxis": axis_name("x", place), "yaxis": axis_name("y", place), "hoverinfo": "skip"}
    return [scatter(x=x, y=y, mode="lines", line=line, cliponaxis=False, **common)] if len(known) else []


def _steps(own: pd.DataFrame, place: int, view: View) -> list[dict[str, Any]]:
    """Return thin strokes that carry the sum from one bar to the next."""
    line = {"width": 1, "dash": "dot", "color": view.token("zero")}
    return [
        {"type": "line", "xref": axis_name("x", place), "yref": axis_name("y", place), "x0": end, "x1": end,
         "y0": float(at) - 0.21, "y1": float(at) - 0.79, "line": line}
        for end, at in zip(own["end"].iloc[:-1], own["at"].iloc[:-1], strict=True)
    ]  # fmt: skip


def _number(row: pd.Series, name: Any, quantity: Quantity, place: int, view: View) -> dict[str, Any]:
    """Return what a bar adds, written above its middle."""
    half = (row["high"] - row["low"]) / 2
    said = quantity.written(row["mean"], decimals(half), half if half > 0 else 0.0).of(view.language)
    return {
        "xref": axis_name("x", place), "x": float((row["start"] + row["end"]) / 2), "yref": axis_name("y", place),
        "y": float(row["at"]), "yshift": 15, "text": said, "showarrow": False, "borderpad": 0,
        "font": {"size": 13, "color": view.token("ink")},
    }  # fmt: skip


def _hover(name: Text, row: pd.Series, quantity: Quantity, view: View) -> str:
    half = (row["high"] - row["low"]) / 2
    places, wide = decimals(half), half if half > 0 else 0.0
    value, low, high = (quantity.written(row[each], places, wide) for each in ("mean", "low", "high"))
    form = Text("<b>{n}</b><br>{v}", "<b>{n}</b><br>{v}")
    if np.isfinite(half):
        form = Text("<b>{n}</b><br>{v} (95% band {a} to {b})", "<b>{n}</b><br>{v} (95% 区间 {a} 至 {b})")
    return fill(form, n=name, v=value, a=low, b=high).of(view.language)


def _x_axis(own: pd.DataFrame, quantity: Quantity, view: View) -> dict[str, Any]:
    lows, highs = (own["start"] + own[end].fillna(0.0) for end in ("low", "high"))
    values = np.concatenate([[0.0], own["start"], own["end"], lows, highs])
    reach = float(np.abs(values).max()) or 1.0
    scale = ticks(
        min(values.min(), -0.1 * reach), max(values.max(), 0.1 * reach), 2 if quantity.is_money or view.narrow else 4
    )
    pad = 0.06 * (scale[-1] - scale[0])
    step = float(scale[1] - scale[0])
    places = step_places(step)
    return quiet_axis(
        view, range=[scale[0] - pad, scale[-1] + pad], tickvals=scale,
        ticktext=[quantity.written(float(each), places).of(view.language) for each in scale],
        zeroline=True, zerolinecolor=view.token("zero"), zerolinewidth=1.5,
    )  # fmt: skip


def _y_axis(rows: Mapping[str, Text], view: View) -> dict[str, Any]:
    names = ["<br>".join(wrapped(label, view, 15 if view.narrow else 23, 2)) for label in rows.values()]
    names[-1] = f"<b>{names[-1]}</b>"
    return quiet_axis(
        view, range=[-len(rows) + 0.45, 0.75], tickvals=[-at for at in range(len(rows))], ticktext=names,
        tickfont={"size": 13, "color": view.token("ink")},
    )  # fmt: skip
