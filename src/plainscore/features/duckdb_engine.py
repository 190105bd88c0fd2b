"""The DuckDB engine: where tables are read, kept and collected. No formula stands here."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainscore.records import SCHEMAS, Records, table_path


class DuckDBEngine:
    """Runs Ibis expressions on an embedded DuckDB that spills to disk beyond its memory limit.

    Parameters
    ----------
    connection : ibis.backends.duckdb.Backend
        An open connection; `open_duckdb` makes one and closes it.
    """

    def __init__(self, connection: ibis.BaseBackend) -> None:
        self._connection = connection

    def table(self, records: Records | Path, name: str) -> ir.Table:
        """Return a table of the records, read lazily from its files or from memory.

        Parameters
        ----------
        records : Records or pathlib.Path
            Records in memory, or a records folder.
        name : str
            Name of the table.

        Returns
        -------
        ibis table
            The table with the contract's columns.

        Raises
        ------
        ValueError
            If a stored table lacks a column of its contract.
        """
        schema = SCHEMAS[name]
        if isinstance(records, Records):
            return self.hold(f"held_{name}", records.tables()[name])
        path = table_path(records, name)
        parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        present = [str(part) for part in parts if part.exists()]
        if not present:
            return self.hold(f"held_{name}", schema.empty_table())
        stored = self._connection.read_parquet(present, table_name=f"stored_{name}")
        absent = [column for column in schema.names if column not in stored.columns]
        if absent:
            raise ValueError(f"{path} is not a {name} table: it lacks {', '.join(absent)}")
        return stored.select(schema.names).cast(ibis.schema(schema))

    def hold(self, name: str, table: pa.Table) -> ir.Table:
        """Make an Arrow table readable under a name, without copying it."""
        self._connection.con.register(name, table)
        return self._connection.table(name)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """Run an expression once and keep its rows under a name until `drop`."""
        return self._connection.create_table(name, expression, temp=True)

    def drop(self, name: str) -> None:
        """Forget kept rows."""
        self._connection.drop_table(name, force=True)

    def collect(self, expression: ir.Table) -> pa.Table:
        """Run an expression and return its rows."""
        return self._connection.to_pyarrow(expression)


@contextmanager
def open_duckdb(memory_limit: str | None = None) -> Iterator[DuckDBEngine]:
    """Open an engine on a DuckDB of its own, and close it with the block.

    Parameters
    ----------
    memory_limit : str, optional
        Bound of DuckDB's memory, such as ``"2GB"``; its own default (80 % of the machine) if not
        given. Beyond it, kept rows go to a folder that is removed at the end.

    Yields
    ------
    DuckDBEngine
        The engine.

    Examples
    --------
    >>> with open_duckdb("1GB") as engine:
    ...     held = engine.hold("numbers", pa.table({"number": [1, 2]}))
    ...     engine.collect(held.aggregate(total=held.number.sum()))["total"][0].as_py()
    3
    """
    with tempfile.TemporaryDirectory(prefix="plainscore-") as scratch:
        settings = {"temp_directory": scratch}
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        connection = ibis.duckdb.connect(**settings)
        try:
            connection.raw_sql("SET TimeZone = 'UTC'")
            yield DuckDBEngine(connection)
        finally:
            connection.disconnect()
