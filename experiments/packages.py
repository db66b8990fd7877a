"""Packages: policies made of parts, and the refusal of parts that contradict each other.

A package is a policy file whose defaults list names its parts: `- /policy/remedies: [a, b]`. What the package sets
itself holds over its parts; what two parts set differently, and the package does not decide, is a conflict.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from experiments import choices, schema
from experiments.settings import settings_in

PART_GROUPS: Final = ("policy/remedies", "policy/packages")
"""Groups from which parts come."""
_POLICY: Final = "policy"


def parts(option: str, config_dirs: Sequence[str] = ()) -> list[str]:
    """Return the policies that a policy file is made of, as options of the group `policy`, in its order."""
    file = choices.file_of(_POLICY, option, config_dirs)
    if file is None:
        return []
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    listed = content.get("defaults", []) if isinstance(content, Mapping) else []
    found = []
    for entry in listed or []:
        for group, chosen in entry.items() if isinstance(entry, Mapping) else ():
            folder = str(group).strip("/").removeprefix(_POLICY).strip("/")
            for name in chosen if isinstance(chosen, list) else [chosen]:
                found.append(f"{folder}/{name}" if folder else str(name))
    return found


def levers_set(option: str, config_dirs: Sequence[str] = ()) -> dict[str, Any]:
    """Return the levers that a policy sets, those of its parts included, by full name."""
    found: dict[str, Any] = {}
    for part in parts(option, config_dirs):
        found |= levers_set(part, config_dirs)
    return found | own_levers(option, config_dirs)


def own_levers(option: str, config_dirs: Sequence[str] = ()) -> dict[str, Any]:
    """Return the levers that a policy file sets itself."""
    file = choices.file_of(_POLICY, option, config_dirs)
    known = schema.declared()
    return {} if file is None else {key: value for key, value in settings_in(file, _POLICY).items() if key in known}


def dated_changes(option: str, config_dirs: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """Return the dated changes of levers that a policy file sets itself."""
    file = choices.file_of(_POLICY, option, config_dirs)
    return list(settings_in(file, _POLICY).get("changes", [])) if file else []


def conflicts(option: str, config_dirs: Sequence[str] = ()) -> list[str]:
    """Say which parts of a package contradict each other where the package itself does not decide."""
    return contradictions(parts(option, config_dirs), own_levers(option, config_dirs), config_dirs)


def contradictions(
    chosen: Sequence[str], decided: Mapping[str, Any] | Sequence[str] = (), config_dirs: Sequence[str] = ()
) -> list[str]:
    """Say which of the chosen policies set a lever to different values; levers in `decided` are left out."""
    by: dict[str, tuple[str, Any]] = {}
    found = []
    for part in chosen:
        for lever, value in levers_set(part, config_dirs).items():
            other, before = by.setdefault(lever, (part, value))
            if before != value and lever not in decided:
                found.append(
                    f"{other} sets {lever} to {before} and {part} to {value}: both cannot hold; leave one of them out, "
                    "or set the lever in the package itself, which then decides"
                )
    return found
