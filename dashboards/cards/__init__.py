"""Cards: each answers one question of a planner with a sentence, a chart, a table and its source."""

from dashboards.cards.basis import basis_card
from dashboards.cards.careers import career_cards
from dashboards.cards.comparison import comparison
from dashboards.cards.costs import cost_card
from dashboards.cards.movements import age_card, flow_card
from dashboards.cards.parts import Answer, Card, Chart, Table
from dashboards.cards.vacancies import town_card, vacancy_card
from dashboards.studies import Study

__all__ = ["Answer", "Card", "Chart", "Table", "cards_of"]


def cards_of(study: Study) -> list[Card]:
    """Return the cards of a report in the order of its questions."""
    return [
        comparison(study),
        vacancy_card(study),
        *career_cards(study),
        flow_card(study),
        age_card(study),
        town_card(study),
        cost_card(study),
        basis_card(study),
    ]
