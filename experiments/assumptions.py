"""`cadreflow assumptions`: the register of what is assumed, and how much the results hang on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import provenance, register, register_told
from experiments.attempts import Attempts
from experiments.carry_out import Call, CarriedOut, ask, carry_out_aloud, check_study, folder_of, seeds_of
from experiments.choices import nearest, shown
from experiments.compare import HEADLINES
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.manifest import read_manifest
from experiments.parts import parts_of, read_part
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.register_file import Swings, read_swings, record_of, swings_of, write_swings
from experiments.schema import SETTING, declared
from experiments.wording import spoken_in
from sim.intervals import ENOUGH

if TYPE_CHECKING:
    from rich.console import Console

SHIPPED, NONE, STUDY, RUN = "shipped", "none", "study", "run"
TABLE, CSV = "table", "csv"


def assumptions(call: Call, console: "Console") -> int:
    """Print the register, after trying every move where that is asked for; return the exit code.

    What is not the register goes to the error stream where another program may read the register.
    """
    from rich.console import Console

    plan, seeds, engine = _asked(call)
    config, swings = call.config, None
    aside = console if config["format"] == TABLE else Console(stderr=True)
    if config["swings"] == RUN:
        done = tried(call, plan, seeds, engine, aside)
        if done.exit_code:
            return done.exit_code
        swings = swings_in(done)
        write_swings(done.folder, swings)
        aside.print(shown(done.folder), markup=False, highlight=False, soft_wrap=True)
    elif config["swings"] == STUDY:
        swings = _of_study(folder_of(config, default=""), plan)
    elif config["swings"] == SHIPPED:
        swings = swings_of(None, _city(plan))
    _print(config, plan, swings, console, aside)
    return 0


def tried(call: Call, plan: RunPlan, seeds: list[int], engine: Engine, console: "Console") -> CarriedOut:
    """Run every move that the study lacks, and the plan as it is."""
    names = list(call.config["names"])
    points = register.points(plan, names)
    asked = ask(call, [plan], seeds, points, {"kind": "register", "names": names})
    return carry_out_aloud(call, asked, engine, console, [call.choosing()])


def _city(plan: RunPlan) -> dict[str, str]:
    return {"name": plan.city.name, "hash": plan.city_hash}


def _of_study(folder: Path, plan: RunPlan) -> Swings:
    """Return the swings of a study; Problems if it has none, or of another city."""
    found = read_swings(folder)
    if found is None:
        raise Problems([f"{shown(folder)} holds no swings; `cadreflow assumptions swings=run` makes them"])
    if found.record["city"] != _city(plan):
        name = found.record["city"]["name"]
        raise Problems(
            [f"{shown(folder)} holds swings of the city {name} with other data; choose its city as city=NAME"]
        )
    return found


def swings_in(done: CarriedOut) -> Swings:
    """Return what every move of a finished study does to the headline results."""
    import pyarrow as pa

    asked, columns = done.asked, ["plan", "seed", *HEADLINES]
    # Only what is needed: `runs` has a column for every number that is moved.
    parts = [read_part(file, columns) for file in parts_of(done.folder, "runs").values()]
    plan, runs = asked.plans[0], pa.concat_tables(parts).to_pandas()
    frame = register.swings(runs[runs["seed"].isin(asked.seeds)], plan, asked.points, HEADLINES)
    moves: dict[str, dict[str, str]] = {}
    for point in asked.points[1:]:
        ((name, value),) = point.values.items()
        moves.setdefault(name, {})[register.end_of(plan.value(name), value)] = register.written(value)
    values = {name: register.written(plan.value(name)) for name in moves}
    record = record_of(read_manifest(done.folder), len(asked.points) - 1) | {"moves": moves, "values": values}
    return Swings(frame, record)


def _print(
    config: Mapping[str, Any], plan: RunPlan, swings: Swings | None, console: "Console", aside: "Console"
) -> None:  # fmt: skip
    names = tuple(config["names"])
    known = [
        (each, plan.value(name))
        for name, each in declared().items()
        if (name.startswith(names) if names else config["levers"] or name.startswith(f"{SETTING}."))
    ]
    assumed_first = sorted(known, key=lambda pair: not pair[0].name.startswith(f"{SETTING}."))
    lines = register_told.entries(assumed_first, swings)
    spoken = spoken_in(config["language"])
    about = register_told.made_from(swings, provenance.SOURCE_HASH) if swings else []
    if config["format"] == TABLE:
        console.print(register_told.as_table(lines, spoken))
    else:
        print(register_told.WRITERS[config["format"]](lines, spoken[0], about))
        spoken = spoken[:1]
    for line in about if config["format"] in {TABLE, CSV} else ():
        for each in spoken:
            aside.print(line.text(each), markup=False, highlight=False)


def _asked(call: Call) -> tuple[RunPlan, list[int], Engine]:
    """Return the plan, seeds and engine; Problems, all at once."""
    config, attempts = call.config, Attempts()
    attempts.read(lambda: check_study(config), None)
    seeds = attempts.read(lambda: seeds_of(config), None)
    engine = attempts.read(lambda: engine_of(config), None)
    plan = attempts.read(lambda: plan_from(call.words, call.config_name or call.command, call.config_dirs), None)
    for name, allowed in (("swings", (SHIPPED, NONE, STUDY, RUN)), ("format", (TABLE, *register_told.WRITERS))):
        if config[name] not in allowed:
            attempts.note(f"{name} is {config[name]!r}; allowed: {', '.join(allowed)}")
    if config["swings"] == STUDY and not (config["study"] or config["out"]):
        attempts.note("swings=study: of which? name it as study=NAME, or its folder as out=FOLDER")
    if config["swings"] == RUN and seeds and len(seeds) < ENOUGH:
        attempts.note(f"seeds is {config['seeds']!r}; allowed: {ENOUGH} or more, fewer tell nothing apart from chance")
    for name in config["names"]:
        if not any(each.startswith(name) for each in declared()):
            attempts.note(f"names has {name!r}: no assumption or lever begins like it.{nearest(name, declared())}")
    attempts.settle()
    return plan, seeds, engine
