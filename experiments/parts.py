"""Parquet parts: a part appears under its name only when it is whole."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.choices import shown
from experiments.columns import Column, arrow_schema
from experiments.problems import Problems

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PREFIX: Final = "part-"
SUFFIX: Final = ".parquet"
_UNFINISHED: Final = ".unfinished"
_LEVEL: Final = -1
"""Of compression: sooner done than the library's own level, for files that are hardly larger."""


def part_file(study: Path, table: str, part: str) -> Path:
    """Return the file of a part."""
    return study / table / f"{PREFIX}{part}{SUFFIX}"


def parts_of(study: Path, table: str) -> dict[str, Path]:
    """Return the finished parts of a table by name."""
    files = sorted((study / table).glob(f"{PREFIX}*{SUFFIX}"))
    return {file.name.removeprefix(PREFIX).removesuffix(SUFFIX): file for file in files}


def unfinished(study: Path) -> list[Path]:
    """Return what writers that were stopped have left."""
    return sorted(study.glob(f"*/.*{_UNFINISHED}")) + sorted(study.glob(f".*{_UNFINISHED}"))


def arranged(
    frame: "pd.DataFrame | Mapping[str, Any]",
    table: str,
    columns: Sequence[Column],
    **constants: object,
) -> "pa.Table":
    """Return a frame, or columns by name, as an Arrow table with exactly the documented columns.

    `constants`: columns with one value in all rows. ValueError if a column is missing or unknown.
    """
    import pyarrow as pa

    given = {*frame, *constants}
    wanted = {each.name for each in columns}
    if given != wanted:
        raise ValueError(
            f"table {table}: lacks {sorted(wanted - given)}, has unknown {sorted(given - wanted)}; "
            "experiments/columns.py lists its columns"
        )
    schema = arrow_schema(table, columns)
    length = len(next(iter(frame.values()))) if isinstance(frame, Mapping) else len(frame)
    arrays = []
    for field in schema:
        if field.name in constants:
            array = pa.repeat(pa.scalar(constants[field.name]), length)
        else:
            array = _array(frame[field.name])
        arrays.append(_typed(array, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(column: Any) -> Any:
    import pyarrow as pa

    from sim.plain import Words

    if isinstance(column, Words):
        codes = pa.array(column.codes, pa.int32(), mask=column.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(column.names, pa.string()))
    return pa.array(column, from_pandas=True)


def _typed(array: Any, kind: "pa.DataType") -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        if pa.types.is_dictionary(array.type):
            array = array.cast(pa.dictionary(array.type.index_type, pa.string()))
            array = array.dictionary_decode()
        return array.cast(pa.string()).dictionary_encode().cast(kind)
    return array if array.type == kind else array.cast(kind)


def read_part(file: Path, columns: Sequence[str] | None = None) -> "pa.Table":
    """Return a part's rows; Problems if the file is no longer what was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(file, columns=None if columns is None else list(columns))
        rows.validate(full=True)  # a changed byte may point beyond a list of words
        return rows
    except (OSError, pa.ArrowException) as fault:
        reason = str(fault).splitlines()[0]
        raise Problems(
            [f"{shown(file)} cannot be read ({reason}); delete it: the same command then does its runs again"]
        ) from fault


def write_part(study: Path, table: str, part: str, pieces: Iterable["pa.Table"]) -> Path:
    """Write a part: to a hidden file, which takes the part's name when all of it is on disk."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
    file = part_file(study, table, part)
    file.parent.mkdir(parents=True, exist_ok=True)
    hidden = _hidden(file)
    with hidden.open("wb") as stream:
        # Numbers by themselves are smaller than numbers by their place in a list, and sooner written.
        words = [field.name for field in whole.schema if pa.types.is_dictionary(field.type)]
        pq.write_table(whole, stream, compression="zstd", compression_level=_LEVEL, use_dictionary=words)
    put_in_place(hidden, file)
    return file


def write_text(file: Path, text: str) -> None:
    """Write a text file, which appears only when it is whole."""
    write_bytes(file, text.encode("utf-8"))


def write_bytes(file: Path, content: bytes) -> None:
    """Write a file, which appears only when it is whole."""
    hidden = _hidden(file)
    hidden.write_bytes(content)
    put_in_place(hidden, file)


def write_table(file: Path, table: "pd.DataFrame") -> None:
    """Write what was worked out from a study's runs as a Parquet file, which appears only when it is whole."""
    hidden = _hidden(file)
    table.to_parquet(hidden)
    put_in_place(hidden, file)


def read_table(file: Path) -> "pd.DataFrame":
    """Return what `write_table` wrote; Problems if the file is no longer what was written."""
    import pandas as pd

    with readable(file):
        return pd.read_parquet(file)


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Turn what goes wrong while a file kept beside a study's tables is read and understood into Problems."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as fault:
        reason = f"{type(fault).__name__}: {fault}".splitlines()[0]
        raise Problems(
            [f"{shown(file)} is not what was written ({reason}); delete it: the same command makes it again"]
        ) from fault


def _hidden(file: Path) -> Path:
    """Return where a file is written until it is whole."""
    return file.with_name(f".{file.name}.{os.getpid()}{_UNFINISHED}")


def put_in_place(hidden: Path, file: Path) -> None:
    """Give a finished file its name, in one step that a power failure cannot split."""
    with hidden.open("rb") as stream:
        os.fsync(stream.fileno())
    os.replace(hidden, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
