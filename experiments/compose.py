"""Compose a configuration once with Hydra and make a run plan of it.

Works from any folder, any number of times, in notebooks and inside Hydra applications: whatever
Hydra had been initialised with before is put back.
"""

import dataclasses
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments import checks, choices, schema
from experiments.problems import Problems

if TYPE_CHECKING:
    from experiments.plan import RunPlan
    from sim.policy import Policy

VERSION_BASE: Final = "1.3"
CONFIGS: Final = "pkg://configs"
FAULTS: Final = (HydraException, OmegaConfBaseException, YAMLError)
"""What Hydra raises for a user's mistakes."""
_FOR_DEVELOPERS: Final = ("reference_type", "object_type", "full_key")
_COMPOSING = threading.Lock()


def compose(overrides: Sequence[str] = (), command: str = "run", config_dirs: Sequence[str] = ()) -> DictConfig:
    """Return a command's configuration under `key=value` words; Problems if there is none."""
    try:
        with _COMPOSING, _own_hydra(command):
            return hydra.compose(command, overrides=[*overrides, *_search(config_dirs)])
    except FAULTS as fault:
        raise explained(fault, overrides, command, config_dirs) from fault


def plan_from(overrides: Sequence[str] = (), command: str = "run", config_dirs: Sequence[str] = ()) -> "RunPlan":
    """Return the plan that `key=value` words ask for; Problems, all at once, if any is wrong.

    Made once for the same words, until a config file or a city's data changes.
    """
    return _plan_from(tuple(overrides), command, tuple(config_dirs), _files(config_dirs))


@lru_cache(maxsize=64)
def _plan_from(overrides: tuple[str, ...], command: str, config_dirs: tuple[str, ...], _state: object) -> "RunPlan":
    return checked_plan(compose(overrides, command, config_dirs), overrides, command, config_dirs)


def checked_plan(
    config: DictConfig, overrides: Sequence[str], command: str, config_dirs: Sequence[str] = ()
) -> "RunPlan":
    """Make a plan of a composed configuration; Problems, all at once, with their places."""
    from experiments.cities import load_city
    from experiments.from_config import plan_of

    resolved: Any = OmegaConf.to_container(config, resolve=True)
    found = checks.word_problems(overrides, command, config_dirs)
    found += _file_problems(resolved, overrides, config_dirs)
    try:
        plan = plan_of(resolved, load_city(resolved["city"]))
        if resolved["fork"]:
            plan = plan.forked(resolved["fork"], _past(resolved["past"], overrides, command, config_dirs))
        if resolved["past_seed"] is not None:
            plan = dataclasses.replace(plan, past_seed=resolved["past_seed"])
    except Problems as city:
        raise Problems([*found, *city.lines]) from city
    found += [line for line in plan.problems() if not any(line in other for other in found)]
    if found:
        raise Problems(found)
    return plan


def _past(policy: str, overrides: Sequence[str], command: str, config_dirs: Sequence[str]) -> "Policy":
    """Return the policy before a fork; values that words set hold under it too."""
    if policy not in choices.options("policy", config_dirs):
        raise Problems([choices.no_option("policy", policy, config_dirs).replace("policy=", "past=", 1)])
    own = ("policy", "policies", "fork", "past", "past_seed")
    words = [word for word in overrides if word.lstrip("+~").split("=")[0].split("/")[0].split(".")[0] not in own]
    return plan_from([*words, f"policy={policy}"], command, config_dirs).policy


def explained(fault: Exception, overrides: Sequence[str], command: str, config_dirs: Sequence[str] = ()) -> Problems:
    """Turn what Hydra raised into words: every problem that can be named, else its message."""
    found = checks.word_problems(overrides, command, config_dirs)
    found += _file_problems(None, overrides, config_dirs)
    if not found:
        found = [f"cadreflow {command}: {_own_words(fault)}"]
    return Problems(found)


def _own_words(fault: Exception) -> str:
    """Return what Hydra says, in one line, without what only its developers read."""
    reasons = [str(each) for each in (fault, fault.__cause__) if each]
    lines = [line.strip() for reason in reasons for line in reason.splitlines()]
    kept = [line for line in lines if line and not line.startswith(_FOR_DEVELOPERS)]
    return "; ".join(dict.fromkeys(kept)).removeprefix("Error merging override ")


def _file_problems(resolved: dict[str, Any] | None, overrides: Sequence[str], config_dirs: Sequence[str]) -> list[str]:
    """Check the files that words choose, and that of the policy that the configuration names."""
    chosen = dict(word.split("=", 1) for word in overrides if "=" in word)
    if resolved:
        chosen.setdefault("policy", resolved["policy"]["name"])
    found: list[str] = []
    for group in choices.groups():
        if group in chosen:
            found += checks.file_problems(group, chosen[group], config_dirs)
    return found


@contextmanager
def _own_hydra(command: str) -> Iterator[None]:
    """Initialise Hydra with our configs for a command, and put back what had been initialised before."""
    schema.register(command)
    before = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with hydra.initialize_config_module("configs", version_base=VERSION_BASE):
            yield
    finally:
        GlobalHydra.instance().hydra = before


def _search(config_dirs: Sequence[str]) -> list[str]:
    """Return the word that adds the user's own folders to Hydra's search path."""
    paths = ",".join(f"'file://{Path(folder).resolve()}'" for folder in config_dirs)
    return [f"hydra.searchpath=[{paths}]"] if paths else []


def _files(config_dirs: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the config files and cities' data with the times of their last change."""
    files = [file for folder in choices.folders(config_dirs) for file in sorted(folder.rglob("*"))]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())
