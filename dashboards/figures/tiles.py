"""Where it is empty: one tile a town, near towns left, remote ones right."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.panels import scatter
from dashboards.theme import SEQUENTIAL, View, framed, quiet_axis, readable_on
from dashboards.words import Text, plain

TILE = 62
"""Height of a tile in pixels."""
NEAREST, FARTHEST = Text("nearest", "最近"), Text("most remote", "最偏远")


def shade(share: float, top: float) -> str:
    """Return the colour of a share of vacant posts, in even steps from 0 to `top`."""
    step = int(share / top * len(SEQUENTIAL)) if top > 0 else 0
    return SEQUENTIAL[min(step, len(SEQUENTIAL) - 1)]


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Add column and row of each tile: a column a class of remoteness, the emptiest town on top."""
    order = frame.sort_values(["remoteness", "mean"], ascending=[True, False], kind="stable")
    return order.assign(row=order.groupby("remoteness").cumcount(), column=order["remoteness"])


def tile_figure(frame: pd.DataFrame, top: float, view: View) -> go.Figure:
    """Draw the towns' shares of vacant posts.

    Args:
        frame: columns unit, label_en, label_zh, remoteness (0 to 4), mean, low, high (shares of posts; the
            band is missing where too few runs allow none).
        top: the share that has the darkest colour, the same for all policies.
        view: language and colours.
    """
    tiles = placed(frame)
    columns, rows = sorted(tiles["column"].unique()), int(tiles["row"].max()) + 1
    at = {column: place for place, column in enumerate(columns)}
    x = np.array([at[column] for column in tiles["column"]])
    names = tiles["label_en" if view.language == "en" else "label_zh"]
    texts = scatter(
        x=x,
        y=-tiles["row"].to_numpy(),
        mode="text",
        text=[_text(name, row, view) for name, row in zip(names, tiles.itertuples(), strict=True)],
        hoverinfo="skip",
        textfont={
            "size": 12 if view.narrow else 13,
            "color": [readable_on(shade(share, top)) for share in tiles["mean"]],
        },
    )
    layout = {
        # Shapes, not a heat map: a town's colour is then exactly the one its text was chosen for.
        "shapes": [_square(at[row.column], row.row, shade(row.mean, top)) for row in tiles.itertuples()],
        "annotations": [_head(at[column], column, columns, view) for column in columns],
        "hovermode": "closest",
        "xaxis": quiet_axis(view, range=[-0.5, len(columns) - 0.5], visible=False),
        "yaxis": quiet_axis(view, range=[-rows + 0.5, 0.5], visible=False),
    }
    return framed(view, rows * TILE + 34, {"t": 30, "b": 4, "l": 0, "r": 0}, [texts], layout)


def _square(x: int, row: int, colour: str) -> dict[str, Any]:
    return {
        "type": "rect", "x0": x - 0.48, "x1": x + 0.48, "y0": -row - 0.46, "y1": -row + 0.46,
        "fillcolor": colour, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _head(x: int, column: int, columns: list[int], view: View) -> dict[str, Any]:
    """Return the head of a column: its class, and at both ends what it means."""
    words = str(int(column))
    if len(columns) > 1 and column == columns[0]:
        words = NEAREST.of(view.language)
    elif len(columns) > 1 and column == columns[-1]:
        words = FARTHEST.of(view.language)
    # The outer heads keep to the edges, which a narrow screen would otherwise cut.
    ends = {columns[0]: ("left", x - 0.48), columns[-1]: ("right", x + 0.48)}
    anchor, at = ends.get(column, ("center", x)) if len(columns) > 1 else ("center", x)
    return {
        "text": words, "showarrow": False, "x": at, "xanchor": anchor, "y": 0.5, "yanchor": "bottom", "yshift": 4,
        "font": {"size": 13, "color": view.token("soft")},
    }  # fmt: skip


def _text(name: str, row: Any, view: View) -> str:
    band = f"<br>{plain(100 * row.low)}–{plain(100 * row.high)}" if row.low == row.low else ""
    return f"{_short(name, view)}<br><b>{plain(100 * row.mean)}%</b>{band}"


def _short(name: str, view: View) -> str:
    most = (9 if view.narrow else 22) if view.language == "en" else (5 if view.narrow else 11)
    return name if len(name) <= most else name[: most - 1] + "…"
