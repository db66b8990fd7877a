"""What changes? Paired differences, what each policy sets beside them, and the ranking where policies are many."""

from collections.abc import Sequence

from dashboards.address import Address
from dashboards.cards import Card, comparison, scorecard_card, scores_of
from dashboards.cards.basis import policies_answer
from dashboards.cards.ensemble import ensemble_card
from dashboards.pages.page import Page
from dashboards.studies import Study
from dashboards.words import Text
from experiments.scorecard import MANY

SETS = Text("What was set", "设定差异")


def _cards(study: Study, address: Address) -> Sequence[Card]:
    return [
        _first(study),
        Card("sets", SETS, Text("What was set differently?", "设定有何不同?"), (policies_answer(study),)),
    ]


def _first(study: Study) -> Card:
    if study.is_under_ensemble:
        return ensemble_card(study)
    return scorecard_card(study, scores_of(study)) if len(study.others) > MANY else comparison(study)


PAGE = Page("changes", Text("What changes?", "有什么变化?"), _cards, by_policy=False)
