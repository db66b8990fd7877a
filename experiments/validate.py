"""`cadreflow validate`: every oracle on the real engine, and a certificate of what they found."""

import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from experiments import schema
from experiments.carry_out import OUTPUTS, Call
from experiments.certificate import Content, Tried, certificate_of, read_certificate, write_certificate
from experiments.choices import shown
from experiments.problems import Problems
from experiments.validate_told import changed_told, oracle_table, verdict_told, where_told
from experiments.wording import spoken_in

if TYPE_CHECKING:
    from rich.console import Console

    from sim.oracles import Oracle, Trial

TIERS: Final[Mapping[str, tuple[int, int]]] = {"fast": (1, 1), "deep": (10, 4)}
"""Seeds and size of the trials of each tier: more of both shows smaller faults."""
PAGE: Final = "dashboards.certificate:write_page"
"""Who writes the page. Named, not imported: dashboards import experiments, never the reverse."""
FOLDER: Final = "validate"
PARTIAL: Final = "validate-partial"
REFUTED: Final = 1
"""Exit code if the model is refuted, or a certificate was changed."""
_COMPILING: Final = (
    "The model's code is compiled first, once; that takes some minutes. / 首次使用需编译模型代码,约需数分钟。"
)
_UNCHANGED: Final = "{file}: unchanged since it was made. / 自生成以来未被改动。"


def validate(call: Call, console: "Console") -> int:
    """Try the oracles, print what they found, and write a certificate; the exit code is 1 if the model is refuted."""
    config = call.config
    _check(config)
    if config["verify"]:
        return _verify(Path(config["verify"]), config["language"], console)
    from experiments.oracles import ALL
    from sim.compiled import READY

    if not READY.exists():
        console.print(_COMPILING, markup=False, highlight=False)
    asked = [each for each in ALL if not config["only"] or each.number in config["only"]]
    complete = len(asked) == len(ALL)
    folder = Path(config["out"]) if config["out"] else OUTPUTS / (FOLDER if complete else PARTIAL)
    number, size = TIERS[config["tier"]]
    seeds = range(config["seed"], config["seed"] + number)
    began = perf_counter()
    tried = _tried(asked, seeds, size, console)
    content = certificate_of(tried, config["tier"], seeds, complete, perf_counter() - began)
    file = write_certificate(folder, content)
    page = write_page(content, folder, config["language"])
    _tell(content, (file, page), config["language"], console)
    return 0 if content["verdict"] == "holds" else REFUTED


def _check(config: Mapping[str, Any]) -> None:
    """Check the settings; Problems, all at once."""
    from experiments.oracles import NUMBERS

    found = []
    if config["tier"] not in TIERS:
        found.append(f"tier is {config['tier']!r}; allowed: {', '.join(TIERS)}")
    if config["seed"] < 0:
        found.append(f"seed is {config['seed']}; allowed: a whole number from 0")
    unknown = [each for each in config["only"] if each not in NUMBERS]
    if unknown:
        listed = ", ".join(map(str, NUMBERS))
        found.append(f"only names {', '.join(map(str, unknown))}; there are the oracles {listed} (docs/oracles.md)")
    if config["language"] not in schema.LANGUAGES:
        found.append(f"language is {config['language']!r}; allowed: {', '.join(schema.LANGUAGES)}")
    out = Path(config["out"] or OUTPUTS / FOLDER).absolute()
    place = next(each for each in (out, *out.parents) if each.exists())
    if not config["verify"] and not (place.is_dir() and os.access(place, os.W_OK)):
        found.append(f"out is {shown(out)}, but {shown(place)} is no folder that can be written to; choose another")
    if found:
        raise Problems(found)


def _tried(oracles: "Sequence[Oracle]", seeds: Sequence[int], size: int, console: "Console") -> list[Tried]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from sim.oracles import Trial

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    found = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=len(oracles) * len(seeds))
        for oracle in oracles:
            shown.update(task, description=f"{oracle.number} {oracle.name} {oracle.zh}")
            began, checks = perf_counter(), []
            for seed in seeds:
                checks += _checks(oracle, Trial(seed=seed, size=size))
                shown.advance(task)
            found.append(Tried(oracle, tuple(checks), perf_counter() - began))
    return found


def _checks(oracle: "Oracle", trial: "Trial") -> list[tuple[int, int, Any]]:
    return [(trial.seed, trial.size, check) for check in oracle.checks(trial)]


def write_page(content: Content, folder: Path, language: str) -> Path:
    """Write a certificate as a page with whatever `PAGE` names, and return its path."""
    module, name = PAGE.split(":")
    return Path(getattr(importlib.import_module(module), name)(content, folder, language=language))


def _tell(content: Content, files: Sequence[Path], language: str, console: "Console") -> None:
    spoken = spoken_in(language)
    console.print(oracle_table(content, spoken))
    for each in spoken:
        for line in verdict_told(content):
            console.print(f"- {line.text(each)}", markup=False, highlight=False)
        where = where_told(content, files[0])
        console.print(f"- {where.text(each)}", markup=False, highlight=False, soft_wrap=True)
    console.print(str(files[1]), markup=False, highlight=False, soft_wrap=True)


def _verify(file: Path, language: str, console: "Console") -> int:
    """Say whether a certificate is as it was made; return the exit code."""
    if not file.is_file():
        raise Problems([f"verify is {file}, which is no file; name a certificate.json"])
    found = read_certificate(file)
    if found is None:
        raise Problems([f"verify is {file}, which holds no certificate; `cadreflow validate` makes one"])
    for each in spoken_in(language):
        if found.wrong:
            console.print(changed_told(file, found.wrong).text(each), markup=False, highlight=False, soft_wrap=True)
            continue
        for line in verdict_told(found.content):
            console.print(f"- {line.text(each)}", markup=False, highlight=False)
    if not found.wrong:
        console.print(_UNCHANGED.format(file=file), markup=False, highlight=False, soft_wrap=True)
    return REFUTED if found.wrong or found.content["verdict"] != "holds" else 0
