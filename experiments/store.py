"""A study on disk: a manifest, and Parquet parts that appear only when whole.

A study is written by one process at a time and its workers. A run counts when its row is in `runs`,
which is written last; parts of runs that never came to count are removed when the study is taken up
again.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from experiments import provenance
from experiments.choices import shown
from experiments.columns import BY_RUN, SCHEMA_VERSION, TABLES
from experiments.parts import parts_of, unfinished, write_text
from experiments.plan import RunPlan, run_name, study_name
from experiments.problems import Problems

MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"


@dataclass(frozen=True)
class Asked:
    """What a command asks a study to hold: every plan under every seed, and the tables kept."""

    command: str
    words: tuple[str, ...]
    plans: tuple[RunPlan, ...]
    seeds: tuple[int, ...]
    keep: tuple[str, ...]
    varied: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Return the hash of what is asked, however many seeds."""
        return study_name(self.plans, self.keep)

    @property
    def runs(self) -> dict[str, tuple[int, int]]:
        """Return (plan, seed) of every run by its name, seed by seed: early runs are pairs."""
        return {
            run_name(plan.contents, seed): (index, seed) for seed in self.seeds for index, plan in enumerate(self.plans)
        }


@contextmanager
def claimed(folder: Path, asked: Asked, *, resume: bool, replace: bool) -> Iterator[None]:
    """Hold a study's folder for writing, cleared of what was left half done.

    Problems, and nothing written, if it holds something else or another process writes to it.
    """
    _admit(folder, asked, resume=resume, replace=replace)
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        before = _admit(folder, asked, resume=resume, replace=replace)
        if before and replace and not _continues(before, asked, resume):
            _remove_tables(folder)
            before = {}
        _remove_left_over(folder)
        _write_manifest(folder, _manifest(folder, asked, before))
        yield


def finished_runs(folder: Path) -> set[str]:
    """Return the names of the runs that count."""
    import pyarrow.parquet as pq

    found: set[str] = set()
    for file in parts_of(folder, "runs").values():
        found |= set(pq.read_table(file, columns=["run"])["run"].to_pylist())
    return found


def close(folder: Path, asked: Asked, seconds: float) -> None:
    """Write into the manifest how much of the study is done, and the time it took."""
    manifest = read_manifest(folder)
    done = finished_runs(folder)
    manifest["runs_done"] = len(done)
    manifest["complete"] = set(asked.runs) <= done and manifest["runs_asked"] == len(done)
    manifest["wall_seconds"] = round(manifest["wall_seconds"] + seconds, 3)
    manifest["closed"] = _now()
    _write_manifest(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a study's manifest; Problems if the folder holds no study."""
    manifest = _found_manifest(folder)
    if manifest is None:
        raise Problems([f"{shown(folder)} holds no study (no {MANIFEST}); `cadreflow compare` makes one"])
    return manifest


def _admit(folder: Path, asked: Asked, *, resume: bool, replace: bool) -> dict[str, Any]:
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
    if not replace and not _continues(before, asked, resume):
        raise Problems([_another_study(place, before, asked)])
    return before


def _is_ours(name: str) -> bool:
    """Say whether a file is one that we leave in a folder before the study has a manifest."""
    return name == _LOCK or name.startswith(f".{MANIFEST}.")


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
    there = {policy["plan"] for policy in before["policies"]}
    same_tables = sorted(before["keep"]) == sorted(asked.keep)
    return resume and same_tables and there <= {plan.contents for plan in asked.plans}


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
        "another folder with out=FOLDER, add policies to that study with resume=true, or let this "
        "one take its place with replace=true"
    )


def _manifest(folder: Path, asked: Asked, before: Mapping[str, Any]) -> dict[str, Any]:
    first = asked.plans[0]
    seeds = sorted({*before.get("seeds", ()), *asked.seeds})
    return {
        "schema_version": SCHEMA_VERSION,
        "study": folder.name,
        "command": asked.command,
        "words": list(asked.words),
        "hash": asked.hash,
        "months": first.months,
        "seeds": seeds,
        "keep": list(asked.keep),
        "varied": list(asked.varied),
        "city": {"name": first.city.name, "hash": first.city_hash, "config": first.config["city"]},
        "policies": [_policy_entry(plan) for plan in asked.plans],
        "runs_asked": len(seeds) * len(asked.plans),
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
def _locked(folder: Path) -> Iterator[None]:
    """Hold the study's lock, which falls away with the process that holds it."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
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


def varied_levers(plans: Sequence[RunPlan]) -> tuple[str, ...]:
    """Return the levers and assumptions that some plan sets to other than their default."""
    from experiments.schema import declared

    return tuple(name for name, each in declared().items() if any(plan.value(name) != each.default for plan in plans))
