"""Scenarios kept: the place of the sliders as a policy file of the reader's own, compared in full in the background."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from dashboards.address import MOST_POLICIES
from dashboards.web.shelf import Shelf, progress_of
from experiments import schema
from experiments.choices import options
from experiments.parts import write_text
from experiments.plan import RunPlan
from experiments.problems import Problems

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
FOLDER: Final = "scenarios"
"""Below the shelf's root: a folder of configs with the group `policy`."""
SEEDS: Final = 30
RULES: Final = "rules_2006"
"""What every comparison begins with."""
SOURCE: Final = "made on the page What if?"


def saved(root: Path, name: str, plan: RunPlan, rules: RunPlan, changed: Sequence[str]) -> Path:
    """Write a policy file and return the folder of configs that holds it; Problems for a name that will not do.

    The file holds what differs in `plan` from `rules`, the rules that every policy file differs from; `changed`: the
    same in words.
    """
    if not NAME.fullmatch(name):
        raise Problems([
            f"the name is {name!r}; allowed: small letters, digits and _, a letter first, at most 40 characters"
        ])  # fmt: skip
    folder = root / FOLDER
    file = folder / "policy" / f"{name}.yaml"
    if file.exists() or name in options("policy"):
        raise Problems([f"there is a policy {name} already; choose another name"])
    if (root / name).exists() or name == FOLDER:
        raise Problems([f"there is a study {name} already; choose another name"])
    note = {
        "name": name, "label_en": name.replace("_", " ").capitalize(), "label_zh": name, "source": SOURCE,
        "why": "; ".join(changed),
    }  # fmt: skip
    if plan.policy.start:
        note["start"] = plan.policy.start
    groups = (*schema.LEVER_GROUPS, schema.SETTING, "changes", "counties")
    own = {name: _apart(plan.config[name], rules.config[name]) for name in groups}
    content = {"policy": note} | {name: each for name, each in own.items() if each not in ({}, [])}
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, "# @package _global_\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    return folder


def _apart(one: Any, other: Any) -> Any:
    """Return what differs in one configuration from another, level by level."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found = {name: _apart(each, other[name]) if name in other else each for name, each in one.items()}
        return {name: each for name, each in found.items() if each not in ({}, []) and each != other.get(name)}
    return [] if one == other else one


@dataclass
class Job:
    """A command that runs in the background. `study`: the name of the study that it makes."""

    study: str
    folder: Path
    process: subprocess.Popen[str]
    said: Path

    def progress(self) -> tuple[int, int]:
        """Return runs done and asked for; (0, 0) before it has begun."""
        return progress_of(self.folder)

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    @property
    def fault(self) -> str:
        """What it said if it failed, "" otherwise."""
        if not self.process.poll():
            return ""
        return self.said.read_text(encoding="utf-8", errors="replace")[-2000:].strip()


@dataclass
class Jobs:
    """The commands that the pages have started; their studies go where the shelf looks for studies."""

    shelf: Shelf
    jobs: dict[str, Job] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder of studies; Problems where there is none to write to."""
        if self.shelf.root is None:
            raise Problems(["no folder for new studies; start the dashboard without studies=, or name root=FOLDER"])
        return self.shelf.root

    def start(self, study: str, words: Sequence[str]) -> Job:
        """Start `cadreflow WORDS` for a study unless it runs already."""
        known = self.jobs.get(study)
        if known is not None and not known.ended:
            return known
        self.root.mkdir(parents=True, exist_ok=True)
        said = self.root / f".{study}.log"
        folder = self.root / study
        with said.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "experiments.cli", *words], stdout=out, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        self.jobs[study] = Job(study, folder, process, said)
        return self.jobs[study]

    def close(self) -> None:
        """Stop what still runs; a study goes on where it stopped when it is asked for again."""
        for job in self.jobs.values():
            if not job.ended:
                job.process.terminate()


def kept_scenarios(configs: Path) -> list[str]:
    """Return the names of the scenarios that are kept, the newest first."""
    files = sorted((configs / "policy").glob("*.yaml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [file.stem for file in files]


def comparison(name: str, base: str, city: str, months: int, configs: Path, out: Path) -> list[str]:
    """Return the words that compare a scenario with the rules, with the policy it starts from, and with earlier ones.

    As many earlier scenarios as a view can show; their runs are taken over from their own studies.
    """
    earlier = [each for each in kept_scenarios(configs) if each not in {name, base}]
    others = list(dict.fromkeys([base, name]))
    others = [each for each in others if each != RULES]
    others += earlier[: MOST_POLICIES - len(others)]
    return [
        "compare", "--config-dir", str(configs.resolve()), f"policies=[{','.join([RULES, *others])}]", f"city={city}",
        f"months={months}", f"seeds={SEEDS}", _out(out), "table=false",
    ]  # fmt: skip


def demo(out: Path) -> list[str]:
    """Return the words that build the demo study in a folder."""
    return ["demo", "study=", _out(out)]


def _out(folder: Path) -> str:
    """Return the word that names a folder, quoted: Hydra gives commas, brackets, quotes and dollars a meaning."""
    path = re.sub(r"(\\*)('|$)", lambda found: found[1] * 2 + found[2].replace("'", "\\'"), str(folder))
    return "out='{}'".format(path.replace("${", "\\${"))
