"""Counting a sample that is stored as Parquet: by DuckDB here, or by the executors of Spark.

Both count part by part and add up, so that neither needs a sample in memory, and both give the
counts of the rows in one table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from plainscore.features.spark_tables import read_stored
from plainscore.scorecard import Scorecard
from plainscore.validation.monitoring.tallies import (
    Tallies,
    from_vector,
    require_bad,
    tally_batches,
    tally_rows,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROWS_AT_ONCE = 200_000
COUNTS = pa.schema([pa.field("counts", pa.list_(pa.int64()))])


def tally_stored(
    card: Scorecard,
    path: str | Path,
    *,
    target: str | None = None,
    bad: str | None = None,
    flags: Iterable[str] = (),
) -> Tallies:
    """Count a Parquet file, or a folder of them, on this machine.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    path : str or pathlib.Path
        The file, or a folder with Parquet files in it, at any depth.
    target : str, optional
        Column of outcomes, where they are known already.
    bad : str, optional
        Value of `target` that means bad, as text; 1 or true by default.
    flags : iterable of str
        Columns that say yes or no of a row.

    Returns
    -------
    Tallies
        The counts.

    Raises
    ------
    ValueError
        If there are no files or rows, or a column is absent or holds something else.
    """
    names = tuple(flags)
    pattern = f"{path}/**/*.parquet" if Path(path).is_dir() else str(path)
    with duckdb.connect() as connection:
        try:
            stored = connection.read_parquet(pattern, union_by_name=True, hive_partitioning=False)
        except duckdb.Error as error:
            raise ValueError(f"it holds no Parquet files that can be read: {error}") from error
        columns = _needed(card, target, names, stored.columns)
        rows = stored.project(
            ", ".join(f'"{each.replace(chr(34), chr(34) * 2)}"' for each in columns)
        )
        reader = rows.to_arrow_reader(ROWS_AT_ONCE)
        meaning = value_of(reader.schema, target, bad)
        parts = (pa.Table.from_batches([batch]) for batch in reader)
        return tally_batches(card, parts, target=target, bad=meaning, flags=names)


def tally_on_spark(
    session: "SparkSession",
    card: Scorecard,
    address: str,
    *,
    target: str | None = None,
    bad: str | None = None,
    flags: Iterable[str] = (),
) -> Tallies:
    """Count a Parquet file, or a folder of them, on Spark; one row of counts a task comes back.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        Where to; its executors have Plainscore installed.
    card, target, bad, flags
        As for `tally_stored`.
    address : str
        Where the executors read: a path that all of them see, or such as ``s3a://bucket/may``.

    Returns
    -------
    Tallies
        The counts.

    Raises
    ------
    ValueError
        If there are no files or rows, or a column is absent.
    """
    names = tuple(flags)
    stored = read_stored(session, address)
    if stored is None:
        raise ValueError("it holds no Parquet files")
    rows = stored.select(*(f"`{each}`" for each in _needed(card, target, names, stored.columns)))
    meaning = value_of(_arrow_schema(rows), target, bad)
    task = _Task(card.to_json(), target, meaning, names)
    counted = rows.mapInArrow(task, "counts array<bigint>").collect()
    if not counted:
        raise ValueError("the sample has no rows")
    vectors = [pa.array(row["counts"], pa.int64()).to_numpy() for row in counted]
    found = reduce(lambda one, two: one + two, (from_vector(card, each, names) for each in vectors))
    if target is not None and not found.bads.any():
        kinds = [row[0] for row in rows.select(f"`{target}`").distinct().limit(11).collect()]
        require_bad(pa.chunked_array([pa.array(kinds)]), meaning)
    return found


def value_of(schema: pa.Schema, target: str | None, bad: str | None) -> object:
    """Read the value that means bad as its column has it: numbers and truths are no text.

    Parameters
    ----------
    schema : pyarrow.Schema
        Columns of the sample.
    target : str or None
        Column of outcomes.
    bad : str or None
        The value, as text.

    Returns
    -------
    object
        The value; 1, which true equals, where none was given.

    Examples
    --------
    >>> value_of(pa.schema({"bad": pa.int8()}), "bad", "1")
    1.0
    >>> value_of(pa.schema({"bad": pa.string()}), "bad", "1")
    '1'
    """
    if bad is None or target is None:
        return 1
    kind = schema.field(target).type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return float(bad)
    if pa.types.is_boolean(kind):
        return bad.lower() in ("1", "true", "yes")
    return bad


@dataclass(frozen=True, slots=True)
class _Task:
    """What a task of Spark does: a value, so that Spark can send it.

    Parameters
    ----------
    card : str
        The scorecard, as its document.
    target, bad, flags
        As for `tally_rows`.
    """

    card: str
    target: str | None
    bad: object
    flags: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        card = Scorecard.from_json(self.card)
        total: Tallies | None = None
        for batch in batches:
            part = tally_rows(
                card,
                pa.Table.from_batches([batch]),
                target=self.target,
                bad=self.bad,
                flags=self.flags,
                whole=False,
            )
            total = part if total is None else total + part
        if total is not None:
            yield pa.record_batch([[total.to_vector().tolist()]], schema=COUNTS)


def _needed(
    card: Scorecard, target: str | None, flags: tuple[str, ...], there: list[str]
) -> list[str]:
    wanted = [*card.feature_names, *([card.gate] if card.gate else []), *flags]
    wanted = list(dict.fromkeys([*wanted, *([target] if target is not None else [])]))
    for name in wanted:
        if name not in there:
            raise ValueError(f"there is no column {name!r}; there are: {', '.join(there)}")
    return wanted


def _arrow_schema(rows: "DataFrame") -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema  # noqa: PLC0415 - an extra

    return to_arrow_schema(rows.schema)
