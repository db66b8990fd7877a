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
        "commands": provenance.commands_hash(),
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
    """Write a certificate into a folder, in one step.

    A whole one which lies there gets a name of its own if it is of other code, or refutes the code: no certificate
    that holds takes the place of one that does not.
    """
    file = folder / f"{NAME}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = read_certificate(file) if file.exists() else None
        if before and not before.wrong and (_refutes(before) or not _is_of(before, content["code"])):
            file.rename(_name_of_its_own(folder, before))
        write_text(file, as_text(content))
    except OSError as problem:
        raise Problems(
            [f"the certificate cannot be written to {folder}: {problem.strerror}; choose another folder with out="]
        ) from problem
    return file


def _name_of_its_own(folder: Path, certificate: Certificate) -> Path:
    code, digest = certificate.content["code"]["source_hash"], certificate.content["digest"]
    file = folder / f"{NAME}-{code}.json"
    return folder / f"{NAME}-{code}-{digest[:12]}.json" if _refutes(certificate) or file.exists() else file


def _refutes(certificate: Certificate) -> bool:
    return bool(certificate.content["verdict"] != "holds")


def _is_of(certificate: Certificate, code: Mapping[str, str]) -> bool:
    """Return whether a certificate is of code with the same sources and the same locked versions."""
    own = certificate.content["code"]
    return all(own.get(name) == code.get(name) for name in ("source_hash", "lock"))


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
    """What certificates say of some code: the whole one that counts (None without), and those that were changed."""

    counts: Certificate | None
    changed: tuple[Certificate, ...]


def standing_of(study: Path, code: Mapping[str, str], outputs: Path) -> Standing:
    """Return what certificates beside a study, or under `outputs`, say of code.

    `code`: `source_hash` and `lock`, as a study's manifest has them. Beside a study: in the folders next to the study's
    own. Certificates of only some oracles do not count. Of those of the code one that refutes it counts before those
    that hold, then the newest.
    """
    found = list(_near(study, outputs))
    ours = [each for each in found if not each.wrong and each.content["complete"] and _is_of(each, code)]
    counts = max(ours, key=lambda each: (_refutes(each), str(each.content["made"])), default=None)
    return Standing(counts, tuple(each for each in found if each.wrong))


def _near(study: Path, outputs: Path) -> Iterator[Certificate]:
    tops = {study.resolve().parent, outputs.resolve()}
    for file in sorted({file.resolve() for top in tops for file in top.glob(f"*/{NAME}*.json")}):
        found = read_certificate(file)
        if found is not None:
            yield found
