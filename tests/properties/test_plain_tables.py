"""Headline results are the same numbers, to the last bit, from a run's plain arrays and from every kind of frame."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import build_model
from experiments.columns import BY_RUN, OF_CITY
from experiments.parts import arranged
from sim.measures import headline
from sim.measures.columns import bools, codes, floats, ints, marks, picked, total, words
from sim.model import CadreModel
from sim.plain import Words, as_frame, named
from sim.results import Results
from tests.properties.small_world import small_city

TABLES = ("months", "openings", "careers", "units")
MODELS = {
    "fourteen towns": lambda: build_model([], seed=2),
    "one county": lambda: CadreModel(small_city(), rng=1),
    "two counties": lambda: CadreModel(small_city(2, (0, 1, 3, 4), 0.25, (5, 2, 4)), rng=2),
    "full, nobody moves": lambda: CadreModel(small_city(vacant=0.0), rng=3, off=("resignation", "transfer")),
}


def bits(tables: object) -> dict[str, str]:
    return {name: value.hex() for name, value in headline(tables).items()}


def frames(results: Results) -> dict[str, pd.DataFrame]:
    return {name: getattr(results, name) for name in TABLES}


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(named, "str"))


def as_a_study_reads_it(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name in OF_CITY:
        return arranged(frame, name, OF_CITY[name]).to_pandas()
    return arranged(frame, name, BY_RUN[name], run="a run").to_pandas()


@pytest.mark.parametrize("months", [1, 60, 130])
@pytest.mark.parametrize("model", MODELS)
def test_every_kind_of_table_gives_the_same_bits(model, months):
    run = MODELS[model]()
    run.run_for(months)
    told = bits(run.results)
    tables = frames(run.results)
    assert bits(SimpleNamespace(**tables)) == told
    assert bits(SimpleNamespace(**{name: as_text(frame) for name, frame in tables.items()})) == told
    read = {name: as_a_study_reads_it(name, frame) for name, frame in tables.items()}
    assert {"run"} <= set(read["careers"]) and bits(SimpleNamespace(**read)) == told


@pytest.mark.parametrize("table", [*BY_RUN, *OF_CITY])
@pytest.mark.parametrize("model", MODELS)
def test_on_disk_arrays_are_what_frames_are(model, table):
    run = MODELS[model]()
    run.run_for(30)
    listed, constants = (OF_CITY[table], {}) if table in OF_CITY else (BY_RUN[table], {"run": "a run"})
    plain = arranged(getattr(run.results.plain, table), table, listed, **constants)
    assert plain.equals(arranged(getattr(run.results, table), table, listed, **constants))
    assert plain.num_rows > 0 or table in ("events", "openings")


def test_headline_results_of_a_run_make_no_frames(monkeypatch):
    model = CadreModel(small_city(), rng=1)
    model.run_for(24)
    expected = bits(SimpleNamespace(**frames(model.results)))
    monkeypatch.delattr(pd, "DataFrame")
    assert bits(Results(model.world, model.city)) == expected


@pytest.mark.parametrize("table", TABLES)
def test_who_writes_into_a_frame_changes_no_headline_result(table):
    model = CadreModel(small_city(), rng=1)
    model.run_for(24)
    plain, frame = getattr(model.results.plain, table), getattr(model.results, table)
    for name, column in plain.items():
        if isinstance(column, np.ndarray):
            assert not np.shares_memory(frame[name].to_numpy(), column), name


NAMES = ("township", "county", "city", "")
COLUMN = st.lists(st.integers(-1, len(NAMES) - 2), max_size=30)


@given(COLUMN, st.permutations(NAMES), st.integers(0, 4), st.randoms())
def test_a_column_reads_the_same_from_both(column, order, length, chance):
    numbers = np.array(column, np.int64)
    plain = {"word": named(numbers, NAMES[:3]), "number": numbers, "yes": numbers > 0}
    frame = as_frame(plain)
    which = np.array([chance.random() < 0.5 for _ in column], bool)
    for one, other in ((plain, frame), (picked(plain, which, list(plain)), picked(frame, which, list(plain)))):
        assert words(one, "word").tolist() == words(other, "word").tolist() == other["word"].tolist()
        assert np.array_equal(codes(one, "word", order[:length]), codes(other, "word", order[:length]))
        assert np.array_equal(codes(one, "word", NAMES[:3]), codes(other, "word", NAMES[:3]))
        assert np.array_equal(marks(one, "word"), marks(other, "word"))
        for read in (ints, floats, bools):
            assert np.array_equal(read(one, "number"), read(other, "number"))
        rows = np.arange(0, len(one["number"]), 2)
        assert total(one, "number", rows) == total(other, "number", rows) == floats(one, "number")[rows].sum()
        assert np.array_equal(bools(one, "yes"), bools(other, "yes"))


def test_a_code_without_a_word_is_missing_on_both_sides():
    """Where the empty word is a name of its own, -1 cannot become it."""
    plain = {"word": named(np.array([0, -1, 1]), ("", "a"))}
    assert isinstance(plain["word"], Words)
    for table in (plain, as_frame(plain)):
        assert words(table, "word")[[0, 2]].tolist() == ["", "a"] and np.isnan(words(table, "word")[1])
        assert codes(table, "word", ("a", "")).tolist() == [1, -1, 0]
