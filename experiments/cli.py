"""The command line: `cadreflow COMMAND [overrides]`. Every command is a Hydra application.

Nothing heavy is imported before a command needs it: help, `levers` and refusals are quick.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from experiments.carry_out import Call


@dataclass(frozen=True)
class Command:
    """One command: what it does, in both languages."""

    en: str
    zh: str


COMMANDS: Final = {
    "run": Command(
        "one city, one policy, one seed: monthly tables, events, careers",
        "一城、一策、一个随机种子",
    ),
    "compare": Command("several policies on shared seeds: paired differences", "多项政策的配对比较"),
    "sweep": Command("a design over levers and assumptions, on shared seeds", "对杠杆和假设的多点设计模拟"),
    "sensitivity": Command("which levers and assumptions drive which result", "哪些杠杆与假设主导结果"),
    "discover": Command("in which futures a policy fails", "政策在哪些情形下失败"),
    "optimise": Command(
        "policies that no other beats under a budget, or the cheapest way to a goal", "多目标优化与目标求解"
    ),
    "calibrate": Command(
        "which sets of assumptions agree with real figures, and what these pin down", "以实际数据校准假设"
    ),
    "backtest": Command(
        "hold out part of a history, predict it, and score the model against naive methods", "留出部分历史进行回测"
    ),
    "explain": Command("what each part of a package contributes, and how", "一揽子对策中各部分的贡献"),
    "validate": Command("closed forms and accounts on the real engine, with a certificate", "核对模型并生成证书"),
    "levers": Command("every lever: unit, default, bounds, source", "全部政策杠杆"),
    "assumptions": Command("what is assumed, what it rests on, and how much hangs on it", "假设登记册"),
    "remedies": Command("what the reports propose, each as a policy", "各报告提出的全部对策"),
    "report": Command("a page in English and Chinese from a study", "由研究结果生成中英文报告"),
    "dashboard": Command("the interactive pages over one or more studies", "交互页面"),
    "replay": Command("make a study again from its manifest: match, or the first difference", "由清单重做研究并核对"),
    "demo": Command("fourteen towns: the baseline and three proposals", "演示:十四个乡镇"),
}
_FIRST: Final = {"compare": "rules_2006,", "sweep": ""}
"""Commands of several policies, and those that come before the one named by `policy=`."""
_OF_A_STUDY: Final = {"replay"}
"""Commands whose first word may name a study, or where it lies."""
_WRITTEN: Final = {"calibrate": {"targets": "target_table"}}
"""Settings that are written otherwise, where Hydra takes the plain word for a group of its own: a folder of configs."""
_IN_WORDS: Final = {"fails", "constraints"}
"""Settings that are text with blanks and signs."""
MISTAKE: Final = 2
"""Exit code for a user's mistake."""
STOPPED: Final = 130
"""Exit code after Ctrl-C."""
WIDTH: Final = 140
"""Columns of text where there is no terminal to ask."""
OWN_FOLDERS: Final = ("command-line", "hydra.searchpath in command-line")
"""Where Hydra says that a folder of configs comes from when it is the user's own."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words or os.environ.get("CADREFLOW_DEBUG") == "1"
    words = [word for word in words if word != "--debug"]
    if not words or words[0] in {"--help", "-h", "help"}:
        print(_usage())
        sys.exit(0)
    if words[0] not in COMMANDS:
        print(f"{words[0]!r} is no command; there are: {', '.join(COMMANDS)}", file=sys.stderr)
        sys.exit(MISTAKE)
    sys.exit(_command(words[0], words[1:], debug))


def _usage() -> str:
    """Return the table of commands."""
    lines = ["cadreflow COMMAND [name=value ...]", ""]
    lines += [f"  {name:<13}{each.en}\n  {'':<13}{each.zh}" for name, each in COMMANDS.items()]
    lines += [
        "",
        "COMMAND --help shows its settings, --cfg job what they come to; --multirun sweeps.",
        "--debug or CADREFLOW_DEBUG=1 shows where in the code something went wrong.",
        "COMMAND --help 显示该命令的全部设置;cadreflow levers 列出全部杠杆。",
    ]
    return "\n".join(lines)


def _command(command: str, words: list[str], debug: bool) -> int:
    """Run a command as a Hydra application; a user's mistake becomes words and exit code 2."""
    import hydra

    from experiments import schema
    from experiments.compose import CONFIGS, FAULTS, VERSION_BASE, explained

    schema.register(command)
    codes: list[int] = []

    def task(config: "DictConfig") -> None:
        codes.append(_guarded(lambda: _carry_out(command, config), debug))

    def start() -> int:
        try:
            hydra.main(CONFIGS, command, VERSION_BASE)(task)()
        except FAULTS as fault:
            overrides, config_dirs = _parsed(words)
            raise explained(fault, overrides, command, config_dirs) from fault
        return max(codes, default=0)

    words = understood(command, words)
    os.environ["HYDRA_FULL_ERROR"] = "1"  # faults come to us, instead of Hydra printing them and exiting
    sys.argv = [f"cadreflow {command}", *words]
    return _guarded(start, debug)


def understood(command: str, words: Sequence[str]) -> list[str]:
    """Return a command's words as Hydra reads them.

    `policy=X` of a comparison means the rules of 2006 and X, of a sweep under X; `targets=X` of a calibration the table
    X; a text in words gets its quotes. The first word of a command that reads a study may be the study's name, its
    folder or its manifest.
    """
    found = list(words)
    if command in _OF_A_STUDY and found and "=" not in found[0] and not found[0].startswith("-"):
        found[0] = f"{_where(found[0])}={json.dumps(found[0], ensure_ascii=False)}"
    if command in _FIRST and not any(word.startswith("policies=") for word in found):
        first = _FIRST[command]
        found = [f"policies=[{first}{word[7:].strip('[]')}]" if word.startswith("policy=") else word for word in found]
    other = _WRITTEN.get(command, {})
    parts = [word.partition("=") for word in found]
    return [_quoted(f"{other.get(name, name)}{sign}{value}") for name, sign, value in parts]


def _where(named: str) -> str:
    """Return the setting that a study's name, its folder, or its manifest is meant for."""
    place = Path(named)
    if place.is_file() or place.suffix == ".json":
        return "manifest"
    return "out" if place.is_dir() or len(place.parts) > 1 else "study"


def _quoted(word: str) -> str:
    name, _, text = word.partition("=")
    return f'{name}="{text}"' if name in _IN_WORDS and text[:1] not in {'"', "'", "["} else word


def _guarded(action: Callable[[], int], debug: bool) -> int:
    """Return an action's exit code; a user's mistakes and Ctrl-C become words and their codes."""
    from experiments.problems import Problems

    try:
        return action()
    except Problems as found:
        if debug:
            raise
        print(found, file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("Stopped. / 已停止。", file=sys.stderr)
        return STOPPED


def _parsed(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the `key=value` words and the user's own config folders, as Hydra reads them."""
    from hydra._internal.utils import get_args_parser

    found = get_args_parser().parse_args(words)
    return found.overrides, [found.config_dir] if found.config_dir else []


def _carry_out(command: str, config: "DictConfig") -> int:
    """Do what a composed command asks for; return the exit code."""
    if command == "levers":
        from experiments.levers import show_levers

        return show_levers(config.format, config.name, assumptions=config.assumptions)
    if command == "remedies":
        from experiments.remedies import show_remedies

        return show_remedies(config.format, config.name, _own_folders())
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    call = _call(command, config)
    if command == "run":
        from experiments.compose import checked_plan
        from experiments.run import run

        return run(call, checked_plan(config, call.words, command, call.config_dirs), console)
    action: Callable[[Call, Console], int] = getattr(importlib.import_module(f"experiments.{command}"), command)
    return action(call, console)


def _call(command: str, config: "DictConfig") -> "Call":
    """Return how this command was called, as Hydra knows it."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode
    from omegaconf import OmegaConf

    from experiments.carry_out import Call

    known = HydraConfig.get()
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return Call(
        command=command,
        words=tuple(known.overrides.task),
        config=plain,
        config_name=known.job.config_name,
        config_dirs=_own_folders(),
        multirun=known.mode is RunMode.MULTIRUN,
    )


def _own_folders() -> tuple[str, ...]:
    """Return the user's own folders of configs, as Hydra knows them."""
    from hydra.core.hydra_config import HydraConfig

    sources = HydraConfig.get().runtime.config_sources
    return tuple(each.path for each in sources if each.provider in OWN_FOLDERS)


if __name__ == "__main__":
    main()
