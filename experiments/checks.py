"""Say in words everything that is wrong with what a user typed or wrote into a config file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, QuotedString
from hydra.errors import HydraException

from experiments import choices, schema
from sim.parameters import value_problems


def word_problems(words: Sequence[str], command: str, config_dirs: Sequence[str] = ()) -> list[str]:
    """Say what is wrong with `key=value` words: names, options, types, bounds."""
    found = []
    for word in words:
        try:
            override = OverridesParser.create().parse_override(word)
        except HydraException:
            found.append(
                f"{word!r} cannot be read; write name=value, a list as [a,b], text with blanks in "
                "two quotes: 'name=\"two words\"'"
            )
            continue
        found += _override_problems(override, command, config_dirs)
    return found


def _override_problems(override: Override, command: str, config_dirs: Sequence[str]) -> Iterator[str]:
    key = override.key_or_group
    if key.split(".")[0].split("/")[0] == "hydra":
        return
    is_model = command not in {"levers", "report"}
    values = _plain_values(override)
    if is_model and key in choices.groups():
        for value in values:
            if value not in choices.options(key, config_dirs):
                yield choices.no_option(key, value, config_dirs)
    elif is_model and key in schema.declared():
        for value in values:
            yield from value_problems(schema.declared()[key], value)
    elif key not in schema.plain_keys(command) and not _is_open(key):
        known = {*schema.plain_keys(command)} | ({*schema.declared()} if is_model else set())
        yield _unknown(key, known, f"cadreflow {command}")


def _is_open(key: str) -> bool:
    """Say whether a key lies in a part of the configuration whose names the schema leaves open."""
    return key.split(".", maxsplit=1)[0] in {"city", "counties"} and "." in key


def _unknown(key: str, known: set[str], place: str) -> str:
    group = key.rpartition(".")[0]
    beside = sorted(name for name in known if group and name.startswith(f"{group}."))
    if beside:
        listed = f"There are: {', '.join(beside)}"
    else:
        listed = "`cadreflow levers` lists the levers, `cadreflow levers assumptions=true` the assumptions"
    return f"{place}: {key} is not known.{choices.nearest(key, known)} {listed}"


def _plain_values(override: Override) -> list[Any]:
    """Return an override's value, or those of a choice sweep; other sweeps are left to Hydra."""
    if override.is_delete():
        return []
    if not override.is_sweep_override():
        return [_plain(override.value())]
    if override.is_choice_sweep():
        return [_plain(each) for each in override.value().list]  # type: ignore[union-attr]
    return []


def _plain(value: Any) -> Any:
    if isinstance(value, QuotedString):
        return value.text
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def file_problems(group: str, option: str, config_dirs: Sequence[str] = ()) -> list[str]:
    """Say what is wrong with the file of a group's option, with the file's name and the key."""
    file = choices.file_of(group, option, config_dirs)
    if file is None or group == "city":
        return []  # a city's file is checked where it is read
    place = choices.shown(file)
    try:
        settings = settings_in(file, group)
    except (yaml.YAMLError, ValueError) as problem:
        return [f"{place}: cannot be read as YAML: {' '.join(str(problem).split())}"]
    known = schema.declared()
    found = []
    for key, value in settings.items():
        if key in known:
            found += [f"{place}: {line}" for line in value_problems(known[key], value)]
        elif key in {"True", "False"}:
            found.append(f'{place}: YAML reads a bare on or off as true or false; write "off" in quotes')
        elif key not in schema.model_keys() and not _is_open(key):
            found.append(_unknown(key, {*known, *schema.model_keys()}, place))
    name = settings.get("policy.name")
    if group == "policy" and name != option:
        found.append(f"{place}: policy.name is {name!r}; allowed: the file's name, {option}")
    return found


def settings_in(file: Path, group: str) -> dict[str, Any]:
    """Return what a config file of a group sets, by full name; ValueError if it holds no names."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(content, Mapping):
        raise ValueError(f"it holds {content!r} instead of names and values")
    values = {key: value for key, value in content.items() if key != "defaults"}
    return dict(_flat(values, "" if _is_global(file) else f"{group}."))


def _is_global(file: Path) -> bool:
    """Say whether a file's header puts its contents at the root (Hydra's `# @package _global_`)."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return any("@package" in line and "_global_" in line for line in lines if line.startswith("#"))


def _flat(values: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value and name not in {"counties", "city"}:
            yield from _flat(value, f"{name}.")
        else:
            yield name, value
