import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import columns
from experiments.parts import (
    arranged,
    part_file,
    parts_of,
    read_part,
    read_table,
    unfinished,
    write_part,
    write_table,
)
from experiments.problems import Problems
from sim.plain import Words

ROWS = {
    "post": np.arange(3),
    "unit": ["a", "b", "a"],
    "tier": ["township"] * 3,
    "county": ["county"] * 3,
    "rank_group": ["section"] * 3,
    "remoteness": [0, 1, 2],
    "leading": [True, False, True],
}


def test_a_part_has_the_documented_columns_with_units_and_meaning(tmp_path):
    file = write_part(tmp_path, "posts", "x", [arranged(ROWS, "posts", columns.POSTS)])
    read = pq.read_table(file)
    assert read.column_names == [each.name for each in columns.POSTS]
    assert read["unit"].to_pylist() == ROWS["unit"]
    assert pa.types.is_dictionary(read.schema.field("unit").type)
    assert read.schema.metadata[b"cadreflow.table"] == b"posts"
    for each in columns.POSTS:
        assert read.schema.field(each.name).metadata[b"meaning"].decode() == each.meaning
        assert read.schema.field(each.name).metadata[b"unit"].decode() == each.unit
    assert pq.ParquetFile(file).metadata.row_group(0).column(0).compression == "ZSTD"


def test_words_by_their_codes_are_the_words_and_none_is_no_word():
    coded = {**ROWS, "unit": Words(np.array([1, -1, 0]), ("a", "b", "never"))}
    assert arranged(coded, "posts", columns.POSTS)["unit"].to_pylist() == ["b", None, "a"]


def test_pieces_with_other_words_become_one_part(tmp_path):
    pieces = [arranged({**ROWS, "unit": list(words)}, "posts", columns.POSTS) for words in ("abc", "cde")]
    file = write_part(tmp_path, "posts", "x", pieces)
    assert "".join(pq.read_table(file)["unit"].to_pylist()) == "abccde"


def test_a_changed_byte_is_rows_or_a_problem_in_words(tmp_path):
    words = np.random.default_rng(1).integers(0, 5, 400)
    rows = {name: [values[0]] * 400 for name, values in ROWS.items()} | {"unit": [f"unit_{k}" for k in words]}
    file = write_part(tmp_path, "posts", "x", [arranged(rows, "posts", columns.POSTS)])
    whole, refused = file.read_bytes(), 0
    for place in range(4, len(whole) - 4, 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            read = read_part(file, ["unit"])
        except Problems as told:
            refused += 1
            assert file.name in str(told) and "cannot be read" in str(told)
        else:
            read["unit"].cast(pa.string())
    assert refused > 10


@pytest.mark.parametrize("change", [{"more": [1, 2, 3]}, {"unit": None}])
def test_a_column_too_many_or_too_few_is_refused(change):
    rows = {name: values for name, values in {**ROWS, **change}.items() if values is not None}
    with pytest.raises(ValueError, match=r"table posts: .*(more|unit)"):
        arranged(rows, "posts", columns.POSTS)


def test_values_that_do_not_fit_their_type_are_refused():
    with pytest.raises(pa.ArrowInvalid):
        arranged({**ROWS, "post": [1, 2, 2**40]}, "posts", columns.POSTS)


WRITER = """
import sys
from pathlib import Path
import numpy as np, pyarrow as pa
from experiments.parts import write_part
table = pa.table({f"c{i}": np.random.default_rng(i).random(400_000) for i in range(20)})
for i in range(1000):
    write_part(Path(sys.argv[1]), "months", f"{i:04d}", [table])
"""


def test_a_writer_killed_in_mid_write_leaves_no_torn_part(tmp_path):
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=paths)
    try:
        deadline = time.monotonic() + 60
        while not (parts_of(tmp_path, "months") and _half_written(tmp_path)):
            assert time.monotonic() < deadline
            assert writer.poll() is None
            time.sleep(0.001)
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    whole = parts_of(tmp_path, "months")
    assert whole
    assert all(pq.read_table(file).num_rows == 400_000 for file in whole.values())
    for file in unfinished(tmp_path):
        assert file not in whole.values()
    assert not part_file(tmp_path, "months", f"{len(whole):04d}").exists()


def _half_written(folder):
    try:
        return any(file.stat().st_size > 0 for file in unfinished(folder))
    except FileNotFoundError:  # it has just been given its name
        return False


def test_a_table_worked_out_appears_only_when_it_is_whole(tmp_path, monkeypatch):
    file, first = tmp_path / "front.parquet", pd.DataFrame({"value": [1.0, 2.0]})
    write_table(file, first)

    def cut_off(_frame, path):
        path.write_bytes(b"PAR1")
        raise OSError("No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", cut_off)
    with pytest.raises(OSError, match="No space"):
        write_table(file, first * 2)
    pd.testing.assert_frame_equal(read_table(file), first)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and no more"])
def test_a_table_cut_off_is_told_in_words(tmp_path, content):
    file = tmp_path / "front.parquet"
    file.write_bytes(content)
    with pytest.raises(Problems, match=r"front\.parquet is not what was written .*the same command makes it again"):
        read_table(file)
