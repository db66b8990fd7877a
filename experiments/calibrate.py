"""`cadreflow calibrate`: which sets of assumptions agree with real figures, and which assumptions these pin down."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments import calibrate_kept, calibrate_told, provenance
from experiments.addresses import Axis, axes
from experiments.attempts import Attempts
from experiments.calibration import Calibration, Task, calibrated
from experiments.carry_out import Call, CarriedOut, check_study, seeds_of
from experiments.choices import shown
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.ensemble import FILE, FOLDER, write_ensemble, write_setting
from experiments.evaluations import Evaluations, in_one_folder, other_seeds
from experiments.launch import processes_kept
from experiments.manifest import ELSEWHERE, now, words_without
from experiments.parts import write_table
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.schema import SETTING, declared
from experiments.sweep import flat
from experiments.targets import Targets, read_targets
from experiments.wording import spoken_in

if TYPE_CHECKING:
    from rich.console import Console

    from sim.parameters import Value

TRIED, FIT, PINNED, SETS = "tried.parquet", "fit.parquet", "pinned.parquet", "ensemble.parquet"
"""Where a study keeps all that was tried, how targets fare, what is known of assumptions, and the accepted sets."""
LEAST_POINTS: Final = 8
_SETTINGS: Final = {
    "points": (LEAST_POINTS, 100_000),
    "waves": (1, 20),
    "candidates": (1, 10_000_000),
    "members": (1, 10_000),
    "chance_seeds": (5, 1000),
    "search_seed": (0, 2**31 - 1),
}


def calibrate(call: Call, console: "Console") -> int:
    """Search, write what was found, and say it; return the exit code: 1 where no set was accepted or runs failed."""
    runs, targets, found = _conducted(call, console)
    assert runs.done is not None
    folder, plan = runs.done.folder, runs.done.asked.plans[0]
    files = _write(call, folder, plan, targets, found)
    spoken = spoken_in(call.config["language"])
    for each in spoken:
        for line in calibrate_told.told_of(found, runs.computed):
            console.print(f"- {line.text(each)}", markup=False, highlight=False)
    console.print(calibrate_told.fit_table(found, spoken))
    if len(found.points):
        console.print(calibrate_told.pinned_table(found, spoken))
    for file in files:
        console.print(shown(file), markup=False, highlight=False, soft_wrap=True)
    for each in spoken if not len(found.points) else ():
        for line in calibrate_told.stale_told([file for file in _shared(call) if file.exists()]):
            console.print(line.text(each), markup=False, highlight=False, soft_wrap=True)
    return 1 if runs.failed or not len(found.points) else 0


def conducted(call: Call, console: "Console") -> CarriedOut:
    """Search, write what was found, and return the study."""
    runs, targets, found = _conducted(call, console)
    assert runs.done is not None
    _write(call, runs.done.folder, runs.done.asked.plans[0], targets, found)
    return runs.done


def _conducted(call: Call, console: "Console") -> tuple[Evaluations, Targets, Calibration]:
    plan, task, targets, engine = _asked(call)
    lengths = sorted({each.months for each in task.targets}, reverse=True)
    plans = [replace(plan, months=months, config={**plan.config, "months": months}) for months in lengths]
    chosen = [f"{call.choosing()} months={months}".strip() for months in lengths]
    design = _design(call.config, targets, task)
    named = in_one_folder(call, f"{[each.contents for each in plans]} {design} {task.seeds}")
    runs = Evaluations(_without_months(named), plans, chosen, engine, console, design)
    with processes_kept():
        found = calibrated(task, runs.on, plan.value)
    return runs, targets, found


def _without_months(call: Call) -> Call:
    """Return the call without its word for the length: each plan has its own."""
    return replace(call, words=tuple(word for word in call.words if word.lstrip("+").split("=")[0] != "months"))


def _design(config: Mapping[str, Any], targets: Targets, task: Task) -> dict[str, Any]:
    own = {name: config[name] for name in ("points", "waves", "candidates", "members", "search_seed", "name")}
    over = {axis.name: [axis.low, axis.high] for axis in task.axes}
    return {"targets": _named(targets.file), "targets_hash": targets.digest, "over": over, **own}


# -- what is asked -----------------------------------------------------------------------------------------------------


def _asked(call: Call) -> tuple[RunPlan, Task, Targets, Engine]:
    """Return plan, task, targets and engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    seeds: list[int] = attempts.read(lambda: seeds_of(config), [])
    if len(seeds) == 1:
        attempts.note("seeds is 1; allowed: 2 or more, since chance is told by how runs differ from seed to seed")
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    attempts.read(lambda: _check_sizes(config), None)
    varied: list[Axis] = attempts.read(lambda: _axes(config), [])
    start = plan.city.start if plan else 0
    targets = attempts.read(
        lambda: read_targets(config["target_table"], start, config["months"], call.config_dirs), None
    ) if plan else None  # fmt: skip
    attempts.settle()
    assert plan is not None and targets is not None and engine is not None
    others = other_seeds(seeds)
    sizes = {name: config[name] for name in ("points", "waves", "candidates", "members")}
    task = Task(
        axes=tuple(varied),
        targets=targets.targets,
        seeds=tuple(seeds),
        others=tuple(others),
        many=tuple(range(others[-1] + 1, others[-1] + 1 + config["chance_seeds"])),
        seed=config["search_seed"],
        **sizes,
    )
    return plan, task, targets, engine


def _check_sizes(config: Mapping[str, Any]) -> None:
    found = []
    for name, (low, high) in _SETTINGS.items():
        value = config[name]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            found.append(f"{name} is {value!r}; allowed: a whole number from {low:,} to {high:,}")
    name = config["name"]
    if not name or Path(name).name != name or name == "default":
        found.append(f"name is {name!r}; allowed: a name without slashes, other than default")
    into = config["into"]
    if into and not Path(into).is_dir():
        found.append(f"into is {into!r}, which is no folder; give a folder of configs, or leave it out")
    if found:
        raise Problems(found)


def _axes(config: Mapping[str, Any]) -> list[Axis]:
    """Return what is fitted: assumptions, since levers are what a planner sets."""
    found, problems = axes(dict(flat(config["over"] or config["usual"])))
    levers = [axis.name for axis in found if not axis.name.startswith(f"{SETTING}.")]
    problems += [f"over: {name} is a lever, which a planner sets; fitted are assumptions" for name in levers]
    if problems:
        raise Problems(problems)
    return found


# -- what is written ---------------------------------------------------------------------------------------------------


def _write(call: Call, folder: Path, plan: RunPlan, targets: Targets, found: Calibration) -> list[Path]:
    """Write the tables of a calibration, and the setting and ensemble if sets were accepted; return the files."""
    tables = {
        TRIED: calibrate_kept.tried_frame,
        FIT: calibrate_kept.fit_frame,
        PINNED: calibrate_kept.pinned_frame,
        SETS: calibrate_kept.sets_frame,
    }
    for name, frame_of in tables.items():
        write_table(folder / name, frame_of(found))
    files = [folder / name for name in tables]
    own_files = [folder / f"{call.config['name']}.yaml", folder / FILE]
    if not len(found.points):
        for file in own_files:  # of an earlier calibration in this folder: it would pass for one of this
            file.unlink(missing_ok=True)
        return files
    own = _own_assumptions(plan)
    points = [own | each for each in found.points]
    record = _record(call, folder, targets, found)
    for setting_file, ensemble_file in batched([*own_files, *_shared(call)], 2):
        write_setting(setting_file, points[0], record)
        write_ensemble(ensemble_file, points)
        files += [setting_file, ensemble_file]
    return files


def _shared(call: Call) -> list[Path]:
    """Return the setting and the ensemble that are written among configs; none where `into` is empty."""
    name, top = call.config["name"], Path(call.config["into"])
    return [top / SETTING / f"{name}.yaml", top / FOLDER / f"{name}.csv"] if call.config["into"] else []


def _own_assumptions(plan: RunPlan) -> "dict[str, Value]":
    """Return the assumptions that the plan sets otherwise than their defaults."""
    known = {name: each for name, each in declared().items() if name.startswith(f"{SETTING}.")}
    return {name: plan.value(name) for name, each in known.items() if plan.value(name) != each.default}


def _record(call: Call, folder: Path, targets: Targets, found: Calibration) -> dict[str, Any]:
    """Return how a setting was found: enough to find it again, and to know what it is worth; no places of a machine."""
    dirs = [part for each in call.config_dirs for part in ("--config-dir", _named(Path(each)))]
    words = words_without(ELSEWHERE | {"into", "target_table"}, {"words": call.words})
    if len(words_without({"target_table"}, {"words": call.words})) < len(call.words):
        words.append(f"target_table={_named(targets.file)}")
    code = provenance.code()
    return {
        "made_by": shlex.join(["cadreflow", call.command, *dirs, *words]),
        "date": now(),
        "code": code["source_hash"],
        "revision": code["revision"],
        "targets": _named(targets.file),
        "targets_hash": targets.digest,
        "runs": _runs(folder),
        "sets_tried": len(found.tried.shares),
        "first_wave": f"{found.first_wave[1]:,} of {found.first_wave[0]:,}",
        "sets_accepted": len(found.points),
        "this_set": "the accepted set that is nearest to all others",
        "fit": calibrate_kept.fit_record(found),
    }


def _named(file: Path) -> str:
    """Return the path of a file from here; of one that lies elsewhere, which says nothing to others, its name."""
    path = shown(file)
    return file.name if Path(path).is_absolute() else path


def _runs(folder: Path) -> int:
    from experiments.store import finished_runs

    return len(finished_runs(folder))
