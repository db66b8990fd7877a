"""Which single future a page looks into: a seed of the study, and the policy that is shown."""

from typing import Final

from dashboards.address import Address
from dashboards.pages.page import Choice
from dashboards.studies import Study
from dashboards.words import Text, same

FUTURE: Final = Text("Future (seed)", "未来情形(随机种子)")
OFFERED: Final = 10
"""Seeds offered; the address takes any of the study's."""


def seed_choice(study: Study, address: Address) -> Choice:
    """Return the choice of a seed: the first ones, and the one that the address names if the study has it."""
    seeds = sorted(int(each) for each in set(study.runs["seed"]))
    named = address.number("seed", seeds[0], seeds[0], seeds[-1])
    offered = list(dict.fromkeys([*seeds[:OFFERED], *([named] if named in seeds else [])]))
    return Choice("seed", FUTURE, [(str(seed), same(str(seed))) for seed in offered])


def shown_policy(study: Study, address: Address) -> str:
    """Return the policy that is shown, the baseline where the address names none of the study's."""
    names = [note.name for note in study.policies]
    return address.show if address.show in names else study.baseline.name
