"""What a page is: a question, what may be chosen on it, and the cards that answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.address import Address
from dashboards.cards import Card
from dashboards.studies import Study
from dashboards.words import Text


@dataclass(frozen=True)
class Choice:
    """A choice of a page's own, kept in the address under `name`; the first option holds until another is chosen.

    `drops`: other choices that another value of this one leaves without a meaning.
    """

    name: str
    label: Text
    options: Sequence[tuple[str, Text]]
    drops: tuple[str, ...] = ()

    def link(self, address: Address, value: str) -> str:
        """Return the link that chooses a value."""
        return address.with_more(**{self.name: value}, **dict.fromkeys(self.drops)).url()

    def value(self, address: Address) -> str:
        """Return what the address says, or the first option."""
        return address.get(self.name, [value for value, _ in self.options])


Cards = Callable[[Study, Address], Sequence[Card]]
Choices = Callable[[Study, Address], Sequence[Choice]]


def no_choices(study: Study, address: Address) -> Sequence[Choice]:
    """Return no choice."""
    return ()


@dataclass(frozen=True)
class Page:
    """A page. `link`: its name in the rail; `cards`: of a study; `by_policy`: it draws one policy at a time.

    `live`: it works with the model itself, and needs no study; its components come from `dashboards.web`.
    """

    key: str
    link: Text
    cards: Cards
    choices: Choices = no_choices
    by_policy: bool = True
    live: bool = False
    of_designs: bool = False
