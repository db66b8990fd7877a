import os
import shlex
from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from poison import Deadly, with_policy
from studies import SHORT, call_of, conduct, plans_of

from experiments import columns
from experiments.compose import plan_from
from experiments.engine import workers_of
from experiments.problems import Problems
from experiments.study import Study


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    names = list(frame.columns)
    return frame.sort_values(names, ignore_index=True)


@pytest.mark.deep  # test_oracles_luck and test_sweep have others
def test_one_process_and_two_give_the_same_tables(tmp_path):
    conduct(tmp_path / "one", "seeds=3", workers=1)
    conduct(tmp_path / "two", "seeds=3", workers=2)
    one, two = Study(tmp_path / "one"), Study(tmp_path / "two")
    for table in columns.TABLES:
        assert_frame_equal(in_order(one.table(table)), in_order(two.table(table)))
    assert len(one.runs()) == 6


def test_a_process_that_dies_costs_its_own_run_alone(tmp_path):
    good, other = plans_of(call_of(*SHORT))
    deadly = with_policy(other, Deadly)
    done = conduct(tmp_path / "it", plans=[good, deadly], workers=2)
    assert (done.outcome.written, len(done.outcome.causes)) == (2, 2)
    study = Study(tmp_path / "it")
    assert sorted(study.table("failures")["seed"]) == [1, 2]
    assert study.table("failures")["cause"].str.contains("killed").all()
    assert study.runs()["policy"].tolist() == ["rules_2006"] * 2
    assert study.runs()["run"].is_unique


def test_the_command_of_a_failure_repeats_that_run(tmp_path):
    words = ("quotas.excellent_cap_share=0.3", "off=[transfer]", "seed=5", "seeds=1")
    good, other = plans_of(call_of(*SHORT, *words))
    bad = replace(other, off=("no such process",))
    conduct(tmp_path / "it", *words, plans=[good, bad])
    command = shlex.split(Study(tmp_path / "it").table("failures")["command"].item())
    assert command[:2] == ["cadreflow", "run"]
    again = plan_from(command[2:])
    assert again.run == other.with_seed(5).run


@pytest.mark.parametrize("asked", [0, "many", True, 2.5])
def test_a_number_of_processes_that_is_none_is_refused(asked):
    with pytest.raises(Problems, match="workers is"):
        workers_of(asked)


def test_auto_takes_the_cores_of_this_machine():
    assert 1 <= workers_of("auto") <= os.cpu_count()
    assert workers_of(3) == 3


def test_the_words_that_choose_a_policy_name_its_file_and_its_past() -> None:
    """A repeat command says `policy=remedies/NAME`, as the file lies, and the past before a fork."""
    call = call_of("months=36", "fork=2011-01")
    assert call.choosing("remedies/early_grades", past="rules_2006") == (
        "policy=remedies/early_grades fork=2011-01 past=rules_2006"
    )
    assert call_of("months=36", "fork=2011-01", "past_seed=3").choosing().split()[2:] == ["past_seed=3"]
    assert call_of("months=6").choosing("limits_57_55") == "policy=limits_57_55"
    assert call_of("policy.name=x").repeating()[-1] == f"months={call_of().config['months']}"
    assert call_of("months=6", "off=[exam]").repeating("months=3", "off=[]")[2:] == ("months=3", "off=[]")
    repeat = call_of("months=6", "age_limits.new_men_years=53", "workers=2").repeating("policy=remedies/early_grades")
    assert repeat[:3] == ("cadreflow", "run", "policy=remedies/early_grades")
    assert "age_limits.new_men_years=53" in repeat and "workers=2" not in repeat, "what determines the run, and no more"
