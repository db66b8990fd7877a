"""A policy: values of all levers, dated changes to them, and values that counties set for themselves."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.levers import (
    GROUPS,
    Accountability,
    AgeLimits,
    Authority,
    Bench,
    Care,
    Elections,
    Establishments,
    Exchange,
    Exit,
    Grades,
    Incentives,
    Loans,
    Promotion,
    Quotas,
    Recruiting,
    Retirement,
    Rewards,
    Secondment,
    Service,
    Team,
    Training,
    Village,
    Work,
    levers,
)
from sim.months import month_number
from sim.parameters import (
    Declaration,
    Value,
    as_record,
    declared_fields,
    problems,
    record_dtype,
    value_problems,
)
from sim.table import Array

LEVERS = record_dtype(GROUPS)
"""One record of all levers, as compiled code reads it."""


@dataclass(frozen=True)
class Change:
    """From month `start` on, `lever` has `value`, reached in equal monthly steps over `over_months`."""

    start: str
    lever: str
    value: Value
    over_months: int = 0


@dataclass(frozen=True)
class Policy:
    """Values of all levers, with dated changes and counties' own values.

    `start`: month from which values that differ from the default apply ("" for the first month).
    `counties`: county name -> lever -> value, for levers that counties may set themselves, from `start` on.
    A value equal to the default counts as not set: a lever with a start month of its own then holds `before` until
    it; to have the default earlier, write a dated change.
    """

    incentives: Incentives = field(default_factory=Incentives)
    quotas: Quotas = field(default_factory=Quotas)
    age_limits: AgeLimits = field(default_factory=AgeLimits)
    retirement: Retirement = field(default_factory=Retirement)
    service: Service = field(default_factory=Service)
    promotion: Promotion = field(default_factory=Promotion)
    work: Work = field(default_factory=Work)
    establishments: Establishments = field(default_factory=Establishments)
    recruiting: Recruiting = field(default_factory=Recruiting)
    village: Village = field(default_factory=Village)
    secondment: Secondment = field(default_factory=Secondment)
    loans: Loans = field(default_factory=Loans)
    exchange: Exchange = field(default_factory=Exchange)
    training: Training = field(default_factory=Training)
    accountability: Accountability = field(default_factory=Accountability)
    authority: Authority = field(default_factory=Authority)
    rewards: Rewards = field(default_factory=Rewards)
    team: Team = field(default_factory=Team)
    care: Care = field(default_factory=Care)
    grades: Grades = field(default_factory=Grades)
    bench: Bench = field(default_factory=Bench)
    exit: Exit = field(default_factory=Exit)
    elections: Elections = field(default_factory=Elections)
    start: str = ""
    changes: tuple[Change, ...] = ()
    counties: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """Say in words everything that is wrong with this policy."""
        found, known = list(self._out_of_bounds), levers()
        for place, month in [("start", self.start)] + [(f"changes[{c.lever}]", c.start) for c in self.changes]:
            found += _month_problems(place, month)
        for change in self.changes:
            found += _value_problems(known, "changes", change.lever, change.value)
            if int(change.over_months) != change.over_months or change.over_months < 0:
                found.append(
                    f"changes[{change.lever}].over_months is {change.over_months!r}; "
                    "allowed: a whole number of months, 0 for at once"
                )
        for county, values in self.counties.items():
            for name, value in values.items():
                found += _value_problems(known, f"counties.{county}", name, value)
                if name in known and not known[name].by_county:
                    found.append(f"counties.{county} sets {name}, which counties may not set; set it for all")
        return found

    @cached_property
    def _out_of_bounds(self) -> tuple[str, ...]:
        """What is wrong with the groups; they never change, and every run of a study asks."""
        return tuple(line for prefix in GROUPS for line in problems(getattr(self, prefix), prefix))

    def months_of_change(self, first: int) -> list[int]:
        """Return the months (numbers, ascending) in which some value may differ from the month before."""
        months = {first}
        months |= {month_number(each.start) for each in levers().values() if each.start}
        if self.start:
            months.add(month_number(self.start))
        for change in self.changes:
            start = month_number(change.start)
            months |= set(range(start, start + max(change.over_months, 1)))
        return sorted(month for month in months if month >= first)

    def has_begun(self, month: int) -> bool:
        """Tell whether values that differ from the default hold in a month (number)."""
        return not self.start or month >= month_number(self.start)

    def at(self, month: int) -> dict[str, object]:
        """Return the groups with the values that hold in a month (number), without counties' own values."""
        return {prefix: self._group_at(prefix, month) for prefix in GROUPS}

    def record_at(self, month: int) -> Array:
        """Return the values of `at` as one record: (1,) LEVERS, not to be written to.

        It is kept: every run of a study asks for the same months.
        """
        found = self._records.get(month)
        if found is None:
            found = self._records[month] = as_record(self.at(month), LEVERS)
            found.flags.writeable = False
        return found

    @cached_property
    def _records(self) -> dict[int, Array]:
        """Records by month, as they were asked for."""
        return {}

    def _group_at(self, prefix: str, month: int) -> object:
        group = getattr(self, prefix)
        begun = self.has_begun(month)
        changes = sorted(self.changes, key=lambda change: month_number(change.start))
        values: dict[str, Any] = {}
        for name, each in declared_fields(GROUPS[prefix], prefix):
            own = getattr(group, name)
            value = own if begun else each.default
            if each.start and month < month_number(each.start) and _same(value, each.default):
                value = each.before
            for change in changes:
                if change.lever == each.name:
                    value = _stepped(value, change, month)
            if value is not own:
                values[name] = value
        return dataclasses.replace(group, **values) if values else group


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return tuple(one) == tuple(other)
    return one == other


def _stepped(value: Value, change: Change, month: int) -> Value:
    """Return `value` moved towards the change's value: in full after `over_months`."""
    passed = month - month_number(change.start) + 1
    if passed <= 0:
        return value
    share = 1.0 if change.over_months <= 0 else min(1.0, passed / change.over_months)
    if share == 1.0 or isinstance(change.value, bool) or isinstance(value, bool):
        return change.value
    if isinstance(value, list | tuple) and isinstance(change.value, list | tuple):
        return tuple(old + share * (new - old) for old, new in zip(value, change.value, strict=True))
    if isinstance(value, list | tuple) or isinstance(change.value, list | tuple):
        raise ValueError(f"changes[{change.lever}] mixes a number and a list of numbers")
    return value + share * (change.value - value)


def _month_problems(place: str, month: str) -> list[str]:
    if not month:
        return [] if place == "start" else [f"{place} has no start month; write one as in 2010-01"]
    try:
        month_number(month)
    except ValueError as problem:
        return [f"{place}: {problem}"]
    return []


def _value_problems(known: Mapping[str, Declaration], place: str, name: str, value: Value) -> list[str]:
    if name not in known:
        return [f"{place} names {name!r}, which is no lever; `cadreflow levers` lists them"]
    return [f"{place}: {line}" for line in value_problems(known[name], value)]
