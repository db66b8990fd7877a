"""Make a plan of a composed configuration, plain data by now."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from experiments import schema
from experiments.plan import RunPlan
from experiments.problems import Problems
from sim.city import City
from sim.parameters import Value
from sim.policy import Change, Policy
from sim.setting import GROUPS, Setting


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


def policy_of(values: Mapping[str, Any]) -> Policy:
    """Make a policy again of its values as a manifest keeps them; Problems if they are not a policy's."""
    unread: list[str] = []
    try:
        levers = {name: _group(group, name, values[name], unread) for name, group in schema.LEVER_GROUPS.items()}
        changes = [Change(**{**each, "value": _numbers(each["value"])}) for each in values["changes"]]
        counties = _counties(values["counties"], unread)
        policy = Policy(**levers, start=values["start"], changes=tuple(changes), counties=counties)
    except (KeyError, TypeError) as fault:
        raise Problems([f"a policy cannot be made of what is written: {fault!r}"]) from fault
    if unread:
        raise Problems(unread)
    return policy


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
