"""A replay says which runs it could compare, and which it could not: tables and runs may be gone, processes die."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from poison import die
from replays import BOTH, made, replayed, sealed

from experiments import compare, rebuild
from experiments.manifest import MANIFEST, manifest_digest
from experiments.parts import parts_of, read_part, write_part
from experiments.problems import Problems
from experiments.work import run_tables

BY_RUN = ("runs", "months", "events")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of two policies and three seeds over three months, its runs in two parts."""
    out = tmp_path_factory.mktemp("partly") / "it"
    made(compare.conducted, "compare", out, *BOTH, "months=3", "seeds=3", "keep=[months,events]")
    parts = list(parts_of(out, "runs"))
    for number, own in enumerate((parts[: len(parts) // 2], parts[len(parts) // 2 :])):
        for table in BY_RUN:
            files = [parts_of(out, table)[part] for part in own]
            write_part(out, table, f"{number:016x}", [read_part(file) for file in files])
            for file in files:
                file.unlink()
    sealed(out)
    return out


@pytest.fixture
def study(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of that study."""
    return Path(shutil.copytree(whole, tmp_path / "it"))


def test_runs_whose_table_is_gone_are_not_called_the_same(study: Path):
    shutil.rmtree(study / "events")
    sealed(study)
    code, said = replayed(str(study))
    assert code == 1 and "have the same numbers" not in said, said
    assert "6 runs could not be made again, or not be compared in every table, the first: run " in said
    assert "(policy rules_2006, seed 1)" in said


def test_runs_of_one_part_that_is_gone_are_counted_apart(study: Path):
    lost = next(iter(parts_of(study, "events").values()))
    runs = json.loads((study / MANIFEST).read_text())["runs_done"]
    own = pq.read_metadata(study / "runs" / lost.name).num_rows
    lost.unlink()
    sealed(study)
    code, said = replayed(str(study))
    assert code == 1 and f"the {runs - own} runs that could be compared in every table have the same numbers" in said
    assert f"{own} runs could not be made again" in said and "2 things" not in said


def test_runs_that_cannot_be_made_again_are_named_and_not_called_the_same(study: Path, monkeypatch):
    def failing(plan, task):
        if plan.seed == 2:
            raise ZeroDivisionError("nobody there")
        return run_tables(plan, task)

    monkeypatch.setattr(rebuild, "run_tables", failing)
    code, said = replayed(str(study))
    assert code == 1 and "2 things are not as the manifest says; the 4 runs that could be compared" in said
    assert "2 runs could not be made again" in said and said.count("ZeroDivisionError: nobody there") == 2


@pytest.mark.parametrize("batch", [1, 2])
def test_what_is_said_does_not_hang_on_batches(study: Path, monkeypatch, batch: int):
    for table in ("months", "events"):
        next(iter(parts_of(study, table).values())).unlink()
    sealed(study)
    monkeypatch.setattr(rebuild, "BATCH", 16)
    at_once = replayed(str(study))
    monkeypatch.setattr(rebuild, "BATCH", batch)
    assert replayed(str(study)) == at_once


@pytest.mark.parametrize("workers", [1, 2])
def test_a_study_without_runs_is_said_to_hold_none(study: Path, workers: int):
    for table in BY_RUN:
        shutil.rmtree(study / table)
    manifest = json.loads((study / MANIFEST).read_text()) | {"complete": False, "runs_done": 0}
    manifest["digest"] = manifest_digest(manifest)
    (study / MANIFEST).write_text(json.dumps(manifest))
    sealed(study)
    code, said = replayed(str(study), workers=workers)
    assert code == 0 and "the study holds no run" in said


def test_a_process_that_is_lost_is_a_problem_in_words(study: Path, monkeypatch):
    monkeypatch.setattr(rebuild, "_check", die)
    with pytest.raises(Problems, match=r"a process was lost while runs were made again.*try workers=1"):
        replayed(str(study), workers=2)
