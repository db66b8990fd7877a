"""A study as a page sees it: its policies with their labels, its runs, and what is missing from it."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd

from dashboards.words import Text
from experiments.choices import shown
from experiments.manifest import command_of
from experiments.problems import Problems
from experiments.remedies import remedies
from experiments.schema import declared
from experiments.study import Study as StoredStudy
from sim.measures import Window
from sim.parameters import Declaration

DESIGNS: Final = ("sweep", "sensitivity", "discover", "optimise")
"""Commands whose designs can be shown."""
SEARCH: Final = "optimise"
PACKAGE: Final = "explain"


@dataclass(frozen=True)
class PolicyNote:
    """A policy as the study names it. `source`: the document that asks for it; `why`: in a sentence.

    `sets`: the levers and assumptions in which it differs from the baseline, with both values (baseline's first).
    """

    name: str
    label: Text
    source: str
    why: str
    sets: tuple[tuple[Declaration, Any, Any], ...]


@dataclass(frozen=True)
class Study:
    """A study that can be shown. `policies`: the baseline first, then the others in the order asked for.

    `palette`: the policies in the order of their colours, those of `policies` if it is empty; `memory`: what has been
    worked out (`remembered`), shared with studies limited to some policies.
    """

    stored: StoredStudy
    tables: duckdb.DuckDBPyConnection
    policies: tuple[PolicyNote, ...]
    runs: pd.DataFrame
    failures: pd.DataFrame
    palette: tuple[str, ...] = ()
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.stored.folder

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What determines it, and what it was made with."""
        return self.stored.manifest

    @property
    def name(self) -> str:
        """Name of the study."""
        return str(self.manifest["study"])

    @property
    def baseline(self) -> PolicyNote:
        """The policy that the others are compared with."""
        return self.policies[0]

    @property
    def others(self) -> tuple[PolicyNote, ...]:
        """All policies but the baseline."""
        return self.policies[1:]

    @property
    def window(self) -> Window:
        """The months that every run covers."""
        start = int(self.runs["start"].iloc[0])
        return Window(start, start + int(self.runs["months"].iloc[0]))

    @property
    def command(self) -> str:
        """The command that made it."""
        return str(self.manifest["command"])

    @property
    def design(self) -> Mapping[str, Any]:
        """What was varied and how, as it was asked for; empty where policies are compared."""
        return dict(self.manifest.get("design") or {})

    @property
    def is_design(self) -> bool:
        """Whether it tries points of a design instead of comparing policies."""
        return bool(self.design)

    @property
    def is_under_ensemble(self) -> bool:
        """Whether it compares policies under many sets of assumptions."""
        return is_under_ensemble(self.command, self.runs)

    @property
    def missing(self) -> int:
        """Runs that were asked for and are not there; a search asks as it goes, so that none of its runs is missing."""
        if self.command == SEARCH:
            return 0
        return max(int(self.manifest["runs_asked"]) - len(self.runs), 0)

    def count(self, policy: str) -> int:
        """Return how many runs a policy has."""
        return int((self.runs["policy"] == policy).sum())

    def policy(self, name: str) -> PolicyNote:
        """Return a policy by its name."""
        return next(each for each in self.policies if each.name == name)

    def has(self, table: str) -> bool:
        """Say whether a table holds rows; studies may be asked not to keep some."""
        return bool(self.query(f"select exists (from {table}) as there")["there"].iloc[0])

    def limited_to(self, policies: Sequence[str]) -> "Study":
        """Return the same study with only the baseline and these policies, in the order given."""
        kept = (self.baseline, *(self.policy(name) for name in policies))
        runs = self.runs[self.runs["policy"].isin([note.name for note in kept])]
        return replace(self, policies=kept, runs=runs, palette=())

    def drawing(self, policy: str) -> "Study":
        """Return the study with only the baseline and one policy, which keep their colours."""
        colours = self.palette or tuple(note.name for note in self.policies)
        own = [policy] if policy != self.baseline.name else []
        return replace(self.limited_to(own), palette=colours)

    def query(self, sql: str, values: Sequence[object] = ()) -> pd.DataFrame:
        """Return the answer to a query over the study's tables; `?` and `$1` stand for values."""
        return self.tables.execute(sql, list(values)).df()

    def close(self) -> None:
        """Let go of the tables."""
        self.tables.close()


def remembered[**P, R](read: Callable[P, R]) -> Callable[P, R]:
    """Let a reading of a study (its first argument) be worked out once for the same other arguments.

    What a reading returns is shared by all who ask: nobody changes it.
    """

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        study, *others = args
        assert isinstance(study, Study)
        key = (read.__qualname__, *others, *sorted(kwargs.items()))
        if key not in study.memory:
            study.memory[key] = read(*args, **kwargs)
        return study.memory[key]  # type: ignore[no-any-return]

    return reading


def open_study(folder: Path) -> Study:
    """Open a study folder; Problems in words if it is none, or holds nothing that could be shown."""
    stored = StoredStudy(folder)
    try:
        runs, failures = stored.runs(), stored.table("failures")
    except duckdb.Error as problem:
        raise Problems([
            f"{folder}: a table cannot be read ({str(problem).splitlines()[0]}); run the study again with replace=true"
        ]) from problem  # fmt: skip
    found = _problems(stored, runs, failures)
    if found:
        raise Problems(found)
    notes = tuple(_notes(stored))
    return Study(stored, stored.open(), parts_of_package(notes) if is_package(stored) else notes, runs, failures)


def is_under_ensemble(command: str, runs: pd.DataFrame) -> bool:
    """Whether runs compare policies under sets of assumptions: the comparison's points, from 1 on."""
    return command == "compare" and bool((runs["point"] > 0).any())


def is_package(stored: StoredStudy) -> bool:
    """Whether a study holds every combination of a package's parts."""
    return str(stored.manifest["command"]) == PACKAGE


def parts_of_package(notes: Sequence[PolicyNote]) -> tuple[PolicyNote, ...]:
    """Return the baseline and the parts alone, with what the remedies say of themselves.

    `notes`: of every combination, the empty one first, then each part alone; their own words are the baseline's.
    """
    known = {each.policy.removeprefix("remedies/"): each for each in remedies("", ())}
    parts = []
    for note in notes[1 : 1 + round(math.log2(len(notes)))]:
        remedy = known.get(note.name)
        if remedy is None:
            parts.append(replace(note, source="", why=""))
        else:
            label = Text(remedy.label_en, remedy.label_zh)
            parts.append(replace(note, label=label, source=remedy.source, why=remedy.why))
    return (*notes[:1], *parts)


def _problems(stored: StoredStudy, runs: pd.DataFrame, failures: pd.DataFrame) -> list[str]:
    """Say what keeps a study from being shown: points, policies without a run, runs of different lengths."""
    design = stored.manifest.get("design")
    several = [name for name, own in runs.groupby("policy", observed=True)["plan"] if own.nunique() > 1]
    if is_under_ensemble(str(stored.manifest["command"]), runs):
        several = []
    if (design and stored.manifest["command"] not in DESIGNS) or (several and not design):
        what = "a design" if design else f"several plans named {', '.join(several)}"
        return [
            f"{stored.folder} holds {what}, and a report compares policies; make a policy file of each point that you "
            "want to compare, or read the study's table runs (docs/tutorial.md)"
        ]
    names = [str(policy["name"]) for policy in stored.policies]
    absent = [name for name in names if name not in set(runs["policy"])]
    found = []
    if absent:
        command = command_of(stored.manifest, shown(stored.folder))
        which = "any policy" if absent == names else ", ".join(absent)
        found.append(f"{stored.folder} is unfinished: no run of {which} has ended; go on with `{command}`")
    found += [f"failed: {row.command}: {row.cause}" for row in failures.head(3).itertuples() if absent]
    if runs["months"].nunique() > 1 or runs["start"].nunique() > 1:
        found.append(
            f"{stored.folder}: its runs cover different months, so they cannot be shown side by side; "
            "run the study again with replace=true"
        )
    return found


def _notes(stored: StoredStudy) -> list[PolicyNote]:
    entries = stored.policies
    known = declared()
    notes = []
    for entry in entries:
        pairs = [
            (known[name], value_in(entries[0], name), value_in(entry, name))
            for name in stored.manifest["varied"] if name in known
        ]  # fmt: skip
        notes.append(
            PolicyNote(
                str(entry["name"]), Text(entry["label_en"], entry["label_zh"]),
                entry["source"], entry["why"], tuple(pair for pair in pairs if pair[1] != pair[2]),
            )
        )  # fmt: skip
    return notes


def value_in(entry: Mapping[str, Any], name: str, *otherwise: Any) -> Any:
    """Return a policy's value of a lever or assumption, named with dots, from its entry in the manifest.

    `otherwise`: what to return where an older study does not know the name; KeyError without it.
    """
    value: Any = entry["config"]
    for part in name.split("."):
        if otherwise and part not in value:
            return otherwise[0]
        value = value[part]
    return tuple(value) if isinstance(value, list) else value
