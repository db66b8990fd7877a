"""What stands around every page: the bar with study, policies, language and colours, and the questions at the side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dash import dcc, html

from dashboards.address import MOST_POLICIES, Address
from dashboards.cards import is_taken_apart
from dashboards.cards.parts import lines_of, place
from dashboards.page import QUESTIONS
from dashboards.page import THEMES as THEME_NAMES
from dashboards.pages import PAGES, Choice, Page
from dashboards.studies import Study
from dashboards.web.render import say, spoken
from dashboards.words import Text, fill

Component = Any
STUDIES: Final = Text("Study", "研究")
POLICIES: Final = Text("Policies", "政策")
ADD: Final = Text("+ Policy", "+ 政策")
REMOVE: Final = Text("Leave out “{p}”", "不再比较“{p}”")
SHARE: Final = Text("Share", "分享")
COLOURS: Final = Text("Colours", "配色")
LANGUAGE: Final = Text("Language", "语言")
COPY: Final = Text("Copy link", "复制链接")
COPIED: Final = Text("Copied", "已复制")
FULL: Final = fill(Text("At most {n} policies beside the baseline", "基准之外最多 {n} 项政策"), n=str(MOST_POLICIES))
EXPORTS: Final = {
    "html": Text("Whole report (HTML)", "完整报告(HTML)"),
    "xlsx": Text("Tables of this page (Excel)", "本页表格(Excel)"),
    "csv": Text("Tables of this page (CSV)", "本页表格(CSV)"),
}
ROOM: Final = 110
"""Characters of options that stand side by side."""
LANGUAGE_NAMES: Final = (("en", "English", "en"), ("zh", "中文", "zh-Hans"))


@dataclass(frozen=True)
class Frame:
    """The three parts of a page: the bar at the top, the questions at the side, the content."""

    bar: list[Component]
    rail: Component
    content: list[Component]


def frame(
    body: Component, address: Address, page: Page, studies: Sequence[str], study: Study | None,
    choices: Sequence[Choice] = (),
) -> Frame:  # fmt: skip
    """Return the whole page around its content."""
    head = [name_of(study, address), *bar(address, page, studies, study), _sheet(address, page)]
    content = [*([_choices(choices, address)] if choices else []), body]
    return Frame(head, _links(address, page), content)


def name_of(study: Study | None, address: Address) -> Component:
    """Return the name at the top left: of the city, or of the product."""
    return html.P(say(place(study), address) if study else "cadreflow", className="name")


def bar(address: Address, page: Page, studies: Sequence[str], study: Study | None) -> list[Component]:
    """Return what the bar lets choose."""
    found: list[Component] = []
    if studies and not page.live:
        found.append(
            _menu(say(STUDIES, address) + ": " + (address.study or "–"), _studies(address, studies), "studies")
        )
    if study is not None and study.others and not is_taken_apart(study):
        found.append(_policies(address, study))
    found += [_languages(address), _themes(address), _share(address, page, study)]
    return found


def _studies(address: Address, studies: Sequence[str]) -> list[Component]:
    bare = replace(address, policies=(), show="", more={})
    return [dcc.Link(name, href=bare.url(study=name), className=_chosen(name == address.study)) for name in studies]


def _policies(address: Address, study: Study) -> Component:
    """Return the policies as chips: the name shows it, the cross leaves it out; the baseline stays."""
    lines, chips = lines_of(study), []
    for name in [*address.policies, study.baseline.name]:
        stroke = lines[name].stroke
        style = "solid" if stroke.dash == "solid" else "dotted" if stroke.dash == "dot" else "dashed"
        label = say(study.policy(name).label, address)
        swatch = html.Span(className="swatch", style={"borderColor": stroke.colour, "borderTopStyle": style})
        show = dcc.Link([swatch, label], href=address.url(show=name), className="chip-name")
        parts: list[Component] = [show]
        if name != study.baseline.name and len(address.policies) > 1:
            others = tuple(each for each in address.policies if each != name)
            words = say(fill(REMOVE, p=study.policy(name).label), address)
            cross = html.Span("×", **{"aria-hidden": "true"})
            left = address.url(policies=others, show=others[0] if address.show == name else address.show)
            parts.append(
                dcc.Link([cross, html.Span(words, className="hidden")], href=left, title=words, className="cross")
            )
        chips.append(html.Span(parts, className="chip on" if name == address.show else "chip"))
    rest = [note for note in study.others if note.name not in address.policies]
    if rest:
        chips.append(_menu(say(ADD, address), _additions(address, rest), "add"))
    return html.Div(chips, className="chips", role="group", **{"aria-label": say(POLICIES, address)})


def _additions(address: Address, rest: Sequence[Any]) -> list[Component]:
    if len(address.policies) >= MOST_POLICIES:
        return [html.P(say(FULL, address), className="soft")]
    return [
        dcc.Link(say(note.label, address), href=address.url(policies=(*address.policies, note.name), show=note.name))
        for note in rest
    ]


def _languages(address: Address) -> Component:
    links = [
        dcc.Link(
            html.Bdi(name, lang=code), href=address.url(language=each), className=_chosen(each == address.language)
        )
        for each, name, code in LANGUAGE_NAMES
    ]
    return html.Div(links, className="choice", role="group", **{"aria-label": say(LANGUAGE, address)})


def _themes(address: Address) -> Component:
    links = [
        dcc.Link(say(text, address), href=address.url(theme=name), className=_chosen(name == address.theme))
        for name, text in THEME_NAMES.items()
    ]
    return _menu(say(COLOURS, address), links, "themes")


def _share(address: Address, page: Page, study: Study | None) -> Component:
    copy = html.Button(say(COPY, address), type="button", className="plain copy", **{"data-done": say(COPIED, address)})
    inside: list[Component] = [copy]
    if study is not None and not page.live:
        inside += [
            html.A(say(text, address), download="", href=address.with_more(form=form).url(page=f"export/{page.key}"))
            for form, text in EXPORTS.items()
        ]
    return _menu(say(SHARE, address), inside, "share")


def _menu(label: str, inside: Sequence[Component], name: str) -> Component:
    """Return a menu that opens below its name; the browser's own, so that keys and readers know it."""
    return html.Details([html.Summary(label), html.Div(list(inside), className="menu")], className=f"menus {name}")


def _sheet(address: Address, page: Page) -> Component:
    """Return the questions for a narrow screen, where the rail has no room."""
    links = html.Nav(_links(address, page), **{"aria-label": say(QUESTIONS, address)})
    label = f"{say(QUESTIONS, address)}: {say(page.link, address)}"
    return html.Details([html.Summary(spoken(label, address)), links], className="sheet")


def _links(address: Address, page: Page) -> Component:
    items = []
    for each in PAGES:
        here = {"aria-current": "page"} if each.key == page.key else {}
        link = dcc.Link(say(each.link, address), href=address.on(each.key).url(), className=_chosen(bool(here)))
        items.append(html.Li(link, **here))
    return html.Ol(items)


def _choices(choices: Sequence[Choice], address: Address) -> Component:
    """Return a page's own choices: side by side, or in a menu where they are many or long."""
    return html.Div([_choice(each, address) for each in choices], className="own-choices")


def _choice(choice: Choice, address: Address) -> Component:
    value = choice.value(address)
    links = [
        dcc.Link(say(text, address), href=choice.link(address, each), className=_chosen(each == value))
        for each, text in choice.options
    ]
    label = say(choice.label, address)
    if sum(len(text.en) for _, text in choice.options) > ROOM:
        now = next((say(text, address) for each, text in choice.options if each == value), "–")
        return _menu(spoken(f"{label}: {now}", address), links, "own")
    return html.Div([html.Span(label), *links], className="choice", role="group", **{"aria-label": label})


def _chosen(chosen: bool) -> str:
    return "chosen" if chosen else ""
