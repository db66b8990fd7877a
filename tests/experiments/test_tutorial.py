"""The tutorial runs as it is written."""

import re
import shlex
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose, plan_from
from experiments.conditions import failure_of
from experiments.designs import points_of
from experiments.drivers import morris_sample
from experiments.goals import goal_of
from experiments.search import task_of
from experiments.sweep import design_of, flat

TEXT = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for line in TEXT.splitlines() if line.startswith("    cadreflow ")]


def test_its_python_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    for block in BLOCKS:
        exec(compile(block, "docs/tutorial.md", "exec"), names)
    assert len(names["runs"]) == 10
    assert "n = 5" in capsys.readouterr().out


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_are_understood(line):
    command, *words = shlex.split(line)[1:]
    words = understood(command, words)
    config = OmegaConf.to_container(compose(words, command), resolve=True)
    call = Call(command, tuple(words), config, command)
    base = plan_from(call.words, command)
    if command == "sweep":
        assert points_of(design_of(config["design"]), base.value)
    if command == "discover":
        assert failure_of(config["fails"])
    if command == "optimise" and config["goal"]:
        ends = (config["cheapest"], config["dearest"], config["step"])
        assert goal_of(config["goal"], *ends, [config["constraints"]], seeds=config["seeds"], base=base.value).values
    elif command == "optimise":
        assert task_of(dict(flat(config["over"])), config["objectives"], seeds=config["seeds"]).axes
    if command == "sensitivity":
        assert morris_sample(dict(flat(config["over"])), 5, 1, base.value).points


def test_there_is_something_to_run():
    assert len(BLOCKS) >= 5
    assert len(COMMANDS) >= 6
