"""The DuckDB engine: it opens tables, runs the steps of a plan and collects the last one.

Nothing is computed here but what a plan says. The SQL is Ibis's own; only the statements around it
(open this file under that name, keep these rows under that one) are written out, because a plan
compiled once runs many times, and Ibis's own connection compiles each time.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.features.plan import Step, last_reader
from plainscore.features.readable import READABLE
from plainscore.records import SCHEMAS, Records, table_path

Progress = Callable[[int, int], None]


@contextmanager
def open_duckdb(memory_limit: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an embedded DuckDB for one computation, and close it with the block.

    Parameters
    ----------
    memory_limit : str, optional
        Bound of DuckDB's memory, such as ``"2GB"``; its own default (80 % of the machine) if not
        given. Beyond it, kept rows go to a folder that is removed at the end.

    Yields
    ------
    duckdb.DuckDBPyConnection
        The connection.

    Examples
    --------
    >>> with open_duckdb("1GB") as connection:
    ...     connection.execute("SELECT 1 + 1").fetchone()
    (2,)
    """
    with tempfile.TemporaryDirectory(prefix="plainscore-") as scratch:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": scratch,
        }
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        with duckdb.connect(config=settings) as connection:
            # where Python runs interactively, DuckDB draws a bar of its own
            connection.execute("SET enable_progress_bar = false")
            yield connection


def open_table(connection: duckdb.DuckDBPyConnection, records: Records | Path, name: str) -> None:
    """Make the readable columns of a table available under its name, in place and not loaded.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where to.
    records : Records or pathlib.Path
        Records in memory, or a records folder; a table that the folder lacks is empty.
    name : str
        Name of the table.

    Raises
    ------
    ValueError
        If a stored table has not the columns of its contract.
    """
    columns = list(READABLE[name])
    if isinstance(records, Records):
        connection.register(name, records.tables()[name].select(columns))
        return
    present = parts_of_table(records, name)
    if not present:
        connection.register(name, SCHEMAS[name].empty_table().select(columns))
        return
    names = ", ".join(f'"{column}"' for column in columns)
    files = ", ".join("'" + str(part).replace("'", "''") + "'" for part in present)
    view = f'CREATE TEMP VIEW "{name}" AS SELECT {names} FROM read_parquet([{files}])'  # noqa: S608 - columns of the contract, quoted paths
    connection.execute(view)


def parts_of_table(folder: Path, name: str) -> list[Path]:
    """Return the files of a table in a records folder, each held to the contract.

    Parameters
    ----------
    folder : pathlib.Path
        The records folder.
    name : str
        Name of the table.

    Returns
    -------
    list of pathlib.Path
        By name; none if the folder lacks the table.

    Raises
    ------
    ValueError
        If a file has not the columns of the contract.

    Examples
    --------
    >>> parts_of_table(Path("nowhere"), "transactions")
    []
    """
    path = table_path(folder, name)
    parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    present = [part for part in parts if part.exists()]
    for part in present:
        _hold_to_contract(part, name)
    return present


def read_readable(records: Records | Path, name: str) -> pa.Table:
    """Return the readable columns of a table, read into memory.

    Examples
    --------
    >>> read_readable(Records.empty(), "accounts").column_names
    ['account_id', 'person_id', 'kind', 'currency', 'credit_limit']
    """
    columns = list(READABLE[name])
    if isinstance(records, Records):
        return records.tables()[name].select(columns)
    nobody = SCHEMAS[name].empty_table().select(columns)
    # files of other writers allow nulls everywhere
    parts = (pq.read_table(part, columns=columns) for part in parts_of_table(records, name))
    return pa.concat_tables([nobody, *(part.cast(nobody.schema) for part in parts)])


def _hold_to_contract(part: Path, name: str) -> None:
    try:
        stored = pq.read_schema(part)
    except pa.ArrowException as error:
        raise ValueError(f"{part} is not a Parquet file: {error}") from error
    for column in READABLE[name]:
        wanted = SCHEMAS[name].field(column).type
        if column not in stored.names or stored.field(column).type != wanted:
            raise ValueError(f"{part} is not a {name} table: it needs {column} as {wanted}")


def run_steps(
    connection: duckdb.DuckDBPyConnection,
    steps: tuple[Step, ...],
    *,
    progress: Progress | None = None,
) -> pa.Table:
    """Run the steps in order and return the rows of the last one.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A connection that holds every table the steps start from.
    steps : tuple of Step
        The steps; each kept table is dropped after the last step that reads it.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyarrow.Table
        Rows of the last step.
    """
    advance = progress or (lambda _done, _total: None)
    kept = {step.name for step in steps}
    last = last_reader(steps)
    *before, final = steps
    for place, step in enumerate(before):
        connection.execute(f'CREATE TEMP TABLE "{step.name}" AS {step.sql("duckdb")}')
        for name in step.reads & kept:
            if last[name] == place:
                connection.execute(f'DROP TABLE "{name}"')
        advance(place + 1, len(steps))
    result = connection.sql(final.sql("duckdb")).to_arrow_table()
    advance(len(steps), len(steps))
    # DuckDB counts in wider integers than the plan declares
    return result.cast(final.expression.schema().to_pyarrow())
