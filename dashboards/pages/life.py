"""One life: a cadre's career on a timeline, and the same person under two policies."""

from collections.abc import Sequence
from typing import Final

from dashboards.address import Address
from dashboards.cards import Card
from dashboards.cards.lives import KINDS, LINK, QUESTION, life_card, offered
from dashboards.cards.parts import not_kept
from dashboards.pages.futures import seed_choice, shown_policy
from dashboards.pages.page import Choice, Page
from dashboards.studies import Study
from dashboards.words import Text

WHO: Final = Text("Whose", "谁")
KIND: Final = Choice("life", Text("Somebody who", "选择"), list(KINDS.items()))


def _choices(study: Study, address: Address) -> Sequence[Choice]:
    if not study.has("careers"):
        return ()
    seeds = seed_choice(study, address)
    people = offered(study, shown_policy(study, address), int(seeds.value(address)), KIND.value(address))
    return [seeds, KIND, *([Choice("who", WHO, people)] if people else [])]


def _cards(study: Study, address: Address) -> Sequence[Card]:
    if not study.has("careers"):
        return [Card("life", LINK, QUESTION, (not_kept(study, "careers", Text("single lives", "个人轨迹")),))]
    policy = shown_policy(study, address)
    seed = int(seed_choice(study, address).value(address))
    who = address.more.get("who", "")
    if not who.removeprefix("-").isdigit() or len(who) > 20:
        people = offered(study, policy, seed, KIND.value(address))
        who = people[0][0] if people else "-1"
    return [life_card(study, policy, seed, int(who))]


PAGE = Page("life", Text("One life", "一个人的轨迹"), QUESTION, _cards, _choices)
