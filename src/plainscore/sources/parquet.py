"""Parquet: our own columns, or any with a declared mapping."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.sources.csv import add_accounts
from plainscore.sources.formats import Format
from plainscore.sources.mapping import CANONICAL, CsvMapping
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.tabular import RowReader
from plainscore.sources.unreadable import UnreadableError

_ROWS_A_TIME = 65_536


def read_parquet(path: Path, file: str, mapping: CsvMapping | None = None) -> Parsed:
    """Read one Parquet file, some rows at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.
    mapping : CsvMapping, optional
        Which column means what; our own columns by default.

    Returns
    -------
    Parsed
        `rows_in` counts the rows, numbered from 1.

    Raises
    ------
    UnreadableError
        If it is no Parquet file, or lacks a column.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import date
    >>> rows = [{"account_id": "A1", "date": date(2024, 5, 6), "amount": -2.5, "currency": "EUR"}]
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "may.parquet"
    ...     pq.write_table(pa.Table.from_pylist(rows), path)
    ...     read_parquet(path, "may.parquet").lines[0].amount
    Decimal('-2.5000')
    """
    tally = Tally(file, Format.PARQUET)
    declared = CANONICAL if mapping is None else mapping
    try:
        for reader, values in _rows(path, file, declared):
            tally.rows_in += 1
            try:
                tally.lines.append(reader.line(tally.rows_in, values))
            except UnreadableError as reason:
                tally.quarantine(tally.rows_in, reason)
    except UnreadableError:
        raise
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        if not tally.rows_in:
            raise UnreadableError(
                "not_parquet", None, "is not a sound Parquet file", "export the file again"
            ) from error
        tally.notice(
            "truncated",
            "is damaged; the rows before the damage were read",
            "export the file again",
        )
    add_accounts(tally)
    return tally.parsed()


def _rows(
    path: Path, file: str, mapping: CsvMapping
) -> Iterator[tuple[RowReader, tuple[object, ...]]]:
    with pq.ParquetFile(path) as source:
        names = source.schema_arrow.names
        reader = RowReader(file, mapping, names)
        wanted = [name for name in mapping.columns if name in names]
        if not source.metadata.num_rows:
            return
        reader = RowReader(file, mapping, wanted)
        for batch in source.iter_batches(batch_size=_ROWS_A_TIME, columns=wanted):
            for values in zip(*map(_values, batch.columns), strict=True):
                yield reader, values


def _values(column: pa.Array) -> list[object]:
    """Return Python values; one that Python has no room for (a year 10000) spoils no other."""
    try:
        return list(column.to_pylist())
    except (pa.ArrowException, OverflowError, ValueError):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except (pa.ArrowException, OverflowError, ValueError):
        return scalar
