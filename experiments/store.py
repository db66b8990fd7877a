"""A study on disk: a manifest, and Parquet parts that appear only when whole.

A study is written by one process at a time and its workers. A run counts when its row is in `runs`,
which is written last; parts of runs that never came to count are removed when the study is taken up
again. Jobs of Hydra's multirun share a study: each adds its own runs (`shared`).
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from experiments import provenance
from experiments.asked import Asked
from experiments.choices import shown
from experiments.columns import BY_RUN, SCHEMA_VERSION, TABLES
from experiments.parts import arranged, parts_of, unfinished, write_part, write_text
from experiments.plan import Point, RunPlan
from experiments.problems import Problems

MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"
_MANIFEST_LOCK: Final = ".manifest.lock"
_REFUSALS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: "it lies on a read-only file system",
    errno.EACCES: "no right to write there",
    errno.EPERM: "no right to write there",
}
"""What the file system may refuse for reasons that are the user's to mend."""


@contextmanager
def claimed(folder: Path, asked: Asked, *, resume: bool, replace: bool, shared: bool = False) -> Iterator[Asked]:
    """Hold a study's folder for writing, cleared of what was left half done; yield what is asked, points numbered.

    `shared`: others may add runs of their own at the same time; the study then holds all that was ever asked.
    Problems, and nothing written, if it holds something else, another process writes to it, or nobody may.
    """
    with _writable(folder):
        _admit(folder, asked, resume=resume, replace=replace, shared=shared)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder, shared=shared):
            with _manifest_held(folder):
                before = _admit(folder, asked, resume=resume, replace=replace, shared=shared)
                if before and replace and not shared and not _continues(before, asked, resume):
                    _remove_tables(folder)
                    before = {}
                if not shared:
                    _remove_left_over(folder)
                asked = asked.numbered(_numbers(folder))
                if asked.has_design:
                    write_points(folder, asked)
                _write_manifest(folder, _manifest(folder, asked, before, shared))
            yield asked


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into words: a full disk, a folder that may not be written to."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _REFUSALS:
            raise
        raise Problems(
            [f"{shown(folder)} cannot be written: {_REFUSALS[fault.errno]}. Runs that had ended are kept; the same "
             "command goes on from there, or choose another folder with out=FOLDER"]
        ) from fault  # fmt: skip


def finished_runs(folder: Path) -> set[str]:
    """Return the names of the runs that count."""
    import pyarrow.parquet as pq

    found: set[str] = set()
    for file in parts_of(folder, "runs").values():
        found |= set(pq.read_table(file, columns=["run"])["run"].to_pylist())
    return found


def write_points(folder: Path, asked: Asked) -> None:
    """Add to the table of points: which plan is which point, and what it sets."""
    from experiments.work import lever_values, point_columns

    rows, there = [], _numbers(folder)
    for contents, (index, place) in asked.cases.items():
        if contents not in there:
            plan = asked.plans[index].at(asked.points[place])
            own = {"point": plan.point, "policy": plan.name, "plan": contents}
            rows.append(own | lever_values(plan, asked.varied))
    if rows:
        frame = {name: [row[name] for row in rows] for name in rows[0]}
        part = blake2b(" ".join(map(str, frame["plan"])).encode(), digest_size=8).hexdigest()
        write_part(folder, "points", part, [arranged(frame, "points", point_columns(asked.varied))])


def _numbers(folder: Path) -> dict[str, int]:
    """Return the number of every plan's point by the plan's hash; empty where there is no table of points."""
    import pyarrow.parquet as pq

    found: dict[str, int] = {}
    for file in parts_of(folder, "points").values():
        table = pq.read_table(file, columns=["plan", "point"])
        found |= dict(zip(table["plan"].to_pylist(), table["point"].to_pylist(), strict=True))
    return found


def close(folder: Path, asked: Asked, seconds: float) -> None:
    """Write into the manifest how much of the study is done, and the time it took."""
    with _manifest_held(folder):
        manifest = read_manifest(folder)
        done = finished_runs(folder)
        manifest["runs_done"] = len(done)
        manifest["complete"] = manifest["runs_asked"] <= len(done) and all(name in done for name, _ in asked.jobs())
        manifest["wall_seconds"] = round(manifest["wall_seconds"] + seconds, 3)
        manifest["closed"] = _now()
        _write_manifest(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a study's manifest; Problems if the folder holds no study."""
    manifest = _found_manifest(folder)
    if manifest is None:
        raise Problems([f"{shown(folder)} holds no study (no {MANIFEST}); `cadreflow compare` makes one"])
    return manifest


def _admit(folder: Path, asked: Asked, *, resume: bool, replace: bool, shared: bool) -> dict[str, Any]:
    """Return the manifest that is there, empty for none; Problems if we may not write there."""
    place = shown(folder)
    if folder.exists() and not folder.is_dir():
        raise Problems([f"{place} is a file; a study needs a folder: choose another with out=FOLDER"])
    before = _found_manifest(folder)
    if before is None:
        there = sorted(each.name for each in folder.iterdir()) if folder.exists() else []
        foreign = [name for name in there if not _is_ours(name)]
        if foreign:
            raise Problems(
                [
                    f"{place} holds something that is not a study ({', '.join(foreign[:3])}); "
                    "nothing was written; choose another folder with out=FOLDER"
                ]
            )
        return {}
    fits = _may_add(before, asked) if shared else _continues(before, asked, resume)
    if not fits and (shared or not replace):
        raise Problems([_another_study(place, before, asked)])
    return before


def _may_add(before: Mapping[str, Any], asked: Asked) -> bool:
    """Say whether runs of what is asked can stand beside those of a study: same layout, tables, city and length."""
    plan = asked.plans[0]
    there = (before["schema_version"], sorted(before["keep"]), before["city"]["hash"], before["months"])
    return there == (SCHEMA_VERSION, sorted(asked.keep), plan.city_hash, plan.months)


def _is_ours(name: str) -> bool:
    """Say whether a file is one that we leave in a folder before the study has a manifest."""
    return name in {_LOCK, _MANIFEST_LOCK} or name.startswith(f".{MANIFEST}.")


def _found_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(manifest, dict) and {"schema_version", "hash", "policies", "keep"} <= set(manifest)
    return manifest if ours else None


def _continues(before: Mapping[str, Any], asked: Asked, resume: bool) -> bool:
    """Say whether what is asked is the study that is there or, on `resume`, holds all of it."""
    if before["schema_version"] != SCHEMA_VERSION:
        return False
    if before["hash"] == asked.hash:
        return True
    if not resume or sorted(before["keep"]) != sorted(asked.keep):
        return False
    return {policy["plan"] for policy in before["policies"]} <= {plan.contents for plan in asked.plans}


def _another_study(place: str, before: Mapping[str, Any], asked: Asked) -> str:
    plan = asked.plans[0]
    pairs = {
        "code": (before["code"]["source_hash"], provenance.code()["source_hash"]),
        "city": (before["city"]["hash"], plan.city_hash),
        "months": (before["months"], plan.months),
        "kept tables": (sorted(before["keep"]), sorted(asked.keep)),
        "policies": (
            [each["name"] for each in before["policies"]],
            [each.name for each in asked.plans],
        ),
        "layout": (before["schema_version"], SCHEMA_VERSION),
    }
    other = [name for name, (one, two) in pairs.items() if one != two] or ["levers or assumptions"]
    return (
        f"{place} holds another study (different: {', '.join(other)}); nothing was written. Choose "
        "another folder with out=FOLDER, add to that study by asking for all that it holds and more, or let this "
        "one take its place with replace=true"
    )


def _manifest(folder: Path, asked: Asked, before: Mapping[str, Any], shared: bool) -> dict[str, Any]:
    first = asked.plans[0]
    seeds = sorted({*before.get("seeds", ()), *asked.seeds})
    policies = [_policy_entry(plan) for plan in asked.plans]
    varied = list(dict.fromkeys([*before.get("varied", ()), *asked.varied]))
    wanted = len(seeds) * len({*asked.cases, *(_numbers(folder) if asked.has_design else ())})
    if shared and before:
        new = {each["plan"] for each in policies}
        policies = [each for each in before["policies"] if each["plan"] not in new] + policies
        done = finished_runs(folder)
        wanted = before["runs_asked"] + sum(name not in done for name, _ in asked.jobs())
    return {
        "schema_version": SCHEMA_VERSION,
        "study": folder.name,
        "command": asked.command,
        "words": list(asked.words),
        "hash": asked.hash,
        "months": first.months,
        "seeds": seeds,
        "keep": list(asked.keep),
        "varied": varied,
        "design": dict(asked.design),
        "city": {"name": first.city.name, "hash": first.city_hash, "config": first.config["city"]},
        "policies": policies,
        "fork": first.fork,
        "runs_asked": wanted,
        "runs_done": len(finished_runs(folder)),
        "complete": False,
        "code": provenance.code(),
        "versions": provenance.versions(),
        "opened": before.get("opened", _now()),
        "closed": "",
        "wall_seconds": before.get("wall_seconds", 0.0),
    }


def _policy_entry(plan: RunPlan) -> dict[str, Any]:
    own = {key: value for key, value in plan.config.items() if key not in {"city", "keep"}}
    note = own.get("policy", {})
    return {
        "name": plan.name,
        "label_en": plan.label_en,
        "label_zh": plan.label_zh,
        "source": note.get("source", ""),
        "why": note.get("why", ""),
        "plan": plan.contents,
        "config": own,
    }


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _remove_left_over(folder: Path) -> None:
    """Remove what stopped writers left: unfinished files, and parts without one in `runs`."""
    counting = set(parts_of(folder, "runs"))
    for table in BY_RUN:
        for part, file in parts_of(folder, table).items():
            if part not in counting:
                file.unlink()
    for file in unfinished(folder):
        file.unlink()


def _remove_tables(folder: Path) -> None:
    """Remove a study's own tables; whatever else lies in the folder stays."""
    (folder / MANIFEST).unlink()
    for table in TABLES:
        for file in parts_of(folder, table).values():
            file.unlink()
        if (folder / table).is_dir() and not any((folder / table).iterdir()):
            shutil.rmtree(folder / table)


@contextmanager
def _manifest_held(folder: Path) -> Iterator[None]:
    """Wait for one's turn to write the manifest."""
    lock = os.open(folder / _MANIFEST_LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def _locked(folder: Path, *, shared: bool) -> Iterator[None]:
    """Hold the study's lock, which falls away with the process that holds it."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as taken:
            raise Problems(
                [
                    f"another process is writing to {shown(folder)}; wait for it, or choose "
                    "another folder with out=FOLDER"
                ]
            ) from taken
        yield
    finally:
        os.close(lock)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def varied_levers(plans: Sequence[RunPlan], points: Sequence[Point]) -> tuple[str, ...]:
    """Return the levers and assumptions that some plan sets to other than their default, or some point sets."""
    from experiments.schema import declared

    tried = {name for point in points for name in point.values}
    return tuple(
        name
        for name, each in declared().items()
        if name in tried or any(plan.value(name) != each.default for plan in plans)
    )
