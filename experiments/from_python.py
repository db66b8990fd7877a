"""Studies from Python and notebooks: three lines from a question to data frames.

    from experiments import conduct
    study = conduct("sweep", over={"age_limits.renewal_men_years": [50, 57]}, seeds=10)
    study.runs().groupby("point")["township_vacancy"].mean()

What the command line refuses raises `experiments.problems.Problems`.
"""

import importlib
import os
from typing import Any, Final

from omegaconf import OmegaConf

from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose
from experiments.problems import Problems
from experiments.study import Study
from experiments.word import hydra_text

CONDUCTED: Final = ("compare", "sweep", "calibrate")
"""Commands whose studies can be asked for from Python."""


def conduct(command: str, *words: str, show: bool = False, **settings: Any) -> Study:
    """Do what `cadreflow COMMAND` does and return the study; runs that are there already are not run again.

    `words`: `key=value` words as on the command line; `settings`: plain settings by name, as seeds=30, workers=2,
    policies=["rules_2006", "limits_57_55"]; `over`: what a sweep's design varies, or what a calibration fits; `show`:
    print how far it is and what came of it. With workers=1 everything is done in this process, without a limit of time;
    else a script must call this below `if __name__ == "__main__":`, since its processes read the script, too.
    RuntimeError if runs failed: the study's table `failures` says why.
    """
    from rich.console import Console

    if command not in CONDUCTED:
        raise Problems([f"command is {command!r}; allowed: {', '.join(CONDUCTED)}"])
    if settings.get("workers") == 1:
        settings.setdefault("run_seconds", "none")
    if command == "sweep" and "over" in settings:
        settings["design.over"] = settings.pop("over")
    words = tuple(understood(command, [*words, *(f"{name}={hydra_text(each)}" for name, each in settings.items())]))
    config: Any = OmegaConf.to_container(compose(words, command), resolve=True)
    call = Call(command, words, config, command)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console() if show else Console(file=nowhere)
        done = importlib.import_module(f"experiments.{command}").conducted(call, console)
    if done.outcome.causes:
        causes = done.outcome.causes
        raise RuntimeError(f"{len(causes)} runs failed; the table failures of {done.folder} says why: {causes[0]}")
    if done.lost:
        raise RuntimeError(f"{done.lost} runs were not written: another command has taken {done.folder} up")
    return Study(done.folder)
