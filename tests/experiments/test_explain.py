"""`cadreflow explain` and the scorecard as commands, on small settings."""

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.assumed import FILE
from experiments.study import Study
from tests.experiments.commands import command

PARTS = "parts=[remedies/remote_post_allowance,remedies/continue_to_57]"
SHORT = ("months=24", "seeds=2", "workers=1")


def test_a_package_is_taken_apart(tmp_path: Path):
    code, out, err = command("explain", PARTS, *SHORT, "out=it", cwd=tmp_path)
    assert (code, err) == (0, "")
    names = [policy["name"] for policy in Study(tmp_path / "it").policies]
    assert names == [
        "rules_2006", "remote_post_allowance", "continue_to_57", "remote_post_allowance+continue_to_57"
    ]  # fmt: skip
    assert "The whole" in out and "合计" in out and "fewer go up" in out
    code, again, err = command("explain", PARTS, *SHORT, "out=it", cwd=tmp_path)
    assert (code, err) == (0, "") and "8 were there already" in again


def test_a_combination_can_be_run_by_the_words_that_a_failure_would_name(tmp_path: Path):
    words = ("policy=rules_2006", "+policy/remedies=[remote_post_allowance,continue_to_57]", "policy.name=both")
    code, _, err = command("run", *words, "months=12", "out=it", cwd=tmp_path)
    assert (code, err) == (0, "")
    (policy,) = Study(tmp_path / "it").policies
    assert policy["name"] == "both"
    assert policy["config"]["age_limits"]["renewal_men_years"] == 57


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "0 parts; allowed: 2 to 8"),
        (("policy=packages/report_001", "keep=[]"), "write keep=[months]"),
        (("policy=packages/report_002",), "33 parts; allowed: 2 to 8"),
        (("parts=[remedies/rotation_by_years,remedies/exchange_town_and_county]",), "both cannot hold"),
        (("parts=[limits_57_55,allowance_up]",), "allowed: remedies"),
        (("parts=[remedies/early_grades,remedies/continue_to_57]",), "dated changes"),
        (("parts=[remedies/continue_to_75,remedies/nominate_to_55]",), "Did you mean remedies/continue_to_57"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(tmp_path: Path, words: tuple[str, ...], said: str):
    code, out, err = command("explain", *words, cwd=tmp_path)
    assert code == 2 and said in err and "Traceback" not in err
    assert not out and not list(tmp_path.iterdir())


@pytest.mark.deep
def test_many_remedies_are_told_as_a_scorecard_and_tried_under_other_assumptions(tmp_path: Path):
    names = "secondment_managed secondment_regular secondment_release early_grades paid_leave village_pay few_vetoes"
    listed = ",".join(f"remedies/{name}" for name in names.split())
    code, out, err = command(
        "compare", f"policies=[rules_2006,{listed}]", "months=72", "seeds=5", "assumption_sets=3", "workers=1",
        "out=it", "language=en", cwd=tmp_path,
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "for all 7 remedies at once" in re.sub(r"\s+", " ", out)
    assert "3 sets of assumptions" in re.sub(r"\s+", " ", out)
    rows = pd.read_parquet(tmp_path / "it" / FILE)
    assert len(rows) == 3 * 6 and rows["policy"].nunique() == 6


def test_remedies_are_printed(tmp_path: Path):
    code, out, err = command("remedies", "format=csv", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out.count("remedies/") > 100 and "packages/report_001" in out
    assert command("remedies", "name=nothing", cwd=tmp_path)[0] == 2
