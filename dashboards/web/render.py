"""Cards as components: the finding, the chart, the table and the source, in this order, in one language."""

import json
from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html

from dashboards.address import Address
from dashboards.cards import Answer, Card, Chart, Table
from dashboards.page import LEAD_LINK, TABLE
from dashboards.theme import View
from dashboards.words import Text, typeset

Component = Any
IN_MODEL: Final = Text("In this model, under these assumptions", "在本模型及其假设之下")
FAULT: Final = Text(
    "The page has a fault of its own; the terminal that runs it says more.", "页面出错,运行它的终端窗口有详细说明。"
)
LONG: Final = 40
"""Characters from which a cell of words may break its line."""
_GRAPH: Final = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}
DOWN: Final = "↓ "
SAVE: Final = {
    "csv": Text("Table (CSV)", "表格(CSV)"),
    "xlsx": Text("Table (Excel)", "表格(Excel)"),
    "png": Text("Chart (PNG)", "图表(PNG)"),
    "svg": Text("Chart (SVG)", "图表(SVG)"),
}
CHARTS: Final = ("png", "svg")


def say(text: Text, address: Address) -> str:
    """Return a text in the language of the view."""
    return text.of(address.language)


def spoken(line: str, address: Address) -> str:
    """Return a line that is one language already, set as that language is."""
    return typeset(line) if address.language == "zh" else line


def card(own: Card, address: Address, view: View, *, first: bool = False) -> Component:
    """Return a card with the answers for the policy that is shown. `first`: its finding is the page's heading."""
    answers = [(at, answer) for at, answer in enumerate(own.answers) if answer.policy in {"", address.show}]
    parts = [
        _answer(own, at, answer, address, view, heading="h1" if first and place == 0 else "h2" if place == 0 else "h3")
        for place, (at, answer) in enumerate(answers)
    ]
    question = html.P(say(own.question, address), className="question")
    return html.Section(
        [question, *parts], id=f"card-{own.key}", className="card", **{"aria-label": say(own.link, address)}
    )


def _answer(own: Card, at: int, answer: Answer, address: Address, view: View, heading: str) -> Component:
    title = getattr(html, heading.upper())(say(answer.title, address))
    parts: list[Component] = [title, html.P(say(answer.subtitle, address), className="subtitle")]
    parts += groups(answer, address)
    name = f"{own.key}-{at}"
    if answer.chart:
        parts.append(chart(name, answer.chart, address, view))
    if answer.table:
        parts.append(twin(answer.table, address, opened=not answer.chart and own.key != "basis"))
        parts.append(tools(own, at, answer, address))
    if answer.source.en:
        parts.append(html.P(say(answer.source, address), className="source"))
    return html.Article(parts)


def groups(answer: Answer, address: Address) -> list[Component]:
    """Return groups of sentences side by side where there is room, then those that are folded away."""
    shown = [
        html.Div([*([html.H3(say(heading, address))] if heading.en else []), _list(lines, address)])
        for heading, lines in answer.points
    ]
    found: list[Component] = [html.Div(shown, className="points")] if shown else []
    found += [
        html.Details([html.Summary(say(heading, address)), _list(lines, address)], className="twin")
        for heading, lines in answer.folded
    ]
    return found


def _list(lines: Sequence[Text], address: Address) -> Component:
    return html.Ul([html.Li(say(each, address)) for each in lines])


def chart(name: str, own: Chart, address: Address, view: View) -> Component:
    """Return a chart with its text alternative; its name and the view it is drawn for make the component's identity."""
    figure = own.draw(view)
    alternative = say(own.alternative, address)
    graph = dcc.Graph(
        figure=figure, config=_GRAPH, responsive=True, style={"height": f"{figure.layout.height or 360}px"},
    )  # fmt: skip
    # A change of language or colours is another chart: nothing of the old one stays.
    key = f"{name}-{view.language}-{view.scheme}-{view.narrow}-{address.show}"
    # The drawing is hidden from readers of screens, who get the sentence and the table.
    return html.Div(
        html.Div(graph, **{"aria-hidden": "true"}),
        role="img",
        className="chart",
        key=key,
        **{"aria-label": alternative},
    )


def twin(own: Table, address: Address, *, opened: bool = False) -> Component:
    """Return the table twin of a chart, folded away unless it is the answer itself.

    Its cells travel as data and are built by the page's script when it is unfolded: thousands of components would take
    a browser seconds.
    """
    kinds = [_kind(at, own) for at in range(len(own.head))]
    caption = say(own.caption, address)
    data = {
        "caption": caption,
        "kinds": kinds,
        "head": [say(text, address) for text in own.head],
        "rows": [[say(text, address) for text in row] for row in own.rows],
    }
    # A table of other content is another one: nothing of the old stays.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    scroll = html.Div(
        className="scroll", tabIndex="0", role="region", **{"aria-label": caption[:60], "data-table": written}
    )  # fmt: skip
    return html.Details([html.Summary(say(TABLE, address)), scroll], className="twin", open=opened)


def _kind(at: int, table: Table) -> str:
    if at >= table.words or at == 0:
        return ""
    longest = max((len(row[at].en) for row in table.rows), default=0)
    return "words long" if longest > LONG else "words"


def tools(own: Card, at: int, answer: Answer, address: Address) -> Component:
    """Return the links that save a card's table and chart."""
    kinds = [kind for kind in SAVE if answer.chart or kind not in CHARTS]
    links = [
        html.A(
            DOWN + say(SAVE[kind], address), className="tool", download="",
            href=address.with_more(card=f"{own.key}-{at}", form=kind).url(page=f"export/{address.page}"),
        )
        for kind in kinds
    ]  # fmt: skip
    return html.P(links, className="tools")


def caveat(address: Address) -> Component:
    """Return what is said once on every page, with the link to what it rests on."""
    link = dcc.Link(say(LEAD_LINK, address), href=address.on("believe").url())
    return html.P([say(IN_MODEL, address) + " · ", link])


def fault(address: Address) -> Component:
    """Return the words for a fault of ours."""
    return notice([FAULT], address, kind="error")


def notice(lines: Sequence[Text], address: Address, *, kind: str = "note") -> Component:
    """Return a box that says something about the page itself: a note, or an error that looks like one."""
    head = {
        "error": Text("This cannot be shown", "无法显示"),
        "note": Text("Note", "说明"),
    }[kind]
    role = "alert" if kind == "error" else "note"
    body = [html.P(say(line, address)) for line in lines]
    return html.Div([html.P(html.Strong(say(head, address))), *body], role=role, className=f"notice {kind}")
