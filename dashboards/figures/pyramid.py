"""Who is next: ages of those who serve in townships, men left, women right, the baseline as an outline."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.bands import Line
from dashboards.figures.panels import Grid, Trace, axes, axis_name, bar, ticks, title_of_panel, titled
from dashboards.theme import BASELINE, View, faded, framed, quiet_axis
from dashboards.words import SEXES, Text, plain

SIDES = {"male": -1, "female": 1}


def pyramid_figure(
    frame: pd.DataFrame, view: View, panels: dict[str, Text], line: Line, ghost: Line | None
) -> go.Figure:
    """Draw one pyramid a panel; bars are medians over runs, thin lines the 95 % band.

    Args:
        frame: columns panel, sex, age (lower end of a band of years), label (of the band), median, low_95,
            high_95 (people), and ghost (people under the baseline, missing in panels that have none).
        view: language and colours.
        panels: their names in order; a panel without ghost values is drawn in the baseline's grey.
        line: name and stroke of the policy.
        ghost: name of the baseline, None when the policy is itself the baseline.
    """
    labels = frame.drop_duplicates("age").set_index("age")["label"].sort_index()
    ages = labels.index.to_numpy()
    titles, title_height = titled(panels, view)
    grid = Grid(
        len(panels), 1 if view.narrow else min(2, len(panels)), 26 * len(ages), axis_height=44,
        gap_share=0.1 if not view.narrow else 0.0, title_height=title_height,
    )  # fmt: skip
    most = float(np.nanmax(frame[["median", "high_95", "ghost"]].to_numpy(float)))
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest", "barmode": "overlay", "bargap": 0.14}
    for place, (panel, title) in enumerate(titles.items()):
        rows = frame[frame["panel"] == panel]
        outlined = ghost is not None and rows["ghost"].notna().any()
        colour = line.stroke.colour if outlined or ghost is None else BASELINE
        for sex, side in SIDES.items():
            part = rows[rows["sex"] == sex].set_index("age").reindex(ages)
            traces.append(_bars(part, ages, side, colour, place, sex, view))
            if outlined:
                traces.append(_outline(part, ages, side, ghost, place, view))
        layout |= axes(grid, place, _x_axis(most, view), _y_axis(labels, view))
        notes += [
            title_of_panel(grid, place, title, view),
            *_sides(grid, place, view),
        ]
    return framed(view, grid.height, {"t": 0, "b": 0, "l": 56, "r": 16}, traces, layout)


def _bars(part: pd.DataFrame, ages: np.ndarray, side: int, colour: str, place: int, sex: str, view: View) -> Trace:
    median = part["median"].to_numpy(float)
    low, high = part["low_95"].to_numpy(float), part["high_95"].to_numpy(float)
    # Men point left: their band's upper end is the lower one of the drawn value.
    plus, minus = (high - median, median - low) if side > 0 else (median - low, high - median)
    error = {
        "type": "data", "symmetric": False, "array": plus, "arrayminus": minus, "thickness": 1.5,
        "width": 0, "color": view.token("ink"),
    }  # fmt: skip
    texts = [
        f"{label}: {plain(value)}" + (f" ({plain(a)} – {plain(b)})" if a == a else "")
        for label, value, a, b in zip(part["label"], median, low, high, strict=True)
    ]
    return bar(
        orientation="h", x=side * median, y=ages, marker={"color": faded(colour, 0.75), "line": {"width": 0}},
        error_x=error if np.isfinite(low).any() else None, hovertext=texts,
        hovertemplate="%{hovertext}<extra>" + SEXES[sex].of(view.language) + "</extra>",
        xaxis=axis_name("x", place), yaxis=axis_name("y", place),
    )  # fmt: skip


def _outline(part: pd.DataFrame, ages: np.ndarray, side: int, ghost: Line, place: int, view: View) -> Trace:
    return bar(
        orientation="h", x=side * part["ghost"].to_numpy(float), y=ages,
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 1.6, "color": view.token("soft")}},
        name=ghost.label.of(view.language), hoverinfo="skip",
        xaxis=axis_name("x", place), yaxis=axis_name("y", place),
    )  # fmt: skip


def _x_axis(most: float, view: View) -> dict[str, Any]:
    scale = ticks(0, most, 3)
    scale = scale[scale <= most]
    values = np.concatenate([-scale[:0:-1], scale])
    reach = 1.06 * most
    return quiet_axis(
        view,
        range=[-reach, reach],
        tickvals=values,
        ticktext=[plain(abs(each)) for each in values],
        zeroline=True,
        zerolinecolor=view.token("zero"),
        zerolinewidth=1,
    )


def _y_axis(labels: pd.Series, view: View) -> dict[str, Any]:
    ages = labels.index.to_numpy()
    half = (ages[1] - ages[0]) / 2 if len(ages) > 1 else 2.5
    return quiet_axis(view, tickvals=ages, ticktext=list(labels), range=[ages[0] - half, ages[-1] + half])


def _sides(grid: Grid, place: int, view: View) -> list[dict[str, Any]]:
    """Return the words "men" and "women" in the upper corners of a panel."""
    left, right = grid.x_domain(place)
    corners = (("male", left, "left"), ("female", right, "right"))
    return [
        {"text": SEXES[sex].of(view.language), "showarrow": False, "xref": "paper", "x": x, "xanchor": anchor,
         "yref": "paper", "y": grid.y_domain(place)[1], "yanchor": "top",
         "font": {"size": 13, "color": view.token("soft")}}
        for sex, x, anchor in corners
    ]  # fmt: skip
