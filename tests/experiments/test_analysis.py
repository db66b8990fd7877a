"""The commands that analyse the model run on the real one, keep what they found, and refuse with words."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from omegaconf import OmegaConf
from rich.console import Console

from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose
from experiments.discover import assumptions_halved_and_doubled, discover
from experiments.manifest import read_manifest
from experiments.optimise import _begun, _keep, optimise
from experiments.parts import write_table
from experiments.problems import Problems
from experiments.schema import declared
from experiments.search import Found, task_of
from experiments.sensitivity import sensitivity
from experiments.study import Study

SHORT = ("months=12", "seeds=2", "workers=1", "run_seconds=none", "reuse=false")
LINE, PULL, ALLOWANCE = (
    "age_limits.renewal_men_years", "setting.wants.up_utils", "incentives.township_allowance_yuan_per_month",
)  # fmt: skip


def said(command, name: str, out: Path, *words: str) -> str:
    """Run a command in a folder and return what it prints."""
    words = tuple(understood(name, [*SHORT, *words, f"out={out}"]))
    config = OmegaConf.to_container(compose(words, name), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert command(Call(name, words, config, name), console) == 0
    return console.file.getvalue()


def test_sensitivity_tells_the_pull_of_organs_from_a_line_that_nobody_reaches(tmp_path):
    words = (f"over={{{PULL}: [0.0, 1.5], {LINE}: [50, 60]}}", "measures=[wish_to_leave_township]")
    text = said(sensitivity, "sensitivity", tmp_path / "it", *words, "trajectories=6", "language=both")
    table = pd.read_parquet(tmp_path / "it" / "sensitivity.parquet").set_index("name")
    assert table.loc[PULL, "mu"] > 0.1  # the stronger the pull, the more wish to go
    assert table.loc[PULL, "mu_star"] > 5 * table.loc[LINE, "mu_star"]
    assert "Pull of higher organs" in text and "上级机关吸引力" in text
    assert len(Study(tmp_path / "it").runs()) <= 6 * 3 * 2


def test_sobol_shares_add_up_to_about_one_for_a_result_without_interplay(tmp_path):
    words = (f"over={{{PULL}: [0.4, 0.8], {LINE}: [50, 60]}}", "measures=[wish_to_leave_township]", "method=sobol")
    said(sensitivity, "sensitivity", tmp_path / "it", *words, "base_points=8")
    table = pd.read_parquet(tmp_path / "it" / "sensitivity.parquet").set_index("name")
    assert table.loc[PULL, "total"] > 0.7 > 0.3 > table.loc[LINE, "total"]


def test_discover_finds_where_the_wish_to_leave_is_high(tmp_path):
    words = (f"over={{{PULL}: [0.0, 1.5], {LINE}: [50, 60]}}", "fails=wish_to_leave_township > 0.45", "points=60")
    text = said(discover, "discover", tmp_path / "it", *words)
    found = json.loads((tmp_path / "it" / "discovery.json").read_text())
    assert [(each["name"], each["is_low"]) for each in found["box"]["limits"]] == [(PULL, True)]
    assert found["box"]["density"] > 0.8
    assert "of all failures" in text and "占全部未来" in text


def test_without_names_futures_differ_in_all_assumptions_about_behaviour():
    ranges = assumptions_halved_and_doubled(lambda name: declared()[name].default)
    assert len(ranges) > 100
    for name, (low, high) in ranges.items():
        each = declared()[name]
        assert each.low <= low <= each.default <= high <= each.high
        assert low < high


def test_optimise_finds_policies_that_no_other_beats(tmp_path):
    words = (f"over={{{ALLOWANCE}.class_4: [0, 3000], {LINE}: [50, 60]}}", "population=8", "generations=2")
    text = said(optimise, "optimise", tmp_path / "it", *words,
                "objectives={wish_to_leave_township: min, cost_yuan_per_year: min}")  # fmt: skip
    front = pd.read_parquet(tmp_path / "it" / "front.parquet")
    tried = pd.read_parquet(tmp_path / "it" / "tried.parquet")
    assert 1 <= len(front) <= len(tried) <= 16
    ours = tried[["wish_to_leave_township", "cost_yuan_per_year"]].to_numpy()
    for row in front[["wish_to_leave_township", "cost_yuan_per_year"]].to_numpy():
        assert not ((ours <= row).all(axis=1) & (ours < row).any(axis=1)).any()
    assert f"{len(front)} " in text and "front.parquet" in " ".join(text.split())
    study = Study(tmp_path / "it")
    assert set(study.runs()["seed"]) == {1, 2, 3, 4}  # the front is tried again on other seeds
    assert study.table("points")["plan"].is_unique
    manifest = read_manifest(tmp_path / "it")
    assert manifest["complete"] and manifest["runs_asked"] == manifest["runs_done"] == len(study.runs())
    assert manifest["design"]["seeds"] == 2


def test_that_a_search_has_ended_is_written_last(tmp_path, monkeypatch):
    table = pd.DataFrame({"front": [True], "township_vacancy": [0.2]})
    task = task_of({LINE: [50, 60]}, {"township_vacancy": "min"}, seeds=2)

    def full_disk(file: Path, frame: pd.DataFrame) -> None:
        if file.name != "tried.parquet":
            raise OSError("No space left on device")
        write_table(file, frame)

    monkeypatch.setattr("experiments.optimise.write_table", full_disk)
    with pytest.raises(OSError, match="No space"):
        _keep(tmp_path, Found(task, [], table, table))
    assert not (tmp_path / "tried.parquet").exists()
    monkeypatch.undo()
    _keep(tmp_path, Found(task, [], table, table))
    _keep(tmp_path, Found(task, [], table, None))
    assert not (tmp_path / "confirmed.parquet").exists(), "of the search before"


@pytest.mark.parametrize("file", ["tried.parquet", "goal.parquet"])
def test_a_search_that_is_stopped_leaves_no_answer_of_the_one_before(tmp_path, file):
    (tmp_path / file).write_bytes(b"of a search with other aims")

    def stopped(points, seeds):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _begun(SimpleNamespace(on=stopped, done=SimpleNamespace(folder=tmp_path)), [{LINE: 55}], [1], file)
    assert not (tmp_path / file).exists()


def test_a_goal_is_met_by_the_cheapest_value(tmp_path):
    """More pay and less wish to leave: the cheapest allowance will not do, a dearer one does, and it is named."""
    words = (f"goal={ALLOWANCE}", "cheapest=1", "dearest=5", "step=1", "seeds=30", "months=6")
    text = said(optimise, "optimise", tmp_path / "it", *words, "constraints=P(wish_to_leave_township <= 0.3) >= 0.5")
    kept = pd.read_parquet(tmp_path / "it" / "goal.parquet").set_index("value")["kept"]
    answer = kept.idxmax()
    assert not kept.loc[1.0] and 1.0 < answer <= 3.0 and kept.loc[answer:].all()
    assert f"{answer:g} times the base plan's" in text
    runs = Study(tmp_path / "it").runs()
    shares = (runs["wish_to_leave_township"] <= 0.3).groupby(runs["point"]).mean().to_numpy()
    assert shares[0] < 0.5 < shares[int(answer) - 1], "the runs themselves say so"


@pytest.mark.parametrize(("command", "name", "words", "found"), [
    (sensitivity, "sensitivity", ("method=guess", "measures=[x]"), ("method is 'guess'", "measures names 'x'")),
    (sensitivity, "sensitivity", ("over={no.lever: all}",), ("no.lever",)),
    (discover, "discover", ("fails=vacancy > 3", "density=2", "points=0"), ("vacancy is no result", "density is 2")),
    (optimise, "optimise", ("objectives={x: min}", "over={no.lever: all}"), ("'x'", "no.lever")),
    (optimise, "optimise", ("goal=no.lever", "objectives={township_vacancy: min}"), ("no.lever", "both given")),
])  # fmt: skip
def test_what_cannot_be_analysed_is_told_at_once(tmp_path, command, name, words, found):
    with pytest.raises(Problems) as refused:
        said(command, name, tmp_path / "it", *words)
    for each in found:
        assert any(each in line for line in refused.value.lines), (each, refused.value.lines)
    assert not (tmp_path / "it").exists()
