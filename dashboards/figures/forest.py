"""Many policies at once: one row each, a panel for each result, a dot and its band beside a line at zero."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.differences import BETTER, Quantity
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
    wrapped,
)
from dashboards.theme import BASELINE, View, framed, quiet_axis
from dashboards.words import Text, decimals, fill

GOOD: Final = "#0072B2"
BAD: Final = "#D55E00"
"""Blue and vermilion, which stay apart for every kind of colour blindness."""
_LEFT, _LEFT_NARROW = 250, 138
_ROW, _ROW_NARROW = 25, 36


def forest_panels(
    frame: pd.DataFrame, view: View, measures: Mapping[str, Quantity], policies: Mapping[str, Text]
) -> go.Figure:
    """Draw one row a policy and one panel a measure, side by side; a narrow screen shows the first measure.

    Args:
        frame: columns measure, policy, difference, low, high, in stored units; missing where nothing is known.
        view: language and colours.
        measures: panels from left to right.
        policies: rows from top to bottom.
    """
    shown = dict(list(measures.items())[:1]) if view.narrow else dict(measures)
    titles, height = _titles(shown, view)
    row = _ROW_NARROW if view.narrow else _ROW
    grid = Grid(len(shown), len(shown), row * len(policies), gap_share=0.05, title_height=height)
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest"}
    for place, (measure, quantity) in enumerate(shown.items()):
        rows = frame[frame["measure"] == measure].set_index("policy").reindex(list(policies))
        rows = rows[["difference", "low", "high"]].astype(float) * quantity.factor
        notes.append(title_of_panel(grid, place, titles[measure], view))
        traces += _dots(rows, quantity, policies, place, view)
        layout |= axes(grid, place, _x_axis(rows, quantity, view), _y_axis(policies, view, place == 0))
    left = _LEFT_NARROW if view.narrow else _LEFT
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": 12}, traces, layout)


def _dots(rows: pd.DataFrame, quantity: Quantity, policies: Mapping[str, Text], place: int, view: View) -> list[Trace]:
    """Return the dots of one panel: better, worse, neither good nor bad; hollow where nothing can be told."""
    sign = {"less": -1.0, "more": 1.0}.get(quantity.better, 0.0)
    told = (rows["low"] > 0) | (rows["high"] < 0)
    plain = told & (sign == 0.0)
    better = told & (rows["difference"] * sign > 0)
    worse = told & (rows["difference"] * sign < 0)
    groups: Sequence[tuple[pd.Series, str, str]] = (
        (~told, BASELINE, "circle-open"), (plain, BASELINE, "circle"), (worse, BAD, "circle"), (better, GOOD, "circle"),
    )  # fmt: skip
    order = {policy: -at for at, policy in enumerate(policies)}
    traces = []
    for mask, colour, symbol in groups:
        part = rows[mask & rows["difference"].notna()]
        if len(part):
            traces.append(
                scatter(
                    x=part["difference"].tolist(),
                    y=[order[policy] for policy in part.index],
                    mode="markers",
                    marker={"size": 8, "color": colour, "symbol": symbol},
                    error_x={
                        "type": "data", "symmetric": False, "thickness": 1.6, "width": 0, "color": colour,
                        "array": (part["high"] - part["difference"]).fillna(0.0).tolist(),
                        "arrayminus": (part["difference"] - part["low"]).fillna(0.0).tolist(),
                    },
                    text=[_hover(policies[policy], each, quantity, view) for policy, each in part.iterrows()],
                    hovertemplate="%{text}<extra></extra>",
                    xaxis=axis_name("x", place),
                    yaxis=axis_name("y", place),
                    cliponaxis=False,
                )
            )  # fmt: skip
    return traces


def _hover(policy: Text, row: pd.Series, quantity: Quantity, view: View) -> str:
    half = (row["high"] - row["low"]) / 2
    places = decimals(half)
    written = [quantity.written(row[name], places, half if half > 0 else 0.0) for name in ("difference", "low", "high")]
    form = Text("<b>{p}</b><br>{m}: {v}", "<b>{p}</b><br>{m}:{v}")
    if np.isfinite(half):
        form = Text("<b>{p}</b><br>{m}: {v} ({a} to {b})", "<b>{p}</b><br>{m}:{v} ({a} 至 {b})")
    return fill(form, p=policy, m=quantity.label, v=written[0], a=written[1], b=written[2]).of(view.language)


def _x_axis(rows: pd.DataFrame, quantity: Quantity, view: View) -> dict[str, Any]:
    """Return an axis around zero; bands far wider than the dots are cut, so that the dots can be told apart."""
    dots = np.append(rows["difference"].to_numpy(float)[rows["difference"].notna()], 0.0)
    ends = rows[["low", "high"]].to_numpy(float)
    ends = ends[np.isfinite(ends)]
    reach = float(np.abs(dots).max()) or 1.0
    low = max(min([dots.min(), *ends]), min(dots.min(), 0.0) - reach)
    high = min(max([dots.max(), *ends]), max(dots.max(), 0.0) + reach)
    scale = ticks(min(low, -0.1 * reach), max(high, 0.1 * reach), 2)
    named = scale[1:] if quantity.is_money and low < 0 else scale  # long numbers would run into the panel beside
    step = float(scale[1] - scale[0])
    places = step_places(step)
    return quiet_axis(
        view,
        range=[scale[0], scale[-1]],
        tickvals=named,
        ticktext=[quantity.written(float(each), places).of(view.language) for each in named],
        tickfont={"size": 12, "color": view.token("soft")},
        zeroline=True,
        zerolinecolor=view.token("zero"),
        zerolinewidth=1.5,
    )


def _y_axis(policies: Mapping[str, Text], view: View, named: bool) -> dict[str, Any]:
    """Return the rows with faint lines; names stand beside the first panel only."""
    width, lines = (18, 2) if view.narrow else (34, 1)
    names = ["<br>".join(wrapped(label, view, width, lines)) for label in policies.values()]
    return quiet_axis(
        view,
        range=[-len(policies) + 0.4, 0.6],
        tickvals=[-at for at in range(len(policies))],
        ticktext=names if named else [""] * len(names),
        tickfont={"size": 12 if view.narrow else 13, "color": view.token("ink")},
        showgrid=True,
        gridcolor=view.token("grid"),
        gridwidth=1,
    )


def _titles(measures: Mapping[str, Quantity], view: View) -> tuple[dict[str, str], int]:
    """Return the panels' titles, broken to their width, with unit and better direction below, and their height."""
    width = 34 if view.narrow else 17
    titles = {}
    for name, quantity in measures.items():
        unit = (quantity.unit.of(view.language) + BETTER[quantity.better].of(view.language)).removeprefix(" · ")
        lines = [f"<b>{line}</b>" for line in wrapped(quantity.label, view, width)]
        titles[name] = "<br>".join([*lines, *wrapped(Text(unit, unit), view, width + 4, 2)])
    most = max(title.count("<br>") + 1 for title in titles.values())
    return titles, 14 + LINE_HEIGHT * most
