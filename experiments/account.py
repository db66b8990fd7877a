"""What a replay has found: what differs from when a study was made, and what does not match."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments import provenance
from experiments.rebuild import Found, Listed


@dataclass
class Account:
    """What a replay has found so far.

    `before`: what differs from when the study was made, (name, then, now); `first`: the first run that differs, by
    policy, point and seed; `others`: what does not match besides runs.
    """

    manifest: Mapping[str, Any]
    there: int = 0
    runs: int = 0
    rows: int = 0
    differing: int = 0
    files: int = 0
    unrecorded: int = 0
    from_table: int = 0
    failed: int = 0
    before: list[tuple[str, str, str]] = field(default_factory=list)
    others: list[Found] = field(default_factory=list)
    first: Found | None = None
    left: list[str] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Take note of something that does not match."""
        if found.run is None or found.what is None:
            self.others.append(found)
            return
        self.differing += 1
        if self.first is None or self.first.run is None or _order(found.run) < _order(self.first.run):
            self.first = found

    @property
    def matches(self) -> bool:
        """Whether nothing was found that differs."""
        return not self.others and self.first is None


def _order(run: Listed) -> tuple[int, int, int]:
    return run.job.plan, run.point, run.seed


def same_code(manifest: Mapping[str, Any]) -> bool:
    """Whether a study was made by the present code of the model."""
    return bool(manifest["code"]["source_hash"] == provenance.code()["source_hash"])
