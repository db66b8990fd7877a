"""What does it cost? Yuan by cause, and what a cadre who stays costs."""

from collections.abc import Sequence

from dashboards.address import Address
from dashboards.cards import Card, cost_card
from dashboards.cards.worth import worth_card
from dashboards.pages.page import Page
from dashboards.studies import Study
from dashboards.words import Text


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return [cost_card(study), worth_card(study)]


PAGE = Page("cost", Text("What does it cost?", "要花多少钱?"), _cards)
