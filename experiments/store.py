"""A study on disk: a manifest, and Parquet parts that appear only when whole.

A study is written by one process at a time and its workers. A run counts when its row is in `runs`,
which is written last; parts of runs that never came to count are removed when the study is taken up
again. Jobs of Hydra's multirun share a study: each adds its own runs (`shared`).
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from experiments import checksums, provenance
from experiments.asked import Asked
from experiments.choices import shown
from experiments.claims import LOCK, MANIFEST_LOCK, locked, manifest_held, writable
from experiments.columns import BY_RUN, SCHEMA_VERSION, TABLES
from experiments.manifest import MANIFEST, composed, found_manifest, now, read_manifest, write_manifest
from experiments.names import RunNames
from experiments.parts import arranged, parts_of, read_part, unfinished, write_part
from experiments.plan import Point, RunPlan
from experiments.problems import Problems


class Claim(NamedTuple):
    """What a command holds a study's folder for: what is asked, points numbered, and the name of its session."""

    asked: Asked
    session: str


@contextmanager
def claimed(folder: Path, asked: Asked, *, resume: bool, replace: bool, shared: bool = False) -> Iterator[Claim]:
    """Hold a study's folder for writing, cleared of what was left half done.

    `shared`: others may add runs of their own at the same time; the study then holds all that was ever asked.
    Problems, and nothing written, if it holds something else, another process writes to it, or nobody may.
    """
    with writable(folder):
        _admit(folder, asked, resume=resume, replace=replace, shared=shared)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, shared=shared):
            with manifest_held(folder):
                before = _admit(folder, asked, resume=resume, replace=replace, shared=shared)
                if before and replace and not shared and not _continues(before, asked, resume):
                    _remove_tables(folder)
                    before = {}
                if not shared:
                    _remove_left_over(folder)
                asked = asked.numbered(_numbers(folder))
                parts = checksums.record(folder, new=False)
                manifest = _manifest(folder, asked, before, shared) | {"checksums": parts}
                write_manifest(folder, manifest)
                if asked.has_design:
                    write_points(folder, asked)
            yield Claim(asked, manifest["session"])


def finished_runs(folder: Path) -> RunNames:
    """Return the names of the runs that count; Problems if a part cannot be read."""
    files = parts_of(folder, "runs").values()
    return RunNames(name for file in files for name in read_part(file, ["run"])["run"].to_pylist())


def _failed_runs(folder: Path) -> RunNames:
    """Return the names of the runs that have failed, those among them that succeeded later too."""
    files = parts_of(folder, "failures").values()
    return RunNames(name for file in files for name in read_part(file, ["run"])["run"].to_pylist())


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
    found: dict[str, int] = {}
    for file in parts_of(folder, "points").values():
        table = read_part(file, ["plan", "point"])
        found |= dict(zip(table["plan"].to_pylist(), table["point"].to_pylist(), strict=True))
    return found


def close(folder: Path, asked: Asked, seconds: float) -> None:
    """Write into the manifest how much of the study is done, and the time it took."""
    with manifest_held(folder):
        manifest = read_manifest(folder)
        done = finished_runs(folder)
        manifest["runs_done"] = len(done)
        manifest["complete"] = manifest["runs_asked"] <= len(done) and all(name in done for name, _ in asked.jobs())
        manifest["wall_seconds"] = round(manifest["wall_seconds"] + seconds, 3)
        manifest["closed"] = now()
        manifest["checksums"] = checksums.record(folder, new=True)
        write_manifest(folder, manifest)


def _admit(folder: Path, asked: Asked, *, resume: bool, replace: bool, shared: bool) -> dict[str, Any]:
    """Return the manifest that is there, empty for none; Problems if we may not write there."""
    place = shown(folder)
    if folder.exists() and not folder.is_dir():
        raise Problems([f"{place} is a file; a study needs a folder: choose another with out=FOLDER"])
    before = found_manifest(folder)
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
    return name in {LOCK, MANIFEST_LOCK} or name.startswith(f".{MANIFEST}.")


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
    """Return the manifest of what the study shall hold: all that is asked for, and all that was."""
    done = finished_runs(folder)
    seeds = sorted({*before.get("seeds", ()), *asked.seeds})
    wanted = len(seeds) * len({*asked.cases, *(_numbers(folder) if asked.has_design else ())})
    if shared and before:
        wanted = before["runs_asked"] + sum(name not in done for name, _ in asked.jobs())
    elif asked.as_it_goes:
        wanted = len(done | _failed_runs(folder) | RunNames(name for name, _ in asked.jobs()))
    manifest = composed(folder.name, asked, before, shared)
    if asked.seeds_by_plan:
        wanted = sum(len(each["seeds"]) for each in manifest["policies"])
    return manifest | {"seeds": seeds, "runs_asked": wanted, "runs_done": len(done)}


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
    (folder / checksums.CHECKSUMS).unlink(missing_ok=True)
    (folder / MANIFEST).unlink()
    for table in TABLES:
        for file in parts_of(folder, table).values():
            file.unlink()
        if (folder / table).is_dir() and not any((folder / table).iterdir()):
            shutil.rmtree(folder / table)


def varied_levers(plans: Sequence[RunPlan], points: Sequence[Point]) -> tuple[str, ...]:
    """Return the levers and assumptions that some plan sets to other than their default, or some point sets."""
    from experiments.schema import declared

    tried = {name for point in points for name in point.values}
    return tuple(
        name
        for name, each in declared().items()
        if name in tried or any(plan.value(name) != each.default for plan in plans)
    )
