"""Real commands on small settings, in processes of their own where something hangs on it."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.parts import parts_of
from experiments.study import Study
from tests.experiments.commands import command

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("mesa", "pandas", "plotly", "pyarrow", "duckdb")
OTHERS = (["--help"], ["compare", "--cfg", "job"])
SHORT = ("months=24", "seeds=2", "workers=1", "policies=[rules_2006,limits_57_55]")


def start(*words, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", *words],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def apart(*words, cwd):
    """Return exit code, output and errors of a command in a process of its own."""
    process = start(*words, cwd=cwd)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def test_without_a_command_the_commands_are_listed(tmp_path):
    for words in ((), ("--help",)):
        code, out, err = apart(*words, cwd=tmp_path)
        assert (code, err) == (0, "")
        for name in ("run", "compare", "explain", "levers", "remedies", "report", "demo"):
            assert f"  {name} " in out


@pytest.mark.parametrize(
    "words", [["run", "--help"], ["levers"], *(pytest.param(each, marks=pytest.mark.deep) for each in OTHERS)]
)
def test_help_and_levers_import_nothing_heavy(tmp_path, words):
    script = (
        "import sys\nfrom experiments import cli\n"
        f"try:\n    cli.main({words!r})\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stderr.strip() == "[]"
    assert not list(tmp_path.iterdir())


def test_hydras_help_shows_groups_and_settings(tmp_path):
    code, out, _ = command("run", "--help", cwd=tmp_path)
    assert code == 0
    assert "policy: allowance_up, " in out
    assert "renewal_men_years: 50" in out
    assert "一座城市" in out


def test_run_writes_a_study_and_nothing_else(tmp_path):
    code, out, err = apart("run", "months=24", "seed=4", "out=here", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "Township vacancy rate" in out and "乡镇空缺率" in out
    assert [each.name for each in tmp_path.iterdir()] == ["here"]
    runs = Study(tmp_path / "here").runs()
    assert runs[["policy", "seed", "months"]].values.tolist() == [["rules_2006", 4, 24]]


def test_compare_tells_the_answer_and_computes_nothing_twice(tmp_path):
    code, out, err = command("compare", *SHORT, "study=small", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "4 runs: 4 computed" in out
    assert "Age limits 57 and 55, compared with Rules of 2006" in out
    assert "在本模型及其假设之下(共用 2 个随机种子,24 个月)" in out
    assert [each.name for each in tmp_path.rglob("*") if each.parent.name == "outputs"] == ["small"]
    code, out, _ = command("compare", *SHORT, "study=small", "language=en", "table=false", cwd=tmp_path)
    assert code == 0
    assert "4 runs: 0 computed" in out and "4 were there already" in out
    assert "模" not in out


def test_multirun_adds_every_point_to_one_study(tmp_path):
    words = ("months=2", "language=en", "quotas.excellent_cap_share=0.1,0.3", "--multirun")
    code, _, err = command("run", *words, cwd=tmp_path)
    assert (code, err) == (0, "")
    study = Study(tmp_path / "outputs" / "multirun")
    assert sorted(study.runs()["quotas.excellent_cap_share"]) == [0.1, 0.3]
    assert study.manifest["complete"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "age_limits.renewal_men_yers=57"], "Did you mean age_limits.renewal_men_years?"),
        (["run", "policy=limits_57", "months=0"], "Did you mean limits_57_55?"),
        (["compare", "policies=[rules_2006,nothing]", "seeds=0"], "policy=nothing: there is no such policy"),
        (["compare", "study=../up"], "a name without slashes"),
        (["levers", "format=word"], "allowed: table, csv, json, markdown"),
        (["report"], "which study?"),
        (["dance"], "'dance' is no command"),
        (["run", "--config-name=nothing"], "nothing"),
    ],
)
def test_a_users_mistake_ends_in_words_and_writes_nothing(tmp_path, words, said):
    code, out, err = command(*words, cwd=tmp_path)
    assert code == 2
    assert said in err
    assert "Traceback" not in err + out
    assert not list(tmp_path.iterdir())


def test_debug_shows_where_in_the_code(tmp_path, monkeypatch):
    for words, setting in ((("--debug",), ""), ((), "1")):
        monkeypatch.setenv("CADREFLOW_DEBUG", setting)
        code, _, err = apart("run", "policy=nothing", *words, cwd=tmp_path)
        assert code != 0
        assert "Traceback" in err and "there is no such policy" in err


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path):
    words = ("compare", "months=24", "seeds=4000", "workers=2", "out=it", "table=false")
    process = start(*words, cwd=tmp_path)
    deadline = time.monotonic() + 240
    while not parts_of(tmp_path / "it", "runs"):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "The same command goes on from here" in out
    study = Study(tmp_path / "it")
    there = len(study.runs())
    assert there == study.manifest["runs_done"] > 0
    assert not study.manifest["complete"]
    assert set(study.table("months")["run"]) == set(study.runs()["run"])
    code, out, _ = apart(*words, "seeds=1", cwd=tmp_path)
    assert code == 0 and "3 were there already" in out


def test_killing_the_command_ends_its_workers_and_the_study_goes_on(tmp_path):
    words = ("compare", "months=24", "workers=2", "out=it", "table=false", "policies=[rules_2006,allowance_up]")
    process = start(*words, "seeds=4000", cwd=tmp_path)
    deadline = time.monotonic() + 240
    while not parts_of(tmp_path / "it", "runs"):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate(timeout=300)
    while _group_lives(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    code, out, err = apart(*words, "seeds=2", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "were there already" in out
    study = Study(tmp_path / "it")
    assert study.runs()["run"].is_unique
    assert set(study.table("months")["run"]) == set(study.runs()["run"])


def _group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_users_own_policy_is_found_in_a_folder_of_theirs(tmp_path):
    (tmp_path / "mine" / "policy").mkdir(parents=True)
    text = "# @package _global_\npolicy: {name: later}\nage_limits: {new_men_years: 53}\n"
    (tmp_path / "mine" / "policy" / "later.yaml").write_text(text, encoding="utf-8")
    words = ("months=2", "seeds=1", "policies=[rules_2006,later]", "out=it")
    code, out, err = command("compare", "--config-dir", "mine", *words, cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "later, compared with Rules of 2006" in out
    runs = Study(tmp_path / "it").runs()
    assert runs["age_limits.new_men_years"].tolist() == [50, 53]


def test_demo_compares_the_four_policies_once(tmp_path):
    words = ("demo", "months=24", "seeds=2", "workers=1", "report=false")
    code, out, err = command(*words, cwd=tmp_path)
    assert (code, err) == (0, "")
    for label in ("Age limits 57 and 55", "仅继续提名界限 57 岁", "Higher township allowance"):
        assert label in out


@pytest.mark.deep
def test_a_demo_goes_on_and_gives_way_to_a_demo(tmp_path):
    words = ("demo", "months=24", "seeds=2", "workers=1", "report=false")
    assert command(*words, cwd=tmp_path)[0] == 0
    code, out, _ = command(*words, cwd=tmp_path)
    assert code == 0 and "8 runs: 0 computed" in out
    code, out, _ = command(*words, "months=12", cwd=tmp_path)
    assert code == 0 and "8 runs: 8 computed" in out
    assert set(Study(tmp_path / "outputs" / "demo").runs()["months"]) == {12}


def test_levers_are_printed_for_excel(tmp_path):
    code, out, err = command("levers", "format=csv", "name=age_limits", cwd=tmp_path)
    assert (code, err) == (0, "")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(out))}
    assert rows["age_limits.renewal_men_years"]["zh"] == "继续提名年龄界限(男)"
