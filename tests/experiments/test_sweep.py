"""Sweeps: points and their numbers, runs taken over from other studies, engines, Hydra's multirun, Python."""

import logging
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest
from distributed import LocalCluster
from pandas.testing import assert_frame_equal
from poison import Deadly, with_policy
from rich.console import Console
from studies import SHORT, call_of, conduct, plans_of
from sweeps import CAP, LINE, swept

from experiments import columns
from experiments.asked import Asked
from experiments.compare import write_report as report_of
from experiments.compose import plan_from
from experiments.engine import Engine
from experiments.from_python import conduct as from_python
from experiments.launch import launch
from experiments.parts import parts_of
from experiments.problems import Problems
from experiments.simulate import simulated
from experiments.store import claimed, close, finished_runs
from experiments.study import Study
from experiments.todo import Todo
from experiments.work import Task, run_chunk
from sim import population


def tables(out: Path) -> dict[str, pd.DataFrame]:
    study = Study(out)
    found = {name: study.table(name) for name in columns.TABLES if name != "failures"}
    return {name: frame.sort_values(list(frame.columns), ignore_index=True) for name, frame in found.items()}


def assert_same_tables(one: Path, other: Path) -> None:
    ours, theirs = tables(one), tables(other)
    for name, frame in ours.items():
        assert_frame_equal(frame, theirs[name])


def test_every_point_is_run_under_every_seed_and_policy(tmp_path):
    over = f"design.over={{{LINE}: [50, 57], {CAP}: [0.15, 0.2, 0.3]}}"
    done = swept(tmp_path / "it", over, "policies=[rules_2006,allowance_up]")
    runs = Study(tmp_path / "it").runs()
    assert len(runs) == done.asked.size == 2 * 3 * 2 * 2
    assert set(zip(runs[LINE], runs[CAP], strict=True)) == {(a, b) for a in (50.0, 57.0) for b in (0.15, 0.2, 0.3)}
    points = Study(tmp_path / "it").table("points").set_index("plan")
    assert (runs["point"].to_numpy() == points["point"].loc[runs["plan"]].to_numpy()).all()
    assert sorted(points["point"].unique()) == [1, 2, 3, 4, 5, 6]
    assert Study(tmp_path / "it").manifest["design"]["kind"] == "grid"


def test_a_report_of_points_says_what_follows_from_them(tmp_path):
    swept(tmp_path / "it", f"design.over={{{LINE}: [50, 57]}}", "months=2")
    html = report_of(tmp_path / "it", "both").read_text(encoding="utf-8")
    assert "levers and what follows" in html and "Township vacancy rate" in html


def test_a_point_is_what_its_values_say(tmp_path):
    """The same run as under a policy with these values, bit for bit."""
    swept(tmp_path / "it", f"design.over={{{LINE}: [57]}}", "seeds=[3]")
    study = Study(tmp_path / "it")
    plan = plan_from([f"{LINE}=57", "months=6"]).with_seed(3)
    assert study.runs()["run"].tolist() == [plan.run]
    month = simulated(plan).results.months
    assert study.table("months")["holders"].sum() == month["holders"].sum()


def test_a_larger_design_keeps_the_numbers_of_its_points(tmp_path):
    swept(tmp_path / "it", f"design.over={{{LINE}: [57, 50]}}")
    more = swept(tmp_path / "it", f"design.over={{{LINE}: [45, 50, 57]}}")
    assert (more.there_before, more.outcome.written) == (4, 2)
    numbers = Study(tmp_path / "it").table("points").set_index(LINE)["point"].to_dict()
    assert numbers == {57.0: 1, 50.0: 2, 45.0: 3}
    runs = Study(tmp_path / "it").runs()
    assert runs.groupby(LINE)["point"].unique().map(list).to_dict() == {45.0: [3], 50.0: [2], 57.0: [1]}
    assert Study(tmp_path / "it").manifest["complete"]


def test_runs_are_taken_from_a_study_beside(tmp_path):
    swept(tmp_path / "first", f"design.over={{{LINE}: [50, 57]}}")
    more = swept(tmp_path / "second", f"design.over={{{LINE}: [57, 60, 50], {CAP}: [0.15]}}", "reuse=true", "seeds=3")
    assert (more.adopted, more.outcome.written) == (0, 9)  # the cap as found is no longer 0.15 from 2020 on
    more = swept(tmp_path / "third", f"design.over={{{LINE}: [57, 60, 50]}}", "reuse=true", "seeds=3")
    assert (more.adopted, more.outcome.written) == (4, 5)
    swept(tmp_path / "alone", f"design.over={{{LINE}: [57, 60, 50]}}", "seeds=3")
    assert_same_tables(tmp_path / "third", tmp_path / "alone")
    assert Study(tmp_path / "third").manifest["complete"]


def test_a_torn_part_beside_is_left_alone_and_one_of_ours_is_named(tmp_path):
    over = f"design.over={{{LINE}: [50, 57]}}"
    swept(tmp_path / "first", over)
    torn = next(iter(parts_of(tmp_path / "first", "months").values()))
    torn.write_bytes(torn.read_bytes()[:100])
    more = swept(tmp_path / "second", over, "reuse=true")
    assert more.adopted + more.outcome.written == 4 and more.outcome.written >= 1
    mine = next(iter(parts_of(tmp_path / "second", "runs").values()))
    mine.write_bytes(b"nothing")
    with pytest.raises(Problems, match=r"cannot be read .* delete it"):
        swept(tmp_path / "second", over)
    mine.unlink()
    swept(tmp_path / "second", over)
    assert len(Study(tmp_path / "second").runs()) == 4


def test_a_study_killed_before_its_points_were_written_goes_on(tmp_path):
    swept(tmp_path / "it", f"design.over={{{LINE}: [50, 57]}}", "seeds=1")
    for file in parts_of(tmp_path / "it", "points").values():
        file.unlink()
    again = swept(tmp_path / "it", f"design.over={{{LINE}: [50, 57]}}", "seeds=1")
    assert (again.there_before, again.outcome.written) == (2, 0)
    assert sorted(Study(tmp_path / "it").table("points")["point"]) == [1, 2]


def test_nothing_is_taken_from_a_study_that_keeps_less(tmp_path):
    swept(tmp_path / "first", f"design.over={{{LINE}: [50]}}", "keep=[]")
    assert swept(tmp_path / "second", f"design.over={{{LINE}: [50]}}", "reuse=true").adopted == 0
    assert swept(tmp_path / "third", f"design.over={{{LINE}: [50]}}", "reuse=true", "keep=[]").adopted == 2


def test_a_cluster_gives_the_same_tables(tmp_path):
    over = f"design.over={{{LINE}: [50, 53, 57]}}"
    swept(tmp_path / "one", over)
    swept(tmp_path / "other", over, "workers=2", "engine=dask")
    assert_same_tables(tmp_path / "one", tmp_path / "other")


@pytest.mark.deep
def test_a_lost_worker_of_a_cluster_costs_nothing(tmp_path):
    over = f"design.over={{{LINE}: [50, 51, 52, 53, 54, 55, 56, 57]}}"
    swept(tmp_path / "one", over, "months=36")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster:
        killer = threading.Thread(target=kill_one, args=(cluster, tmp_path / "other"))
        killer.start()
        address = f"address='{cluster.scheduler_address}'"
        done = swept(tmp_path / "other", over, "months=36", "engine=dask", address)
        killer.join()
    assert (done.outcome.written, done.exit_code) == (16, 0)
    assert_same_tables(tmp_path / "one", tmp_path / "other")


def kill_one(cluster: LocalCluster, out: Path) -> None:
    """Kill a worker once some runs are done."""
    while not parts_of(out, "runs"):
        time.sleep(0.01)
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)


@pytest.mark.deep
def test_a_run_that_workers_die_of_is_a_failure_on_a_cluster_too(tmp_path):
    good, other = plans_of(call_of(*SHORT))
    plans = [good, with_policy(other, Deadly)]
    done = conduct(tmp_path / "it", "engine=dask", "seeds=1", plans=plans, workers=2)
    assert (done.outcome.written, len(done.outcome.causes)) == (1, 1)
    assert Study(tmp_path / "it").table("failures")["cause"].str.contains("workers ended while they ran it").all()


def test_a_shuffled_order_gives_the_same_tables(tmp_path):
    done = swept(tmp_path / "one", f"design.over={{{LINE}: [50, 53, 57]}}", "seeds=4")
    asked: Asked = done.asked
    with claimed(tmp_path / "other", asked, resume=True, replace=False):
        task = Task(tmp_path / "other", asked.plans, asked.points, asked.keep, asked.varied, (("cadreflow",),))
        jobs = [job for _, job in asked.jobs()]
        random.Random(1).shuffle(jobs)
        launch(task, Todo(jobs, len(jobs)), Engine(1), Console(quiet=True))
        close(tmp_path / "other", asked, 1.0)
    assert_same_tables(tmp_path / "one", tmp_path / "other")


def test_chunks_find_what_was_worked_out_before(tmp_path, monkeypatch):
    """A chunk brings its plans along, as other objects: what exists in the city is not made again for it."""
    done = swept(tmp_path / "one", f"design.over={{{LINE}: [50, 57]}}", "seeds=3")
    opened = []
    open_units = population._open_units
    monkeypatch.setattr(population, "_open_units", lambda city: opened.append(city) or open_units(city))
    asked: Asked = done.asked
    with claimed(tmp_path / "other", asked, resume=True, replace=False):
        task = Task(tmp_path / "other", asked.plans, asked.points, asked.keep, asked.varied, (("cadreflow",),))
        for _, job in asked.jobs():
            assert run_chunk(*pickle.loads(pickle.dumps(task.only([job])))).written == 1
        close(tmp_path / "other", asked, 1.0)
    assert len(opened) <= 1
    assert_same_tables(tmp_path / "one", tmp_path / "other")


@pytest.mark.deep  # it waits for an answer
def test_no_cluster_at_an_address_is_told(tmp_path):
    with pytest.raises(Problems, match="no Dask scheduler answers at"):
        swept(tmp_path / "it", f"design.over={{{LINE}: [50]}}", "engine=dask", "address='tcp://127.0.0.1:9'")


def test_everything_wrong_is_told_at_once_and_nothing_written(tmp_path):
    words = ("design.over={age_limits.renewal_me: [50], quotas.excellent_cap_share: [2]}", "workers=0", "seeds=none")
    with pytest.raises(Problems) as refused:
        swept(tmp_path / "it", *words, "precision.vacancy=0.1", "policies=[no_such]")
    for said in ("renewal_me ", "excellent_cap_share", "workers is", "seeds is", "precision names", "no_such"):
        assert any(said in line for line in refused.value.lines), said
    assert not (tmp_path / "it").exists()


@pytest.mark.parametrize(("words", "points"), [
    (("design=list", f"design.over={{{LINE}: [50, 57], {CAP}: [0.1, 0.2]}}"), 2),
    (("design=one_at_a_time", f"design.over={{{LINE}: [52, 57], {CAP}: [0.1]}}"), 4),
    (("design=latin_hypercube", "design.points=3", f"design.over={{{LINE}: [50, 60], {CAP}: all}}"), 3),
    (("design=sobol", "design.points=4", f"design.over={{{LINE}: [50, 60], {CAP}: all}}"), 4),
    (("design=age_lines",), 15),
])  # fmt: skip
def test_every_kind_of_design_is_run(tmp_path, words, points):
    done = swept(tmp_path / "it", *words, "months=1", "seeds=1", "keep=[]")
    assert (done.outcome.written, done.exit_code) == (points, 0)
    assert sorted(Study(tmp_path / "it").table("points")["point"]) == list(range(1, points + 1))


def test_points_can_come_from_a_file(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(f"{LINE},{CAP}\n50,0.1\n57,0.3\n")
    swept(tmp_path / "it", "design=csv", f"design.file={file}", "months=1", "seeds=1")
    runs = Study(tmp_path / "it").runs().sort_values("point")
    assert list(zip(runs[LINE], runs[CAP], strict=True)) == [(50.0, 0.1), (57.0, 0.3)]
    file.write_text(f"{LINE},no.lever\n50,0.1\n570,0.3\n")
    with pytest.raises(Problems) as refused:
        swept(tmp_path / "other", "design=csv", f"design.file={file}")
    assert any("no.lever" in line for line in refused.value.lines)


def test_a_grid_beyond_the_limit_is_refused_with_its_size(tmp_path):
    over = f"design.over={{{LINE}: {{from: 45, to: 60, steps: 400}}, {CAP}: {{from: 0.1, to: 0.3, steps: 300}}}}"
    with pytest.raises(Problems, match="120,000"):
        swept(tmp_path / "it", over)


@pytest.mark.deep
@pytest.mark.parametrize("launcher", ["basic", "joblib"])
def test_hydras_multirun_lands_in_one_study(tmp_path, launcher):
    words = ["seed=1,2", "policy=rules_2006,limits_57_55", "months=3", "keep=[]", f"hydra/launcher={launcher}"]
    command = [sys.executable, "-m", "experiments.cli", "run", "--multirun", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    study = Study(tmp_path / "outputs" / "multirun")
    assert sorted(zip(study.runs()["policy"], study.runs()["seed"], strict=True)) == [
        ("limits_57_55", 1), ("limits_57_55", 2), ("rules_2006", 1), ("rules_2006", 2),
    ]  # fmt: skip
    assert study.manifest["complete"]
    assert len(finished_runs(study.folder)) == study.manifest["runs_asked"] == 4


def test_three_lines_of_python_give_a_data_frame(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = from_python("sweep", over={LINE: [50, 57]}, seeds=2, months=6, workers=1)
    assert study.runs().groupby("point")["township_vacancy"].count().to_dict() == {1: 2, 2: 2}
    again = from_python("compare", policies=["rules_2006", "allowance_up"], seeds=2, months=6, workers=1, keep=[])
    assert len(again.runs()) == 4
    with pytest.raises(Problems, match="seeds is 0"):
        from_python("sweep", over={LINE: [50]}, seeds=0)
    with pytest.raises(Problems, match="command is 'levers'"):
        from_python("levers")
