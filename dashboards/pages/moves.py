"""Who moves? Flows between the tiers, and the chains that one opening sets off."""

from collections.abc import Sequence

from dashboards.address import Address
from dashboards.cards import Card, flow_card
from dashboards.cards.chain_steps import offered, steps_card
from dashboards.cards.chains import chain_card
from dashboards.pages.futures import seed_choice, shown_policy
from dashboards.pages.page import Choice, Page
from dashboards.studies import Study
from dashboards.words import Text

CHAIN = Text("One chain", "单个空缺链")


def _cards(study: Study, address: Address) -> Sequence[Card]:
    cards = [flow_card(study), chain_card(study)]
    choices = _choices(study, address)
    if len(choices) < 2:
        return cards
    seed, chain = (int(choice.value(address)) for choice in choices)
    return [*cards, steps_card(study, shown_policy(study, address), seed, chain)]


def _choices(study: Study, address: Address) -> Sequence[Choice]:
    """Return which future, and which of its chains."""
    seeds = seed_choice(study, address)
    chains = offered(study, shown_policy(study, address), int(seeds.value(address)))
    return [seeds, Choice("chain", CHAIN, chains)] if chains else []


PAGE = Page("moves", Text("Who moves?", "谁在流动?"), _cards, _choices)
