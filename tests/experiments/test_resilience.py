"""A study survives what befalls its processes: nothing is lost, torn or doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from poison import Endless, Greedy, with_policy
from studies import SHORT, call_of, conduct, plans_of

from experiments import columns, parts
from experiments.launch import _deaf
from experiments.manifest import MANIFEST
from experiments.problems import Problems
from experiments.study import Study

DESIGN = "design.over={age_limits.renewal_men_years: [50, 52, 54, 57]}"


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.deep), 2])
def test_a_run_that_hangs_is_stopped_and_the_others_go_on(tmp_path, workers):
    good, other = plans_of(call_of(*SHORT))
    plans = [good, with_policy(other, Endless)]
    done = conduct(tmp_path / "it", "run_seconds=12", "seeds=1", plans=plans, workers=workers)
    assert (done.outcome.written, len(done.outcome.causes)) == (1, 1)
    failures = Study(tmp_path / "it").table("failures")
    assert failures["cause"].str.contains("longer than allowed \\(12 seconds\\)").all()
    assert failures["command"].str.startswith("cadreflow run policy=allowance_up").all()


@pytest.mark.deep
def test_a_run_that_wants_too_much_memory_is_a_failure(tmp_path):
    good, other = plans_of(call_of(*SHORT))
    plans = [good, with_policy(other, Greedy)]
    done = conduct(tmp_path / "it", "run_gigabytes=4", "seeds=1", plans=plans, workers=2)
    assert (done.outcome.written, len(done.outcome.causes)) == (1, 1)
    assert Study(tmp_path / "it").table("failures")["cause"].str.contains("MemoryError").all()


@pytest.mark.parametrize(("word", "said"), [
    ("run_seconds=-1", "run_seconds is -1"), ("run_gigabytes=-1", "run_gigabytes is -1"), ("engine=x", "engine is 'x'"),
    ("address='tcp://h:1'", "add engine=dask"),
])  # fmt: skip
def test_limits_and_engines_that_are_none_are_refused(tmp_path, word, said):
    with pytest.raises(Problems, match=said):
        conduct(tmp_path / "it", word)
    assert not (tmp_path / "it").exists()


def sweep(out: Path, *words: str, **options) -> subprocess.Popen:
    """Start `cadreflow sweep` of 24 runs in a process group of its own."""
    command = [sys.executable, "-m", "experiments.cli", "sweep", DESIGN, "months=36", "seeds=6", "keep=[months]"]
    return subprocess.Popen(
        [*command, "workers=2", "reuse=false", "table=false", f"out={out}", *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, **options,
    )  # fmt: skip


def whole(out: Path) -> dict[str, pd.DataFrame]:
    """Return every table in a fixed order."""
    study = Study(out)
    tables = {name: study.table(name) for name in columns.TABLES if name != "failures"}
    return {name: frame.sort_values(list(frame.columns), ignore_index=True) for name, frame in tables.items()}


def check_intact(out: Path) -> set[str]:
    """Check that every part can be read, no run is there twice, and each has its rows; return the runs."""
    if not (out / MANIFEST).exists():
        return set()
    json.loads((out / MANIFEST).read_text())
    for table in columns.TABLES:
        for file in parts.parts_of(out, table).values():
            pd.read_parquet(file)
    runs = Study(out).table("runs")
    assert runs["run"].is_unique
    assert set(runs["run"]) <= set(Study(out).table("months")["run"])
    return set(runs["run"])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "it"
    process = sweep(out)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return whole(out)


def wait_for_parts(out: Path, number: int, process: subprocess.Popen) -> None:
    while process.poll() is None and len(parts.parts_of(out, "runs")) < number:
        time.sleep(0.01)


def test_ctrl_c_while_a_chunk_is_handed_out_is_not_lost():
    """It is put off, and processes born meanwhile never hear it."""
    done = []
    with pytest.raises(KeyboardInterrupt), _deaf():
        os.kill(os.getpid(), signal.SIGINT)
        born = subprocess.run([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGINT)"])
        done.append(born.returncode)
    assert done == [0]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt), _deaf():  # even if the processes have just died
        os.kill(os.getpid(), signal.SIGINT)
        raise BrokenProcessPool
    with _deaf():
        pass
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.deep  # test_cli has one such
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_study_cleanly_and_the_same_command_goes_on(tmp_path, undisturbed, number):
    process = sweep(tmp_path / "it")
    wait_for_parts(tmp_path / "it", 1, process)
    os.kill(process.pid, number)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in (0, 130), said
    assert "Traceback" not in said
    assert not parts.unfinished(tmp_path / "it")
    done = check_intact(tmp_path / "it")
    again = sweep(tmp_path / "it")
    said, _ = again.communicate()
    assert f"{len(done)} were there already" in said
    for name, frame in whole(tmp_path / "it").items():
        assert_frame_equal(frame, undisturbed[name])


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]


def disturb(out: Path, luck: random.Random) -> None:
    """Start the study and kill it, or one of its workers, at a random moment."""
    process = sweep(out)
    time.sleep(luck.uniform(1.0, 9.0))
    workers = children(process.pid) if process.poll() is None else []
    if workers and luck.random() < 0.5:
        os.kill(luck.choice(workers), signal.SIGKILL)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
    else:
        process.kill()
        process.communicate()
    check_intact(out)


def check_disturbed(out: Path, undisturbed: dict[str, pd.DataFrame], times: int, seed: int) -> None:
    luck, before = random.Random(seed), set()
    for _ in range(times):
        disturb(out, luck)
        now = check_intact(out)
        assert before <= now  # what was finished stays
        before = now
    process = sweep(out)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    for name, frame in whole(out).items():
        assert_frame_equal(frame, undisturbed[name])


@pytest.mark.deep  # test_cli kills once
@pytest.mark.parametrize("seed", range(1, 6))
def test_sudden_death_at_twenty_moments(tmp_path, undisturbed, seed):
    check_disturbed(tmp_path / "it", undisturbed, 4, seed)


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk with room for little."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_told_and_what_was_written_stays_whole(small_disk):
    process = sweep(small_disk / "it", "keep=[months,events,openings,careers]")
    said, _ = process.communicate()
    assert process.returncode == 2, said
    assert "the disk is full" in said
    assert "Traceback" not in said
    check_intact(small_disk / "it")


def test_a_read_only_folder_is_refused_with_words(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    process = sweep(small_disk / "it")
    said, _ = process.communicate()
    assert process.returncode == 2, said
    assert "read-only" in said
    assert "Traceback" not in said
