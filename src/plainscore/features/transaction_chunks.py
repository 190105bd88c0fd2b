"""Transactions in chunks of numbers, read in order by a few threads, in bounded memory."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features.duckdb_engine import open_duckdb, parts_of_table
from plainscore.features.kernel import Rows, days_of, instants_of, roles_of, units_of
from plainscore.features.readable import READABLE
from plainscore.records import Records

COLUMNS = list(READABLE["transactions"])
_TEXTS = ["account_id", "role"]
AHEAD = 2
"""Chunks read before they are asked for."""

_SORTED_CHUNK = 1 << 20


def as_rows(table: pa.Table | pa.RecordBatch, accounts: pa.Array) -> Rows:
    """Return transactions as numbers.

    Parameters
    ----------
    table : pyarrow.Table
        The readable columns of transactions.
    accounts : pyarrow.Array of string
        Ids of the accounts that are asked for; a row's account is its place among them, or -1.

    Returns
    -------
    Rows
        The same rows.
    """
    names = table["account_id"]
    if isinstance(names, pa.ChunkedArray):
        names = names.unify_dictionaries().combine_chunks()
    role = table["role"]
    if isinstance(role, pa.ChunkedArray):
        role = role.unify_dictionaries()
    if not pa.types.is_dictionary(names.type):
        names = names.dictionary_encode()
    places = pc.fill_null(pc.index_in(names.dictionary, accounts), -1)
    return Rows(
        np.take(places.to_numpy(zero_copy_only=False), names.indices.to_numpy()),
        days_of(table["booked_on"]),
        instants_of(table["known_at"]),
        units_of(table["amount"]),
        units_of(table["balance_after"]),
        roles_of(role),
    )


def stored_chunks(folder: Path, accounts: pa.Array, pool: Executor) -> tuple[int, Iterator[Rows]]:
    """Return how many chunks a records folder has, and an iterator over them as they are stored.

    Each row is read once.
    """
    units: list[Callable[[], Rows]] = []
    for part in parts_of_table(folder, "transactions"):
        groups = pq.read_metadata(part).num_row_groups
        units += [partial(_row_group, part, group, accounts) for group in range(groups)]
    return len(units), _ahead(units, pool)


def _row_group(part: Path, group: int, accounts: pa.Array) -> Rows:
    with pq.ParquetFile(part, read_dictionary=_TEXTS) as file:
        table = file.read_row_group(group, columns=COLUMNS, use_threads=False)
    return as_rows(table, accounts)


def _ahead(units: list[Callable[[], Rows]], pool: Executor) -> Iterator[Rows]:
    waiting: deque[Future[Rows]] = deque()
    for unit in units:
        waiting.append(pool.submit(unit))
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def sorted_chunks(
    records: Records | Path,
    accounts: pa.Array,
    person: npt.NDArray[np.int32],
    memory_limit: str | None,
) -> Iterator[Rows]:
    """Return the transactions with each person's rows together.

    Records in memory are put in order there; files by DuckDB, which spills to disk.
    """
    if isinstance(records, Records):
        rows = as_rows(records.transactions.select(COLUMNS), accounts)
        wanted = np.flatnonzero(rows.account >= 0)
        order = wanted[np.argsort(person[rows.account[wanted]], kind="stable")]
        yield Rows._make(column[order] for column in rows)
        return
    places = pa.table({"account_id": accounts, "person": pa.array(person)})
    files = [str(part) for part in parts_of_table(records, "transactions")]
    columns = ", ".join(f't."{column}"' for column in COLUMNS)
    with open_duckdb(memory_limit) as connection:
        connection.register("places", places)
        found = connection.sql(
            f"SELECT {columns} FROM read_parquet(?) AS t "  # noqa: S608 - columns of the contract
            "JOIN places USING (account_id) ORDER BY person",
            params=[files],
        )
        for batch in found.to_arrow_reader(_SORTED_CHUNK):
            yield as_rows(batch, accounts)
