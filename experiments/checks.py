"""Say in words everything that is wrong with what a user typed or wrote into a config file."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, QuotedString
from hydra.errors import HydraException

from experiments import choices, packages, schema
from experiments.settings import settings_in
from sim.parameters import value_problems

DESIGN: Final = "design"
"""The config group of designs, which some commands have."""
DESIGNED: Final = ("sweep",)
_OPEN: Final = {"city", "counties", "precision", "over", "usual", "objectives"}
"""Parts of the configuration whose names the schema leaves open."""


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
    if key == DESIGN and command in DESIGNED:
        for value in _plain_values(override):
            if value not in choices.options(DESIGN, config_dirs):
                yield choices.no_option(DESIGN, value, config_dirs)
        return
    is_model = command not in {"levers", "remedies", "report"}
    values = _plain_values(override)
    if is_model and (key in choices.groups() or key in packages.PART_GROUPS):
        for value in _each(values):
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
    first = key.split(".", maxsplit=1)[0]
    return ("." in key and first in _OPEN) or key.startswith("design.over.")


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


def _each(values: list[Any]) -> Iterator[Any]:
    """Yield the options chosen, one by one where a word chooses several."""
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value


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
    if group == "policy":
        if name != choices.own_name(option):
            found.append(f"{place}: policy.name is {name!r}; allowed: the file's name, {choices.own_name(option)}")
        for part in packages.parts(option, config_dirs):
            found += file_problems(group, part, config_dirs)
        found += [f"{place}: {line}" for line in packages.conflicts(option, config_dirs)]
    return found
