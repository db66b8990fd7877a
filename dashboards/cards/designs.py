"""The cards of a study that tries points, or takes a package apart, by the command that made it."""

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.cards.boxes import box_card
from dashboards.cards.ensemble import ensemble_card
from dashboards.cards.explained import explained_cards
from dashboards.cards.front import front_card
from dashboards.cards.goal import goal_card
from dashboards.cards.influence import influence_card
from dashboards.cards.parts import Card
from dashboards.cards.response import response_card
from dashboards.studies import PACKAGE, SEARCH, Study

_CARDS: Final[Mapping[str, Callable[[Study], list[Card]]]] = {
    PACKAGE: explained_cards,
    "sensitivity": lambda study: [influence_card(study)],
    "discover": lambda study: [box_card(study)],
    "sweep": lambda study: [response_card(study)],
    SEARCH: lambda study: [goal_card(study) if study.design.get("goal") else front_card(study)],
}


def is_taken_apart(study: Study) -> bool:
    """Whether a study's answer is not the comparison of its policies, future by future."""
    return study.is_design or study.command == PACKAGE or study.is_under_ensemble


def cards_of_design(study: Study) -> list[Card]:
    """Return the cards of such a study."""
    return [ensemble_card(study)] if study.is_under_ensemble else _CARDS[study.command](study)
