"""Who stays? Survival in the townships by cohort and by kind of people, and the causes of leaving."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Card, career_cards
from dashboards.cards.kinds import KINDS, kinds_card
from dashboards.pages.page import Choice, Page
from dashboards.studies import Study
from dashboards.words import Text

BY: Final = Choice("by", Text("Split by", "按类别"), [(name, kind.label) for name, kind in KINDS.items()])


def _choices(study: Study, address: Address) -> Sequence[Choice]:
    return [BY] if study.has("careers") else []


def _cards(study: Study, address: Address) -> Sequence[Card]:
    cards = career_cards(study)
    return [*cards, kinds_card(study, BY.value(address))] if study.has("careers") else cards


PAGE = Page("stays", Text("Who stays?", "谁留下?"), _cards, _choices)
