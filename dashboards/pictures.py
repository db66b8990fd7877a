"""Charts as pictures for slides and papers: PNG and SVG, drawn by a Chromium of this machine and nothing online."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, Final, Literal

import plotly.graph_objects as go

from dashboards.cards.parts import Answer, Chart
from dashboards.figures.panels import wrapped
from dashboards.theme import View
from dashboards.words import Text
from experiments.libraries import library
from experiments.problems import Problems

Format = Literal["png", "svg"]
FORMATS: Final[tuple[Format, ...]] = ("png", "svg")
WIDTH: Final = 1280
"""Of a slide, in CSS pixels."""
SCALE: Final = 2
"""Pixels of a PNG for each of the layout: sharp on a projector and in print."""
SIDE: Final = 32
"""Room at the edges of a picture with words, in pixels."""
NO_BROWSER: Final = Text(
    "pictures (png, svg) need a Chromium or Chrome on this machine, and none was found; install one (Debian: "
    "apt-get install chromium), or name one that is elsewhere: BROWSER_PATH=/path/to/chromium",
    "导出图片(png、svg)需要本机装有 Chromium 或 Chrome,但未找到;请安装(Debian:apt-get install chromium),"
    "或以 BROWSER_PATH=/路径/chromium 指明其位置",
)
_ONE_AT_A_TIME: Final = Lock()
_PROXY, _CLOSED_PORT = "CHOREO_PROXY_SERVER", "127.0.0.1:9"
"""A proxy that answers nobody: whatever the browser would ask for outside, it cannot."""
_SIZES: Final = {"title": (20, 26), "subtitle": (14, 20), "source": (12, 17)}
"""Type and height of a line of the words around a chart, in pixels."""
_LETTER: Final = {"title": 0.64, "subtitle": 0.56, "source": 0.56}
"""Widths of a letter as shares of its size, those of a wide font: bold ones are wider."""


@dataclass(frozen=True)
class Wanted:
    """A figure to be drawn, and how."""

    figure: go.Figure
    format: Format


def picture(
    chart: Chart, view: View, format: Format = "png", width: int = WIDTH, height: int | None = None,
) -> bytes:  # fmt: skip
    """Return a chart as a picture, without the words around it. `height`: in CSS pixels, as the chart needs if None.

    Each call starts a browser, which takes two seconds; `pictures` starts one for all. Problems in words if there is
    no browser, or no picture came of it.
    """
    figure = _grounded(chart.draw(view), view)
    figure.update_layout(width=width, height=height or figure.layout.height)
    return pictures([Wanted(figure, format)])[0]


def worded(answer: Answer, view: View, width: int = WIDTH) -> go.Figure:
    """Return the chart of an answer with its finding above and its source below, as a slide wants it."""
    if answer.chart is None:
        raise ValueError("the answer has no chart")
    figure = _grounded(answer.chart.draw(view), view)
    blocks = {
        name: _broken(text, name, view, width)
        for name, text in (("title", answer.title), ("subtitle", answer.subtitle), ("source", answer.source))
    }
    sizes = {name: _SIZES[name][1] * len(lines) for name, lines in blocks.items()}
    above, below = sizes["title"] + sizes["subtitle"] + 24, sizes["source"] + 20
    own = figure.layout.margin
    top, bottom, left = (own.t or 0) + above + SIDE // 2, (own.b or 0) + below, (own.l or 0) + SIDE
    start = (own.t or 0) + above
    figure.add_annotation(_note(blocks["title"], "title", view, left, start))
    figure.add_annotation(_note(blocks["subtitle"], "subtitle", view, left, start - sizes["title"] - 4))
    figure.add_annotation(_note(blocks["source"], "source", view, left, -((own.b or 0) + 12), at=0))
    figure.update_layout(
        width=width, height=figure.layout.height + top + bottom - (own.t or 0) - (own.b or 0),
        margin={"t": top, "b": bottom, "l": left, "r": (own.r or 0) + SIDE},
    )  # fmt: skip
    return figure


def _grounded(figure: go.Figure, view: View) -> go.Figure:
    """Return a figure on a ground of its own: a page lends it one, a slide does not."""
    return figure.update_layout(paper_bgcolor=view.token("ground"))


def _broken(text: Text, name: str, view: View, width: int) -> list[str]:
    letters = int((width - 2 * SIDE) / (_SIZES[name][0] * _LETTER[name]))
    return wrapped(text, view, letters, 12) if text.en else []


def _note(lines: Sequence[str], name: str, view: View, left: int, shift: int, at: int = 1) -> dict[str, Any]:
    """Return words as an annotation whose upper edge is `shift` pixels above the plot's top, or its foot (`at` 0)."""
    words = "<br>".join(lines)
    return {
        "text": f"<b>{words}</b>" if name == "title" else words,
        "showarrow": False, "align": "left", "xref": "paper", "x": 0, "xanchor": "left", "xshift": SIDE - left,
        "yref": "paper", "y": at, "yanchor": "top", "yshift": shift,
        "font": {"size": _SIZES[name][0], "color": view.token("ink" if name == "title" else "soft")},
    }  # fmt: skip


def pictures(wanted: Sequence[Wanted]) -> list[bytes]:
    """Return figures as pictures, all by one browser; Problems in words if there is none or one came out empty."""
    kaleido = library("kaleido", "report")
    missing = library("choreographer.browsers.chromium", "report").ChromeNotFoundError
    broken = library("choreographer.errors", "report").BrowserFailedError
    found: list[bytes] = []
    faults: list[BaseException] = []

    def draw() -> None:
        try:
            found.extend(asyncio.run(_drawn(kaleido, wanted)))
        except BaseException as fault:  # it is told, or raised again, in the caller's thread
            faults.append(fault)

    with _closed():
        # A thread of its own: the caller may have a loop running, as notebooks do.
        thread = Thread(target=draw)
        thread.start()
        thread.join()
    for fault in faults:
        if isinstance(fault, missing | FileNotFoundError):
            raise Problems([NO_BROWSER.en, NO_BROWSER.of("zh")]) from fault
        if isinstance(fault, broken | TimeoutError | RuntimeError):
            raise Problems([f"the browser that draws pictures failed: {fault or type(fault).__name__}"]) from fault
        raise fault
    return found


@contextmanager
def _closed() -> Iterator[None]:
    """Name a browser started meanwhile a closed proxy; one at a time, since the environment is that of all threads."""
    with _ONE_AT_A_TIME:
        before = os.environ.get(_PROXY)
        os.environ[_PROXY] = _CLOSED_PORT
        try:
            yield
        finally:
            os.environ.pop(_PROXY, None)
            if before is not None:
                os.environ[_PROXY] = before


async def _drawn(kaleido: Any, wanted: Sequence[Wanted]) -> list[bytes]:
    made = []
    async with kaleido.Kaleido(n=1, mathjax=False) as browser:
        for each in wanted:
            options = {"format": each.format, "scale": SCALE if each.format == "png" else 1}
            content = await browser.calc_fig(each.figure, options)
            if not _is_picture(content, each.format):
                raise Problems(["a chart came out empty; what it shows is in the tables"])
            made.append(bytes(content))
    return made


def _is_picture(content: bytes | None, format: Format) -> bool:
    """Whether a picture came: what cannot be drawn offline raises nothing."""
    head = bytes(content or b"")[:400]
    return head.startswith(b"\x89PNG\r\n") if format == "png" else b"<svg" in head
