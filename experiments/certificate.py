"""A certificate: what the oracles found, which code they tried, and a digest that tells whether it was changed."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from experiments import provenance
from experiments.manifest import now
from experiments.parts import write_text
from experiments.problems import Problems
from sim.oracles import ALPHA, Check, Oracle, refuted

FORM: Final = 1
"""Version of the form of certificates."""
NAME: Final = "certificate"
_NEEDED: Final = {"certificate", "digest", "code", "made", "complete", "verdict", "oracles", "totals"}
Content = dict[str, Any]


@dataclass(frozen=True)
class Tried:
    """One oracle and what its trials found: `checks` with the seed and size of the trial that each comes from."""

    oracle: Oracle
    checks: tuple[tuple[int, int, Check], ...]
    seconds: float


@dataclass(frozen=True)
class Certificate:
    """A certificate as it lies in a file: its contents, and what is wrong with it ("" if nothing)."""

    file: Path
    content: Content
    wrong: str = ""


def certificate_of(tried: Sequence[Tried], tier: str, seeds: Sequence[int], complete: bool, seconds: float) -> Content:
    """Return the certificate of oracles that were tried; `complete`: all there are."""
    failed = {id(check) for check in refuted([check for each in tried for _, _, check in each.checks])}
    oracles = [_oracle(each, failed) for each in tried]
    wrong = sorted({each["number"] for each in oracles if each["verdict"] == "refuted"})
    content: Content = {
        "certificate": FORM,
        "verdict": "refuted" if wrong else "holds",
        "refuted": wrong,
        "complete": complete,
        "tier": tier,
        "seeds": list(seeds),
        "family_wise_error": ALPHA,
        "rule": "Holm, over all checks at once",
        "totals": _totals(oracles, len(failed)),
        "made": now(),
        "seconds": round(seconds, 1),
        "code": provenance.code(),
        "versions": provenance.versions(),
        "oracles": oracles,
    }
    return content | {"digest": digest_of(content)}


def _totals(oracles: Sequence[Mapping[str, Any]], failed: int) -> dict[str, int]:
    kinds = [each["kind"] for each in oracles for _ in each["checks"]]
    return {
        "oracles": len({each["number"] for each in oracles}),
        "checks": len(kinds),
        "exact": sum(check["error"] == 0.0 for each in oracles for check in each["checks"]),
        "accounts": kinds.count("account"),
        "same_luck": kinds.count("same luck"),
        "refuted": failed,
    }


def _oracle(tried: Tried, failed: set[int]) -> Content:
    checks = [
        {
            "name": check.name,
            "observed": float(check.observed),
            "expected": float(check.expected),
            "error": float(check.error),
            "z": float(check.z) if math.isfinite(check.z) else None,
            "p": float(check.p),
            "seed": seed,
            "size": size,
            "verdict": "refuted" if id(check) in failed else "holds",
        }
        for seed, size, check in tried.checks
    ]
    oracle = tried.oracle
    return {
        "number": oracle.number,
        "name": oracle.name,
        "name_zh": oracle.zh,
        "kind": oracle.kind,
        "formula": oracle.formula,
        "convention": oracle.convention,
        "verdict": "refuted" if any(each["verdict"] == "refuted" for each in checks) else "holds",
        "seconds": round(tried.seconds, 2),
        "checks": checks,
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of everything in a certificate but the digest itself, as canonical JSON."""
    rest = {name: each for name, each in content.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def as_text(content: Mapping[str, Any]) -> str:
    """Return a certificate as it is written: one way for one content, so that every changed byte shows."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_certificate(folder: Path, content: Content) -> Path:
    """Write a certificate into a folder, in one step; that of other code which lies there gets a name of its own."""
    file = folder / f"{NAME}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = read_certificate(file) if file.exists() else None
        if before and not before.wrong and before.content["code"]["source_hash"] != content["code"]["source_hash"]:
            file.rename(folder / f"{NAME}-{before.content['code']['source_hash']}.json")
        write_text(file, as_text(content))
    except OSError as problem:
        raise Problems(
            [f"the certificate cannot be written to {folder}: {problem.strerror}; choose another folder with out="]
        ) from problem
    return file


def read_certificate(file: Path) -> Certificate | None:
    """Return the certificate in a file, with what is wrong with it; None for a file of something else."""
    try:
        text = file.read_bytes().decode("utf-8")
        content = json.loads(text)
    except (OSError, ValueError):
        return Certificate(file, {}, "it cannot be read as a certificate")
    if not isinstance(content, dict) or not _NEEDED <= set(content):
        return None
    try:
        made = digest_of(content)
    except ValueError:
        made = ""
    if made != content["digest"]:
        return Certificate(file, content, f"digest mismatch: it names {content['digest']}, its contents give {made}")
    if text != as_text(content):
        return Certificate(file, content, "digest mismatch: its text is not as it was written")
    return Certificate(file, content)


@dataclass(frozen=True)
class Standing:
    """What certificates say of some code: the newest whole one by it (None without), and those that were changed."""

    newest: Certificate | None
    changed: tuple[Certificate, ...]


def standing_of(study: Path, source_hash: str, outputs: Path) -> Standing:
    """Return what certificates beside a study, or under `outputs`, say of the code with this hash of its sources.

    Beside a study: in the folders next to the study's own. Certificates of only some oracles do not count.
    """
    found = list(_near(study, outputs))
    ours = [
        each for each in found
        if not each.wrong and each.content["complete"] and each.content["code"]["source_hash"] == source_hash
    ]  # fmt: skip
    newest = max(ours, key=lambda each: str(each.content["made"]), default=None)
    return Standing(newest, tuple(each for each in found if each.wrong))


def _near(study: Path, outputs: Path) -> Iterator[Certificate]:
    tops = {study.resolve().parent, outputs.resolve()}
    for file in sorted({file.resolve() for top in tops for file in top.glob(f"*/{NAME}*.json")}):
        found = read_certificate(file)
        if found is not None:
            yield found
