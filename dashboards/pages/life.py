"""One life: a cadre's career on a timeline, and the same person under two policies."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dashboards.address import Address
from dashboards.cards import Card
from dashboards.cards.lives import KINDS, LINK, QUESTION, life_card, named, nobody, offered
from dashboards.cards.parts import not_kept
from dashboards.pages.futures import seed_choice, shown_policy
from dashboards.pages.page import Choice, Page
from dashboards.studies import Study
from dashboards.words import Text

WHO: Final = Text("Whose", "谁")
KIND: Final = Choice("life", Text("Somebody who", "选择"), list(KINDS.items()), drops=("who",))


def _choices(study: Study, address: Address) -> Sequence[Choice]:
    """Return which future, what kind of life, and whose; another future or kind means another person."""
    if not study.has("careers"):
        return ()
    seeds = replace(seed_choice(study, address), drops=("who",))
    people = list(_people(study, address, int(seeds.value(address))))
    who = _who(address)
    if who and who not in dict(people):
        people.insert(0, (who, named(study, shown_policy(study, address), int(seeds.value(address)), int(who))))
    return [seeds, KIND, *([Choice("who", WHO, people)] if people else [])]


def _people(study: Study, address: Address, seed: int) -> Sequence[tuple[str, Text]]:
    return offered(study, shown_policy(study, address), seed, KIND.value(address))


def _who(address: Address) -> str:
    """Return the person that an address names, "" for none."""
    who = address.more.get("who", "")
    return who if re.fullmatch(r"[0-9]{1,20}", who, re.ASCII) else ""


def _cards(study: Study, address: Address) -> Sequence[Card]:
    if not study.has("careers"):
        return [Card("life", LINK, QUESTION, (not_kept(study, "careers", Text("single lives", "个人轨迹")),))]
    seed = int(seed_choice(study, address).value(address))
    who = _who(address)
    if not who:
        people = _people(study, address, seed)
        if not people:
            return [Card("life", LINK, QUESTION, (nobody(study),))]
        who = people[0][0]
    return [life_card(study, shown_policy(study, address), seed, int(who))]


PAGE = Page("life", Text("One life", "一个人的轨迹"), _cards, _choices)
