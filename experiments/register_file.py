"""Swings on disk: what every move of an assumption does, and the record of the study that tried it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.choices import shown
from experiments.manifest import ELSEWHERE, words_without
from experiments.parts import write_text
from experiments.problems import Problems
from experiments.register import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

TABLE, RECORD = "swings.csv", "swings.json"
_FIGURES: Final = "%.5g"
_KEPT: Final = ("command", "words", "months", "seeds", "code", "versions", "closed")
"""What the record takes from the study's manifest."""


@dataclass(frozen=True)
class Swings:
    """What moves of assumptions and levers do (`experiments.register.COLUMNS`), and from which study that is known.

    `record`: command, words, city (name and hash), policy (name and hash), months, seeds, code, versions, closed, and
    `tried`, the number of moves. A move that changes nothing in any run has no rows.
    """

    frame: "pd.DataFrame"
    record: Mapping[str, Any]


def record_of(manifest: Mapping[str, Any], tried: int) -> dict[str, Any]:
    """Return the record of a study of swings."""
    policy, city = manifest["policies"][0], manifest["city"]
    own = {"city": {key: city[key] for key in ("name", "hash")}, "policy": {"name": policy["name"]}, "tried": tried}
    return {key: manifest[key] for key in _KEPT} | {"words": words_without(ELSEWHERE, manifest)} | own


def write_swings(folder: Path, swings: Swings) -> None:
    """Write swings and their record into a folder."""
    frame = swings.frame
    kept = frame[(frame["mean"] != 0) | (frame["p"] != 1)]
    write_text(folder / TABLE, kept.to_csv(index=False, float_format=_FIGURES))
    write_text(folder / RECORD, json.dumps(swings.record, indent=2, ensure_ascii=False) + "\n")


def read_swings(folder: Path) -> Swings | None:
    """Return the swings in a folder, None if there are none; Problems if they are not what was written."""
    import pandas as pd

    table, record = folder / TABLE, folder / RECORD
    if not table.is_file() or not record.is_file():
        return None
    try:
        frame = pd.read_csv(table, dtype={"value": str})
        noted = json.loads(record.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Problems([f"{shown(table)} or {RECORD} beside it cannot be read: {fault}"]) from fault
    if tuple(frame.columns) != COLUMNS:
        raise Problems([f"{shown(table)} has columns {', '.join(frame.columns)}; needed: {', '.join(COLUMNS)}"])
    return Swings(frame, noted)


def shipped(city: str) -> Swings | None:
    """Return the swings that ship with a city of the project, None if there are none."""
    return read_swings(Path(str(files("configs"))) / "city" / city)


def swings_of(folder: Path | None, city: Mapping[str, Any]) -> Swings | None:
    """Return the swings that a study's folder holds, else those that ship with its city; None if there are none.

    `folder`: None for those that ship; `city`: name and hash of its data, which shipped swings must be of.
    """
    own = read_swings(folder) if folder else None
    if own is not None:
        return own
    found = shipped(city["name"])
    return found if found is not None and found.record["city"]["hash"] == city["hash"] else None
