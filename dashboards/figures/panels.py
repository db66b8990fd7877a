"""Small multiples: where panels stand, their titles, ticks that read well, labels that do not collide."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboards.theme import View
from dashboards.words import Text

Trace = dict[str, Any]
"""A trace as plain data: plotly checks it once, when the whole figure is made."""
LINE_HEIGHT = 17
"""Height of a line of chart text in pixels."""
TITLE_HEIGHT = 30
"""Room for a panel's title above it, in pixels."""


@dataclass(frozen=True)
class Grid:
    """Panels in rows and columns; heights in pixels, widths in shares of the plot's width."""

    count: int
    columns: int
    panel_height: int
    axis_height: int = 34
    gap_share: float = 0.06
    title_height: int = TITLE_HEIGHT

    @property
    def rows(self) -> int:
        """Rows of panels."""
        return math.ceil(self.count / self.columns)

    @property
    def row_height(self) -> int:
        """Height of a row with its title and its axis."""
        return self.title_height + self.panel_height + self.axis_height

    @property
    def height(self) -> int:
        """Height of all rows: of the figure, when its margins above and below are zero."""
        return self.rows * self.row_height

    def place(self, panel: int) -> tuple[int, int]:
        """Return row and column of a panel."""
        return divmod(panel, self.columns)

    def x_domain(self, panel: int) -> list[float]:
        """Return left and right of a panel as shares of the plot."""
        width = (1 - self.gap_share * (self.columns - 1)) / self.columns
        left = self.place(panel)[1] * (width + self.gap_share)
        return [round(left, 4), round(min(left + width, 1.0), 4)]

    def y_domain(self, panel: int) -> list[float]:
        """Return bottom and top of a panel as shares of the plot."""
        top = self.height - self.place(panel)[0] * self.row_height - self.title_height
        return [round((top - self.panel_height) / self.height, 4), round(top / self.height, 4)]


def scatter(**properties: Any) -> Trace:
    """Return a scatter trace."""
    return {"type": "scatter", **properties}


def bar(**properties: Any) -> Trace:
    """Return a bar trace."""
    return {"type": "bar", **properties}


def axis_name(letter: str, panel: int) -> str:
    """Return the name by which traces refer to a panel's axis: "x", "x2", "x3" ..."""
    return letter if panel == 0 else f"{letter}{panel + 1}"


def axes(grid: Grid, panel: int, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Return a panel's two axes, put in their place, by their names in a layout."""
    number = "" if panel == 0 else str(panel + 1)
    return {
        f"xaxis{number}": x | {"domain": grid.x_domain(panel), "anchor": axis_name("y", panel)},
        f"yaxis{number}": y | {"domain": grid.y_domain(panel), "anchor": axis_name("x", panel)},
    }


def titled(labels: Mapping[str, Text], view: View, width: int = 36) -> tuple[dict[str, str], int]:
    """Return panels' titles, broken into lines on a narrow screen, and the height that the tallest needs."""
    titles = {}
    for key, label in labels.items():
        lines = wrapped(label, view, width) if view.narrow else [label.of(view.language)]
        titles[key] = "<br>".join(f"<b>{line}</b>" for line in lines)
    most = max((title.count("<br>") for title in titles.values()), default=0)
    return titles, TITLE_HEIGHT + LINE_HEIGHT * most


def title_of_panel(grid: Grid, panel: int, title: str, view: View) -> dict[str, Any]:
    """Return the annotation that names a panel, above its left edge."""
    return {
        "text": title,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": grid.x_domain(panel)[0],
        "xanchor": "left",
        "yref": "paper",
        "y": grid.y_domain(panel)[1],
        "yanchor": "bottom",
        "yshift": 6,
        "font": {"size": 14, "color": view.token("ink")},
    }


def ticks(low: float, high: float, wanted: int = 4) -> np.ndarray:
    """Return about `wanted` round steps that cover low to high, both ends included."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return np.array([0.0, 1.0])
    rough = (high - low) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return np.arange(first, last + 1) * step


def step_places(step: float, most: int = 5) -> int:
    """Return the decimals in which ticks so far apart are written in full, at most so many."""
    return next(each for each in range(most + 1) if abs(round(step, each) - step) < 1e-9 or each == most)


def year_step(years: float, most: int) -> int:
    """Return the whole number of years between ticks so that there are at most `most`."""
    return next((step for step in (1, 2, 5, 10, 20, 50) if years / step <= most), 100)


def wrapped(text: Text, view: View, width: int, lines: int = 3) -> list[str]:
    """Break a label into at most so many lines; a longer one ends in an ellipsis.

    `width`: characters in a line; a Chinese one counts as two. Numbers and words are not broken.
    """
    parts = [""]
    for piece in re.findall(r"[^\s\u2e80-\uffef]+|\s+|.", text.of(view.language)):
        if _width(parts[-1] + piece.rstrip()) <= width or not parts[-1]:
            parts[-1] += piece
        else:
            parts.append(piece.lstrip())
    parts = [part.rstrip() for part in parts if part.strip()]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1] + "…"]
    return parts


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move label centres apart until none overlap; those that meet share the way.

    Args:
        wanted: centres in pixels, from the bottom.
        heights: of the labels, pixels.
        low: lowest pixel that a label may cover.
        high: highest pixel.
    """
    order = sorted(range(len(wanted)), key=lambda each: wanted[each])
    # Groups of touching labels, from below: members, height of all, and their common centre.
    groups: list[tuple[list[int], float, float]] = []
    for each in order:
        members, height, centre = [each], heights[each], wanted[each]
        while groups and groups[-1][2] + groups[-1][1] / 2 > centre - height / 2:
            below, size, middle = groups.pop()
            centre = (middle * len(below) + centre * len(members)) / (len(below) + len(members))
            members, height = below + members, size + height
        centre = min(max(centre, low + height / 2), high - height / 2)
        groups.append((members, height, centre))
    placed = list(wanted)
    for members, height, centre in groups:
        bottom = centre - height / 2
        for each in members:
            placed[each] = bottom + heights[each] / 2
            bottom += heights[each]
    return placed
