"""Who is next? Ages, ready candidates, and who is promoted."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Card, age_card
from dashboards.cards.bench import SPLITS, ready_card, rise_card
from dashboards.pages.page import Choice, Page
from dashboards.prospects import ASKED
from dashboards.studies import Study
from dashboards.words import Text

BY: Final = Choice("by", Text("Promotions by", "提拔按类别"), [(name, SPLITS[name]) for name in ASKED])


def _choices(study: Study, address: Address) -> Sequence[Choice]:
    return [BY] if study.has("careers") else []


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return [age_card(study), ready_card(study), rise_card(study, BY.value(address))]


PAGE = Page("next", Text("Who is next?", "后继有人吗?"), _cards, _choices)
