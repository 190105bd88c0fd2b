"""Tables of any columns on disk: CSV or Parquet in, CSV or Parquet out."""

import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from plainscore.records.problem import Problem

NULLS = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "NaT"]
LARGEST_BLOCK = 2**31 - 1
QUOTED = re.compile(r'"[^"]*"')
DECIMAL_COMMA = r"^\s*[-+]?\d+(,\d+)?\s*$"


class TableFileError(ValueError):
    """A file that cannot be read as a table; the message says why."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table and the rows that could not be read.

    Parameters
    ----------
    table : pyarrow.Table
        The rows that could be read.
    problems : tuple of Problem
        One for each row left out.
    """

    table: pa.Table
    problems: tuple[Problem, ...]


def read_table_file(path: Path, *, text: Collection[str] = ()) -> TableFile:
    r"""Read a CSV or Parquet table of any columns.

    Parameters
    ----------
    path : pathlib.Path
        ``.parquet``/``.pq`` is read as Parquet; anything else as CSV in UTF-8 whose delimiter
        (comma, semicolon, tab or bar) is taken from its header. Where it is not the comma, a
        column of numbers may have decimal commas.
    text : collection of str
        Columns of a CSV that are text whatever they look like: in identifiers and codes ``007`` is
        not 7, and must not become it in a file that happens to hold nothing else.

    Returns
    -------
    TableFile
        Types are inferred from the whole file, so a late value never breaks a column.

    Raises
    ------
    TableFileError
        If the file cannot be read as a table at all, has two columns of one name, or no rows.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     file = Path(place) / "t.csv"
    ...     _ = file.write_text("a;b\n1;x\n2\n3;NA\n")
    ...     read = read_table_file(file)
    >>> read.table.to_pydict()
    {'a': [1, 3], 'b': ['x', None]}
    >>> print(read.problems[0])
    t.csv, row 3: has 1 fields where 2 are expected (correct the line)
    """
    problems: list[Problem] = []
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            table = _plain_texts(pq.read_table(path))
        else:
            table = _read_csv(path, text, problems)
    except pa.ArrowException as error:
        raise TableFileError(f"{path} cannot be read as a table: {error}") from error
    except OSError as error:
        raise TableFileError(f"{path} cannot be opened: {error.strerror or error}") from error
    if table.num_rows == 0:
        raise TableFileError(f"{path} has no rows that can be read")
    repeated = sorted({name for name in table.column_names if table.column_names.count(name) > 1})
    if repeated:
        raise TableFileError(f"{path} has more than one column named {', '.join(repeated)}")
    return TableFile(table, tuple(problems))


def _read_csv(path: Path, text: Collection[str], problems: list[Problem]) -> pa.Table:
    size = path.stat().st_size
    header = _header_of_utf8(path)
    delimiter = max(",;\t|", key=QUOTED.sub("", header).count)

    def leave_out(row: pa_csv.InvalidRow) -> str:
        message = f"has {row.actual_columns} fields where {row.expected_columns} are expected"
        problems.append(
            Problem(path.name, row.number, None, "wrong_width", message, "correct the line")
        )
        return "skip"

    table = pa_csv.read_csv(
        path,
        # one block: types are inferred from the first block only; one thread: rows are numbered
        read_options=pa_csv.ReadOptions(
            block_size=min(max(size + 1, 1 << 20), LARGEST_BLOCK), use_threads=False
        ),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=leave_out),
        convert_options=pa_csv.ConvertOptions(
            null_values=NULLS,
            strings_can_be_null=True,
            column_types=dict.fromkeys(text, pa.string()),
        ),
    )
    return table if delimiter == "," else _with_decimal_commas(table, text)


def _plain_texts(table: pa.Table) -> pa.Table:
    """Store views of texts as texts: Arrow cannot filter views."""
    views = [place for place, field in enumerate(table.schema) if field.type == pa.string_view()]
    for place in views:
        table = table.set_column(
            place, table.column_names[place], table.column(place).cast(pa.string())
        )
    return table


def _with_decimal_commas(table: pa.Table, text: Collection[str]) -> pa.Table:
    """Read text columns as numbers where every value is one with a decimal comma."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if name in text or column.type != pa.string() or column.null_count == len(column):
            continue
        if pc.all(pc.match_substring_regex(column, DECIMAL_COMMA)).as_py():
            numbers = pc.replace_substring(pc.utf8_trim_whitespace(column), ",", ".")
            numbers = pc.replace_substring_regex(numbers, r"^\+", "")
            table = table.set_column(place, name, numbers.cast(pa.float64()))
    return table


def _header_of_utf8(path: Path) -> str:
    """Return the first line, having seen that the whole file is UTF-8."""
    header = ""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise TableFileError(
                    f"{path} cannot be read as a table: line {number} is not UTF-8 text; "
                    "save the file as UTF-8"
                ) from error
            if number == 1:
                header = text.removeprefix("\ufeff")
    return header


def write_table_file(path: Path, table: pa.Table) -> None:
    r"""Write a table as Parquet or CSV, by the file's ending; whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        ``.parquet``/``.pq`` for Parquet, anything else for CSV.
    table : pyarrow.Table
        What to write.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_table_file(Path(place) / "t.csv", pa.table({"a": [1]}))
    ...     (Path(place) / "t.csv").read_text()
    '"a"\n1\n'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            pq.write_table(table, scratch, compression="zstd")
        else:
            pa_csv.write_csv(table, scratch)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)
