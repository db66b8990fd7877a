"""The command `backtest` on small studies: other luck, one past with many futures, and what is said."""

import hashlib
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from histories import table
from omegaconf import OmegaConf
from pandas.testing import assert_frame_equal
from rich.console import Console

from experiments import backtest as module
from experiments import work
from experiments.asked import Job
from experiments.backtest import backtest
from experiments.backtest_naive import METHODS
from experiments.backtest_scores import MODEL
from experiments.backtest_told import basis_told
from experiments.carry_out import Call
from experiments.compose import compose, plan_from
from experiments.problems import Problems
from experiments.progress import Outcome
from experiments.replay import replay
from experiments.simulate import simulated
from sim.model import CadreModel

SMALL = ("months=60", "split=4", "seeds=10", "workers=1", "run_seconds=none", "reuse=false")


def said(out: Path, *words: str, code: int = 0) -> str:
    words = (*SMALL, *words, f"out={out}")
    config = OmegaConf.to_container(compose(words, "backtest"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert backtest(Call("backtest", words, config, "backtest"), console) == code
    return console.file.getvalue()


def test_other_luck_draws_deaths_anew_and_leaves_who_people_are():
    plan = plan_from(("months=60",), "run")
    model = CadreModel(plan.city, plan.policy, plan.setting, rng=1)
    model.run_for(3)
    one, other, same = (model.forked(plan.policy, seed) for seed in (5, 6, None))
    rows, now = model.world.serving_rows(), model.world.month
    before, first, second = (each.world.state.cadres[rows] for each in (model, one, other))
    assert (first["dies"] >= now).all() and (first["dies"] != second["dies"]).mean() > 0.9
    assert np.median(first["dies"]) == pytest.approx(np.median(before["dies"]), abs=36)
    assert (same.world.state.cadres[rows] == before).all()
    kept = [name for name in before.dtype.names if name != "dies"]
    assert (first[kept] == before[kept]).all()
    assert [int(each.world.state.clock["seed"][0]) for each in (model, one, other, same)] == [1, 5, 6, 1]


def made_again(out: Path) -> None:
    """Make some runs of a study again from its manifest, and fail unless all is the same."""
    config = OmegaConf.to_container(compose((f"out={out}", "workers=1", "runs=6"), "replay"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert replay(Call("replay", (), config, "replay"), console) == 0, console.file.getvalue()


def test_a_past_has_futures_of_other_luck():
    plan = plan_from(("months=60",), "run")
    keys = ["month", "tier", "rank_group"]
    plain = simulated(plan.with_seed(1)).results.months.set_index(keys)["holders"]
    whole = [plan.forked("2013-01", plan.policy)]
    from dataclasses import replace

    pasts = [replace(each, past_seed=1) for each in whole for _ in range(2)]
    first, second = (simulated(each.with_seed(seed)).results for each, seed in zip(pasts, (5, 6), strict=True))
    split = 2013 * 12
    for each in (first, second):
        changed = each.months.set_index(keys)["holders"] != plain
        months = changed[changed].index.get_level_values("month")
        assert months.min() >= split and len(months)
    later = first.months["month"] >= split
    assert (first.months["holders"][later] != second.months["holders"][later]).any()
    assert pasts[0].contents != whole[0].contents and pasts[0].with_seed(5).run != pasts[0].with_seed(6).run


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    out = tmp_path_factory.mktemp("backtest") / "it"
    return out, said(out, "histories=5")


def test_the_command_scores_simulated_histories(study):
    out, text = study
    rows, found = pd.read_parquet(out / "backtest.parquet"), json.loads((out / "backtest.json").read_text())
    assert set(rows["method"]) == {MODEL, *METHODS} and rows["history"].nunique() == 5 == found["histories"]
    assert sorted(rows["year"].unique()) == [2014] and found["members"] == 9 and found["years_seen"] == 4
    truth = rows.pivot_table(index=["quantity", "tier", "category", "history"], columns="method", values="truth")
    assert (truth.nunique(axis=1) == 1).all()  # all are scored against the same
    assert truth.groupby(["quantity", "tier", "category"])[MODEL].nunique().max() > 1  # and histories differ
    assert "from everybody's true state at the split" in text and "模型自分界时每个人的真实状态出发" in text
    assert (
        "Against “cohort Markov”:" in text and "与“队列马尔可夫”相比:" in text and "township headcount 乡镇人数" in text
    )


def test_it_goes_on_where_it_stopped_and_can_be_made_again(study):
    out, text = study
    again = said(out, "histories=5")
    assert "0 computed" in again and again.splitlines()[2:] == text.splitlines()[2:]
    made_again(out)


def test_histories_under_other_assumptions_and_of_ones_own(tmp_path):
    text = said(tmp_path / "other", "histories=2", "truth={setting.wants.pay_utils: 1.5}")
    assert (
        "2 simulated histories under other assumptions" in text and "starts from the city's published margins" in text
    )
    assert "12 runs: 12 computed" in text, "10 of the forecast, 2 histories"
    manifest = json.loads((tmp_path / "other" / "manifest.json").read_text())
    assert manifest["complete"] and [each["seeds"] for each in manifest["policies"]] == [[*range(1, 11)], [11, 12]]
    assert "15 runs: 3 computed" in said(tmp_path / "other", "histories=5", "truth={setting.wants.pay_utils: 1.5}")
    assert json.loads((tmp_path / "other" / "manifest.json").read_text())["runs_asked"] == 15
    text = said(tmp_path / "other", "histories=2", "truth={setting.wants.pay_utils: 1.5}")
    rows = pd.read_parquet(tmp_path / "other" / "backtest.parquet")
    assert rows[rows["method"] == MODEL].groupby(["quantity", "tier", "category", "year"])["mean"].nunique().max() == 1
    file = tmp_path / "mine.csv"
    file.write_text(table(range(2010, 2015)), encoding="utf-8")
    config = OmegaConf.to_container(
        compose((f"out={tmp_path / 'other'}", "workers=1", "runs=6"), "replay"), resolve=True
    )
    assert replay(Call("replay", (), config, "replay"), Console(file=io.StringIO(), width=140)) == 0
    with pytest.raises(Problems, match=r"truth: setting\.wants\.pay_utils is"):
        said(tmp_path / "no", "truth={setting.wants.pay_utils: much}")
    text = said(tmp_path / "own", f"history={file}", "language=en")
    found = json.loads((tmp_path / "own" / "backtest.json").read_text())
    assert found["history_file"] == {"name": "mine.csv", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    assert "1 history of your own" in text and "With fewer than 5 histories" in text and "乡镇" not in text


def test_what_cannot_be_done_is_said_at_once(tmp_path):
    words = ("histories=0", "start=here", "seeds=3", "fork=2012-01", "keep=[]", "split=2", "truth={quotas.x: 1}")
    with pytest.raises(Problems) as caught:
        said(tmp_path / "no", *words)
    text = str(caught.value)
    for part in ("histories is 0", "start is 'here'", "seeds is 3", "fork is '2012-01'", "keep leaves out",
                 "split is 2; allowed: years seen, 3 to 4", "truth names quotas.x"):  # fmt: skip
        assert part in text, text
    assert not (tmp_path / "no").exists()
    with pytest.raises(Problems, match="start=state needs a simulated history"):
        said(tmp_path / "no", "start=state", "truth={setting.wants.pay_utils: 1.5}")


@pytest.mark.parametrize(("value", "expected"), [
    ("setting.origins.native_share: [1]", r"truth: setting\.origins\.native_share is \[1\]; allowed: a list of 3"),
    ("setting.wants.pay_utils: true", r"truth: setting\.wants\.pay_utils is True; allowed: numbers from"),
    ("setting.wants.pay_utils: 1000", r"truth: setting\.wants\.pay_utils is 1000 .*; allowed"),
    ("setting.origins.city_family_shares: [0.5]", r"truth: setting\.origins\.city_family_shares is \[0.5\]; allowed"),
    ("setting.origins.city_family_shares: [true, 0, 0, 0, 0]", "city_family_shares is .True.*; allowed: numbers from"),
])  # fmt: skip
def test_assumptions_that_are_none_are_refused_in_words(tmp_path, value, expected):
    with pytest.raises(Problems, match=expected):
        said(tmp_path / "no", f"truth={{{value}}}")


def test_a_refused_number_of_histories_makes_no_plans(tmp_path, monkeypatch):
    made = []
    named = module._named
    monkeypatch.setattr(module, "_named", lambda *words: made.append(words) or named(*words))
    with pytest.raises(Problems, match="histories is 1001; allowed: a whole number from 1 to 1000"):
        said(tmp_path / "no", "histories=1001")
    assert len(made) <= 1


def test_runs_that_another_command_took_over_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "is_current", lambda *session: False)
    text = said(tmp_path / "it", "histories=1", "language=en", code=1)
    assert "10 runs were not written: another command has taken the study up" in text
    assert not (tmp_path / "it" / "backtest.json").exists()


@pytest.mark.parametrize("words", [
    ("histories=2",), ("histories=1", "policy=limits_57_55", "setting.wants.pay_utils=0.4"),
    ("histories=1", "setting.wants.pay_utils=0.4",
     "truth={setting.wants.pay_utils: 1.5, setting.origins.native_share: [0.6, 0.7, 0.5]}"),
])  # fmt: skip
def test_the_command_of_a_failure_repeats_its_run(tmp_path, monkeypatch, words):
    words = ("months=48", "split=3", "seeds=10", "workers=1", "run_seconds=none", f"out={tmp_path / 'it'}", *words)
    config = OmegaConf.to_container(compose(words, "backtest"), resolve=True)
    call, tasks = Call("backtest", words, config, "backtest"), []
    monkeypatch.setattr("experiments.carry_out.launch", lambda task, *others: tasks.append(task) or Outcome(0))
    asking, engine = module._asked(call)
    module._carried_out(call, asking, engine, Console(file=io.StringIO()))
    (task,) = tasks
    for place, plan in enumerate(asking.plans):
        command = task.command(Job(place, 0, 7))
        assert command[:2] == ("cadreflow", "run")
        again, meant = (simulated(each).results for each in (plan_from(command[2:]), plan.with_seed(7)))
        assert_frame_equal(again.months, meant.months)


def test_what_was_found_goes_before_runs_change_and_appears_only_whole(study, tmp_path, monkeypatch):
    out = Path(shutil.copytree(study[0], tmp_path / "it"))
    monkeypatch.setattr(work, "is_current", lambda *session: False)
    said(out, "histories=5", "seeds=11", code=1)
    assert not list(out.glob("backtest.*"))
    monkeypatch.undo()

    def torn(frame, file, **options):
        Path(file).write_bytes(b"PAR1")
        raise OSError("no space left")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", torn)
    with pytest.raises(OSError, match="no space left"):
        said(out, "histories=5")
    assert not list(out.glob("backtest.*"))


def test_another_study_keeps_what_was_found(study):
    with pytest.raises(Problems, match="holds another study"):
        said(study[0], "histories=5", "setting.wants.pay_utils=0.3")
    assert (study[0] / "backtest.json").exists() and (study[0] / "backtest.parquet").exists()


def test_words_say_what_the_model_starts_from():
    for kind in ("same", "other", "file"):
        assert "does not know the individual state" in basis_told(kind, "2020-01", 1, 40, 10)[1].en
    assert "no test of its assumptions" in basis_told("state", "2020-01", 5, 39, 10)[1].en
