"""A goal sought along one lever: how often it is kept at each value, what that shows, and what it costs."""

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.differences import PERCENT, Quantity
from dashboards.figures.forest import BAD, GOOD
from dashboards.figures.panels import Grid, Trace, axes, scatter, step_places, ticks, title_of_panel, titled, wrapped
from dashboards.theme import BASELINE, View, faded, framed, quiet_axis, value_axis
from dashboards.words import Text, money, plain

HEIGHT: Final = 260
CHANCE: Final = Quantity(Text("Runs that keep it", "满足条件的模拟比例"), PERCENT, 100.0, False, "more")
_FINE: Final = {True: 1e4, False: 0.1}
"""Steps in which hovering tells yuan, and other numbers."""
COST: Final = Text("Cost, yuan a year", "年支出,元/年")


def goal_panels(tried: pd.DataFrame, view: View, seen: Quantity, asked: float, lever: Text) -> go.Figure:
    """Draw what was seen at each value of the lever with what it shows, and below it the cost.

    Args:
        tried: a row a value, in its order: value, seen, shown (the lower bound of a chance; as seen for a mean), kept,
            cost (missing where the runs have none).
        view: language and colours.
        seen: what is seen; a unit other than percent stands in its title.
        asked: the limit, in stored units; nan draws none.
        lever: name of the lever with its unit.
    """
    has_cost = bool(np.isfinite(tried["cost"]).any())
    sign = "%" if seen.unit == PERCENT else ""
    titles, height = titled({"seen": seen.label if sign else seen.named} | ({"cost": COST} if has_cost else {}), view)
    grid = Grid(1 + has_cost, 1 if view.narrow or not has_cost else 2, HEIGHT, axis_height=74 if view.narrow else 56,
                gap_share=0.0 if view.narrow else 0.2, title_height=height)  # fmt: skip
    x = ticks(float(tried["value"].min()), float(tried["value"].max()), 4)
    pad = 0.04 * (x[-1] - x[0])
    across = {"range": [x[0] - pad, x[-1] + pad], "tickvals": x, "ticktext": [f"{each:,g}" for each in x.tolist()]}
    notes = [title_of_panel(grid, place, each, view) for place, each in enumerate(titles.values())]
    notes += [_lever(grid, place, lever, view) for place in range(1 + has_cost)]
    values = tried[["seen", "shown"]].to_numpy(float) * seen.factor
    limit = [asked * seen.factor] if np.isfinite(asked) else []
    ends = [float(np.nanmin([*values.ravel(), *limit])), float(np.nanmax([*values.ravel(), *limit]))]
    y = ticks(0.0 if ends[0] >= 0 else ends[0], ends[1], 4)
    texts = [_written(float(each), seen, float(y[1] - y[0]), view) + sign for each in y]
    up = {"range": [float(y[0]), float(y[-1]) * 1.04], "tickvals": y, "ticktext": texts}
    layout: dict[str, Any] = {"annotations": notes, "hovermode": "closest", "shapes": _limit(limit, view)}
    layout |= axes(grid, 0, quiet_axis(view, **across), value_axis(view, **up))
    traces = _seen(tried, seen, sign, view)
    if has_cost:
        traces.append(_cost(tried, view))
        layout |= axes(grid, 1, quiet_axis(view, **across), value_axis(view, **_money_axis(tried, view)))
    left = 100 if seen.is_money else 88 if view.narrow else 56
    return framed(view, grid.height, {"t": 0, "b": 0, "l": left, "r": 20}, traces, layout)


def _written(value: float, seen: Quantity, step: float, view: View) -> str:
    """Return a value in the digits in which values so far apart differ, without its unit."""
    if seen.is_money:
        return money(value, step / 2).of(view.language)
    return plain(value, step_places(step, 3))


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


def _seen(tried: pd.DataFrame, seen: Quantity, sign: str, view: View) -> list[Trace]:
    """Return what was seen as dots, kept ones full, each with a stroke down to what it shows."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in tried.itertuples():
        x += [row.value, row.value, None]
        y += [row.seen * seen.factor, row.shown * seen.factor, None]
    colours = [GOOD if kept else BAD for kept in tried["kept"]]
    symbols = ["circle" if kept else "circle-open" for kept in tried["kept"]]
    return [
        scatter(x=x, y=y, mode="lines", line={"color": faded(BASELINE, 0.7), "width": 2}, hoverinfo="skip"),
        scatter(
            x=tried["value"].tolist(), y=(tried["seen"] * seen.factor).tolist(), mode="markers", cliponaxis=False,
            marker={"size": 10, "color": colours, "symbol": symbols},
            text=[_written(each, seen, _FINE[seen.is_money], view) + sign for each in tried["seen"] * seen.factor],
            hovertemplate="%{x}: %{text}<extra></extra>",
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
