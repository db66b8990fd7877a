"""A goal sought along one lever: how often it is kept at each value, what that shows, and what it costs."""

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.forest import BAD, GOOD
from dashboards.figures.panels import Grid, Trace, axes, scatter, ticks, title_of_panel, titled, wrapped
from dashboards.theme import BASELINE, View, faded, framed, quiet_axis, value_axis
from dashboards.words import Text, money, plain

HEIGHT: Final = 260
COST: Final = Text("Cost, yuan a year", "年支出,元/年")


def goal_panels(
    tried: pd.DataFrame, view: View, title: Text, unit: tuple[float, str], asked: float, lever: Text
) -> go.Figure:
    """Draw what was seen at each value of the lever with what it shows, and below it the cost.

    Args:
        tried: a row a value, in its order: value, seen, shown (the lower bound of a chance; as seen for a mean), kept,
            cost (missing where the runs have none).
        view: language and colours.
        title: of what is seen.
        unit: from stored to shown values, and what stands behind them.
        asked: the limit, in stored units; nan draws none.
        lever: name of the lever with its unit.
    """
    has_cost = bool(np.isfinite(tried["cost"]).any())
    titles, height = titled({"seen": title} | ({"cost": COST} if has_cost else {}), view)
    grid = Grid(1 + has_cost, 1 if view.narrow or not has_cost else 2, HEIGHT, axis_height=74 if view.narrow else 56,
                gap_share=0.0 if view.narrow else 0.2, title_height=height)  # fmt: skip
    x = ticks(float(tried["value"].min()), float(tried["value"].max()), 4)
    pad = 0.04 * (x[-1] - x[0])
    across = {"range": [x[0] - pad, x[-1] + pad], "tickvals": x, "ticktext": [f"{each:,g}" for each in x.tolist()]}
    notes = [title_of_panel(grid, place, each, view) for place, each in enumerate(titles.values())]
    notes += [_lever(grid, place, lever, view) for place in range(1 + has_cost)]
    factor, sign = unit
    values = tried[["seen", "shown"]].to_numpy(float) * factor
    limit = [asked * factor] if np.isfinite(asked) else []
    ends = [float(np.nanmin([*values.ravel(), *limit])), float(np.nanmax([*values.ravel(), *limit]))]
    y = ticks(0.0 if ends[0] >= 0 else ends[0], ends[1], 4)
    texts = [f"{plain(float(each), 0 if abs(y[1] - y[0]) >= 1 else 1)}{sign}" for each in y]
    up = {"range": [float(y[0]), float(y[-1]) * 1.04], "tickvals": y, "ticktext": texts}
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest", "shapes": _limit(limit, view)}
    layout |= axes(grid, 0, quiet_axis(view, **across), value_axis(view, **up))
    traces = _seen(tried, factor, sign, view)
    if has_cost:
        traces.append(_cost(tried, view))
        layout |= axes(grid, 1, quiet_axis(view, **across), value_axis(view, **_money_axis(tried, view)))
    return framed(view, grid.height, {"t": 0, "b": 0, "l": 88 if view.narrow else 56, "r": 20}, traces, layout)


def _lever(grid: Grid, place: int, lever: Text, view: View) -> dict[str, Any]:
    return {
        "text": "<br>".join(wrapped(lever, view, 36 if view.narrow else 64, 2)), "align": "right", "showarrow": False,
        "xref": "paper", "x": grid.x_domain(place)[1],
        "xanchor": "right", "yref": "paper", "y": grid.y_domain(place)[0], "yanchor": "top", "yshift": -26,
        "font": {"size": 13, "color": view.token("soft")},
    }  # fmt: skip


def _limit(limit: list[float], view: View) -> list[dict[str, Any]]:
    line = {"width": 1.5, "dash": "dash", "color": view.token("zero")}
    return [
        {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": each, "y1": each, "line": line} for each in limit
    ]


def _seen(tried: pd.DataFrame, factor: float, sign: str, view: View) -> list[Trace]:
    """Return what was seen as dots, kept ones full, each with a stroke down to what it shows."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in tried.itertuples():
        x += [row.value, row.value, None]
        y += [row.seen * factor, row.shown * factor, None]
    colours = [GOOD if kept else BAD for kept in tried["kept"]]
    symbols = ["circle" if kept else "circle-open" for kept in tried["kept"]]
    return [
        scatter(x=x, y=y, mode="lines", line={"color": faded(BASELINE, 0.7), "width": 2}, hoverinfo="skip"),
        scatter(
            x=tried["value"].tolist(), y=(tried["seen"] * factor).tolist(), mode="markers", cliponaxis=False,
            marker={"size": 10, "color": colours, "symbol": symbols},
            hovertemplate="%{x}: %{y:.1f}" + sign + "<extra></extra>",
        ),
    ]  # fmt: skip


def _cost(tried: pd.DataFrame, view: View) -> Trace:
    texts = [money(float(each), 5e3).of(view.language) for each in tried["cost"]]
    return scatter(
        x=tried["value"].tolist(), y=tried["cost"].tolist(), mode="lines+markers", xaxis="x2", yaxis="y2",
        line={"color": BASELINE, "width": 2}, marker={"size": 7, "color": BASELINE}, text=texts,
        hovertemplate="%{x}: %{text}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _money_axis(tried: pd.DataFrame, view: View) -> dict[str, Any]:
    low, high = float(tried["cost"].min()), float(tried["cost"].max())
    scale = ticks(low, high, 4) if high > low else ticks(low * 0.95, low * 1.05, 2)
    half = float(scale[1] - scale[0]) / 2
    return {"range": [scale[0], scale[-1]], "tickvals": scale,
            "ticktext": [money(float(each), half).of(view.language) for each in scale]}  # fmt: skip
