"""What is varied, by address: a lever or an assumption, or one element of a list of numbers.

The address of a lever or an assumption is its full name (`quotas.excellent_cap_share`); that of an element of a list
is the name and the element's label (`incentives.tier_pay_ratio.county`), as in the columns of a study's runs.
"""

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from experiments.choices import nearest
from experiments.elements import element_words
from experiments.schema import declared
from experiments.wording import Language
from sim.parameters import Declaration, Value, value_problems

if TYPE_CHECKING:
    import pandas as pd

Base = Callable[[str], Value]
"""Returns the base plan's value of a lever or an assumption by its full name."""
Point = dict[str, Value]
"""Values of levers and assumptions by full name, as `RunPlan.with_values` takes them."""
RANGE_KEYS: Final = ("from", "to", "steps")
WHOLE: Final = -1
_BRACKETS: Final = {"en": (" (", ")"), "zh": ("(", ")")}


@dataclass(frozen=True)
class Address:
    """A lever or an assumption. `place`: of one element in its list of numbers, WHOLE for all of it."""

    declaration: Declaration
    place: int = WHOLE

    @property
    def name(self) -> str:
        """Return the address as it is written."""
        return self.declaration.name if self.place == WHOLE else f"{self.declaration.name}.{self._label}"

    @property
    def is_switch(self) -> bool:
        """Whether it is true or false."""
        return isinstance(self.declaration.default, bool)

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of numbers."""
        return bool(self.declaration.labels) and self.place == WHOLE

    def words(self, language: Language) -> str:
        """Return its label for readers."""
        label: str = getattr(self.declaration, language)
        if self.place == WHOLE:
            return label
        opening, closing = _BRACKETS[language]
        return f"{label}{opening}{element_words(self.declaration, self._label)[language == 'zh']}{closing}"

    def value_in(self, base: Base) -> Value:
        """Return the value that it has in the base plan."""
        value: Any = base(self.declaration.name)
        if self.place != WHOLE and isinstance(value, tuple | list):
            return value[self.place]
        return tuple(value) if isinstance(value, list) else value

    def problems(self, value: object) -> list[str]:
        """Say in words what is wrong with a value for it: its type, its length, its bounds."""
        parts = value if isinstance(value, list | tuple) else (value,)
        if not self.is_switch and any(isinstance(each, bool) for each in parts):
            low, high = self.declaration.low, self.declaration.high
            return [f"{self.name} is {value!r}; allowed: numbers from {low:g} to {high:g}; write a number"]
        if self.place == WHOLE:
            return value_problems(self.declaration, value)
        if isinstance(value, list | tuple):
            return [f"{self.name} is {value!r}; allowed: one number for this element"]
        whole: list[Any] = list(self.declaration.default)  # type: ignore[arg-type]
        whole[self.place] = value
        return value_problems(self.declaration, whole)

    @property
    def _label(self) -> str:
        return self.declaration.labels[self.place]


def find(name: str) -> Address | None:
    """Return what an address means, None if there is no such lever, assumption or element."""
    known = declared()
    if name in known:
        return Address(known[name])
    full, _, label = name.rpartition(".")
    if full in known and label in known[full].labels:
        return Address(known[full], known[full].labels.index(label))
    return None


def unknown(name: str, where: str) -> str:
    """Say that there is no such lever, assumption or element, and which name is nearest."""
    full = name.rpartition(".")[0]
    beside = declared().get(full)
    if beside is not None:
        listed = ", ".join(beside.labels)
        return f"{where}: {name} is no element of {full}; " + (
            f"allowed: {listed}" if listed else f"it is a single number; write {full}"
        )
    return (
        f"{where}: {name} is no lever and no assumption.{nearest(name, declared())} "
        "`cadreflow levers` lists the levers, `cadreflow levers assumptions=true` the assumptions"
    )


def read_over(over: Any, where: str = "over") -> tuple[dict[Address, Any], list[str]]:
    """Return what is to be varied, in the order given, and what is wrong with the names.

    `over`: by address, or nested as groups of a configuration are; the values are not looked at.
    """
    found: dict[Address, Any] = {}
    problems: list[str] = []
    if over and not isinstance(over, Mapping):
        return found, [f"{where} is {over!r}; allowed: the names of levers and assumptions, as NAME: values"]
    for name, value in _flat(over or {}, ""):
        address = find(name)
        if address is None:
            problems.append(unknown(name, where))
        elif address in found:
            problems.append(f"{where} names {name} twice; leave one out")
        else:
            found[address] = value
    if not over:
        problems.append(f"{where} is empty; name at least one lever or assumption to vary, as NAME: values")
    problems += twice_varied(found, where)
    return found, problems


def twice_varied(addresses: Mapping[Address, Any], where: str) -> Iterator[str]:
    """Yield a line for each list that is varied as a whole and by its elements."""
    for each in addresses:
        parts = [other.name for other in addresses if other.place != WHOLE and other.declaration == each.declaration]
        if each.is_list and parts:
            yield f"{where} names {each.name} and its elements {', '.join(parts)}; leave one or the other out"


def _flat(over: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield addresses and values; a mapping that is not a range of values is a group of names."""
    for key, value in over.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value and not (find(name) and set(value) & set(RANGE_KEYS)):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def as_value(value: Any) -> Value:
    """Return a value that has no problems as a plan holds it: true or false, a float, a tuple of floats."""
    if isinstance(value, list | tuple):
        return tuple(map(float, value))
    return value if isinstance(value, bool) else float(value)


def tidy(number: float) -> float:
    """Return a computed number without the traces of binary arithmetic: 0.3, not 0.30000000000000004."""
    return float(f"{number:.12g}") if math.isfinite(number) else number


def point(values: Mapping[Address, Value], base: Base) -> Point:
    """Return the values by full name; elements are put into the base plan's list of numbers."""
    made: Point = {}
    for address, value in values.items():
        name = address.declaration.name
        if address.place == WHOLE:
            made[name] = value
            continue
        whole = made.get(name, ()) or tuple(base(name))  # type: ignore[arg-type]
        assert isinstance(whole, tuple)
        made[name] = (*whole[: address.place], float(value), *whole[address.place + 1 :])  # type: ignore[arg-type]
    return made


def columns_of(points: Sequence[Point]) -> "pd.DataFrame":
    """Return a row for each point and a column for each number, elements of lists by address; switches as bool."""
    import pandas as pd

    known = declared()
    columns: dict[str, list[float | bool]] = {}
    for name in points[0] if points else ():
        labels = known[name].labels
        if labels:
            for place, label in enumerate(labels):
                columns[f"{name}.{label}"] = [each[name][place] for each in points]  # type: ignore[index]
        else:
            columns[name] = [each[name] for each in points]  # type: ignore[misc]
    return pd.DataFrame(columns, index=range(len(points)))


@dataclass(frozen=True)
class Axis:
    """One number that is varied between two bounds, or a switch."""

    address: Address
    low: float
    high: float

    @property
    def name(self) -> str:
        """Return the address."""
        return self.address.name

    def at(self, share: float) -> float | bool:
        """Return the value at a share of the way from `low` to `high`; a switch is on from the middle on."""
        if self.address.is_switch:
            return share >= 0.5
        return min(self.high, max(self.low, self.low + share * (self.high - self.low)))


def axes(over: Mapping[str, Any], where: str = "over") -> tuple[list[Axis], list[str]]:
    """Return what is varied between bounds, and what is wrong with it.

    `over`: an address -> [low, high], or None or "all" for the declared bounds.
    """
    named, problems = read_over(over, where)
    found = []
    for address, given in named.items():
        wrong = _range_problems(address, given, where)
        problems += wrong
        if not wrong:
            low, high = (address.declaration.low, address.declaration.high) if _is_all(given) else map(float, given)
            found.append(Axis(address, low, high))
    return found, problems


def _is_all(given: object) -> bool:
    return given is None or given == "all"


def _range_problems(address: Address, given: Any, where: str) -> list[str]:
    """Say what is wrong with the bounds given for one axis."""
    name, low, high = address.name, address.declaration.low, address.declaration.high
    if address.is_list:
        first = dataclasses.replace(address, place=0).name
        return [
            f"{where}: {name} is a list of {len(address.declaration.labels)} numbers; name the elements to vary "
            f"between bounds: {first}: [low, high]; the elements are {', '.join(address.declaration.labels)}"
        ]
    if _is_all(given):
        return []
    if address.is_switch:
        if not isinstance(given, list | tuple) or set(map(repr, given)) != {"False", "True"}:
            return [f"{where}: {name} is {given!r}; allowed: all, or [false, true]"]
        return []
    if not isinstance(given, list | tuple) or len(given) != 2:
        return [f"{where}: {name} is {given!r}; allowed: [low, high] within {low:g} to {high:g}, or all for these"]
    found = [f"{where}: {line}" for each in given for line in address.problems(each)]
    if not found and not given[0] < given[1]:
        found.append(f"{where}: {name} is [{given[0]:g}, {given[1]:g}]; allowed: the lower bound, then a higher one")
    return found
