"""Differences between policies and the baseline: a dot and its interval, beside a line at zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.bands import Line
from dashboards.figures.panels import (
    LINE_HEIGHT,
    Grid,
    Trace,
    axes,
    axis_name,
    scatter,
    step_places,
    ticks,
    title_of_panel,
    titled,
    wrapped,
)
from dashboards.theme import View, framed, quiet_axis
from dashboards.words import Text, decimals, fill, money, number, same

BETTER = {
    "less": Text(" · ← better", " · ← 更好"),
    "more": Text(" · better →", " · 更好 →"),
    "neither": Text("", ""),
}
PERCENT = same("%")
"""Unit of shares as axes show their levels."""
LEFT, LEFT_NARROW = 160, 108
"""Room for the policies' names, pixels."""
BAND, INNER = ["difference", "low", "high"], ["inner_low", "inner_high"]


@dataclass(frozen=True)
class Quantity:
    """A measure as a panel shows it.

    `unit`: in words, "" for none. `factor`: from stored to shown values. `is_money`: in yuan. `better`: less, more
    or neither. `signed`: it is a difference; a level bears no sign.
    """

    label: Text
    unit: Text
    factor: float
    is_money: bool
    better: str
    signed: bool = True

    @property
    def named(self) -> Text:
        """Its label with the unit."""
        form = Text("{name}, {unit}", "{name},{unit}")
        return fill(form, name=self.label, unit=self.unit) if self.unit.en else self.label

    def written(self, value: float, places: int, half_width: float = 0.0) -> Text:
        """Write a difference with its sign, or a level."""
        if self.is_money:
            return money(value, half_width, sign=self.signed)
        return number(value, places, sign=self.signed)


def difference_panels(
    frame: pd.DataFrame, view: View, measures: Mapping[str, Quantity], policies: Mapping[str, Line]
) -> go.Figure:
    """Draw one panel a measure and in it one row a policy.

    Args:
        frame: columns measure, policy, difference, low, high (95 % band, missing without one), in stored units; where
            the band has a part that is drawn broad, also inner_low, inner_high.
        view: language and colours.
        measures: panels in their order.
        policies: rows from top to bottom, with names and strokes.
    """
    row_height = 52 if view.narrow else 44
    columns = 1 if view.narrow else min(2, len(measures))
    gap = 0.0 if view.narrow else 0.24
    titles, title_height = titles_of(measures, view)
    grid = Grid(
        len(measures),
        columns,
        row_height * len(policies),
        gap_share=gap,
        title_height=title_height,
    )
    left = LEFT_NARROW if view.narrow else LEFT
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest"}
    ends = [*BAND, *(each for each in INNER if each in frame)]
    # Levels are compared between panels, so they share one scale.
    levels = frame[ends].astype(float) * max(each.factor for each in measures.values())
    for place, (measure, quantity) in enumerate(measures.items()):
        rows = frame[frame["measure"] == measure].set_index("policy").reindex(list(policies))
        rows = rows[ends].astype(float) * quantity.factor
        # Titles begin where the policies' names do, so that they have the whole width.
        notes.append(title_of_panel(grid, place, titles[measure], view) | {"xshift": -left})
        for position, (policy, line) in enumerate(policies.items()):
            row = rows.loc[policy]
            said, hover = _written(row, quantity, view)
            if INNER[0] in row:
                traces.append(_inner(row, line, position, place))
            traces.append(_dot(row, line, position, place, hover, view))
            notes.append(_number(row, position, place, said, view))
        scaled = rows if quantity.signed else levels
        layout |= axes(grid, place, _x_axis(scaled, quantity, view), _y_axis(policies, view))
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": 24}, traces, layout)


def _dot(row: pd.Series, line: Line, position: int, place: int, hover: str, view: View) -> Trace:
    """Return one dot with its interval; hollow and without a bar where there is no band."""
    value, low, high = row[BAND]
    banded = bool(np.isfinite(low) and np.isfinite(high))
    bar = {
        "type": "data",
        "symmetric": False,
        "array": [high - value],
        "arrayminus": [value - low],
        "thickness": 2.5,
        "width": 0,
        "color": line.stroke.colour,
    }
    symbol = "circle" if banded else "circle-open"
    return scatter(
        x=[value],
        y=[-position],
        mode="markers",
        error_x=bar if banded else None,
        marker={"size": 10, "color": line.stroke.colour, "symbol": symbol},
        name=line.label.of(view.language),
        hovertemplate=hover,
        xaxis=axis_name("x", place),
        yaxis=axis_name("y", place),
        cliponaxis=False,
    )


def _inner(row: pd.Series, line: Line, position: int, place: int) -> Trace:
    """Return the broad part of an interval."""
    return scatter(
        x=[*row[INNER]],
        y=[-position, -position],
        mode="lines",
        line={"width": 8, "color": line.stroke.colour},
        opacity=0.4,
        hoverinfo="skip",
        xaxis=axis_name("x", place),
        yaxis=axis_name("y", place),
        cliponaxis=False,
    )


def _number(row: pd.Series, position: int, place: int, said: str, view: View) -> dict[str, Any]:
    """Return the difference written above its dot, on a ground of its own where the zero line passes."""
    known = np.isfinite(row["difference"])
    return {
        "xref": axis_name("x", place),
        "x": float(row["difference"]) if known else 0.0,
        "yref": axis_name("y", place),
        "y": -position,
        "yshift": 14,
        "text": said,
        "showarrow": False,
        "borderpad": 0,
        "bgcolor": view.token("ground"),
        "font": {"size": 13, "color": view.token("ink")},
    }


def _written(row: pd.Series, quantity: Quantity, view: View) -> tuple[str, str]:
    """Return a difference, and it with its interval."""
    value, low, high = row[BAND]
    if not np.isfinite(value):
        return "–", "–"
    half = (high - low) / 2
    places = decimals(half)
    said = quantity.written(value, places, half if half > 0 else 0.0).of(view.language)
    if not np.isfinite(half):
        return said, said
    ends = [quantity.written(end, places, half) for end in (low, high)]
    band = fill(Text("{v} (95% band {a} to {b})", "{v} (95% 区间 {a} 至 {b})"), v=said, a=ends[0], b=ends[1])
    return said, band.of(view.language)


def _x_axis(rows: pd.DataFrame, quantity: Quantity, view: View) -> dict[str, Any]:
    """Return an axis around zero that holds all intervals, with room for the numbers at its ends."""
    values = np.append(rows.to_numpy(float)[np.isfinite(rows.to_numpy(float))], 0.0)
    reach = float(np.abs(values).max()) or 1.0
    least = -0.2 * reach if quantity.signed else 0.0
    low, high = min(values.min(), least), max(values.max(), 0.2 * reach)
    scale = ticks(low, high, 2 if view.narrow else 3 if quantity.is_money else 4)
    pad = 0.06 * (scale[-1] - scale[0])
    step = float(scale[1] - scale[0])
    places = step_places(step)
    return quiet_axis(
        view,
        range=[scale[0] - pad, scale[-1] + pad],
        tickvals=scale,
        ticktext=[quantity.written(float(each), places).of(view.language) for each in scale],
        zeroline=True,
        zerolinecolor=view.token("zero"),
        zerolinewidth=1.5,
    )


def _y_axis(policies: Mapping[str, Line], view: View) -> dict[str, Any]:
    width, lines = (14, 3) if view.narrow else (21, 2)
    names = ["<br>".join(wrapped(line.label, view, width, lines)) for line in policies.values()]
    return quiet_axis(
        view,
        range=[-len(policies) + 0.45, 0.75],
        tickvals=[-at for at in range(len(policies))],
        ticktext=names,
        tickfont={"size": 13, "color": view.token("ink")},
    )


def titles_of(measures: Mapping[str, Quantity], view: View) -> tuple[dict[str, str], int]:
    """Return the panels' titles with unit and better direction, and the height that they need."""
    titles, height = titled({name: quantity.label for name, quantity in measures.items()}, view)
    for name, quantity in measures.items():
        said = quantity.unit.of(view.language) + BETTER[quantity.better].of(view.language)
        titles[name] += ("<br>" if view.narrow else " ") + said.removeprefix(" · ")
    return titles, height + (LINE_HEIGHT if view.narrow else 0)
