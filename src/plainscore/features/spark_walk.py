"""The walk on Spark: everybody's rows are brought together, and each task walks over its people.

Spark reads the records, gives every row the person it belongs to, and hands each task the rows of
some people, one person after the other. What a task does with them is what one machine does with
all: the compiled passes, then the formulas of the catalogue, in the process of Python beside the
executor. See ``docs/decisions/walk-on-spark.md``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.features.folded import APPLICATION
from plainscore.features.readable import READABLE
from plainscore.features.steps import plan_for
from plainscore.features.walk import features_by_walk
from plainscore.records import LIQUID_KINDS, SCHEMAS, Records

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PEOPLE = "people"
"""A hash of the person: rows of those who share it stand together."""

_TABLE = "table"
"""Which table a row is of: its place among `_COLUMNS`."""

_COLUMNS = {**READABLE, "applications": (*SCHEMAS["applications"].names, APPLICATION)}
_NUMBER = {name: place for place, name in enumerate(_COLUMNS)}


def walked(session: "SparkSession", chosen: tuple[str, ...], rows: int = 1_000_000) -> "DataFrame":
    """Return the features of every application, computed by the executors when they are asked for.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        A session that holds the tables of the records, and the applications as ``moments`` with
        their numbers.
    chosen : tuple of str
        Names of features, in the order of the catalogue.
    rows : int
        A task walks over so many rows at once, and what the last person among them has beyond.

    Returns
    -------
    pyspark.sql.DataFrame
        What `plainscore.features.compute_features` returns, in no order, and the number of each
        ``application``.
    """
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - an extra

    people = _gathered(session).repartition(_PEOPLE).sortWithinPartitions(_PEOPLE)
    return people.mapInArrow(_Walk(chosen, rows), from_arrow_schema(_schema(chosen)))


def _schema(chosen: tuple[str, ...]) -> pa.Schema:
    features: pa.Schema = plan_for(chosen)[-1].expression.schema().to_pyarrow()
    return features.append(pa.field(APPLICATION, pa.int64()))


def _gathered(session: "SparkSession") -> "DataFrame":
    """Return every row of the people who apply, each with whose it is.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        As `walked` takes it.

    Returns
    -------
    pyspark.sql.DataFrame
        ``people``, ``table``, and the columns of `_slots`, of which each row fills some.
    """
    from pyspark.sql import functions as of  # noqa: PLC0415 - an extra

    moments = session.table("moments")
    people = moments.select("person_id").distinct()
    accounts, transactions, tradelines, months = (session.table(name) for name in READABLE)
    accounts = accounts.filter(of.col("kind").isin(sorted(LIQUID_KINDS)))
    accounts = accounts.join(people, "person_id", "left_semi")
    tradelines = tradelines.join(people, "person_id", "left_semi")
    owners = accounts.select("account_id", "person_id")
    holders = tradelines.select("tradeline_id", "person_id")
    tables = {
        "transactions": transactions.join(owners, "account_id"),
        "accounts": accounts,
        "tradelines": tradelines,
        "tradeline_months": months.join(holders, "tradeline_id"),
        "applications": moments,
    }
    every = [
        table.select(
            of.xxhash64("person_id").alias(_PEOPLE),
            of.lit(_NUMBER[name]).alias(_TABLE),
            *(of.col(column).alias(slot) for column, slot in _slots(name).items()),
        )
        for name, table in tables.items()
    ]
    whole = every[0]
    for part in every[1:]:
        whole = whole.unionByName(part, allowMissingColumns=True)
    return whole


@cache
def _slots(name: str) -> dict[str, str]:
    """Return where rows of all tables hold the columns of one: those of one type share columns.

    Fewer columns are written for each transaction, and that is what most of the time goes to.
    """
    schema = SCHEMAS[name]
    found: dict[str, str] = {}
    for column in _COLUMNS[name]:
        kind = pa.int32() if column == APPLICATION else schema.field(column).type
        named = re.split(r"\W", str(kind))[0]
        taken = sum(slot.startswith(f"{named}_") for slot in found.values())
        found[column] = f"{named}_{taken}"
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a task does: a value, so that Spark can send it.

    Parameters
    ----------
    chosen : tuple of str
        Names of features, in the order of the catalogue.
    rows : int
        As `walked` takes it.
    """

    chosen: tuple[str, ...]
    rows: int

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows in whole_people(batches, self.rows):
            applications = _table(rows, "applications")
            if applications.num_rows == 0:
                continue
            records = Records(**{name: _contract(_table(rows, name), name) for name in READABLE})
            asked = applications.select(SCHEMAS["applications"].names)
            found = features_by_walk(records, asked.cast(SCHEMAS["applications"]), self.chosen)
            number = applications[APPLICATION].cast(pa.int64())
            yield from found.append_column(APPLICATION, number).combine_chunks().to_batches()


def whole_people(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Cut batches in the order of their people where nobody's rows are parted.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        With the column ``people``, in its order.
    rows : int
        So many at least, but for the last.

    Yields
    ------
    pyarrow.Table
        All rows of some people.

    Examples
    --------
    >>> numbers = [1, 1, 2, 2, 2, 3]
    >>> batches = pa.table({"people": numbers}).to_batches(max_chunksize=2)
    >>> [part["people"].to_pylist() for part in whole_people(batches, 3)]
    [[1, 1, 2, 2, 2], [3]]
    """
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if batch.num_rows == 0:
            continue
        people = batch.column(_PEOPLE).to_numpy()
        border = int(np.searchsorted(people, people[-1]))
        parted = border == 0 and waiting and waiting[-1].column(_PEOPLE)[-1].as_py() == people[0]
        if waiting and count + border >= rows and not parted:
            yield pa.Table.from_batches([*waiting, batch.slice(0, border)])
            waiting, count = [], 0
            batch = batch.slice(border)  # noqa: PLW2901 - what is left of it
        waiting.append(batch)
        count += batch.num_rows
    if waiting:
        yield pa.Table.from_batches(waiting)


def _table(rows: pa.Table, name: str) -> pa.Table:
    """Return the rows of one table among the rows of all."""
    slots = _slots(name)
    mine = pc.equal(rows[_TABLE], _NUMBER[name])
    return rows.select([*slots.values()]).filter(mine).rename_columns([*slots])


def _contract(table: pa.Table, name: str) -> pa.Table:
    """Return a table with the columns that features may not read, as nothing."""
    schema = SCHEMAS[name]
    return pa.Table.from_arrays(
        [
            table[field.name].cast(field.type)
            if field.name in table.column_names
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )
