"""DuckDB as this package uses it: reproducible files, bounded memory, quoted names."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection


@contextmanager
def connect(work: Path, memory_limit: str | None, *, threads: int = 1) -> Iterator[Connection]:
    """Open an embedded DuckDB that spills into the work folder.

    Parameters
    ----------
    work : pathlib.Path
        Where it may spill.
    memory_limit : str or None
        Bound of its memory, such as ``"2GB"``.
    threads : int
        With one, the same rows give the same files, byte for byte.

    Yields
    ------
    duckdb.DuckDBPyConnection
        The connection.
    """
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=work) as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": spill,
            "threads": threads,
        }
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        with duckdb.connect(config=settings) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield connection


def literal(value: str | Path) -> str:
    """Return a text as an SQL literal.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"


def parquet(files: Sequence[Path], *options: str) -> str:
    """Return SQL that reads Parquet files; folders named ``key=value`` add no columns.

    Examples
    --------
    >>> parquet([Path("a.parquet")])
    "read_parquet(['a.parquet'], hive_partitioning = false)"
    """
    names = ", ".join(literal(file) for file in files)
    return f"read_parquet([{names}], {', '.join(['hive_partitioning = false', *options])})"
