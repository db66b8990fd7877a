"""What there is to choose from: config groups, their files, the nearest to a misspelt name."""

import difflib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from experiments import schema

NAMED_GROUPS: Final = ("policy", "city")
"""Groups that consist of files alone; every other group also has the option `default`."""
_YAML: Final = ".yaml"


def groups() -> tuple[str, ...]:
    """Return the names of all config groups."""
    return (*NAMED_GROUPS, schema.SETTING, *schema.LEVER_GROUPS)


def folders(config_dirs: Sequence[str] = ()) -> list[Path]:
    """Return the folders of config files in Hydra's order: the project's before the user's own."""
    return [Path(str(resources.files("configs"))), *map(Path, config_dirs)]


def options(group: str, config_dirs: Sequence[str] = ()) -> list[str]:
    """Return the options of a group, sorted; files in folders below it as `folder/name`."""
    found = {"default"} if group in (schema.SETTING, *schema.LEVER_GROUPS) else set()
    for folder in folders(config_dirs):
        place = folder / group
        found |= {file.relative_to(place).with_suffix("").as_posix() for file in place.rglob(f"*{_YAML}")}
    return sorted(found)


def own_name(option: str) -> str:
    """Return the name that a file gives itself: that of its option without the folder."""
    return option.rsplit("/", 1)[-1]


def file_of(group: str, option: str, config_dirs: Sequence[str] = ()) -> Path | None:
    """Return the file of an option, None where the option has none."""
    for folder in folders(config_dirs):
        file = folder / group / f"{option}{_YAML}"
        if file.is_file():
            return file
    return None


def shown(file: Path) -> str:
    """Return a file's path as a reader here would write it."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return " Did you mean ...?" for the known name most like `name`, "" if none is like it.

    A last part alone is enough: `renewal_men_years` finds `age_limits.renewal_men_years`.
    """
    full = sorted(known)
    by_last = {each.rsplit(".", 1)[-1]: each for each in full}
    last = name.rsplit(".", 1)[-1]
    match = difflib.get_close_matches(name, full, 1, 0.75) or [
        by_last[each] for each in difflib.get_close_matches(last, by_last, 1, 0.75)
    ]
    return f" Did you mean {match[0]}?" if match else ""


def no_option(group: str, option: object, config_dirs: Sequence[str] = ()) -> str:
    """Say that a group has no such option, and list what it has."""
    there = options(group, config_dirs)
    names = ", ".join(there) or "none"
    guess = nearest(str(option), there)
    return f"{group}={option}: there is no such {group}.{guess} There are: {names}"
