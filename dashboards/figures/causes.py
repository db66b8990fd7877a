"""Why people leave: cumulative incidence of the causes, stacked in their one order."""

from collections.abc import Mapping
from typing import Any

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
    ticks,
    title_of_panel,
    titled,
    year_step,
)
from dashboards.theme import CAUSES, View, faded, framed, quiet_axis, value_axis
from dashboards.words import CAUSES as CAUSE_LABELS
from dashboards.words import Text, plain

LABELLED = 0.004
"""Shares below this are not labelled in the chart; the table has them."""


def cause_panels(frame: pd.DataFrame, view: View, panels: Mapping[str, Text]) -> go.Figure:
    """Draw one panel a policy with the shares that have left, stacked by cause.

    Args:
        frame: columns panel, cause, x (years, evenly spaced), mean (share of the cohort), and low_95, high_95
            of the share that has left for any cause, in the rows whose cause is "total".
        view: language and colours.
        panels: names of the panels in order.
    """
    titles, title_height = titled(panels, view)
    grid = Grid(
        len(panels), 1 if view.narrow else min(2, len(panels)), 280,
        gap_share=0.3 if not view.narrow else 0.0, title_height=title_height,
    )  # fmt: skip
    margin = {"t": 0, "b": 0, "l": 48, "r": 128 if view.narrow else 150}
    total = frame[frame["cause"] == "total"]
    scale = ticks(0, float(np.nanmax(total[["mean", "high_95"]].to_numpy(float))))
    last = float(frame["x"].max())
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "x unified"}
    for place, (panel, title) in enumerate(titles.items()):
        rows = frame[frame["panel"] == panel]
        for cause in ordered(rows):
            traces.append(_area(rows[rows["cause"] == cause], cause, place, view))
        traces += _band(rows[rows["cause"] == "total"], place, view)
        step = year_step(last, 6)
        x_axis = quiet_axis(view, range=[0, last], tick0=0, dtick=step, hoverformat=".1f")
        layout |= axes(grid, place, x_axis, _y_axis(scale, view))
        notes.append(title_of_panel(grid, place, title, view))
        notes += _labels(rows, place, scale[-1], last, grid.panel_height, view)
    return framed(view, grid.height, margin, traces, layout)


def ordered(rows: pd.DataFrame) -> list[str]:
    """Return the causes that occur, in the one order; the total is no cause."""
    present = set(rows.loc[rows["mean"] > 0, "cause"])
    return [cause for cause in CAUSES if cause in present]


def _y_axis(scale: np.ndarray, view: View) -> dict[str, Any]:
    texts = [f"{plain(100 * each)}%" for each in scale]
    return value_axis(view, range=[0, float(scale[-1])], tickvals=scale, ticktext=texts)


def _area(rows: pd.DataFrame, cause: str, place: int, view: View) -> Trace:
    rows = rows.sort_values("x")
    return scatter(
        **_even(rows), y=rows["mean"].to_numpy(float), stackgroup=f"panel{place}", mode="lines",
        line={"width": 0.75, "color": view.token("ground")}, fillcolor=faded(CAUSES[cause], 0.85),
        name=CAUSE_LABELS[cause].of(view.language), hovertemplate="%{y:.1%}",
        xaxis=axis_name("x", place), yaxis=axis_name("y", place),
    )  # fmt: skip


def _band(rows: pd.DataFrame, place: int, view: View) -> list[Trace]:
    """Return the 95 % band of the share that has left for any cause, as two thin lines."""
    if not np.isfinite(rows["low_95"].to_numpy(float)).any():
        return []
    rows = rows.sort_values("x")
    return [
        scatter(
            **_even(rows), y=rows[end].to_numpy(float), mode="lines", hoverinfo="skip",
            line={"width": 1.2, "dash": "dot", "color": view.token("ink")},
            xaxis=axis_name("x", place), yaxis=axis_name("y", place),
        )
        for end in ("low_95", "high_95")
    ]  # fmt: skip


def _even(rows: pd.DataFrame) -> dict[str, float]:
    x = rows["x"].to_numpy(float)
    return {"x0": round(float(x[0]), 6), "dx": round(float(x[1] - x[0]) if len(x) > 1 else 1.0, 6)}


def _labels(rows: pd.DataFrame, place: int, top: float, last: float, height: int, view: View) -> list[dict[str, Any]]:
    """Return the causes' names with their shares at the right end, tied to the middle of their areas."""
    causes, ends, middles, below = [], [], [], 0.0
    for cause in ordered(rows):
        part = rows[rows["cause"] == cause]
        share = float(part.loc[part["x"].idxmax(), "mean"])
        if share >= LABELLED:
            causes.append(cause)
            ends.append(share)
            middles.append(below + share / 2)
        below += share
    wanted = [middle / top * height for middle in middles]
    placed = spread(wanted, [LINE_HEIGHT] * len(wanted), -LINE_HEIGHT / 2, height + LINE_HEIGHT)
    return [
        {"xref": axis_name("x", place), "x": last, "yref": axis_name("y", place), "y": middle,
         "text": f"<b>{plain(100 * share)}%</b> {CAUSE_LABELS[cause].of(view.language)}", "align": "left",
         "showarrow": True, "arrowhead": 0, "arrowwidth": 2, "arrowcolor": CAUSES[cause], "ax": 12,
         "ay": round(want - at, 1), "xanchor": "left", "standoff": 0,
         "font": {"size": 13, "color": view.token("ink")}}
        for cause, share, middle, at, want in zip(causes, ends, middles, placed, wanted, strict=True)
    ]  # fmt: skip
