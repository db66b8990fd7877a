"""Sliders made from what is declared of levers and assumptions: label, unit, bounds, source."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dashboards.words import Text
from experiments import addresses
from experiments.addresses import Address
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.schema import declared
from sim.parameters import Declaration, Value

FIRST: Final = (
    "age_limits.renewal_men_years",
    "age_limits.new_men_years",
    "quotas.township_recruits_per_100_posts_per_year",
    "incentives.township_allowance_yuan_per_month.class_4",
    "service.township_min_service_months",
    "promotion.down_share",
)
"""Sliders that are there before any is asked for."""
STEPS: Final = 100
"""Steps of a slider, about."""
WIDE: Final = 4.0
"""A slider ends at so many times the base value where the declared bound lies farther."""
_WHOLE_STEPS: Final = ("years", "months", "people", "posts")
"""Units in which a slider goes by whole numbers."""


@dataclass(frozen=True)
class Knob:
    """A slider. `base`: where it stands; `low`, `high`: its ends, inside the declared bounds; `step`: of its places."""

    address: Address
    base: float
    low: float
    high: float
    step: float

    @property
    def name(self) -> str:
        """The address of its lever, assumption, or element of one."""
        return self.address.name

    @property
    def declared(self) -> Declaration:
        """What is declared of it."""
        return self.address.declaration

    @property
    def label(self) -> Text:
        """What it is called."""
        return label_of(self.address)

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return self.address.is_switch


def label_of(address: Address) -> Text:
    """Return what an address is called in both languages."""
    return Text(address.words("en"), address.words("zh"))


def every_address() -> list[Address]:
    """Return the addresses of all sliders there could be: levers first, then assumptions."""
    found = []
    for each in declared().values():
        found += [Address(each, place) for place in range(len(each.labels))] if each.labels else [Address(each)]
    return found


def knob(name: str, plan: RunPlan) -> Knob | None:
    """Return a slider standing at a plan's value, None for a name that is no slider's."""
    address = addresses.find(name)
    if address is None or address.is_list:
        return None
    value: Any = address.value_in(plan.value)
    base = float(value)
    if address.is_switch:
        return Knob(address, base, 0.0, 1.0, 1.0)
    low, high = _range(address.declaration, base)
    return Knob(address, base, low, high, _step(address.declaration, low, high))


def _range(each: Declaration, base: float) -> tuple[float, float]:
    """Return a slider's ends: the declared bounds, drawn nearer to the base where they lie far off."""
    size = abs(base) or abs(each.high) / WIDE
    low = max(each.low, -WIDE * size)
    high = min(each.high, max(WIDE * size, base + size))
    return low, high


def _step(each: Declaration, low: float, high: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that divides the range into about STEPS."""
    rough = (high - low) / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return max(step, 1.0) if each.unit in _WHOLE_STEPS and high - low >= 4 else float(f"{step:.6g}")


def values_of(wanted: Mapping[str, Any], plan: RunPlan) -> dict[str, Value]:
    """Return the values by full name that sliders ask for, lists whole; what is the plan's own is left out.

    Problems, all at once, for names that are none and values that are not allowed.
    """
    asked: dict[Address, Value] = {}
    wrong: list[str] = []
    for name, value in wanted.items():
        address = addresses.find(name)
        if address is None or address.is_list:
            wrong.append(addresses.unknown(name, "what if"))
            continue
        own = _number(value, address)
        if own is None:
            each = address.declaration
            wrong.append(f"{name} is {value!r}; allowed: a number from {each.low:g} to {each.high:g}")
            continue
        wrong += address.problems(own)
        asked[address] = own
    if wrong:
        raise Problems(wrong)
    made = addresses.point(asked, plan.value)
    return {name: value for name, value in made.items() if value != plan.value(name)}


def _number(value: Any, address: Address) -> float | bool | None:
    """Return a slider's value as its lever has it, None for one that is no number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if not math.isfinite(number):
        return None
    if address.is_switch:
        return {0.0: False, 1.0: True}.get(number)
    return number


def differences(values: Mapping[str, Value], plan: RunPlan) -> list[tuple[Declaration, Any, Any]]:
    """Return what differs from a plan: declaration, the plan's value, the other one; in the order of declaration."""
    return [(each, plan.value(name), values[name]) for name, each in declared().items() if name in values]
