"""Which trade-off? What no other policy beats, its levers, and what it costs."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Answer, Card, basis_card, cards_of_design
from dashboards.pages.page import Page
from dashboards.studies import SEARCH, Study
from dashboards.words import Text

LINK: Final = Text("Which trade-off?", "如何取舍?")
NOTHING: Final = Text("This study searched for no trade-off", "本研究没有搜索取舍方案")
STEP: Final = Text(
    "A search does: cadreflow optimise over='{age_limits.new_men_years: [50, 57]}'; then choose it above.",
    "请运行搜索:cadreflow optimise over='{age_limits.new_men_years: [50, 57]}',再在上方选择该研究。",
)


def _cards(study: Study, address: Address) -> Sequence[Card]:
    if study.command == SEARCH:
        return [*cards_of_design(study), basis_card(study)]
    return [Card("trade", LINK, LINK, (Answer(NOTHING, STEP, Text("", "")),))]


PAGE = Page("trade", LINK, _cards, by_policy=False, of_designs=True)
