"""The table of the reports' claims: every claim has its place, every name in the table exists."""

import importlib
import re

import pytest

from experiments import choices
from experiments.documents import ROOT
from sim.levers import GROUPS, levers
from sim.plan import NAMES
from sim.setting import GROUPS as SETTING_GROUPS
from sim.setting import assumptions

TEXT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8").split("## Where each claim of the reports is")[1]
ROWS = dict(re.findall(r"^\| (1\.\d+\.\d+) \| (.*) \|$", TEXT, re.M))
REMEDIES = (
    "1.1.5 1.1.6 1.1.7 1.1.10 1.1.11 1.1.13 1.2.5 1.2.8 1.3.6 1.3.7 1.3.9 1.3.10 1.3.13 1.3.14 1.6.14 "
    "1.7.3 1.7.4 1.7.6 1.10.6 1.10.7 1.11.2 1.12.2 1.12.3 1.12.7 1.13.1 1.14.2 1.14.3 1.14.4 1.16.2 "
    "1.16.3 1.19.6 1.20.6 1.21.3 "
).split()
"""Claims that the facts mark as remedies."""
POLICIES = {choices.own_name(option) for option in choices.options("policy")}


def test_every_claim_stands_once_in_the_table():
    numbers = re.findall(r"^\| (1\.\d+\.\d+) \|", TEXT, re.M)
    assert len(numbers) == len(ROWS) == 182
    assert {int(number.split(".")[1]) for number in numbers} == set(range(1, 23))


@pytest.mark.parametrize("number", ROWS)
def test_what_the_table_names_exists(number):
    row = ROWS[number]
    for group, name in re.findall(r"\b([a-z_]+)\.([a-z_0-9]+)\b", row):
        full = f"{group}.{name}"
        if group in GROUPS or group in SETTING_GROUPS:
            known = {**levers(), **assumptions()}
            assert any(each.startswith(full) for each in known) or _is_rule(group, name), full
    for process in re.findall(r"\bprocess ([a-z_]+)", row):
        assert process in NAMES, process
    for listed in re.findall(r"\bpolic(?:y|ies) ([a-z_0-9, ]+)", row):
        for name in re.findall(r"[a-z0-9]+_[a-z_0-9]+", listed):
            assert name in POLICIES, name


def _is_rule(module: str, name: str) -> bool:
    return name == "py" or hasattr(importlib.import_module(f"sim.{module}"), name)


def test_what_is_not_in_the_model_says_why():
    left_out = {number: row for number, row in ROWS.items() if "not in the model" in row}
    assert 0 < len(left_out) < 20
    for number, row in left_out.items():
        assert len(row.split("not in the model", 1)[1].strip(" :|")) > 15, number


@pytest.mark.parametrize("number", REMEDIES)
def test_a_remedy_names_its_policy(number):
    assert POLICIES & set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)*", ROWS[number]))
