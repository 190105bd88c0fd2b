"""An export of a person's data as JSON: written for the person, read back as the same records."""

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from plainscore.records import MONEY, SCHEMAS, Problem, Records, validate
from plainscore.service.instants import instant_of, instant_text
from plainscore.service.ledger import Json
from plainscore.sources import FileCount, Import

VERSION = 1
MARK = b'{"plainscore_export":'
"""How an export begins."""


def write_export(records: Records, rest: Mapping[str, Json]) -> bytes:
    """Write a person's data as JSON (GDPR Art. 20: structured, common, machine-readable).

    Parameters
    ----------
    records : Records
        Accounts, transactions and tradelines; rows are written as objects, amounts and instants
        as text, so that nothing is rounded.
    rest : mapping
        What else is held, by name.

    Returns
    -------
    bytes
        UTF-8, readable by people and by `read_export`.

    Examples
    --------
    >>> write_export(Records.empty(), {})[:24]
    b'{"plainscore_export": 1,'
    """
    document = {
        "plainscore_export": VERSION,
        "records": {name: _written(table) for name, table in records.tables().items()},
        **rest,
    }
    # one line a member keeps the beginning a mark and the rest readable
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return text.replace("{\n ", "{", 1).encode()


def _written(table: pa.Table) -> list[dict[str, Json]]:
    columns: dict[str, list[Json]] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = column.to_pylist()
        if pa.types.is_timestamp(column.type):
            columns[name] = [instant_text(value) for value in values]
        elif column.type == MONEY or pa.types.is_date(column.type):
            columns[name] = [None if value is None else str(value) for value in values]
        else:
            columns[name] = values
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def read_export(data: bytes, file: str = "export.json") -> Import:
    """Read an export back.

    Parameters
    ----------
    data : bytes
        As `write_export` wrote it.
    file : str
        Its name, for problems.

    Returns
    -------
    Import
        The same records; rows that break their contract are problems instead.

    Examples
    --------
    >>> read_export(write_export(Records.empty(), {})).records == Records.empty()
    True
    >>> [problem.code for problem in read_export(b"{}").problems]
    ['no_export']
    """
    try:
        document = json.loads(data)
        stated = {name: document["records"][name] for name in Records.__slots__}
        tables = {name: _table(name, rows) for name, rows in stated.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException):
        problem = Problem(
            file, None, None, "no_export", "cannot be read as an export", "export the data again"
        )
        return Import(Records.empty(), (problem,), (FileCount(file, None, 0, 0, 0, 0),))
    checked = {name: validate(name, table, file=file) for name, table in tables.items()}
    rows_in = sum(each.rows_in for each in checked.values())
    kept = sum(each.table.num_rows for each in checked.values())
    return Import(
        Records(**{name: each.table for name, each in checked.items()}),
        tuple(problem for each in checked.values() for problem in each.problems),
        (FileCount(file, None, rows_in, kept, rows_in - kept, 0),),
    )


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return a table of texts and numbers, for the contract to check and cast."""
    schema = SCHEMAS[name]
    columns = {}
    for field in schema:
        values = [row.get(field.name) for row in rows]
        if pa.types.is_timestamp(field.type):
            columns[field.name] = pa.array([_instant(value) for value in values], field.type)
        elif pa.types.is_integer(field.type):
            columns[field.name] = pa.array(values, pa.int64())
        else:
            columns[field.name] = pa.array(
                [None if value is None else str(value) for value in values], pa.string()
            )
    return pa.table(columns)


def _instant(value: object) -> object:
    try:
        return instant_of(str(value))
    except ValueError:
        return None
