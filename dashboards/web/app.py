"""The app: one address, one answer. Every choice is a link; a callback turns the address into the page."""

from importlib.resources import files
from typing import Any, Final

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboards.address import seen
from dashboards.futures import Futures
from dashboards.page import QUESTIONS, SKIP
from dashboards.theme import FONT
from dashboards.web import questions
from dashboards.web.ahead import Ahead
from dashboards.web.answer import shown_or_told
from dashboards.web.exports import exports
from dashboards.web.guard import guarded
from dashboards.web.scenarios import Jobs
from dashboards.web.shelf import Shelf
from dashboards.words import Text

ASSETS: Final = files("dashboards") / "assets"
INDEX: Final = """<!doctype html>
<html lang="en" data-theme="auto">
<head>{%metas%}<title>{%title%}</title><link rel="icon" href="data:,">{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""
WAIT: Final = Text("Reading the study …", "正在读取研究…")
WHAT_IF: Final = "what_if"


def skeleton() -> Any:
    """Return what stands on the page until the first answer is there."""
    bars = [html.Div(style={"width": "60%"}), html.Div(style={"width": "40%"}), html.Div(className="wide")]
    words = html.P(f"{WAIT.en} {WAIT.zh}")
    return html.Div([words, *bars], className="skeleton", role="status")


def layout() -> Any:
    """Return the empty page: what is the same at every address."""
    both = f"{QUESTIONS.en} · {QUESTIONS.zh}"
    page = [
        dcc.Location(id="url", refresh="callback-nav"),
        dcc.Store(id="device"),
        dcc.Store(id="facts"),
        dcc.Store(id="page-shown"),
        dcc.Store(id="synced"),
        dcc.Store(id="job-name"),
        html.A(f"{SKIP.en} · {SKIP.zh}", href="#content", className="skip"),
        html.Header(id="bar", className="bar"),
        html.Div(
            [
                html.Nav(id="rail", className="rail", **{"aria-label": both}),
                html.Main(skeleton(), id="content", tabIndex="-1"),
            ],
            className="frame",
        ),
    ]
    return dmc.MantineProvider(page, id="mantine", theme={"fontFamily": FONT, "primaryColor": "gray"})


def make_app(
    shelf: Shelf,
    host: str = "127.0.0.1",
    token: str = "",
    futures: Futures | None = None,
    jobs: Jobs | None = None,
    ahead: Ahead | None = None,
) -> Dash:
    """Return the app over a shelf of studies.

    `token`: what a reader elsewhere must show; "" for this machine alone; `ahead`: makes pages before they are asked
    for.
    """
    app = Dash(
        __name__,
        assets_folder=str(ASSETS),
        assets_ignore=r"report\.(js|html)",
        serve_locally=True,
        title="cadreflow",
        update_title=None,  # type: ignore[arg-type]
        index_string=INDEX,
        suppress_callback_exceptions=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = layout()
    futures, jobs = futures or Futures(), jobs or Jobs(shelf)
    _pages(app, shelf, futures, ahead)
    questions.what_if(app, futures, jobs)
    questions.background(app, jobs)
    exports(app, shelf)
    guarded(app, host, token)
    return app


def _pages(app: Dash, shelf: Shelf, futures: Futures, ahead: Ahead | None) -> None:
    """Let the address decide what is shown."""
    app.clientside_callback(ClientsideFunction("cadreflow", "device"), Output("device", "data"), Input("url", "id"))
    app.clientside_callback(
        ClientsideFunction("cadreflow", "facts"), Output("page-shown", "data"), Input("facts", "data")
    )

    @app.callback(
        Output("bar", "children"), Output("rail", "children"), Output("content", "children"), Output("facts", "data"),
        Output("mantine", "forceColorScheme"), Output("synced", "data"),
        Input("url", "pathname"), Input("url", "search"), Input("device", "data"),
        State("synced", "data"),
    )  # fmt: skip
    def draw(pathname: object, search: object, device: object, synced: object) -> tuple[Any, ...]:
        if device is None:  # it comes in a moment, with the same question
            return (no_update,) * 6
        address, view = seen(pathname, search, device)
        page = shown_or_told(shelf, address, view, futures)
        if ahead:
            ahead.read(address, view)
        # The sliders wrote this address themselves: what they show is newer than what it says. Once: coming back to it
        # is a visit like any other.
        own = page.key == WHAT_IF and bool(synced) and synced == search
        content = no_update if own else page.frame.content
        facts = {
            "lang": "zh-Hans" if address.language == "zh" else "en",
            "theme": address.theme,
            "title": f"{page.title} · cadreflow",
            "page": page.key,
        }
        return page.frame.bar, page.frame.rail, content, facts, view.scheme, None
