"""What a config file sets, by full name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml


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
