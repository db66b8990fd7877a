"""A run plan: everything that determines a run, checked, and named by its contents."""

import copy
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from experiments import schema
from experiments.choices import nearest
from sim.compiled import SOURCE_HASH
from sim.draws import name_key
from sim.months import month_number, month_text
from sim.parameters import Value, problems
from sim.policy import Policy
from sim.population import City
from sim.setting import GROUPS, Setting

LONGEST: Final = 1200
"""Months: a century."""
LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True)
class Point:
    """A point of a design: its `number` in the study, and the levers and assumptions that it sets, by full name."""

    number: int
    values: Mapping[str, Value]


AS_IT_IS: Final = Point(0, {})
"""The one point of a study that varies nothing."""


@dataclass(frozen=True)
class RunPlan:
    """One city under one policy and one set of assumptions.

    `off`: processes switched off by name; `unread`: what could not be made part of the plan, in
    words; `config`: the resolved configuration, plain data; `point`: number of the design's point that
    it stands for; `fork`: the month (text) from which `policy` holds, `past` holding before it; "" for none;
    `past_seed`: the seed of the months before the fork, from which on every seed brings luck of its own; None: `seed`.
    """

    city: City
    policy: Policy
    setting: Setting
    off: tuple[str, ...]
    months: int
    seed: int
    keep: tuple[str, ...]
    name: str
    label_en: str
    label_zh: str
    config: Mapping[str, Any]
    unread: tuple[str, ...] = ()
    point: int = 0
    fork: str = ""
    past: Policy | None = None
    past_seed: int | None = None

    def problems(self) -> list[str]:
        """Say in words everything that is wrong with this plan."""
        found = [*self.unread, *self.policy.problems()]
        found += [f"city {self.city.name}: {line}" for line in self.city.problems()]
        for group in GROUPS:
            found += problems(getattr(self.setting, group), f"{schema.SETTING}.{group}")
        found += _unlisted("off", self.off, _processes(), "a process of the month")
        found += _unlisted("keep", self.keep, schema.TABLES, "a table")
        counties = [unit.name for unit in self.city.units if unit.tier == "county"]
        found += _unlisted("counties", tuple(self.policy.counties), counties, "a county of the city")
        found += self._fork_problems()
        if not 1 <= self.months <= LONGEST:
            found.append(f"months is {self.months}; allowed 1 to {LONGEST}")
        if not 0 <= self.seed <= LARGEST_SEED:
            found.append(f"seed is {self.seed}; allowed 0 to {LARGEST_SEED}")
        return found

    def _fork_problems(self) -> list[str]:
        """Say whether the fork lies inside the run, and whether its past can have a seed of its own."""
        first, last = self.city.start, self.city.start + self.months
        if self.past_seed is not None:
            if not self.fork:
                return [f"past_seed is {self.past_seed} without a fork; name its month as fork=MONTH, or leave it out"]
            if not 0 <= self.past_seed <= LARGEST_SEED:
                return [f"past_seed is {self.past_seed}; allowed 0 to {LARGEST_SEED}, or null for the run's own seed"]
        try:
            inside = not self.fork or first < month_number(self.fork) < last
        except ValueError as fault:
            return [f"fork is {self.fork!r}: {fault}"]
        allowed = f"{month_text(first + 1)} to {month_text(last - 1)}"
        return [] if inside else [f'fork is {self.fork}, outside the run; allowed: {allowed}, or "" for none']

    def with_seed(self, seed: int) -> "RunPlan":
        """Return the same plan under another seed."""
        other = dataclasses.replace(self, seed=seed)
        # These do not depend on the seed, and take a while to compute.
        other.__dict__["contents"] = self.contents
        other.__dict__["city_hash"] = self.city_hash
        return other

    def at(self, point: Point) -> "RunPlan":
        """Return the plan at a point of a design, under the same name."""
        if not point.values:
            return self if self.point == point.number else dataclasses.replace(self, point=point.number)
        policy, setting = self._with(grouped(point.values))
        other = dataclasses.replace(self, policy=policy, setting=setting, point=point.number)
        other.__dict__["city_hash"] = self.city_hash
        touched = {name.rpartition(".")[0] for name in point.values}
        other.__dict__["_digests"] = {
            group: digest for group, digest in self._digests_of_groups().items() if group not in touched
        }
        return other

    def forked(self, month: str, past: Policy) -> "RunPlan":
        """Return the plan of which everything before a month is the past under another policy."""
        return dataclasses.replace(self, fork=month, past=past) if month else self

    def _with(self, groups: Mapping[str, Mapping[str, Value]]) -> tuple[Policy, Setting]:
        """Return policy and assumptions with other values, by group."""
        policy, setting = self.policy, self.setting
        for group, own in groups.items():
            prefix, _, inner = group.partition(".")
            if prefix == schema.SETTING:
                setting = dataclasses.replace(setting, **{inner: dataclasses.replace(getattr(setting, inner), **own)})
            else:
                policy = dataclasses.replace(policy, **{group: dataclasses.replace(getattr(policy, group), **own)})
        return policy, setting

    def with_values(self, values: Mapping[str, Value], *, name: str = "", en: str = "", zh: str = "") -> "RunPlan":
        """Return the same plan with other values of levers and assumptions, by full name, and under another name."""
        groups = grouped(values)
        config: dict[str, Any] = copy.deepcopy(dict(self.config))
        policy, setting = self._with(groups)
        for group, own in groups.items():
            place = config
            for part in group.split("."):
                place = place[part]
            place.update({last: list(value) if isinstance(value, tuple) else value for last, value in own.items()})
        if name:
            config["policy"] |= {"name": name, "label_en": en or name, "label_zh": zh or name}
        return dataclasses.replace(
            self, policy=policy, setting=setting, config=config, name=name or self.name,
            label_en=en or name or self.label_en, label_zh=zh or name or self.label_zh,
        )  # fmt: skip

    def value(self, name: str) -> Any:
        """Return the value of a lever or an assumption by its full name."""
        *groups, last = name.split(".")
        place: Any = self if groups[0] == schema.SETTING else self.policy
        for each in (*groups, last):
            place = getattr(place, each)
        return place

    @cached_property
    def contents(self) -> str:
        """Return the hash of all that determines the runs of this plan, the seed apart."""
        policy = self.policy
        dated = [policy.start, [dataclasses.asdict(change) for change in policy.changes], policy.counties]
        past: list[Any] = [self.fork, dataclasses.asdict(self.past)] if self.past else []
        past += [] if self.past_seed is None else [self.past_seed]
        groups = self._digests_of_groups()
        return _digest([SOURCE_HASH, self.name, self.city_hash, groups, dated, sorted(self.off), self.months, past])

    def _digests_of_groups(self) -> dict[str, str]:
        """Return the hash of each group of levers and assumptions; those of unchanged groups are taken over (`at`)."""
        known: dict[str, str] = self.__dict__.setdefault("_digests", {})
        for name in schema.LEVER_GROUPS:
            if name not in known:
                known[name] = _digest(dataclasses.asdict(getattr(self.policy, name)))
        for group in GROUPS:
            name = f"{schema.SETTING}.{group}"
            if name not in known:
                known[name] = _digest(dataclasses.asdict(getattr(self.setting, group)))
        return known

    @property
    def luck(self) -> int | None:
        """Return the seed of the months after the fork, None where it is that of the whole run.

        It is made of both seeds, so that futures of different pasts have nothing in common.
        """
        return None if self.past_seed is None else name_key(f"{self.past_seed} {self.seed}") & LARGEST_SEED

    @property
    def run(self) -> str:
        """Return the name of this run: the hash of what determines it."""
        return run_name(self.contents, self.seed)

    @cached_property
    def city_hash(self) -> str:
        """Return the hash of the city's data."""
        return _digest(dataclasses.asdict(self.city))


def grouped(values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Return values by full name as values by group and last name, as groups hold them: tuples, floats, switches."""
    groups: dict[str, dict[str, Value]] = {}
    for full, value in values.items():
        group, _, last = full.rpartition(".")
        groups.setdefault(group, {})[last] = _held(value)
    return groups


def _held(value: Any) -> Value:
    """Return a value as groups hold it: the same number is the same plan, however it was written."""
    if isinstance(value, list | tuple):
        return tuple(map(float, value))
    return value if isinstance(value, bool) else float(value)


def run_name(contents: str, seed: int) -> str:
    """Return the name of the run of a plan with these contents under a seed."""
    return _digest([contents, seed])[:16]


def study_name(contents: Iterable[str], keep: Sequence[str]) -> str:
    """Return the hash of a study: the contents of its plans in any order, and the tables it keeps."""
    return _digest([sorted(contents), sorted(keep)])


def _processes() -> list[str]:
    from sim.plan import NAMES

    return list(NAMES)


def _unlisted(place: str, names: Sequence[str], there: Sequence[str], what: str) -> list[str]:
    listed = f"There are: {', '.join(there)}"
    return [
        f"{place} names {name!r}, which is not {what}.{nearest(name, there)} {listed}"
        for name in names
        if name not in there
    ]


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: object) -> object:
    """Return a value that JSON does not know as one that it does: mappings and numpy's numbers."""
    if isinstance(value, Mapping):
        return dict(value)
    item = getattr(value, "item", None)
    if item is not None:
        return item()
    raise TypeError(f"{type(value).__name__} cannot be part of a plan's contents: {value!r}")
