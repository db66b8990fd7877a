"""How much each number moves a result: bars from the largest down, with bands, and what chance alone would show."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.differences import Quantity
from dashboards.figures.panels import LINE_HEIGHT, Trace, scatter, ticks, wrapped
from dashboards.theme import POLICIES, View, faded, framed, quiet_axis
from dashboards.words import Text, money

LEFT, LEFT_NARROW = 260, 132
RIGHT, RIGHT_NARROW = 244, 28
ROW, ROW_NARROW = 34, 54
UNCLEAR: Final = 0.25
"""Opacity of a bar that chance alone could have made."""
MOST: Final = 15
"""Rows that are drawn; the table has all."""
_AXIS: Final = 34


def influence_bars(
    frame: pd.DataFrame, view: View, rows: Mapping[str, Text], written: Mapping[str, Text], quantity: Quantity
) -> go.Figure:
    """Draw one bar a number that was varied, the largest first.

    Args:
        frame: columns name, value, low, high (band), inner (a part of the value, missing for none), chance (what chance
            alone would show, missing if not known), told (more than chance shows); in stored units, largest first.
        view: language and colours.
        rows: labels by name.
        written: value and band in words by name.
        quantity: unit below the axis, and how its ticks are written.
    """
    own = frame.head(MOST).reset_index(drop=True)
    columns = ["value", "low", "high", "inner", "chance"]
    own[columns] = own[columns].astype(float) * quantity.factor
    height = (ROW_NARROW if view.narrow else ROW) * len(own)
    ends = own[["value", "high"]].to_numpy(float)
    # A band far wider than all values is cut at the edge, so that the bars can be told apart.
    reach = float(np.nanmax(ends)) if np.isfinite(ends).any() else 1.0
    reach = min(reach, 2.2 * float(own["value"].max())) or 1.0
    scale = ticks(0.0, reach, 3 if view.narrow else 5)
    layout = {
        "annotations": _notes(own, written, quantity.unit, view), "hovermode": "closest", "barmode": "overlay",
        "shapes": _marks(own, view), "xaxis": _x_axis(scale, quantity, view), "yaxis": _y_axis(own, rows, view),
    }  # fmt: skip
    left, right = (LEFT_NARROW, RIGHT_NARROW) if view.narrow else (LEFT, RIGHT)
    margin = {"t": 4, "b": _AXIS + LINE_HEIGHT, "l": left, "r": right}
    return framed(view, height + margin["t"] + margin["b"], margin, _traces(own, rows, written, view), layout)


def _traces(own: pd.DataFrame, rows: Mapping[str, Text], written: Mapping[str, Text], view: View) -> list[Trace]:
    colour, at = POLICIES[0], -np.arange(len(own))
    split = own["inner"].notna().any()
    strong = [0.85 if told else UNCLEAR for told in own["told"]]
    hover = [f"<b>{rows[name].of(view.language)}</b><br>{written[name].of(view.language)}" for name in own["name"]]
    # Where a part is shown inside, the whole is pale and the part strong.
    whole = [faded(colour, each * (0.45 if split else 1.0)) for each in strong]
    width = 0.34 if view.narrow else 0.5
    traces = [_bar(own["value"], at, whole, width, hover)]
    if split:
        inner = np.clip(own["inner"].fillna(0.0), 0.0, own["value"])
        traces.append(_bar(inner, at, [faded(colour, each) for each in strong], width, hover))
    x: list[float | None] = []
    y: list[float | None] = []
    for place, row in enumerate(own.itertuples()):
        if np.isfinite(row.low) and np.isfinite(row.high):
            x += [max(0.0, row.low), row.high, None]
            y += [-place, -place, None]
    if x:
        line = {"color": view.token("ink"), "width": 1.6}
        traces.append(scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip"))
    return traces


def _bar(values: pd.Series, at: np.ndarray, colours: list[str], width: float, hover: list[str]) -> Trace:
    return {
        "type": "bar", "orientation": "h", "width": width, "x": np.asarray(values, float).tolist(), "y": at.tolist(),
        "marker": {"color": colours, "line": {"width": 0}}, "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>", "textposition": "none",
    }  # fmt: skip


def _marks(own: pd.DataFrame, view: View) -> list[dict[str, Any]]:
    """Return a stroke where chance alone would end each bar."""
    line, reach = {"width": 2, "color": view.token("zero")}, 0.22 if view.narrow else 0.32
    return [
        {"type": "line", "x0": row.chance, "x1": row.chance, "y0": -place - reach, "y1": -place + reach, "line": line}
        for place, row in enumerate(own.itertuples()) if np.isfinite(row.chance) and row.chance > 0
    ]  # fmt: skip


def _notes(own: pd.DataFrame, written: Mapping[str, Text], unit: Text, view: View) -> list[dict[str, Any]]:
    """Return what each bar says, beside it, above it where the screen is narrow, and the unit below the axis."""
    notes: list[dict[str, Any]] = [{
        "text": unit.of(view.language), "showarrow": False, "xref": "paper", "x": 0, "xanchor": "left",
        "yref": "paper", "y": 0, "yanchor": "top", "yshift": -_AXIS + 6,
        "font": {"size": 13, "color": view.token("soft")},
    }]  # fmt: skip
    for place, row in enumerate(own.itertuples()):
        note = {
            "text": written[row.name].of(view.language), "showarrow": False, "xref": "paper", "yref": "y", "y": -place,
            "xanchor": "left", "font": {"size": 13, "color": view.token("ink" if row.told else "soft")},
        }  # fmt: skip
        where = {"x": 0, "yshift": 21, "xshift": 2} if view.narrow else {"x": 1, "xshift": 12}
        notes.append(note | where)
    return notes


def _x_axis(scale: np.ndarray, quantity: Quantity, view: View) -> dict[str, Any]:
    texts = [money(float(each)).of(view.language) if quantity.is_money else f"{float(each):,g}" for each in scale]
    return quiet_axis(
        view, range=[0.0, float(scale[-1])], tickvals=scale, ticktext=texts,
        zeroline=True, zerolinecolor=view.token("zero"), zerolinewidth=1.5,
    )  # fmt: skip


def _y_axis(own: pd.DataFrame, rows: Mapping[str, Text], view: View) -> dict[str, Any]:
    width, lines = (16, 3) if view.narrow else (30, 2)
    names = ["<br>".join(wrapped(rows[name], view, width, lines)) for name in own["name"]]
    return quiet_axis(
        view, range=[-len(own) + 0.45, 0.6], tickvals=[-at for at in range(len(own))], ticktext=names,
        tickfont={"size": 13, "color": view.token("ink")},
    )  # fmt: skip
