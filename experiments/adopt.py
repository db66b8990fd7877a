"""Take finished runs over from studies beside this one: a run is named by all that determines it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import columns, provenance
from experiments.asked import Asked, Job
from experiments.manifest import read_manifest
from experiments.names import RunNames
from experiments.parts import arranged, part_file, parts_of, read_part, write_part
from experiments.problems import Problems
from experiments.work import Task, part_name, run_columns, run_row

if TYPE_CHECKING:
    import pyarrow as pa


def adopt(task: Task, asked: Asked, there: RunNames) -> RunNames:
    """Copy the runs that a study lacks and others beside it hold; return their names.

    Only studies by the same code, of the same layout, that keep all tables that this one does. A part of theirs that
    cannot be read is left alone: its runs are computed here.
    """
    taken = RunNames()
    for folder in _beside(task):
        parts = _readable(folder)
        theirs = RunNames(name for names in parts.values() for name in names)
        if not len(theirs):
            continue
        ours = there | taken
        missing = {name: job for name, job in asked.jobs() if name in theirs and name not in ours}
        if missing:
            taken |= RunNames(_copy(folder, parts, task, missing))
    return taken


def _readable(folder: Path) -> dict[str, list[str]]:
    """Return the runs of each part of a study that can be read, by the part's name."""
    found = {}
    for part, file in parts_of(folder, "runs").items():
        try:
            found[part] = read_part(file, ["run"])["run"].to_pylist()
        except Problems:
            continue
    return found


def _beside(task: Task) -> Iterator[Path]:
    """Yield the folders of the studies beside this one whose runs can be taken as they are."""
    code = provenance.code()["source_hash"]
    for folder in sorted(task.folder.parent.iterdir()):
        if folder == task.folder or not folder.is_dir():
            continue
        try:
            manifest = read_manifest(folder)
        except Problems:
            continue
        same = manifest["schema_version"] == columns.SCHEMA_VERSION and manifest["code"]["source_hash"] == code
        if same and set(task.keep) <= set(manifest["keep"]):
            yield folder


def _copy(folder: Path, parts: Mapping[str, Sequence[str]], task: Task, missing: Mapping[str, Job]) -> list[str]:
    """Copy what a study holds of the missing runs, part by part; return their names. `parts`: runs of each part."""
    found: list[str] = []
    for part, there in parts.items():
        names = [name for name in there if name in missing]
        try:
            tables = _taken(folder, part, task.keep, names) if names else {}
        except Problems:
            continue
        if tables:
            tables["runs"] = _as_ours(tables["runs"], task, missing)
            for table, rows in tables.items():  # `runs` comes last and makes them count
                write_part(task.folder, table, part_name(names), [rows])
            found += names
    if found:
        _copy_city(folder, task)
    return found


def _taken(folder: Path, part: str, keep: Sequence[str], names: Sequence[str]) -> "dict[str, pa.Table]":
    """Return some runs' rows of a part, the tables kept first and `runs` last; Problems if one cannot be read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tables = {}
    for table in (*keep, "runs"):
        rows = read_part(part_file(folder, table, part))
        tables[table] = rows.filter(pc.is_in(rows["run"].cast(pa.string()), pa.array(names)))
    return tables


def _as_ours(rows: "pa.Table", task: Task, missing: Mapping[str, Job]) -> "pa.Table":
    """Return rows of `runs` with this study's points and levers."""
    from sim.measures import MEASURES

    results: Any = rows.select([name for name in MEASURES if name in rows.column_names]).to_pydict()
    own = [run_row(task.plan(missing[name]), task.varied) for name in rows["run"].to_pylist()]
    frame = {name: [row[name] for row in own] for name in own[0]}
    return arranged(frame | results, "runs", run_columns(task.varied))


def _copy_city(folder: Path, task: Task) -> None:
    """Copy the tables of the city, unless they are there."""
    for table in columns.OF_CITY:
        for part, file in parts_of(folder, table).items():
            if part == task.plans[0].city_hash and part not in parts_of(task.folder, table):
                write_part(task.folder, table, part, [read_part(file)])
