"""Why believe it? Limits, policies, assumptions with their sources, and how to make it again."""

from collections.abc import Sequence

from dashboards.address import Address
from dashboards.cards import Card, basis_card
from dashboards.pages.page import Page
from dashboards.studies import Study
from dashboards.words import Text


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return [basis_card(study)]


PAGE = Page("believe", Text("Why believe it?", "为何可信?"), _cards, by_policy=False, of_designs=True)
