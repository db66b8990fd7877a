"""What drives it? Levers and assumptions that move the results, and where a policy fails."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Answer, Card, basis_card, cards_of_design, is_taken_apart
from dashboards.pages.page import Page
from dashboards.studies import SEARCH, Study
from dashboards.words import Text

LINK: Final = Text("What drives it?", "什么在起作用?")
NOTHING: Final = Text(
    "This study varies nothing but its policies, so it cannot say what drives the results",
    "本研究只改变政策,无法说明哪些因素主导结果",
)
STEP: Final = Text(
    "A sensitivity study does: cadreflow sensitivity over='{setting.wants.pay_utils: all}', or cadreflow sweep "
    "design=age_lines; then choose it above.",
    "请运行敏感性研究:cadreflow sensitivity over='{setting.wants.pay_utils: all}',或 cadreflow sweep design=age_lines,"
    "再在上方选择该研究。",
)


def _cards(study: Study, address: Address) -> Sequence[Card]:
    if is_taken_apart(study) and study.command != SEARCH:
        return [*cards_of_design(study), basis_card(study)]
    return [Card("drives", LINK, LINK, (Answer(NOTHING, STEP, Text("", "")),))]


PAGE = Page("drives", LINK, _cards, by_policy=False, of_designs=True)
