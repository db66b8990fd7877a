"""A study is made again from its manifest alone: it matches, or the first thing that differs is named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from replays import BOTH, made, replayed, sealed

from experiments import checksums, compare, provenance
from experiments import plan as plans
from experiments.manifest import MANIFEST, manifest_digest
from experiments.parts import parts_of, write_part
from experiments.problems import Problems
from experiments.study import Study
from sim.months import month_number


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of two policies and two seeds over half a year."""
    return made(compare.conducted, "compare", tmp_path_factory.mktemp("replay") / "it", *BOTH)


@pytest.fixture
def study(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of that study."""
    return Path(shutil.copytree(whole, tmp_path / "it"))


def change(study: Path, table: str, column: str, new: Callable[[object], object], *, run: str = "") -> tuple[int, str]:
    """Change the middle one of a run's values in a column; return its row within the part, and the run."""
    for part, file in parts_of(study, table).items():
        rows = pq.read_table(file)
        names = rows["run"].cast(pa.string()) if "run" in rows.column_names else pa.array([run] * rows.num_rows)
        own = [place for place, name in enumerate(names.to_pylist()) if name == (run or names[0].as_py())]
        if own:
            place = own[len(own) // 2]
            values = rows[column].to_pylist()
            values[place] = new(values[place])
            field = rows.schema.field(column)
            rows = rows.set_column(rows.schema.get_field_index(column), field, pa.array(values).cast(field.type))
            write_part(study, table, part, [rows])
            return place, names[place].as_py()
    raise AssertionError(f"{table} has no such run")


def test_a_study_is_made_again_bit_for_bit(study: Path):
    code, said = replayed(str(study))
    assert code == 0 and "match: all 4 runs were made again" in said
    assert "Python, packages, code and data are those that the manifest names" in said
    rows = sum(pq.read_metadata(f).num_rows for t in ("runs", "months", "events", "openings", "careers")
               for f in parts_of(study, t).values())  # fmt: skip
    assert f"{rows:,} rows" in said


@pytest.mark.parametrize(("table", "column", "new"), [
    ("months", "vacant", lambda value: value + 1),
    ("months", "strain_sum", lambda value: float(value) * (1 + 2**-52)),
    ("events", "cause", lambda value: "retire" if value != "retire" else "die"),
    ("events", "cadre", lambda value: value + 1),
    ("openings", "months_open", lambda value: value + 1),
    ("careers", "sex", lambda value: "male" if value == "female" else "female"),
    ("runs", "mean_age_township", lambda value: value * (1 + 2**-52)),
])  # fmt: skip
def test_one_changed_number_is_named_with_its_run_month_table_and_column(study: Path, table, column, new):
    run = Study(study).runs()["run"].iloc[2]
    place, _ = change(study, table, column, new, run=run)
    file = next(f for f in parts_of(study, table).values() if run in pq.read_table(f)["run"].to_pylist())
    row = pq.read_table(file).slice(place, 1).to_pylist()[0]
    sealed(study)
    code, said = replayed(str(study))
    assert code == 1 and "differs: 1 of 4 runs" in said
    assert f"run {run} (policy allowance_up, seed 1)" in said
    assert f"table {table}, column {column}" in said and file.name in said
    stored = row[column]
    assert (repr(stored) if isinstance(stored, float) else str(stored)) in said
    month = {"months": "month", "events": "month", "openings": "opened", "careers": "from_month"}.get(table)
    if month and row[month] > 0:
        assert f"month {row[month] // 12:04d}-{row[month] % 12 + 1:02d}" in said


def test_the_first_month_is_named_even_where_a_later_table_has_it(study: Path):
    run = Study(study).runs()["run"].iloc[0]
    start = month_number("2010-01")
    for table, month in (("events", start + 4), ("months", start + 2)):
        for part, file in parts_of(study, table).items():
            rows = pq.read_table(file)
            mine = pc.and_(pc.equal(rows["run"].cast(pa.string()), run), pc.equal(rows["month"], month)).to_pylist()
            if any(mine):
                name = "cadre" if table == "events" else "holders"
                values = [value + 1 if own else value for value, own in zip(rows[name].to_pylist(), mine, strict=True)]
                index = rows.schema.get_field_index(name)
                rows = rows.set_column(index, rows.schema.field(name), pa.array(values, rows.schema.field(name).type))
                write_part(study, table, part, [rows])
    code, said = replayed(str(study))
    assert code == 1 and "month 2010-03, table months, column holders" in said


def test_rows_that_were_added_or_taken_away_are_named(study: Path):
    part, file = next(iter(parts_of(study, "events").items()))
    rows = pq.read_table(file)
    write_part(study, "events", part, [rows.slice(0, rows.num_rows - 1)])
    assert replayed(str(study))[0] == 1
    write_part(study, "events", part, [rows, rows.slice(0, 1)])
    code, said = replayed(str(study))
    assert code == 1 and "table events" in said


@pytest.mark.parametrize("share", [0.0, 0.4, 0.7, 0.999])
@pytest.mark.parametrize("table", ["runs", "careers", "units"])
def test_one_changed_byte_of_a_part_is_noticed_and_its_file_named(study: Path, table: str, share: float):
    file = next(iter(parts_of(study, table).values()))
    content = bytearray(file.read_bytes())
    content[int(share * len(content))] ^= 0x10
    file.write_bytes(content)
    code, said = replayed(str(study), "runs=1")
    assert code == 1 and "differs" in said and file.name in said


def test_any_changed_byte_of_the_manifest_is_noticed(study: Path):
    file = study / MANIFEST
    whole = file.read_bytes()
    for place in range(7, len(whole), len(whole) // 12):
        content = bytearray(whole)
        content[place] ^= 0x01
        if bytes(content).split() == whole.split():
            continue
        file.write_bytes(content)
        try:
            code, said = replayed(str(study), "runs=1")
        except Problems as refused:
            code, said = 2, str(refused)
        assert code in (1, 2) and MANIFEST in said, (place, whole[place - 20 : place + 20], said)


def test_a_lever_changed_in_a_sealed_manifest_is_named_with_the_run_that_differs(study: Path):
    manifest = json.loads((study / MANIFEST).read_text())
    manifest["policies"][1]["config"]["incentives"]["township_allowance_yuan_per_month"][4] += 500
    manifest["digest"] = manifest_digest(manifest)
    (study / MANIFEST).write_text(json.dumps(manifest))
    code, said = replayed(str(study))
    assert code == 1 and "plan (policy allowance_up)" in said, said
    assert "(policy allowance_up, seed 1), month 2010-01, table" in said, said


def test_the_manifest_of_another_study_is_told_from_the_tables(study: Path, tmp_path: Path):
    other = made(compare.conducted, "compare", tmp_path / "other", "policies=[rules_2006,limits_57_55]", "table=false")
    code, said = replayed(f"manifest={other / MANIFEST}", f"out={study}")
    assert code == 1 and "differs" in said and "not in the manifest" in said


def test_a_missing_part_and_a_missing_run_are_named(study: Path):
    file = sorted(parts_of(study, "months").values())[0]
    file.unlink()
    code, said = replayed(str(study))
    assert code == 1 and file.name in said
    part = file.name.removeprefix("part-").removesuffix(".parquet")
    for table in ("runs", "events", "openings", "careers"):
        (study / table / file.name).unlink()
    sealed(study)
    code, said = replayed(str(study))
    assert code == 1 and "0 rows in the study, 1 made again" in said and "seed" in said, part


def test_a_part_changed_before_a_study_goes_on_keeps_its_old_checksum(study: Path):
    change(study, "months", "vacant", lambda value: value + 1)
    made(compare.conducted, "compare", study, *BOTH, "seeds=3")
    code, said = replayed(str(study))
    assert code == 1 and "is not what was written: sha256" in said and "differs: 1 of 6 runs" in said


def test_a_study_that_goes_on_or_is_begun_anew_matches(study: Path):
    made(compare.conducted, "compare", study, *BOTH, "seeds=3")
    assert replayed(str(study))[0] == 0
    made(compare.conducted, "compare", study, *BOTH, "months=3", "replace=true")
    code, said = replayed(str(study))
    assert code == 0 and "all 4 runs" in said
    assert set(checksums.recorded(study)) == {
        file.relative_to(study).as_posix() for file in study.glob("*/part-*.parquet")
    }


def test_a_part_deleted_and_made_again_matches(study: Path):
    for table in ("runs", "months"):
        sorted(parts_of(study, table).values())[0].unlink()
    made(compare.conducted, "compare", study, *BOTH)
    assert replayed(str(study))[0] == 0


def test_a_study_that_was_killed_is_compared_as_far_as_it_goes(study: Path):
    manifest = json.loads((study / MANIFEST).read_text())
    lost = sorted(parts_of(study, "runs").items())[0][0]
    for table in ("runs", "months", "events", "openings", "careers"):
        (study / table / f"part-{lost}.parquet").unlink()
    checksums.record(study, new=False)
    there = sum(pq.read_metadata(file).num_rows for file in parts_of(study, "runs").values())
    manifest |= {"closed": "", "complete": False, "runs_done": 0}
    manifest["digest"] = manifest_digest(manifest)
    (study / MANIFEST).write_text(json.dumps(manifest))
    code, said = replayed(str(study))
    assert code == 0 and f"match: all {there} runs" in said
    assert f"{4 - there} runs that were asked for are not in the study" in said


def test_a_sample_says_that_it_is_one(study: Path):
    code, said = replayed(str(study), "runs=2")
    assert code == 0 and "match: 2 of 4 runs, spread evenly over the study" in said
    assert "of the other 2 only the files were checked" in said


def test_other_code_and_other_versions_are_named_and_the_numbers_compared_all_the_same(study: Path, monkeypatch):
    then = provenance.versions()
    monkeypatch.setattr(provenance, "versions", lambda: {**then, "numpy": "0.1"})
    monkeypatch.setattr(provenance, "SOURCE_HASH", "another")
    monkeypatch.setattr(plans, "SOURCE_HASH", "another")
    code, said = replayed(str(study))
    assert f"numpy: {then['numpy']} then, 0.1 here" in said and "the model's code: " in said
    assert code == 0 and "match: all 4 runs were made again" in said
    change(study, "months", "vacant", lambda value: value + 1)
    sealed(study)
    code, said = replayed(str(study))
    assert code == 1 and "column vacant" in said


def test_a_study_without_checksums_is_compared_by_its_numbers(study: Path):
    manifest = json.loads((study / MANIFEST).read_text())
    for name in ("checksums", "digest"):
        del manifest[name]
    (study / MANIFEST).write_text(json.dumps(manifest))
    (study / checksums.CHECKSUMS).unlink()
    code, said = replayed(str(study), "runs=1")
    files = len(list(study.rglob("part-*.parquet")))
    assert code == 0 and f"{files} files have no checksum" in said and "the other 3 were not looked at" in said


def test_what_cannot_be_replayed_is_refused_in_words(tmp_path: Path):
    for words, expected in (
        ((), "which study?"),
        (("nowhere",), "is no folder"),
        ((str(tmp_path),), "is not there"),
        ((str(tmp_path), "runs=none"), "runs is 'none'"),
    ):
        with pytest.raises(Problems, match=expected.replace("?", r"\?")):
            replayed(*words)
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(Problems, match="is no manifest of a study"):
        replayed(str(tmp_path / MANIFEST))
