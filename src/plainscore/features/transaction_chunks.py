"""Transactions in chunks of numbers, read in order by a few threads, in bounded memory."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.features.duckdb_engine import open_duckdb, parts_of_table
from plainscore.features.kernel import (
    NOTHING,
    Names,
    Rows,
    days_of,
    instants_of,
    roles_of,
    units_of,
)
from plainscore.features.readable import READABLE
from plainscore.records import Records

COLUMNS = list(READABLE["transactions"])
_TEXTS = ["account_id", "role"]
_SORTED_CHUNK = 1 << 20


Reading = Callable[[], Rows]
"""How a chunk is read."""


def as_rows(table: pa.Table | pa.RecordBatch, accounts: Names) -> Rows:
    """Return transactions as numbers.

    Parameters
    ----------
    table : pyarrow.Table
        The readable columns of transactions; without ``known_at``, all were always known.
    accounts : Names
        Ids of the accounts that are asked for; a row's account is its place among them, or -1.

    Returns
    -------
    Rows
        The same rows.
    """
    names = _one(table["account_id"])
    if not pa.types.is_dictionary(names.type):
        names = names.dictionary_encode()
    places = accounts.places(names.dictionary)
    known = (
        instants_of(table["known_at"])
        if "known_at" in table.schema.names
        else np.full(table.num_rows, NOTHING)
    )
    return Rows(
        np.take(places, names.indices.to_numpy()),
        days_of(table["booked_on"]),
        known,
        units_of(table["amount"]),
        units_of(table["balance_after"]),
        roles_of(_one(table["role"])),
    )


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.unify_dictionaries().combine_chunks()


def stored_chunks(folder: Path, accounts: Names, moment: int) -> list[Reading]:
    """Return how to read each chunk of a records folder, in the order they are stored.

    Each row is read once; when it became known is not read where a file says that all of a
    chunk's rows were known by a moment.

    Parameters
    ----------
    folder : pathlib.Path
        The records folder.
    accounts : Names
        As `as_rows` takes them.
    moment : int
        The first moment that any application is made at, in microseconds from the start of 1970.

    Returns
    -------
    list of callable
        Each returns `Rows`.
    """
    chunks: list[Reading] = []
    for part in parts_of_table(folder, "transactions"):
        metadata = pq.read_metadata(part)
        for group in range(metadata.num_row_groups):
            columns = _needed(metadata.row_group(group), moment)
            chunks.append(partial(_row_group, part, metadata, group, columns, accounts))
    return chunks


def _needed(group: pq.RowGroupMetaData, moment: int) -> list[str]:
    for place in range(group.num_columns):
        column = group.column(place)
        if column.path_in_schema == "known_at" and column.is_stats_set:
            stated = column.statistics
            if stated.has_min_max and stated.null_count == 0:
                last = pa.scalar(stated.max, pa.timestamp("us", tz="UTC"))
                if last.cast(pa.int64()).as_py() <= moment:
                    return [name for name in COLUMNS if name != "known_at"]
    return COLUMNS


def _row_group(
    part: Path, metadata: pq.FileMetaData, group: int, columns: list[str], accounts: Names
) -> Rows:
    with pq.ParquetFile(part, metadata=metadata, read_dictionary=_TEXTS) as file:
        table = file.read_row_group(group, columns=columns, use_threads=False)
    return as_rows(table, accounts)


def sorted_chunks(
    records: Records | Path,
    accounts: pa.Array,
    person: npt.NDArray[np.int32],
    memory_limit: str | None,
) -> Iterator[Reading]:
    """Return how to read the transactions with each person's rows together.

    Records in memory are put in order there; files by DuckDB, which spills to disk.
    """
    if isinstance(records, Records):
        rows = as_rows(records.transactions.select(COLUMNS), Names(accounts))
        wanted = np.flatnonzero(rows.account >= 0)
        order = wanted[np.argsort(person[rows.account[wanted]], kind="stable")]
        ordered = Rows._make(column[order] for column in rows)
        yield lambda: ordered
        return
    places = pa.table({"account_id": accounts, "person": pa.array(person)})
    files = [str(part) for part in parts_of_table(records, "transactions")]
    names = Names(accounts)
    columns = ", ".join(f't."{column}"' for column in COLUMNS)
    with open_duckdb(memory_limit) as connection:
        connection.register("places", places)
        found = connection.sql(
            f"SELECT {columns} FROM read_parquet(?) AS t "  # noqa: S608 - columns of the contract
            "JOIN places USING (account_id) ORDER BY person",
            params=[files],
        )
        for batch in found.to_arrow_reader(_SORTED_CHUNK):
            yield partial(as_rows, batch, names)
