"""What a replay has found: what differs from when a study was made, and what does not match."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments import provenance
from experiments.rebuild import Checked, Found, Listed


@dataclass
class Account:
    """What a replay has found so far.

    `before`: what differs from when the study was made, (name, then, now); `first`: the first run that differs, by
    policy, point and seed; `others`: what does not match besides runs, each once; `runs` made again, `compared` of them
    in every table, and `uncompared` the others.
    """

    manifest: Mapping[str, Any]
    there: int = 0
    runs: int = 0
    compared: int = 0
    rows: int = 0
    differing: int = 0
    files: int = 0
    unrecorded: int = 0
    from_table: int = 0
    failed: int = 0
    before: list[tuple[str, str, str]] = field(default_factory=list)
    others: list[Found] = field(default_factory=list)
    first: Found | None = None
    uncompared: list[Listed] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _noted: set[Found] = field(default_factory=set)

    def add(self, found: Found) -> None:
        """Take note of something that does not match."""
        if found.run is None or found.what is None:
            if found not in self._noted:  # each batch of a part that cannot be read says so
                self.others.append(found)
                self._noted.add(found)
            return
        self.differing += 1
        if self.first is None or self.first.run is None or order(found.run) < order(self.first.run):
            self.first = found

    def take(self, batch: Checked) -> None:
        """Take note of what became of some runs."""
        self.runs += batch.runs
        self.compared += batch.compared
        self.rows += batch.rows
        self.uncompared += batch.uncompared
        for found in batch.found:
            self.add(found)

    @property
    def matches(self) -> bool:
        """Whether nothing was found that differs."""
        return not self.others and self.first is None


def order(run: Listed) -> tuple[int, int, int]:
    """Return what puts runs in order: policy, point and seed."""
    return run.job.plan, run.point, run.seed


def same_code(manifest: Mapping[str, Any]) -> bool:
    """Whether a study was made by the present code of the model."""
    return bool(manifest["code"]["source_hash"] == provenance.code()["source_hash"])
