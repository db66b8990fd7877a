"""Take finished runs over from studies beside this one: a run is named by all that determines it."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import columns, provenance
from experiments.asked import Asked, Job
from experiments.manifest import read_manifest
from experiments.parts import arranged, parts_of, write_part
from experiments.problems import Problems
from experiments.work import Task, run_columns, run_row

if TYPE_CHECKING:
    import pyarrow as pa


def adopt(task: Task, asked: Asked, there: set[str]) -> set[str]:
    """Copy the runs that a study lacks and others beside it hold; return their names.

    Only studies by the same code, of the same layout, that keep all tables that this one does.
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
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found: set[str] = set()
    for part, file in parts_of(folder, "runs").items():
        names = [name for name in pq.read_table(file, columns=["run"])["run"].to_pylist() if name in missing]
        tables: dict[str, pa.Table] = {}
        for table in (*task.keep, "runs"):
            whole = parts_of(folder, table).get(part)
            if not names or whole is None:
                break
            read = pq.read_table(whole)
            tables[table] = read.filter(pc.is_in(read["run"].cast(pa.string()), pa.array(names)))
        if len(tables) <= len(task.keep):
            continue
        tables["runs"] = _as_ours(tables["runs"], task, missing)
        own = blake2b(" ".join(names).encode(), digest_size=8).hexdigest()
        for table, rows in tables.items():  # `runs` comes last and makes them count
            write_part(task.folder, table, own, [rows])
        found |= set(names)
    if found:
        _copy_city(folder, task)
    return found


def _as_ours(rows: "pa.Table", task: Task, missing: Mapping[str, Job]) -> "pa.Table":
    """Return rows of `runs` with this study's points and levers."""
    from sim.measures import MEASURES

    results: Any = rows.select([name for name in MEASURES if name in rows.column_names]).to_pydict()
    own = [run_row(task.plan(missing[name]), task.varied) for name in rows["run"].to_pylist()]
    frame = {name: [row[name][0] for row in own] for name in own[0]}
    return arranged(frame | results, "runs", run_columns(task.varied))


def _copy_city(folder: Path, task: Task) -> None:
    """Copy the tables of the city, unless they are there."""
    import pyarrow.parquet as pq

    for table in columns.OF_CITY:
        for part, file in parts_of(folder, table).items():
            if part == task.plans[0].city_hash and part not in parts_of(task.folder, table):
                write_part(task.folder, table, part, [pq.read_table(file)])
