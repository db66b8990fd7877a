"""Take finished runs over from studies beside this one: a run is named by all that determines it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import columns, provenance
from experiments.asked import Asked, Job
from experiments.manifest import read_manifest
from experiments.parts import arranged, part_file, parts_of, read_part, write_part
from experiments.problems import Problems
from experiments.work import Task, part_name, run_columns, run_row

if TYPE_CHECKING:
    import pyarrow as pa


def adopt(task: Task, asked: Asked, there: set[str]) -> set[str]:
    """Copy the runs that a study lacks and others beside it hold; return their names.

    Only studies by the same code, of the same layout, that keep all tables that this one does. A part of theirs that
    cannot be read is left alone: its runs are computed here.
    """
    taken: set[str] = set()
    missing: dict[str, Job] | None = None
    for folder in _beside(task):
        if missing is None:
            missing = {name: job for name, job in asked.jobs() if name not in there}
        if not missing:
            break
        found = _copy(folder, task, missing)
        taken |= found
        missing = {name: job for name, job in missing.items() if name not in found}
    return taken


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


def _copy(folder: Path, task: Task, missing: Mapping[str, Job]) -> set[str]:
    """Copy what a study holds of the missing runs, part by part; return their names."""
    found: set[str] = set()
    for part in parts_of(folder, "runs"):
        try:
            tables = _taken(folder, part, task.keep, missing)
        except Problems:
            continue
        if not tables:
            continue
        tables["runs"] = _as_ours(tables["runs"], task, missing)
        names = tables["runs"]["run"].to_pylist()
        for table, rows in tables.items():  # `runs` comes last and makes them count
            write_part(task.folder, table, part_name(names), [rows])
        found |= set(names)
    if found:
        _copy_city(folder, task)
    return found


def _taken(folder: Path, part: str, keep: Sequence[str], missing: Mapping[str, Job]) -> "dict[str, pa.Table]":
    """Return a part's rows of the missing runs, the tables kept first and `runs` last; empty if there are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [name for name in read_part(part_file(folder, "runs", part), ["run"])["run"].to_pylist() if name in missing]
    tables = {}
    for table in (*keep, "runs") if names else ():
        rows = read_part(part_file(folder, table, part))
        tables[table] = rows.filter(pc.is_in(rows["run"].cast(pa.string()), pa.array(names)))
    return tables


def _as_ours(rows: "pa.Table", task: Task, missing: Mapping[str, Job]) -> "pa.Table":
    """Return rows of `runs` with this study's points and levers."""
    from sim.measures import MEASURES

    results: Any = rows.select([name for name in MEASURES if name in rows.column_names]).to_pydict()
    own = [run_row(task.plan(missing[name]), task.varied) for name in rows["run"].to_pylist()]
    frame = {name: [row[name][0] for row in own] for name in own[0]}
    return arranged(frame | results, "runs", run_columns(task.varied))


def _copy_city(folder: Path, task: Task) -> None:
    """Copy the tables of the city, unless they are there."""
    for table in columns.OF_CITY:
        for part, file in parts_of(folder, table).items():
            if part == task.plans[0].city_hash and part not in parts_of(task.folder, table):
                write_part(task.folder, table, part, [read_part(file)])
