"""`cadreflow replay`: make a study again from its manifest alone, and say whether every number is the same."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments import checksums, provenance, replay_told, schema
from experiments.account import Account, same_code
from experiments.attempts import Attempts
from experiments.carry_out import Call, check_study, folder_of
from experiments.choices import shown
from experiments.columns import SCHEMA_VERSION, TABLES
from experiments.engine import workers_of
from experiments.from_manifest import Remade, plans_in
from experiments.listing import Listing
from experiments.manifest import MANIFEST, NEEDED, manifest_digest
from experiments.matching import Difference
from experiments.problems import Problems
from experiments.progress import Outcome, progress
from experiments.rebuild import Found, checked, of_the_city
from experiments.work import Task

if TYPE_CHECKING:
    from rich.console import Console

ALL: Final = "all"
_NEEDED: Final = NEEDED | {"command", "complete", "design", "runs_done", "versions"}
_MISREAD: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What comes of a manifest whose keys hold something else than they should."""


def replay(call: Call, console: "Console") -> int:
    """Make the runs of a study again, compare every row, and say what was found; 0: match, 1: something differs."""
    config = call.config
    folder, file, workers, most = _asked(config)
    manifest, torn = _read(file)
    if manifest is None:
        replay_told.tell([replay_told.torn(shown(file), torn)], config["language"], console)
        return 1
    account = Account(manifest)
    if manifest.get("digest") and manifest_digest(manifest) != manifest["digest"]:
        account.add(Found(shown(file), Difference("", "", "", "digest", manifest["digest"], manifest_digest(manifest))))
    try:
        _files(folder, manifest, account)
        remade = plans_in(manifest)
        _provenance(manifest, remade, file, account)
        replay_told.tell(replay_told.before(account, folder), config["language"], console)
        if any(plan is not None for plan in remade.plans):
            _runs(folder, manifest, remade, account, workers, most, console)
    except _MISREAD as fault:
        if account.matches:  # not for want of a whole manifest
            raise
        account.add(Found(shown(file), words=f"{type(fault).__name__}: {fault}"))
    account.left = sorted(each.name for each in folder.iterdir() if each.name not in _known() and each.name[0] != ".")
    replay_told.tell(replay_told.after(account), config["language"], console)
    return 0 if account.matches else 1


def _known() -> set[str]:
    return {*TABLES, MANIFEST, checksums.CHECKSUMS} - {"failures"}


def _asked(config: Mapping[str, Any]) -> tuple[Path, Path, int, int]:
    """Return the folder of tables, the manifest, processes, and how many runs (0: all); Problems, all at once."""
    attempts = Attempts()
    attempts.read(lambda: check_study(config), None)
    workers = attempts.read(lambda: workers_of(config["workers"]), 1)
    most, own = config["runs"], Path(config["manifest"])
    if most != ALL and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
        attempts.note(f"runs is {most!r}; allowed: all, or a whole number from 1, how many runs are made again")
    named = config["study"] or config["out"]
    folder = folder_of(config, default="") if named else own.parent
    if not named and not config["manifest"]:
        attempts.note("which study? name it as `cadreflow replay demo` (a folder under outputs/), or its folder")
    elif not folder.is_dir():
        attempts.note(f"{shown(folder)} is no folder; a study is a folder with a {MANIFEST}")
    file = own if config["manifest"] else folder / MANIFEST
    if folder.is_dir() and not file.is_file():
        attempts.note(f"{shown(file)} is not there; a study is a folder with a {MANIFEST}")
    attempts.settle()
    return folder, file, workers, 0 if most == ALL else most


def _read(file: Path) -> tuple[dict[str, Any] | None, str]:
    """Return a manifest, or None and why it cannot be read; Problems if it is none, or of another layout."""
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:  # JSON and UTF-8 alike
        return None, str(fault)
    lacking = sorted(_NEEDED - set(manifest)) if isinstance(manifest, dict) else sorted(_NEEDED)
    if lacking:
        raise Problems([f"{shown(file)} is no manifest of a study; it lacks {', '.join(lacking)}"])
    if manifest["schema_version"] != SCHEMA_VERSION:
        revision = manifest["code"].get("revision", "unknown")
        raise Problems(
            [f"{shown(file)} describes tables of layout {manifest['schema_version']}; this version writes layout "
             f"{SCHEMA_VERSION} and cannot make them again; use the revision that made the study, {revision}"]
        )  # fmt: skip
    return manifest, ""


def _files(folder: Path, manifest: Mapping[str, Any], account: Account) -> None:
    """Check the study's files against their checksums, and these against the manifest."""
    listed, now = manifest.get("checksums", ""), checksums.list_digest(folder)
    if listed != now and manifest.get("closed"):  # killed as it was closed: the list may be newer than the manifest
        what = Difference("", "", "", "checksums", listed, now or "not there")
        account.add(Found(shown(folder / checksums.CHECKSUMS), what))
    account.files = len(checksums.recorded(folder))
    account.unrecorded = len(checksums.unrecorded(folder))
    for name, then, present in checksums.changed(folder):
        account.add(Found(shown(folder / name), Difference("", "", "", "sha256", then, present or "not there")))


def _provenance(manifest: Mapping[str, Any], remade: Remade, file: Path, account: Account) -> None:
    """Note what differs from when the study was made: versions, code, data; and plans that are not what they were."""
    then = {**manifest["versions"], **{f"code {key}": each for key, each in manifest["code"].items()}}
    now = {**provenance.versions(), **{f"code {key}": each for key, each in provenance.code().items()}}
    account.before += [(key, each, now.get(key, "not there")) for key, each in then.items() if now.get(key) != each]
    plans = [plan for plan in remade.plans if plan is not None]
    if plans and plans[0].city_hash != manifest["city"]["hash"]:
        account.before.append(("city", manifest["city"]["hash"], plans[0].city_hash))
    same = same_code(manifest) and all(name != "city" for name, _, _ in account.before)
    for line in remade.problems:
        account.add(Found(shown(file), words=line))
    if same and not manifest["design"]:
        for plan, hashed in zip(remade.plans, remade.hashes, strict=False):
            if plan is not None and plan.contents != hashed:
                what = Difference("", "", f"policy {plan.name}", "plan", hashed, plan.contents)
                account.add(Found(shown(file), what))


def _runs(
    folder: Path, manifest: Mapping[str, Any], remade: Remade, account: Account, workers: int, most: int,
    console: "Console",
) -> None:  # fmt: skip
    """Make runs again and compare; the tables of points and of the city, too."""
    source = Listing(folder, manifest, remade, account)
    plans = tuple(plan or remade.plans[source.first] for plan in remade.plans)
    size = min(most or account.there, account.there)
    outcome = Outcome(size)
    with tempfile.TemporaryDirectory() as scratch, progress(outcome, console) as show:
        keep = tuple(name for name in schema.TABLES if name in manifest["keep"])
        what = (tuple(source.points), keep, tuple(manifest["varied"]), tuple(() for _ in plans))
        task = Task(Path(scratch), plans, *what)  # type: ignore[arg-type]
        batches = checked(task, folder, source.chosen(most), max(1, min(workers, size)))
        for batch in batches:
            account.take(batch)
            outcome.written = account.compared + len(account.uncompared)
            show()
        if account.runs:
            for found in of_the_city(folder, Path(scratch), manifest["city"]["hash"]):
                account.add(found)
