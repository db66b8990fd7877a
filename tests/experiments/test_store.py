import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from studies import SHORT, call_of, conduct, files_in, plans_of

import experiments
from experiments import build_model, columns, work
from experiments.carry_out import what_became
from experiments.checksums import CHECKSUMS
from experiments.manifest import MANIFEST, is_current
from experiments.parts import parts_of
from experiments.problems import Problems
from experiments.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Carry out a study of two policies, two seeds, six months."""
    folder = tmp_path_factory.mktemp("study") / "it"
    conduct(folder)
    return folder


@pytest.fixture
def copy(study, tmp_path):
    """Copy the finished study, to be spoilt."""
    return shutil.copytree(study, tmp_path / "it")


@pytest.mark.parametrize("table", list(columns.BY_RUN))
def test_what_is_read_is_what_the_model_said(study, table):
    stored = Study(study)
    runs = stored.runs().set_index(["policy", "seed"])["run"]
    model = build_model(["policy=allowance_up", "months=6"], seed=2)
    model.run_for(6)
    told = getattr(model.results, table)
    read = stored.table(table)
    read = read[read["run"] == runs["allowance_up", 2]].drop(columns="run")
    names = [each.name for each in columns.BY_RUN[table][1:]]
    for frame in (told, read):
        assert set(frame) == set(names)
    assert len(told)
    as_read = [
        frame[names].astype({name: object for name in names}).sort_values(names, ignore_index=True)
        for frame in (told, read)
    ]
    assert_frame_equal(*as_read, check_dtype=False)


def test_runs_has_a_row_for_each_run_with_levers_and_headlines(study):
    from sim.measures import headline

    runs = Study(study).runs()
    assert list(zip(runs["policy"], runs["seed"], strict=True)) == [
        ("rules_2006", 1),
        ("rules_2006", 2),
        ("allowance_up", 1),
        ("allowance_up", 2),
    ]
    allowance = "incentives.township_allowance_yuan_per_month.class_4"
    assert runs[allowance].tolist() == [400, 400, 1500, 1500]
    model = build_model(["months=6"], seed=1)
    model.run_for(6)
    told = pd.Series(headline(model.results))
    read = runs.loc[0, list(told.index)].astype(float)
    assert_frame_equal(told.to_frame("x"), read.to_frame("x"))


def test_units_and_posts_are_written_once(study):
    stored = Study(study)
    model = build_model(["months=6"], seed=5)
    assert stored.table("units")["label_zh"].tolist() == model.results.units["label_zh"].tolist()
    assert len(stored.table("posts")) == len(model.results.posts)


def test_the_manifest_says_where_results_come_from(study):
    from sim.compiled import SOURCE_HASH

    manifest = json.loads((study / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["complete"] and manifest["runs_done"] == manifest["runs_asked"] == 4
    assert manifest["seeds"] == [1, 2] and manifest["months"] == 6
    assert [each["name"] for each in manifest["policies"]] == ["rules_2006", "allowance_up"]
    assert manifest["code"]["source_hash"] == SOURCE_HASH
    assert {"python", "numpy", "numba", "mesa"} <= set(manifest["versions"])
    assert manifest["policies"][1]["config"]["incentives"]["township_allowance_yuan_per_month"][4] == 1500
    assert manifest["wall_seconds"] > 0


def test_again_computes_nothing(copy):
    before = files_in(copy)
    again = conduct(copy)
    after = files_in(copy)
    assert (again.outcome.written, again.there_before) == (0, 4)
    assert {name for name in after if after[name] != before.get(name)} == {MANIFEST}


def test_only_missing_runs_are_computed_and_orphans_of_lost_runs_are_removed(copy):
    part, file = next(iter(parts_of(copy, "runs").items()))
    lost = len(pd.read_parquet(file))
    file.unlink()
    (copy / "months" / ".part-x.parquet.1.unfinished").write_bytes(b"PAR1 torn")
    others = {
        name: each for name, each in files_in(copy).items() if part not in name and name not in {MANIFEST, CHECKSUMS}
    }
    again = conduct(copy)
    assert again.outcome.written == lost
    after = files_in(copy)
    assert not [name for name in after if "unfinished" in name]
    assert all(after[name] == others[name] for name in others if "unfinished" not in name)
    months = Study(copy).table("months")
    assert len(months) == len(months.drop_duplicates(["run", "month", "tier", "county", "rank_group"]))
    assert months["run"].nunique() == 4


def test_more_seeds_add_to_the_study(copy):
    more = conduct(copy, "seeds=3")
    assert (more.outcome.written, more.there_before) == (2, 4)
    assert Study(copy).manifest["seeds"] == [1, 2, 3]
    fewer = conduct(copy, "seeds=[2]")
    assert (fewer.outcome.written, fewer.there_before) == (0, 2)
    assert Study(copy).manifest["complete"]


def test_another_study_is_refused_and_nothing_is_written(copy):
    before = files_in(copy)
    with pytest.raises(Problems, match=r"holds another study \(different: months\)"):
        conduct(copy, "months=7")
    with pytest.raises(Problems, match="different: levers or assumptions"):
        conduct(copy, "quotas.excellent_cap_share=0.3")
    with pytest.raises(Problems, match="different: policies"):
        conduct(copy, "policies=[rules_2006,limits_57_55]")
    assert files_in(copy) == before


def test_resume_adds_policies(copy):
    words = ("policies=[rules_2006,allowance_up,limits_57_55]",)
    with pytest.raises(Problems):
        conduct(copy, *words, "resume=false")
    more = conduct(copy, *words)
    assert (more.outcome.written, more.there_before) == (2, 4)
    runs = Study(copy).runs()
    assert len(runs) == 6
    limits = runs.set_index(["policy", "seed"])["age_limits.renewal_men_years"]
    assert limits["rules_2006", 1] == 50  # its part knew nothing of this lever
    assert limits["limits_57_55", 1] == 57


def test_replace_gives_the_folder_to_the_new_study_and_keeps_foreign_files(copy):
    (copy / "notes.txt").write_text("mine")
    other = conduct(copy, "months=7", "replace=true")
    assert other.outcome.written == 4
    assert (copy / "notes.txt").read_text() == "mine"
    assert set(Study(copy).table("months")["run"]) == set(Study(copy).runs()["run"])
    assert Study(copy).runs()["months"].unique() == [7]


@pytest.mark.parametrize("name", ["notes.txt", MANIFEST])
def test_a_folder_that_is_no_study_is_refused_and_stays_as_it_is(tmp_path, name):
    (tmp_path / name).write_text('{"a": 1}')
    before = files_in(tmp_path)
    with pytest.raises(Problems, match="not a study"):
        conduct(tmp_path)
    with pytest.raises(Problems, match="not a study"):
        conduct(tmp_path, "replace=true")
    assert files_in(tmp_path) == before


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "it").write_text("mine")
    with pytest.raises(Problems, match="is a file"):
        conduct(tmp_path / "it")


def test_an_empty_folder_is_taken(tmp_path):
    assert conduct(tmp_path, "months=1", "seeds=1").outcome.written == 2


def test_two_processes_do_not_write_to_one_study(copy):
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import fcntl, time; f = open({str(copy / '.lock')!r}, 'w'); "
         "fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        holder.stdout.readline()
        with pytest.raises(Problems, match="another process is writing"):
            conduct(copy)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert conduct(copy).there_before == 4


def test_only_the_tables_asked_for_are_kept(tmp_path):
    conduct(tmp_path / "it", "keep=[openings]", "months=1", "seeds=1")
    tables = {file.name for file in (tmp_path / "it").iterdir() if file.is_dir()}
    assert tables == {"runs", "openings", "units", "posts"}
    assert Study(tmp_path / "it").table("months").empty


def test_a_run_that_fails_is_a_row_with_its_cause_and_the_others_go_on(tmp_path):
    call = call_of(*SHORT)
    good, other = plans_of(call)
    bad = replace(other, off=("no such process",))
    done = conduct(tmp_path / "it", plans=[good, bad])
    assert (done.outcome.written, len(done.outcome.causes), done.exit_code) == (2, 2, 1)
    failures = Study(tmp_path / "it").table("failures")
    assert failures["policy"].tolist() == ["allowance_up"] * 2
    assert failures["cause"].str.contains("no such process").all()
    assert failures["trace"].str.contains("Traceback").all()
    assert not Study(tmp_path / "it").manifest["complete"]
    conduct(tmp_path / "it", "replace=true", plans=[good, other])
    assert Study(tmp_path / "it").table("failures").empty


def test_a_session_is_over_when_the_manifest_names_another_or_is_gone(tmp_path):
    file = tmp_path / MANIFEST
    assert is_current(tmp_path, "") and not is_current(tmp_path, "mine")
    file.write_text('{"session": "mine"}')
    assert is_current(tmp_path, "mine") and not is_current(tmp_path, "another")
    file.write_text('{"sess')  # damaged: it names nobody else
    assert is_current(tmp_path, "mine")
    file.unlink()
    file.mkdir()  # it is there, and cannot be read
    with pytest.raises(IsADirectoryError):
        is_current(tmp_path, "mine")


def test_runs_that_were_not_written_are_no_success(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "is_current", lambda folder, session: False)
    done = conduct(tmp_path / "it")
    assert (done.outcome.written, done.lost, done.exit_code) == (0, 4, 1)
    for language, words in (("en", "4 runs were not written: another command"), ("zh", "4 次模拟未写入")):
        assert words in " ".join(what_became(done, language))
    with pytest.raises(RuntimeError, match="2 runs were not written"):
        experiments.conduct("compare", *SHORT, "seeds=1", f"out={tmp_path / 'py'}", workers=1)


def test_a_failure_gives_way_to_a_later_success(copy):
    from experiments.work import failure, write_failures

    plan = plans_of(call_of(*SHORT))[0].with_seed(1)
    write_failures(copy, [failure(plan, ("cadreflow", "run"), ValueError("out of paper"))])
    assert (copy / "failures").is_dir()
    assert Study(copy).table("failures").empty


def test_every_table_can_be_queried_together(study):
    with Study(study).open() as connection:
        found = connection.sql("SELECT policy, sum(vacant) FROM months JOIN runs USING (run) GROUP BY ALL").fetchall()
    assert {name for name, _ in found} == {"rules_2006", "allowance_up"}


def test_reading_what_is_no_study_is_refused(tmp_path):
    with pytest.raises(Problems, match="holds no study"):
        Study(tmp_path / "nowhere")
