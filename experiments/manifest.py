"""A study's manifest: what was asked, what computed it, and how far it is."""

import dataclasses
import hashlib
import json
import shlex
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from experiments import provenance
from experiments.asked import Asked
from experiments.choices import shown
from experiments.columns import SCHEMA_VERSION
from experiments.parts import write_text
from experiments.plan import RunPlan
from experiments.problems import Problems

MANIFEST: Final = "manifest.json"
NEEDED: Final = {"schema_version", "hash", "months", "seeds", "keep", "varied", "city", "policies", "code"}

PLACES: Final = frozenset({"out", "to", "address"})
"""Settings that name places of the machine which made a study."""
ELSEWHERE: Final = PLACES | {
    "study", "workers", "engine", "run_seconds", "run_gigabytes", "resume", "replace", "reuse", "language", "format",
}  # fmt: skip
"""Settings that say where a study lies, how it is computed and told: they belong to a machine, not to a record."""


def command_of(manifest: Mapping[str, Any], out: str = "") -> str:
    """Return the command that made a study, without places of the machine that did.

    `out`: the folder to name instead, where the command named one; "" leaves it out.
    """
    words = words_without(PLACES, manifest)
    own = [f"out={out}"] if out and len(words_without({"out"}, manifest)) < len(manifest["words"]) else []
    return shlex.join(["cadreflow", str(manifest["command"]), *words, *own])


def words_without(settings: Set[str], manifest: Mapping[str, Any]) -> list[str]:
    """Return the words that a study was called with, those for some settings apart."""
    return [str(word) for word in manifest["words"] if str(word).lstrip("+").partition("=")[0] not in settings]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a study's manifest; Problems if the folder holds no study."""
    manifest = found_manifest(folder)
    if manifest is None:
        raise Problems([f"{shown(folder)} holds no study (no {MANIFEST}); `cadreflow compare` makes one"])
    return manifest


def found_manifest(folder: Path) -> dict[str, Any] | None:
    """Return a study's manifest, None if the folder holds none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(manifest, dict) and NEEDED <= set(manifest)
    return manifest if ours else None


def composed(study: str, asked: Asked, before: Mapping[str, Any], shared: bool) -> dict[str, Any]:
    """Return a manifest of what is asked, `runs_asked` and `runs_done` apart; `before`: the one that is there.

    `shared`: the policies that were asked for before stay. Otherwise a new `session` of writing begins: workers of
    those before it write no more (`is_current`).
    """
    first = asked.plans[0]
    policies = [_policy_entry(plan) for plan in asked.plans]
    if asked.seeds_by_plan:
        there = {each["plan"]: each.get("seeds", ()) for each in before.get("policies", ())}
        for entry, own in zip(policies, asked.seeds_by_plan, strict=True):
            entry["seeds"] = sorted({*there.get(entry["plan"], ()), *own})
    if shared and before:
        new = {each["plan"] for each in policies}
        policies = [each for each in before["policies"] if each["plan"] not in new] + policies
    return {
        "schema_version": SCHEMA_VERSION,
        "study": study,
        "command": asked.command,
        "words": list(asked.words),
        "hash": asked.hash,
        "months": first.months,
        "seeds": list(asked.seeds),
        "keep": list(asked.keep),
        "varied": list(dict.fromkeys([*before.get("varied", ()), *asked.varied])),
        "design": dict(asked.design),
        "city": {"name": first.city.name, "hash": first.city_hash, "config": first.config["city"]},
        "policies": policies,
        "fork": first.fork,
        "session": "" if shared else uuid4().hex,
        "runs_asked": 0,
        "runs_done": 0,
        "complete": False,
        "code": provenance.code(),
        "versions": provenance.versions(),
        "opened": before.get("opened", now()),
        "closed": "",
        "wall_seconds": before.get("wall_seconds", 0.0),
    }


def _policy_entry(plan: RunPlan) -> dict[str, Any]:
    own = {key: value for key, value in plan.config.items() if key not in {"city", "keep"}}
    note = own.get("policy", {})
    past = {"past": dataclasses.asdict(plan.past)} if plan.past else {}
    past |= {} if plan.past_seed is None else {"past_seed": plan.past_seed, "fork": plan.fork}
    return {
        "name": plan.name,
        "label_en": plan.label_en,
        "label_zh": plan.label_zh,
        "source": note.get("source", ""),
        "why": note.get("why", ""),
        "plan": plan.contents,
        "config": own,
        **past,
    }


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest with its own digest, in one step."""
    whole = {**manifest, "digest": manifest_digest(manifest)}
    write_text(folder / MANIFEST, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """Return the digest of all that a manifest says, its own digest apart."""
    said = {key: value for key, value in manifest.items() if key != "digest"}
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


def now() -> str:
    """Return the present time (UTC) as text."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def is_current(folder: Path, session: str) -> bool:
    """Tell whether a worker may still write: a cluster's may outlive the command that sent it; "" always may.

    It may not where the manifest names another session, or is gone. OSError where it cannot be read: nobody knows then.
    """
    if not session:
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except ValueError:  # a damaged one names no other session; whoever reads it next says so
        return True
    return not isinstance(manifest, dict) or manifest.get("session") == session
