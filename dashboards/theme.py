"""The one visual language: colours, dashes, type and the frame that every figure starts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal

import plotly.graph_objects as go

Language = Literal["en", "zh"]
Scheme = Literal["light", "dark"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
FONT: Final = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif'
TEXT_SIZE: Final = 14
"""Chart text in CSS pixels; body text is 16."""

TIERS: Final[Mapping[str, str]] = {"township": "#D55E00", "county": "#0072B2", "city": "#009E73"}
BASELINE: Final = "#6B7280"
POLICIES: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""In the order in which a study names its policies, the baseline left out."""
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
BASELINE_DASH: Final = "solid"
CAUSES: Final[Mapping[str, str]] = {
    "move_up": "#117733",
    "move_down": "#DDCC77",
    "retire": "#8A8F98",
    "retire_early": "#B9BDC4",
    "die": "#5A5F68",
    "resign": "#882255",
    "dismiss": "#CC6677",
}
"""Causes of leaving in the model's one order: greens for moves, greys for age and death, red for resigning."""
SEQUENTIAL: Final = ("#FFF5EB", "#FDD9B5", "#FDAE6B", "#E6730F", "#B34A00", "#7F2F00")
"""One hue, light to dark, for shares of posts that stand empty."""
BAND_OPACITY: Final[Mapping[int, float]] = {95: 0.14, 50: 0.28}

TOKENS: Final[Mapping[Scheme, Mapping[str, str]]] = {
    "light": {
        "ground": "#FFFFFF", "ink": "#1B1F24", "soft": "#59626D", "grid": "#E7E9EC",
        "zero": "#8B939E", "accent": "#00659E",
    },
    "dark": {
        "ground": "#14171B", "ink": "#E9EBEE", "soft": "#A6AFBA", "grid": "#2B3138",
        "zero": "#717A86", "accent": "#66B5E8",
    },
}  # fmt: skip
"""Text on the ground has a contrast of at least 4.5 to 1 in both schemes; a test measures it."""


@dataclass(frozen=True)
class View:
    """How a figure is shown: its language, its colours, and whether the screen is narrow."""

    language: Language = "en"
    scheme: Scheme = "light"
    narrow: bool = False

    def token(self, name: str) -> str:
        """Return a colour of this scheme by its role."""
        return TOKENS[self.scheme][name]


WORDED: Final = tuple(View(language, "light", narrow) for language, narrow in product(LANGUAGES, (False, True)))
"""All views in light colours; the dark ones differ from them in colours only."""


@dataclass(frozen=True)
class Stroke:
    """Colour and dash of one line."""

    colour: str
    dash: str = "solid"


def policy_strokes(policies: Sequence[str], baseline: str) -> dict[str, Stroke]:
    """Give each policy its colour and dash: grey for the baseline, the others in their order."""
    strokes = {}
    others = [policy for policy in policies if policy != baseline]
    for position, policy in enumerate(others):
        strokes[policy] = Stroke(POLICIES[position % len(POLICIES)], DASHES[position % len(DASHES)])
    if baseline in policies:
        strokes[baseline] = Stroke(BASELINE, BASELINE_DASH)
    return strokes


def faded(colour: str, opacity: float) -> str:
    """Return a hex colour as rgba with this opacity."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour (WCAG 2, 0 for black to 1 for white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours (WCAG 2, 1 to 21)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: str) -> str:
    """Return the ink, dark or white, that reads better on a colour."""
    dark, light = TOKENS["light"]["ink"], "#FFFFFF"
    return dark if contrast(dark, colour) >= contrast(light, colour) else light


def quiet_axis(view: View, **settings: Any) -> dict[str, Any]:
    """Return an axis without grid, line or automatic margins."""
    plain = {
        "showgrid": False, "zeroline": False, "showline": False, "fixedrange": True, "tickangle": 0,
        "tickfont": {"color": view.token("soft")}, "automargin": False,
    }  # fmt: skip
    return plain | settings


def value_axis(view: View, **settings: Any) -> dict[str, Any]:
    """Return a vertical axis with faint horizontal lines."""
    return quiet_axis(view, showgrid=True, gridcolor=view.token("grid"), gridwidth=1) | settings


def framed(
    view: View, height: int, margin: Mapping[str, int], traces: Sequence[Any], layout: Mapping[str, Any]
) -> go.Figure:
    """Return a figure with type, ground and margins set; no template, no legend."""
    # The empty template keeps plotly's default of 7 kB out of every figure.
    frame = {
        "template": {},
        "height": height,
        "margin": {"t": 8, "b": 32, "l": 48, "r": 8, "pad": 4, **margin},
        "font": {"family": FONT, "size": TEXT_SIZE, "color": view.token("ink")},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": view.token("ground"),
            "bordercolor": view.token("zero"),
            "font": {"color": view.token("ink"), "family": FONT},
        },
        "dragmode": False,
    }
    # All at once and as plain data: a figure that grows trace by trace costs several times as much.
    return go.Figure(list(traces), frame | dict(layout))
