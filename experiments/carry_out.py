"""Carry a study out: claim its folder, run what it lacks, and say what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from hydra.core.override_parser.overrides_parser import OverridesParser

from experiments import choices, schema
from experiments.adopt import adopt
from experiments.asked import Asked
from experiments.engine import Engine
from experiments.launch import launch
from experiments.names import RunNames
from experiments.packages import PART_GROUPS
from experiments.plan import AS_IT_IS, Point, RunPlan
from experiments.problems import Problems
from experiments.progress import Outcome
from experiments.store import claimed, close, finished_runs, varied_levers
from experiments.todo import Todo
from experiments.work import Task

if TYPE_CHECKING:
    from rich.console import Console

OUTPUTS: Final = Path("outputs")
MOST_SEEDS: Final = 1_000_000
_LOST: Final = {
    "en": "{n} runs were not written: another command has taken the study up, or its folder is gone. The same command "
    "goes on from here.",
    "zh": "{n} 次模拟未写入:该研究已由另一命令接手,或其文件夹已不存在;再次执行同一命令即可继续。",
}


@dataclass(frozen=True)
class Call:
    """How a command was called.

    `words`: its `key=value` words; `config`: the composed configuration as plain data;
    `config_dirs`: the user's own folders of configs; `multirun`: it is one of many jobs that Hydra starts.
    """

    command: str
    words: tuple[str, ...]
    config: Mapping[str, Any]
    config_name: str = ""
    config_dirs: tuple[str, ...] = ()
    multirun: bool = False

    @property
    def model_words(self) -> list[str]:
        """The words that determine runs; the rest says which runs, and where to."""
        keys = {*schema.model_keys(), *choices.groups(), *PART_GROUPS} - {"policy", "keep", "fork", "past", "past_seed"}
        parser = OverridesParser.create()
        kept = []
        for word in self.words:
            key = parser.parse_override(word).key_or_group
            if key in keys or key in schema.declared() or key.split(".")[0] in {"city", "counties"}:
                kept.append(word)
        return kept

    def choosing(self, policy: str = "", past: str = "") -> str:
        """Return the words that choose a policy, the call's own if none is named, and the past before a fork."""
        own = [word.lstrip("+") for word in self.words if word.lstrip("+").startswith("policy=")]
        words = [f"policy={policy}"] if policy else own[-1:]
        if self.config["fork"]:
            words += [f"fork={self.config['fork']}", f"past={past or self.config['past']}"]
            seed = self.config["past_seed"]
            words += [] if seed is None else [f"past_seed={seed}"]
        return " ".join(words)

    def repeating(self, *chosen: str) -> tuple[str, ...]:
        """Return the command that runs one plan alone, its seed apart; `chosen`: words that go before the call's own.

        The length is always named: commands differ in theirs where no word gives it.
        """
        dirs = [part for folder in self.config_dirs for part in ("--config-dir", folder)]
        keys = {_key(word) for word in chosen}
        own = [word for word in self.model_words if _key(word) not in keys]
        length = [] if "months" in keys | {_key(word) for word in own} else [f"months={self.config['months']}"]
        return ("cadreflow", "run", *dirs, *chosen, *own, *length)


def _key(word: str) -> str:
    return word.lstrip("+").partition("=")[0]


@dataclass(frozen=True)
class CarriedOut:
    """What became of a study: its folder, what was asked, runs there before or taken from others, what was done now."""

    folder: Path
    asked: Asked
    there_before: int
    outcome: Outcome
    seconds: float = 0.0
    adopted: int = 0

    @property
    def exit_code(self) -> int:
        """0 if every run is there, 130 after Ctrl-C, 1 if some failed or were not written."""
        if self.outcome.interrupted:
            return 130
        return 1 if self.outcome.causes or self.lost else 0

    @property
    def lost(self) -> int:
        """Runs that ended and were not written: another command has taken the study up."""
        return 0 if self.outcome.interrupted else max(0, self.outcome.asked - self.outcome.finished)


def ask(
    call: Call,
    plans: Sequence[RunPlan],
    seeds: Sequence[int],
    points: Sequence[Point] = (AS_IT_IS,),
    design: Mapping[str, Any] | None = None,
) -> Asked:
    """Return what a call asks a study to hold: every plan at every point of a design, under every seed."""
    return Asked(
        command=call.command,
        words=call.words,
        plans=tuple(plans),
        seeds=tuple(seeds),
        keep=tuple(name for name in schema.TABLES if name in plans[0].keep),
        varied=varied_levers(plans, points),
        points=tuple(points),
        design=design or {},
    )


def carry_out(
    call: Call, asked: Asked, engine: Engine, console: "Console", chosen: Sequence[str], derived: Sequence[str] = ()
) -> CarriedOut:  # fmt: skip
    """Do every run that is asked for, except what the study already holds, or a study beside it.

    `chosen`: for each plan the words that choose its policy (`Call.choosing`), for the command that repeats a run;
    `derived`: files that the command works out from the runs; what there is of them goes before these change.
    """
    check_study(call.config)
    config = call.config
    folder = folder_of(config, default="multirun" if call.multirun else f"{call.command}-{asked.hash[:8]}")
    began = perf_counter()
    flags = {"resume": bool(config["resume"]), "replace": bool(config["replace"]), "shared": call.multirun}
    with claimed(folder, asked, **flags) as (asked, session):
        for name in derived:
            (folder / name).unlink(missing_ok=True)
        commands = tuple(call.repeating(*words.split()) for words in chosen)
        what = (asked.plans, asked.points, asked.keep, asked.varied)
        task = Task(folder.resolve(), *what, commands, engine.limits, session)
        there = finished_runs(folder)
        before = sum(name in there for name, _ in asked.jobs()) if len(there) else 0
        taken = adopt(task, asked, there) if config["reuse"] else RunNames()
        there |= taken
        lacking = (job for name, job in asked.jobs() if name not in there)
        outcome = launch(task, Todo(lacking, asked.size - before - len(taken)), engine, console)
        seconds = perf_counter() - began
        close(folder, asked, seconds)
    return CarriedOut(folder, asked, before, outcome, seconds, len(taken))


def carry_out_aloud(call: Call, asked: Asked, engine: Engine, console: "Console", chosen: Sequence[str]) -> CarriedOut:
    """Carry a study out, and say what became of it."""
    done = carry_out(call, asked, engine, console, chosen)
    tell(done, call.config["language"], console)
    return done


def tell(done: CarriedOut, language: str, console: "Console") -> None:
    """Print what became of a study."""
    for line in what_became(done, language):
        console.print(line, markup=False, highlight=False)


def check_study(config: Mapping[str, Any]) -> None:
    """Check where tables go and how a command speaks; Problems if it cannot be done."""
    found = []
    name = config["study"]
    if name and (Path(name).name != name or name in {".", ".."}):
        found.append(f"study is {name!r}; allowed: a name without slashes; a folder elsewhere is out=FOLDER")
    if name and config["out"]:
        found.append(f"study={name} and out={config['out']} are both given; leave one out")
    if config["language"] not in schema.LANGUAGES:
        found.append(f"language is {config['language']!r}; allowed: {', '.join(schema.LANGUAGES)}")
    if found:
        raise Problems(found)


def folder_of(config: Mapping[str, Any], default: str) -> Path:
    """Return the study's folder: `out`, or one under outputs/ named by `study` or `default`."""
    return Path(config["out"]) if config["out"] else OUTPUTS / (config["study"] or default)


def seeds_of(config: Mapping[str, Any]) -> list[int]:
    """Return the seeds: so many from `seed` on, or those listed; Problems if it is neither."""
    asked = config["seeds"]
    if isinstance(asked, int) and not isinstance(asked, bool) and 1 <= asked <= MOST_SEEDS:
        return list(range(config["seed"], config["seed"] + asked))
    if isinstance(asked, list) and asked and all(type(each) is int and each >= 0 for each in asked):
        return sorted(set(asked))
    raise Problems(
        [f"seeds is {asked!r}; allowed: how many, 1 to {MOST_SEEDS}, or a list of whole numbers from 0 as [1,2,3]"]
    )


def what_became(done: CarriedOut, language: str) -> list[str]:
    """Say what was computed, what was there, what failed, and how to go on."""
    outcome, lines = done.outcome, []
    written, there, taken, total = outcome.written, done.there_before, done.adopted, done.asked.size
    speed = f"{written / done.seconds:.1f}"
    if language != "zh":
        rate = f" ({speed} a second)" if written else ""
        beside = f", {taken:,} taken from studies beside it" if taken else ""
        lines.append(f"{total:,} runs: {written:,} computed{rate}, {there:,} were there already{beside}.")
    if language != "en":
        rate = f"(每秒 {speed} 次)" if written else ""
        beside = f",取自相邻研究 {taken:,} 次" if taken else ""
        lines.append(f"共 {total:,} 次模拟:新计算 {written:,} 次{rate},已有 {there:,} 次{beside}。")
    if outcome.causes:
        lines += _failed(done, language)
    if done.lost:
        lines += [text.format(n=f"{done.lost:,}") for each, text in _LOST.items() if language in {each, "both"}]
    if outcome.interrupted:
        left = total - there - taken - outcome.finished
        if language != "zh":
            lines.append(f"Stopped; {left:,} runs are missing. The same command goes on from here.")
        if language != "en":
            lines.append(f"已停止,尚缺 {left:,} 次模拟;再次执行同一命令即可继续。")
    return lines


def _failed(done: CarriedOut, language: str) -> list[str]:
    causes = done.outcome.causes
    place = done.folder / "failures"
    lines = []
    if language != "zh":
        lines.append(
            f"{len(causes):,} runs failed, the first with: {causes[0]}. {place} has every cause, "
            "and the command that repeats each run alone."
        )
    if language != "en":
        lines.append(f"{len(causes):,} 次模拟失败,首个原因:{causes[0]}。各次原因及单独重现的命令见 {place}。")
    return lines
