"""Analysts' tables, with refusals in the command line's own words."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa

from plainscore.cli.console import CommandError
from plainscore.records import TableFile, TableFileError, read_table_file


def read_analyst_table(path: Path, *, text: Collection[str] = ()) -> TableFile:
    """Read a CSV or Parquet table of any columns.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    text : collection of str
        Columns of a CSV that are text whatever they look like.

    Returns
    -------
    TableFile
        The table, and the rows that could not be read.

    Raises
    ------
    CommandError
        If the file cannot be read as a table.

    Examples
    --------
    >>> read_analyst_table(Path("nowhere.csv"))
    Traceback (most recent call last):
    ...
    plainscore.cli.console.CommandError: nowhere.csv cannot be opened: No such file or directory
    """
    try:
        return read_table_file(path, text=text)
    except TableFileError as error:
        raise CommandError(str(error)) from error


def column_of(table: pa.Table, name: str, path: Path) -> pa.ChunkedArray:
    """Return a column, or explain which columns there are.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    name : str
        Name of the column.
    path : pathlib.Path
        Where the table came from, for the message.

    Raises
    ------
    CommandError
        If there is no such column.

    Examples
    --------
    >>> column_of(pa.table({"a": [1]}), "b", Path("t.csv"))
    Traceback (most recent call last):
    ...
    plainscore.cli.console.CommandError: t.csv has no column 'b'; it has: a
    """
    if name not in table.column_names:
        raise CommandError(
            f"{path} has no column {name!r}; it has: {', '.join(table.column_names)}"
        )
    return table[name]
