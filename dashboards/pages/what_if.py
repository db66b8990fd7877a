"""What if? Sliders made from the levers, answered by the model itself while the hand is still on them."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Card
from dashboards.pages.page import Page
from dashboards.studies import Study
from dashboards.words import Text

LINK: Final = Text("What if?", "如果……?")


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return ()  # it runs the model, `dashboards.web.live`


PAGE = Page("what_if", LINK, _cards, live=True)
