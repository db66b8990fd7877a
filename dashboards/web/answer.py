"""From an address to a page: which study, which policies, which cards; and what to say when it cannot be shown."""

import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb
from dash import html

from dashboards.address import Address
from dashboards.cards import Answer, Card, is_taken_apart, shown_one_by_one
from dashboards.futures import Futures
from dashboards.page import unfinished
from dashboards.pages import PAGES, Choice, Page, page_named
from dashboards.studies import SEARCH, Study
from dashboards.theme import View
from dashboards.web.frame import Frame, frame
from dashboards.web.remake import remake
from dashboards.web.render import card, caveat, fault, notice, say
from dashboards.web.shelf import Opened, Shelf
from dashboards.words import Text, fill, same
from experiments.problems import Problems

NO_PAGE: Final = Text("There is no page “{p}”; choose a question at the side.", "没有页面“{p}”,请在侧栏选择一个问题。")
NO_POLICIES: Final = Text(
    "This study does not compare policies, so this question has no answer in it", "本研究不比较政策,无法回答这一问题"
)
UNDER_SETS: Final = Text(
    "This study compares policies under many sets of assumptions at once, and this question is asked under one",
    "本研究在多组假设下比较政策,而这一问题只针对一组假设",
)
_LOG: Final = logging.getLogger("cadreflow")
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
    if not address.page:
        page = page_of(opened.study)
    with opened.lock:
        # Made whole, so that a view is made once however much of it an address names.
        whole = replace(chosen(opened.study, address)[1], page=page.key)
        key = ("page", opened.stamp, whole, view, tuple(names), asked_in_vain(opened.study, address))
        return shelf.kept(str(key), lambda: _of_study(shelf, opened, page, address, view))


def shown_or_told(shelf: Shelf, address: Address, view: View, futures: Futures) -> Shown:
    """Return the page of an address; a fault of ours is logged, and told in its place."""
    try:
        return shown(shelf, address, view, futures)
    except Exception:  # whatever it is, the old page must not stand as if it were the answer
        _LOG.exception("the page %s could not be made", address.page)
        page = page_named(address.page) or PAGES[0]
        return Shown(frame(fault(address), address, page, shelf.names(), None), say(page.link, address), page.key)


def chosen(study: Study, address: Address) -> tuple[Study, Address]:
    """Return the study limited to the policies of a view, and the view made whole."""
    names = [note.name for note in study.policies]
    wanted = [name for name in address.policies if name in names and name != study.baseline.name]
    if not wanted or is_taken_apart(study):
        wanted = [note.name for note in shown_one_by_one(study).others]
    show = address.show if address.show in {*wanted, study.baseline.name} else (wanted or [study.baseline.name])[0]
    limited = study if is_taken_apart(study) else study.limited_to(wanted)
    return limited, replace(address, policies=tuple(wanted), show=show)


def asked_in_vain(study: Study, address: Address) -> list[Text]:
    """Return what to say of policies that a view names and the study does not hold."""
    names = {note.name for note in study.policies}
    strange = [name for name in (*address.policies, address.show) if name and name not in names]
    return [fill(AWAY, p=", ".join(dict.fromkeys(strange)))] if strange else []


def _of_study(shelf: Shelf, opened: Opened, page: Page, address: Address, view: View) -> Shown:
    study = opened.study
    said = asked_in_vain(study, address)
    if study.missing or len(study.failures):
        said.append(unfinished(study))
    choices: Sequence[Choice] = ()
    try:
        address, cards = cards_for(shelf, opened, page, address)
        choices = () if is_taken_apart(study) else page.choices(chosen(study, address)[0], address)
    except Problems as found:
        body: list[Any] = [notice([same(line) for line in found.lines], address, kind="error")]
        cards = []
    else:
        body = [notice(said, address)] if said else []
        body += [card(each, address, view, first=at == 0) for at, each in enumerate(cards)]
    foot = _foot(study, page, address)
    title = _title(cards, address) or say(page.link, address)
    return Shown(frame(html.Div([*body, foot]), address, page, shelf.names(), study, choices), title, page.key)


def cards_for(shelf: Shelf, opened: Opened, page: Page, address: Address) -> tuple[Address, Sequence[Card]]:
    """Return the cards of a page, and the view made whole; Problems if a table of the study cannot be read."""
    study = opened.study
    limited, address = chosen(study, address)
    try:
        return address, shelf.kept(_key(opened, page, address), lambda: _cards(study, limited, page, address))
    except duckdb.Error as fault:
        first = str(fault).splitlines()[0]
        told = f"{study.name}: a table cannot be read ({first}); run the study again with replace=true"
        raise Problems([told]) from fault


def _cards(study: Study, limited: Study, page: Page, address: Address) -> Sequence[Card]:
    """Return a page's cards; they hold for all languages, colours and screens."""
    if is_taken_apart(study) and not page.of_designs and page is not page_of(study):
        return [elsewhere(study)]
    own = limited.drawing(address.show) if page.by_policy else limited
    if page.key == PAGES[0].key and not limited_by_hand(study, limited):
        own = study  # a ranking speaks of all policies
    return list(page.cards(own, address))


def elsewhere(study: Study) -> Card:
    """Return what a page says of a study that compares no policies."""
    title = UNDER_SETS if study.is_under_ensemble else NO_POLICIES
    step = fill(Text("Its answer stands under “{q}”.", "其结果见“{q}”。"), q=page_of(study).link)
    return Card("elsewhere", title, page_of(study).link, (Answer(title, step, same("")),))


def page_of(study: Study) -> Page:
    """Return the page that answers for a study."""
    if study.is_under_ensemble or not is_taken_apart(study):
        return PAGES[0]
    wanted = "trade" if study.command == SEARCH else "drives"
    return next(page for page in PAGES if page.key == wanted)


def answers_of(own: Card, address: Address) -> tuple[Answer, ...]:
    """Return the answers of a card that a view shows: those for all policies, and those for the one that is shown."""
    return tuple(each for each in own.answers if not each.policy or each.policy == address.show)


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
        for answer in answers_of(each, address):
            return say(answer.title, address)
    return ""


def _foot(study: Study, page: Page, address: Address) -> Any:
    """Return what stands under every page: the caveat with its link, and how to make the view again."""
    return html.Footer([caveat(address), *remake(study, page, address)], className="foot")
