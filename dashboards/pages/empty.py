"""Where is it empty? Vacancies on paper and in effect by town, rank and month, and how long openings last."""

from collections.abc import Sequence

from dashboards.address import Address
from dashboards.cards import Card, town_card, vacancy_card
from dashboards.cards.unfilled import effect_card, lasting_card
from dashboards.pages.page import Page
from dashboards.studies import Study
from dashboards.words import Text


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return [vacancy_card(study), town_card(study), effect_card(study), lasting_card(study)]


PAGE = Page("empty", Text("Where is it empty?", "哪里空缺?"), _cards)
