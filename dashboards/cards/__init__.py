"""Cards: each answers one question of a planner with a sentence, a chart, a table and its source."""

from dashboards.cards.basis import basis_card
from dashboards.cards.careers import career_cards
from dashboards.cards.comparison import comparison
from dashboards.cards.costs import cost_card
from dashboards.cards.designs import cards_of_design, is_taken_apart
from dashboards.cards.movements import age_card, flow_card
from dashboards.cards.parts import Answer, Card, Chart, Table
from dashboards.cards.scorecard import TOLD, scorecard_card, scores_of
from dashboards.cards.vacancies import town_card, vacancy_card
from dashboards.studies import Study
from experiments.scorecard import MANY, best_of

__all__ = [
    "Answer",
    "Card",
    "Chart",
    "Table",
    "basis_card",
    "cards_of",
    "cards_of_design",
    "is_taken_apart",
    "shown_one_by_one",
]


def shown_one_by_one(study: Study) -> Study:
    """Return the study with the policies that charts show one by one: all of them, or the best of many."""
    if len(study.others) <= MANY or is_taken_apart(study):
        return study
    return study.limited_to(best_of(scores_of(study), TOLD))


def cards_of(study: Study) -> list[Card]:
    """Return the cards of a report in the order of its questions; many policies begin with their ranking.

    A study that tries points of a design, or takes a package apart, has cards of its own kind.
    """
    if is_taken_apart(study):
        return [*cards_of_design(study), basis_card(study)]
    many = len(study.others) > MANY
    shown = shown_one_by_one(study)
    return [
        scorecard_card(study, scores_of(study)) if many else comparison(study),
        vacancy_card(shown),
        *career_cards(shown),
        flow_card(shown),
        age_card(shown),
        town_card(shown),
        cost_card(shown),
        basis_card(study),
    ]
