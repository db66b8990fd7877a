"""Ensembles: sets of assumptions that a calibration accepted, as other commands take them.

On disk an ensemble is a CSV file with a column for each assumption, by address, and a row for each set, the central one
first; `cadreflow sweep design=csv` reads it, too. The central set is also a file of the config group `setting`, headed
by the record of the command that made it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from experiments.addresses import Base, Point, columns_of, point
from experiments.carry_out import OUTPUTS
from experiments.choices import folders, nearest, shown
from experiments.design_file import read_rows
from experiments.parts import write_text
from experiments.problems import Problems
from experiments.schema import SETTING, assumptions

if TYPE_CHECKING:
    from sim.parameters import Value

FOLDER: Final = "ensembles"
"""Of the configs: where the ensembles lie that ship with the project."""
FILE: Final = "ensemble.csv"
"""Where a study keeps the ensemble that it found."""
MOST: Final = 10_000
_RECORD: Final = "# "


def read_ensemble(name: str, base: Base, config_dirs: Sequence[str] = ()) -> list[Point]:
    """Return the sets of assumptions of an ensemble, the central one first; Problems, all at once.

    `name`: of an ensemble of the configs, of a study under outputs/, or the path of a study or a CSV file.
    """
    file = _file(name, config_dirs)
    rows, count, problems = read_rows(str(file), MOST)
    levers = sorted({each.declaration.name for row in rows[:1] for each in row if not _is_assumption(each.name)})
    problems += [f"{shown(file)}, row 1: {each} is a lever; an ensemble holds assumptions" for each in levers]
    if count > MOST:
        problems.append(f"{shown(file)} has {count:,} sets; allowed: {MOST:,}")
    if problems:
        raise Problems(problems)
    return [point(row, base) for row in rows]


def _is_assumption(name: str) -> bool:
    return name.startswith(f"{SETTING}.")


def _file(name: str, config_dirs: Sequence[str]) -> Path:
    places = [folder / FOLDER for folder in folders(config_dirs)]
    there = {file.stem: file for place in places for file in sorted(place.glob("*.csv"))}
    if name in there:
        return there[name]
    for folder in (Path(name), OUTPUTS / name):
        if (folder / FILE).is_file():
            return folder / FILE
    if Path(name).is_file():
        return Path(name)
    listed = ", ".join(sorted(there)) or "none"
    raise Problems(
        [
            f"ensemble={name}: there is no such ensemble.{nearest(name, there)} There are: {listed}; or give a "
            f"study that `cadreflow calibrate` made (it holds {FILE}), or the path of a CSV file"
        ]
    )


def write_ensemble(file: Path, points: Sequence[Point]) -> None:
    """Write sets of assumptions, the central one first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, str(columns_of(points).to_csv(index=False, lineterminator="\n")))


def write_setting(file: Path, values: "Mapping[str, Value]", record: Mapping[str, Any]) -> None:
    """Write assumptions by full name as a file of the group `setting`, headed by the record of how they were found."""
    nested: dict[str, dict[str, Any]] = {}
    for declaration in assumptions():
        if declaration.name in values:
            _, group, last = declaration.name.split(".")
            value = values[declaration.name]
            nested.setdefault(group, {})[last] = list(value) if isinstance(value, tuple) else value
    head = yaml.safe_dump(dict(record), sort_keys=False, allow_unicode=True, width=110)
    lines = [f"{_RECORD}{line}".rstrip() for line in head.splitlines()]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, "\n".join(lines) + "\n" + yaml.safe_dump(nested, sort_keys=False))


def record_of(file: Path) -> dict[str, Any]:
    """Return the record at the head of a file that `write_setting` wrote; ValueError if it has none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#").removeprefix(" ") for line in lines if line.startswith("#")]
    found = yaml.safe_load("\n".join(head))
    if not isinstance(found, dict):
        raise ValueError(f"{file} has no record at its head")
    return found
