"""Who moves: people a year between tiers, as a Sankey of at most twelve flows.

Drawn as filled lines rather than with plotly's own Sankey, whose links fade in after the page has been printed and
cannot carry their bands as labels.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.panels import LINE_HEIGHT, Trace, scatter, wrapped
from dashboards.theme import BASELINE, TIERS, View, faded, framed, quiet_axis
from dashboards.words import TIERS as TIER_LABELS
from dashboards.words import Text, count, count_band, fill

MOST = 12
"""Flows that one picture can hold; the smallest beyond are drawn together as "other"."""
ORDER = ("outside", "city", "county", "township", "other")
LABELS: Mapping[str, Text] = TIER_LABELS | {"other": Text("other", "其他")}
HEIGHT = 400
GAP = 0.06
"""Room between two places, share of the height."""
BAR = 0.012
"""Thickness of a place's bar, share of the width."""
_STEPS = np.linspace(0, 1, 25)
_CURVE = 3 * _STEPS**2 - 2 * _STEPS**3

Span = tuple[float, float]
"""Bottom and top, 0 to 1."""


def largest(frame: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """Keep the largest flows and put the rest together as one from "other" to "other".

    Args:
        frame: columns source, target (keys of ORDER), mean, low, high (people a year).
        most: flows to return at most.
    """
    flows = frame[frame["mean"] > 0].sort_values("mean", ascending=False, kind="stable")
    if len(flows) <= most:
        return flows.reset_index(drop=True)
    rest = flows.iloc[most - 1 :]
    # The ends of a sum's band are not the sum of its parts' ends, so the rest has none.
    other = pd.DataFrame([{"source": "other", "target": "other", "mean": rest["mean"].sum()}])
    return pd.concat([flows.iloc[: most - 1], other], ignore_index=True)


def flow_figure(frame: pd.DataFrame, view: View) -> go.Figure:
    """Draw where people come from on the left, where they go on the right.

    Args:
        frame: columns source, target (township, county, city, outside), mean, low, high (people a year; the band is
            missing where too few runs allow none).
        view: language and colours.
    """
    flows = largest(frame)
    sides = {side: places(flows, side) for side in ("source", "target")}
    spans = {side: _ends(flows, side, sides[side]) for side in sides}
    traces = [_flow(row, spans["source"][row.Index], spans["target"][row.Index], view) for row in flows.itertuples()]
    notes, shapes = [], []
    for side, x in (("source", 0.0), ("target", 1.0)):
        for key, span in sides[side].items():
            shapes.append(_bar(key, x, span))
            notes.append(_name(flows, side, key, span, view))
    notes += [_amount(row, spans["source"][row.Index], view) for row in flows.itertuples()]
    notes += _heads(view)
    margin = 96 if view.narrow else 150
    layout = {
        "annotations": notes,
        "shapes": shapes,
        "hovermode": "closest",
        "xaxis": quiet_axis(view, range=[-BAR, 1 + BAR], visible=False),
        "yaxis": quiet_axis(view, range=[0, 1], visible=False),
    }
    return framed(view, HEIGHT, {"t": 28, "b": 8, "l": margin, "r": margin}, traces, layout)


def places(flows: pd.DataFrame, side: str) -> dict[str, Span]:
    """Return where each place stands on its side, from the top in the fixed order, by its share of all people."""
    sizes = flows.groupby(side)["mean"].sum()
    keys = [key for key in ORDER if key in sizes.index]
    free = 1 - GAP * (len(keys) - 1)
    spans, top = {}, 1.0
    for key in keys:
        bottom = top - float(sizes[key] / sizes.sum()) * free
        spans[key] = (bottom, top)
        top = bottom - GAP
    return spans


def _ends(flows: pd.DataFrame, side: str, standing: Mapping[str, Span]) -> dict[int, Span]:
    """Return for each flow the part of its place's bar that it takes, ordered by where it goes or comes from."""
    other = "target" if side == "source" else "source"
    spans: dict[int, Span] = {}
    for key, (bottom, top) in standing.items():
        own = flows[flows[side] == key]
        own = own.iloc[np.argsort([ORDER.index(each) for each in own[other]], kind="stable")]
        scale = (top - bottom) / float(own["mean"].sum())
        for row in own.itertuples():
            spans[row.Index] = (top - row.mean * scale, top)
            top -= row.mean * scale
    return spans


def _flow(row: Any, left: Span, right: Span, view: View) -> Trace:  # a row of flows
    """Return one flow as a filled outline: along its upper edge and back along its lower one."""
    upper = left[1] + (right[1] - left[1]) * _CURVE
    lower = left[0] + (right[0] - left[0]) * _CURVE
    return scatter(
        x=np.concatenate([_STEPS, _STEPS[::-1]]),
        y=np.concatenate([upper, lower[::-1]]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=faded(TIERS.get(row.source, BASELINE), 0.35),
        hoveron="fills",
        hoverinfo="text",
        text=_said(row).of(view.language),
    )


def _bar(key: str, x: float, span: Span) -> dict[str, Any]:
    ends = (x - BAR, x) if x == 0 else (x, x + BAR)
    return {
        "type": "rect",
        "x0": ends[0],
        "x1": ends[1],
        "y0": span[0],
        "y1": span[1],
        "fillcolor": TIERS.get(key, BASELINE),
        "line": {"width": 0},
    }


def _name(flows: pd.DataFrame, side: str, key: str, span: Span, view: View) -> dict[str, Any]:
    """Return a place's name with the people who leave it, or come to it, beside its bar."""
    people = count(float(flows.loc[flows[side] == key, "mean"].sum()))
    name = "<br>".join(wrapped(LABELS[key], view, 11 if view.narrow else 20))
    left = side == "source"
    return {
        "text": f"<b>{people.of(view.language)}</b><br>{name}",
        "align": "right" if left else "left",
        "showarrow": False,
        "x": -BAR if left else 1 + BAR,
        "xanchor": "right" if left else "left",
        "xshift": -6 if left else 6,
        "y": sum(span) / 2,
        "font": {"size": 13, "color": view.token("ink")},
    }


def _heads(view: View) -> list[dict[str, Any]]:
    """Return what the two sides mean, above them."""
    sides = ((0, "right", Text("From", "来自")), (1, "left", Text("To", "去往")))
    return [
        {
            "text": head.of(view.language),
            "showarrow": False,
            "x": x,
            "xanchor": anchor,
            "xshift": -6 if x == 0 else 6,
            "y": 1,
            "yanchor": "bottom",
            "yshift": 6,
            "font": {"size": 13, "color": view.token("soft")},
        }
        for x, anchor, head in sides
    ]


def _amount(row: Any, span: Span, view: View) -> dict[str, Any]:
    """Return a flow's size with its band where it begins, if it is thick enough to carry a line of text."""
    fits = (span[1] - span[0]) * HEIGHT > LINE_HEIGHT - 2
    words = count(row.mean, row.low, row.high)
    if not view.narrow and row.high == row.high:
        words = fill(Text("{v} ({b})", "{v}({b})"), v=words, b=count_band(row.low, row.high))
    return {
        "text": words.of(view.language) if fits else "",
        "showarrow": False,
        "x": 0.012,
        "xanchor": "left",
        "y": sum(span) / 2,
        "font": {"size": 12, "color": view.token("ink")},
    }


def _said(row: Any) -> Text:
    """Say one flow in words, with its band where there is one."""
    words = fill(
        Text("{a} → {b}: {n} a year", "{a} → {b}:每年 {n} 人"),
        a=LABELS[row.source],
        b=LABELS[row.target],
        n=count(row.mean, row.low, row.high),
    )
    if row.high != row.high:
        return words
    return fill(Text("{w} (95% band {b})", "{w}(95% 区间 {b})"), w=words, b=count_band(row.low, row.high))
