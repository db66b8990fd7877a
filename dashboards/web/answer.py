"""From an address to a page: which study, which policies, which cards; and what to say when it cannot be shown."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dash import dcc, html

from dashboards.cards import Card, shown_one_by_one
from dashboards.futures import Futures
from dashboards.page import LEAD_LINK, unfinished
from dashboards.pages import PAGES, Page, page_named
from dashboards.studies import Study
from dashboards.theme import View
from dashboards.web.address import Address
from dashboards.web.frame import Frame, frame
from dashboards.web.remake import remake
from dashboards.web.render import card, notice, say
from dashboards.web.shelf import Opened, Shelf
from dashboards.words import Text, fill, same
from experiments.problems import Problems

NO_PAGE: Final = Text("There is no page “{p}”; choose a question at the side.", "没有页面“{p}”,请在侧栏选择一个问题。")
IN_MODEL: Final = Text("In this model, under these assumptions", "在本模型及其假设之下")
AWAY: Final = Text("The study does not hold {p}; the view shows what it holds.", "研究中没有 {p},现显示其已有内容。")


@dataclass(frozen=True)
class Shown:
    """A page that is ready. `title`: for the window; `key`: of the page."""

    frame: Frame
    title: str
    key: str


def shown(shelf: Shelf, address: Address, view: View, futures: Futures) -> Shown:
    """Return the page of an address; an error looks like one, and keeps nothing of what stood there before."""
    page = page_named(address.page)
    names = shelf.names()
    if page is None:
        box = notice([fill(NO_PAGE, p=address.page)], address, kind="error")
        return Shown(frame(box, address, PAGES[0], names, None), "404", "")
    if page.live:
        from dashboards.web.live import live

        return Shown(frame(live(address, view, futures), address, page, names, None), say(page.link, address), page.key)
    if not address.study and names:
        address = replace(address, study=names[0])
    if not names:
        from dashboards.web.welcome import welcome

        return Shown(frame(welcome(address), address, page, names, None), say(page.link, address), page.key)
    try:
        opened = shelf.open(address.study)
    except Problems as found:
        box = notice([same(line) for line in found.lines], address, kind="error")
        return Shown(frame(box, address, page, names, None), say(page.link, address), page.key)
    key = ("page", address.study, opened.stamp, replace(address, page=page.key), view)
    with opened.lock:
        return shelf.kept(str(key), lambda: _of_study(shelf, opened, page, address, view))


def chosen(study: Study, address: Address) -> tuple[Study, Address, list[Text]]:
    """Return the study limited to the policies of a view, the view made whole, and what it asked for in vain."""
    names = [note.name for note in study.policies]
    strange = [name for name in (*address.policies, address.show) if name and name not in names]
    wanted = [name for name in address.policies if name in names and name != study.baseline.name]
    if not wanted:
        wanted = [note.name for note in shown_one_by_one(study).others]
    limited = study.limited_to(wanted)
    show = address.show if address.show in {*wanted, study.baseline.name} else (wanted or [study.baseline.name])[0]
    said = [fill(AWAY, p=", ".join(dict.fromkeys(strange)))] if strange else []
    return limited, replace(address, policies=tuple(wanted), show=show), said


def _of_study(shelf: Shelf, opened: Opened, page: Page, address: Address, view: View) -> Shown:
    study = opened.study
    limited, address, said = chosen(study, address)
    if study.missing or len(study.failures):
        said.append(unfinished(study))
    try:
        cards = shelf.kept(_key(opened, page, address), lambda: _cards(study, limited, page, address))
    except Problems as found:
        body: list[Any] = [notice([same(line) for line in found.lines], address, kind="error")]
        cards = []
    else:
        body = [notice(said, address)] if said else []
        body += [card(each, address, view, first=at == 0) for at, each in enumerate(cards)]
    choices = page.choices(limited, address)
    foot = _foot(study, page, address)
    title = _title(cards, address) or say(page.link, address)
    return Shown(frame(html.Div([*body, foot]), address, page, shelf.names(), study, choices), title, page.key)


def _cards(study: Study, limited: Study, page: Page, address: Address) -> Sequence[Card]:
    """Return a page's cards; they hold for all languages, colours and screens."""
    own = limited.drawing(address.show) if page.by_policy else limited
    if page.key == PAGES[0].key and not limited_by_hand(study, limited):
        own = study  # a ranking speaks of all policies
    return list(page.cards(own, address))


def _key(opened: Opened, page: Page, address: Address) -> Hashable:
    """Return what a page's cards depend on."""
    show = address.show if page.by_policy else ""
    more = tuple(sorted(address.more.items()))
    return ("cards", address.study, opened.stamp, page.key, address.policies, show, more)


def limited_by_hand(study: Study, limited: Study) -> bool:
    """Tell whether the reader has chosen policies, other than those that are shown if nobody chooses."""
    return [note.name for note in limited.others] != [note.name for note in shown_one_by_one(study).others]


def _title(cards: Sequence[Card], address: Address) -> str:
    for each in cards[:1]:
        for answer in each.answers:
            if not answer.policy or answer.policy == address.show:
                return say(answer.title, address)
    return ""


def _foot(study: Study, page: Page, address: Address) -> Any:
    """Return what stands under every page: the caveat with its link, and how to make the view again."""
    caveat = html.P([
        say(IN_MODEL, address) + " · ",
        dcc.Link(say(LEAD_LINK, address), href=address.on("believe").url()),
    ])  # fmt: skip
    return html.Footer([caveat, *remake(study, page, address)], className="foot")
