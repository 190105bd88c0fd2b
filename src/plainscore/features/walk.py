"""The walk: the compiled pass over everybody's transactions, person by person, on two threads."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.features.chosen import numbered
from plainscore.features.duckdb_engine import (
    Progress,
    open_duckdb,
    open_table,
    read_readable,
    run_steps,
)
from plainscore.features.folded import APPLICATION
from plainscore.features.kernel import (
    GREATEST,
    NOTHING,
    PIECES,
    Names,
    People,
    Rows,
    borders,
    days_of,
    fold_chunk,
    instants_of,
    units_of,
)
from plainscore.features.kernel.compiled import Whole
from plainscore.features.person_folding import MOST_ACCOUNTS
from plainscore.features.plan_route import features_by_plan
from plainscore.features.steps import PIECES as TABLES
from plainscore.features.steps import finishing_plan_for
from plainscore.features.transaction_chunks import Reading, sorted_chunks, stored_chunks
from plainscore.records import LIQUID_KINDS, Records

WORKERS = 2
AHEAD = 4
"""Chunks being read and folded, or waiting for those before them."""

_NOBODY = np.empty(0, np.int32)
_LIQUID = pa.array(sorted(LIQUID_KINDS))


def features_by_walk(
    records: Records | Path,
    applications: pa.Table,
    chosen: tuple[str, ...],
    *,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Compute features by one walk over the transactions.

    Files are read once, in the order of their rows, if each person's rows stand together, as
    plainscore writes them; if not, DuckDB sorts them first, on disk where memory does not do.

    Parameters
    ----------
    records : Records or pathlib.Path
        Records in memory, or a records folder.
    applications : pyarrow.Table
        The columns ``application_id, person_id, as_of``.
    chosen : tuple of str
        Names of features, in the order of the catalogue.
    memory_limit : str, optional
        Bound of DuckDB's memory.
    progress : callable, optional
        Called with chunks and steps done, and in all.

    Returns
    -------
    pyarrow.Table
        What `plainscore.features.compute_features` returns.
    """
    asked = _Asked.of(read_readable(records, "accounts"), applications)
    steps = finishing_plan_for(chosen)
    advance = progress or (lambda _done, _total: None)
    chunks = 0
    try:
        if isinstance(records, Records):
            raise _ApartError  # noqa: TRY301 - sorting what is in memory costs less than asking
        stored = stored_chunks(records, Names(asked.accounts), asked.earliest)
        chunks = len(stored)
        pieces, fits = _walk(stored, asked, lambda done: advance(done, chunks + len(steps)))
    except _ApartError:
        chunks = 0
        in_order = sorted_chunks(records, asked.accounts, asked.people.person, memory_limit)
        pieces, fits = _walk(in_order, asked, lambda _done: None)
    with open_duckdb(memory_limit) as connection:
        for name in ("tradelines", "tradeline_months"):
            open_table(connection, records, name)
        connection.register("moments", numbered(applications))
        for name, table in _tables(pieces, asked.order).items():
            connection.register(name, table)
        found = run_steps(
            connection,
            steps,
            progress=lambda done, total: advance(chunks + done, chunks + total),
        )
    too_great = np.sort(asked.order[~(fits & asked.fits)])
    if len(too_great) == 0:
        return found
    wide = applications.take(pa.array(too_great))
    corrected = features_by_plan(records, wide, chosen, memory_limit=memory_limit)
    places = np.arange(applications.num_rows)
    places[too_great] = applications.num_rows + np.arange(len(too_great))
    return pa.concat_tables([found, corrected]).take(pa.array(places)).combine_chunks()


class _ApartError(Exception):
    """A person's rows do not stand together."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose features are asked for.

    Parameters
    ----------
    people : People
        As the kernel takes them.
    accounts : pyarrow.Array of string
        Ids of the accounts, by number.
    order : ndarray of int64
        By place among the moments of `people`: the application.
    fits : ndarray of bool
        By the same: whether its accounts are few, and their limits small, enough.
    """

    people: People
    accounts: pa.Array
    order: npt.NDArray[np.int64]
    fits: npt.NDArray[np.bool_]

    @property
    def earliest(self) -> int:
        """The first of the moments; after all time if there are none."""
        return int(self.people.moment.min(initial=np.iinfo(np.int64).max))

    @classmethod
    def of(cls, accounts: pa.Table, applications: pa.Table) -> "_Asked":
        """Return persons, their accounts and their moments as numbers."""
        named = applications["person_id"].combine_chunks().dictionary_encode()
        who = named.indices.to_numpy(zero_copy_only=False)
        order = np.argsort(who, kind="stable")
        everybody = len(named.dictionary)
        whose = pc.index_in(accounts["person_id"], named.dictionary)
        liquid = pc.is_in(accounts["kind"], _LIQUID)
        mine = accounts.append_column("person", whose).filter(pc.and_(liquid, pc.is_valid(whose)))
        mine = mine.sort_by([("person", "ascending"), ("account_id", "ascending")])
        person = mine["person"].to_numpy().astype(np.int32)
        limit = units_of(mine["credit_limit"])
        limit = np.where(limit == NOTHING, 0, limit)
        held = np.bincount(person, minlength=everybody)
        unfit = np.bincount(person, np.abs(limit) > GREATEST, minlength=everybody) > 0
        moments = applications.take(pa.array(order))
        people = People(
            person=person,
            first_account=np.concatenate([[0], np.cumsum(held)]).astype(np.int64),
            currency=_ranks(mine["currency"]),
            is_savings=pc.equal(mine["kind"], "savings").to_numpy().astype(np.bool_),
            limit=limit,
            first_moment=np.searchsorted(who[order], np.arange(everybody + 1)).astype(np.int64),
            today=days_of(pc.cast(moments["as_of"], pa.date32())),
            moment=instants_of(moments["as_of"]),
        )
        return cls(
            people=people,
            accounts=mine["account_id"].combine_chunks(),
            order=order,
            fits=((held <= MOST_ACCOUNTS) & ~unfit)[who[order]],
        )


def _ranks(codes: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    """Return numbers in the order of texts."""
    distinct = pc.unique(codes)
    ranked = distinct.take(pc.array_sort_indices(distinct))
    return np.asarray(pc.index_in(codes, ranked).to_numpy(), np.int32)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A chunk whose inner persons are folded.

    Parameters
    ----------
    inner : ndarray of int32
        The persons that were folded.
    edges : tuple of (Whole, Rows)
        The first person of the chunk and the last, who may have rows in others, and their rows.
    """

    inner: npt.NDArray[np.int32]
    edges: tuple[tuple[Whole, Rows], ...]


def _fold_inner(
    read: Reading,
    people: People,
    pieces: npt.NDArray[np.float64],
    fits: npt.NDArray[np.bool_],
) -> _Folded:
    """Read a chunk and fold those of its persons who can have no rows in the next ones."""
    rows = read()
    first, last, after, begin = borders(rows.account, people.person)
    if first < 0:
        return _Folded(_NOBODY, ())
    if after == len(rows.account):
        return _Folded(_NOBODY, ((first, rows),))
    # copies, so that the rest of the chunk need not be kept
    head, tail = (
        Rows._make(column.copy() for column in rows.part(*edge))
        for edge in ((0, after), (begin, len(rows.account)))
    )
    inner = _NOBODY
    if after < begin:
        inner = fold_chunk(rows.part(after, begin), people, pieces, fits)
    return _Folded(inner, ((first, head), (last, tail)))


def _walk(
    chunks: Iterable[Reading],
    asked: _Asked,
    advance: Callable[[int], None],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Fold every person, chunk by chunk, each thread what it has read."""
    people = asked.people
    pieces = np.full((len(people.today), len(PIECES)), np.nan)
    fits = np.ones(len(people.today), np.bool_)
    seen = np.zeros(len(people.first_account) - 1, np.bool_)

    def take_in(folded: npt.NDArray[np.int32]) -> None:
        if seen[folded].any() or len(np.unique(folded)) < len(folded):
            raise _ApartError
        seen[folded] = True

    def fold_kept() -> None:
        if kept:
            take_in(fold_chunk(Rows.joined(kept), people, pieces, fits))
            kept.clear()

    kept: list[Rows] = []
    whose: Whole = -1
    with ThreadPoolExecutor(WORKERS) as pool:
        folding = (pool.submit(_fold_inner, read, people, pieces, fits) for read in chunks)
        for number, folded in enumerate(_ahead(folding)):
            for who, rows in folded.edges:
                if who != whose:
                    fold_kept()
                kept.append(rows)
                whose = who
            take_in(folded.inner)
            advance(number + 1)
        fold_kept()
    return pieces, fits


def _ahead(folding: Iterator[Future[_Folded]]) -> Iterator[_Folded]:
    """Return results in order, a few more being made while one is looked at."""
    waiting: deque[Future[_Folded]] = deque()
    for future in folding:
        waiting.append(future)
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _tables(pieces: npt.NDArray[np.float64], order: npt.NDArray[np.int64]) -> dict[str, pa.Table]:
    """Return the pieces as tables; applications of which a table knows nothing are not in it."""
    found = {}
    first = 0
    for name, columns in TABLES.values():
        block = pieces[:, first : first + len(columns)]
        first += len(columns)
        known = ~np.isnan(block).all(axis=1)
        block = block[known]
        table = {APPLICATION: pa.array(order[known].astype(np.int32))}
        for place, (column, kind) in enumerate(columns.items()):
            values = pa.array(block[:, place], mask=np.isnan(block[:, place]))
            table[column] = values.cast(pa.int64()) if kind == "int64" else values
        found[name] = pa.table(table)
    return found
