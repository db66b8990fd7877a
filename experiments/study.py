"""Read a study: its manifest, and its tables through DuckDB or as data frames."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import columns
from experiments.manifest import read_manifest
from experiments.parts import parts_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


class Study:
    """A finished or growing study in a folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = read_manifest(self.folder)

    @property
    def policies(self) -> list[dict[str, Any]]:
        """The policies in the order asked for; the first is the one compared with."""
        return list(self.manifest["policies"])

    def open(self) -> "duckdb.DuckDBPyConnection":
        """Return a DuckDB connection in which every table of the study is a view of its name."""
        import duckdb

        connection = duckdb.connect()
        for table in columns.TABLES:
            if parts_of(self.folder, table):
                connection.execute(f"CREATE VIEW {table} AS {self._select(table)}")
            else:
                connection.register(table, self._schema(table).empty_table())
        return connection

    def table(self, name: str) -> "pd.DataFrame":
        """Return a whole table as a data frame, in no particular order."""
        with self.open() as connection:
            return connection.table(name).df()

    def runs(self) -> "pd.DataFrame":
        """Return a row for each run: policies in the study's order, then seeds."""
        frame = self.table("runs")
        order = {policy["name"]: i for i, policy in enumerate(self.policies)}
        frame = frame[frame["policy"].isin(order)]
        place = frame["policy"].map(order)
        return frame.assign(_place=place).sort_values(["_place", "seed"], ignore_index=True).drop(columns="_place")

    def _schema(self, table: str) -> Any:
        from experiments.work import point_columns, run_columns

        own = {"runs": run_columns, "points": point_columns}
        listed = own[table](self.manifest["varied"]) if table in own else columns.TABLES[table]
        return columns.arrow_schema(table, listed)

    def _select(self, table: str) -> str:
        files = str(self.folder / table / "part-*.parquet").replace("'", "''")
        source = f"read_parquet('{files}', union_by_name = true)"
        if table in ("runs", "points"):
            return f"SELECT * {self._defaults(source)} FROM {source}"
        if table == "failures" and parts_of(self.folder, "runs"):
            runs = str(self.folder / "runs" / "part-*.parquet").replace("'", "''")
            later = f"SELECT run FROM read_parquet('{runs}', union_by_name = true)"
            # a later success takes a failure's place
            return f"SELECT * FROM {source} WHERE run NOT IN ({later})"
        return f"SELECT * FROM {source}"

    def _defaults(self, source: str) -> str:
        """Say that a lever which an older part does not know had its default there."""
        import duckdb

        from experiments.schema import declared

        there = {each[0] for each in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        known = declared()
        filled = []
        for name in self.manifest["varied"]:
            default = known[name].default
            values = default if isinstance(default, tuple) else (default,)
            for column, value in zip(columns.lever_columns([known[name]]), values, strict=True):
                if column.name in there:
                    filled.append(f'coalesce("{column.name}", {value}) AS "{column.name}"')
        return f"REPLACE ({', '.join(filled)})" if filled else ""
