"""A run plan: everything that determines a run, checked, and named by its contents."""

import copy
import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from experiments import schema
from experiments.choices import nearest
from sim.compiled import SOURCE_HASH
from sim.parameters import Value, problems
from sim.policy import Change, Policy
from sim.population import City
from sim.setting import GROUPS, Setting

LONGEST: Final = 1200
"""Months: a century."""
LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True)
class RunPlan:
    """One city under one policy and one set of assumptions.

    `off`: processes switched off by name; `unread`: what could not be made part of the plan, in
    words; `config`: the resolved configuration, plain data.
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
        if not 1 <= self.months <= LONGEST:
            found.append(f"months is {self.months}; allowed 1 to {LONGEST}")
        if not 0 <= self.seed <= LARGEST_SEED:
            found.append(f"seed is {self.seed}; allowed 0 to {LARGEST_SEED}")
        return found

    def with_seed(self, seed: int) -> "RunPlan":
        """Return the same plan under another seed."""
        other = dataclasses.replace(self, seed=seed)
        # These do not depend on the seed, and take a while to compute.
        other.__dict__["contents"] = self.contents
        other.__dict__["city_hash"] = self.city_hash
        return other

    def with_values(self, values: Mapping[str, Value], *, name: str = "", en: str = "", zh: str = "") -> "RunPlan":
        """Return the same plan with other values of levers and assumptions, by full name, and under another name."""
        groups: dict[str, dict[str, Value]] = {}
        for full, value in values.items():
            group, _, last = full.rpartition(".")
            groups.setdefault(group, {})[last] = tuple(value) if isinstance(value, list) else value
        config: dict[str, Any] = copy.deepcopy(dict(self.config))
        policy, setting = self.policy, self.setting
        for group, own in groups.items():
            place = config
            for part in group.split("."):
                place = place[part]
            place.update({last: list(value) if isinstance(value, tuple) else value for last, value in own.items()})
            prefix, _, inner = group.partition(".")
            if prefix == schema.SETTING:
                setting = dataclasses.replace(setting, **{inner: dataclasses.replace(getattr(setting, inner), **own)})
            else:
                policy = dataclasses.replace(policy, **{group: dataclasses.replace(getattr(policy, group), **own)})
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
        return _digest(
            [
                SOURCE_HASH,
                self.name,
                dataclasses.asdict(self.city),
                dataclasses.asdict(self.policy),
                dataclasses.asdict(self.setting),
                sorted(self.off),
                self.months,
            ]
        )

    @property
    def run(self) -> str:
        """Return the name of this run: the hash of what determines it."""
        return run_name(self.contents, self.seed)

    @cached_property
    def city_hash(self) -> str:
        """Return the hash of the city's data."""
        return _digest(dataclasses.asdict(self.city))


def run_name(contents: str, seed: int) -> str:
    """Return the name of the run of a plan with these contents under a seed."""
    return _digest([contents, seed])[:16]


def study_name(plans: Sequence[RunPlan], keep: Sequence[str]) -> str:
    """Return the hash of a study: its plans in any order, and the tables it keeps."""
    return _digest([sorted(plan.contents for plan in plans), sorted(keep)])


def plan_of(config: Mapping[str, Any], city: City) -> RunPlan:
    """Make a plan of a resolved configuration (plain data) and its city."""
    unread: list[str] = []
    note = config["policy"]
    levers = {name: _group(group, name, config[name], unread) for name, group in schema.LEVER_GROUPS.items()}
    assumed = config[schema.SETTING]
    setting = {name: _group(group, f"{schema.SETTING}.{name}", assumed[name], unread) for name, group in GROUPS.items()}
    policy = Policy(
        **levers,
        start=note["start"],
        changes=tuple(_changes(config["changes"], unread)),
        counties=_counties(config["counties"], unread),
    )
    return RunPlan(
        city=city,
        policy=policy,
        setting=Setting(**setting),
        off=tuple(config["off"]),
        months=config["months"],
        seed=config.get("seed", 0),
        keep=tuple(config["keep"]),
        name=note["name"],
        label_en=note["label_en"] or note["name"],
        label_zh=note["label_zh"] or note["name"],
        config={key: value for key, value in config.items() if key in _determining()},
        unread=tuple(unread),
    )


def _determining() -> set[str]:
    return {*schema.model_keys(), *schema.LEVER_GROUPS, schema.SETTING}


def _group(group: type, prefix: str, values: Mapping[str, Any], unread: list[str]) -> Any:
    """Make a group of its values; names that Hydra let in with a + are said in `unread`."""
    known = {field.name for field in dataclasses.fields(group)}
    unread += [f"{prefix}.{name} is not known" for name in values if name not in known]
    return group(**{name: _value(value) for name, value in values.items() if name in known})


def _value(value: Any) -> Any:
    return tuple(map(float, value)) if isinstance(value, list) else value


def _changes(entries: Sequence[Any], unread: list[str]) -> list[Change]:
    """Read dated changes; what cannot be read is said in `unread`."""
    found = []
    needed, allowed = {"start", "lever", "value"}, {"start", "lever", "value", "over_months"}
    for i, entry in enumerate(entries):
        keys = set(entry) if isinstance(entry, Mapping) else set()
        over = entry.get("over_months", 0) if keys else 0
        if not needed <= keys <= allowed:
            unread.append(
                f"changes[{i}] is {entry!r}; write {{start: 2015-01, lever: NAME, value: NUMBER}}, "
                "and over_months for a gradual change"
            )
        elif isinstance(over, bool) or not isinstance(over, int) or over < 0:
            unread.append(f"changes[{i}].over_months is {over!r}; allowed: a whole number from 0")
        else:
            value = _numbers(entry["value"])
            found.append(Change(str(entry["start"]), str(entry["lever"]), value, over))
    return found


def _counties(entries: Mapping[str, Any], unread: list[str]) -> dict[str, dict[str, Value]]:
    """Read counties' own values, written `{group.lever: value}` or nested."""
    found: dict[str, dict[str, Value]] = {}
    for county, values in entries.items():
        if not isinstance(values, Mapping):
            unread.append(f"counties.{county} is {values!r}; write {{LEVER: NUMBER}}")
            continue
        flat: dict[str, Value] = {}
        for key, value in values.items():
            nested = value if isinstance(value, Mapping) else None
            for name, each in nested.items() if nested is not None else [("", value)]:
                flat[f"{key}.{name}" if name else str(key)] = _numbers(each)
        found[str(county)] = flat
    return found


def _numbers(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
