"""A partition as a records folder of its own, with the rows that break their contract laid aside.

The small tables go through `plainscore.records.validate`. Transactions are many, so their checks
run in DuckDB, and where nothing is wrong the files are read where they stand.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.population.clustering import pieces
from plainscore.population.layout import PARTITIONED, SMALL, Layout, Sources
from plainscore.population.manifest import Rows
from plainscore.population.sql import Connection, connect, literal, parquet
from plainscore.records import SCHEMAS, Problem, Role, RoleSource, table_path, validate, write_table

PROBLEM_COLUMNS = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("code", pa.string()),
        ("message", pa.string()),
        ("remedy", pa.string()),
        ("quarantined", pa.bool_()),
    ]
)
"""The columns of `plainscore.records.Problem`; `row` counts from 1 in the file named."""

_UNKNOWN = {
    "tradeline_months": ("tradeline_id", "tradelines", "unknown_tradeline"),
    "outcomes": ("application_id", "applications", "unknown_application"),
}
"""Rows that belong to a row of another table, and are nobody's without it."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A partition ready to be computed.

    Parameters
    ----------
    tables : dict of str to pyarrow.Table
        The small tables, each with its contract.
    rows : dict of str to Rows
        By table: what was read, used and left out.
    problems : pyarrow.Table
        One row for each row left out.
    digest : str
        SHA-256 of the files it was made from.
    """

    tables: dict[str, pa.Table]
    rows: dict[str, Rows]
    problems: pa.Table
    digest: str


def stage(
    partition: int,
    sources: Sources,
    layout: Layout,
    work: Path,
    scratch: Path,
    *,
    memory_limit: str | None,
) -> Staged:
    """Make a records folder of one partition.

    Parameters
    ----------
    partition : int
        Which one.
    sources : Sources
        The files.
    layout : Layout
        How the population is divided.
    work : pathlib.Path
        Where the split small tables and the pieces stand.
    scratch : pathlib.Path
        The folder to fill.
    memory_limit : str or None
        Bound of DuckDB's memory.

    Returns
    -------
    Staged
        Its tables and what was left out of it.
    """
    digest = hashlib.sha256()
    tables: dict[str, pa.Table] = {}
    rows: dict[str, Rows] = {}
    problems: list[pa.Table] = []
    for name in SMALL:
        raw = _split_table(work, name, partition)
        _digest_into(digest, raw)
        tables[name], found = _checked(name, raw, tables)
        quarantined = raw.num_rows - tables[name].num_rows
        rows[name] = Rows(raw.num_rows, tables[name].num_rows, quarantined)
        problems.append(found)
        write_table(scratch, name, tables[name])
    if layout.clustered:
        part = sources.transactions[partition]
        fetched = scratch / "fetched"
        fetched.mkdir()
        files, origin = [part.fetch(fetched, part.name)], f"{partition} AS source_part"
    else:
        files, origin = pieces(work, partition), "source_part"
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    names = [f"transactions/{part.name}" for part in sources.transactions]
    rows["transactions"], found = _transactions(
        files, origin, names, scratch, work=work, memory_limit=memory_limit
    )
    return Staged(tables, rows, pa.concat_tables([*problems, found]), digest.hexdigest())


def _split_table(work: Path, name: str, partition: int) -> pa.Table:
    files = sorted((work / "tables" / name / f"{PARTITIONED}={partition}").glob("*.parquet"))
    if not files:
        empty = SCHEMAS[name].empty_table()
        return empty.append_column("source_row", pa.array([], pa.int64()))
    raw = pa.concat_tables([pq.read_table(file, partitioning=None) for file in files])
    return raw.sort_by("source_row")


def _digest_into(digest: "hashlib._Hash", table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    digest.update(sink.getvalue())


def _checked(name: str, raw: pa.Table, tables: dict[str, pa.Table]) -> tuple[pa.Table, pa.Table]:
    """Hold a small table to its contract, and to the table its rows belong to."""
    file = f"{name}.parquet"
    places = pc.add(raw["source_row"], 1)
    found: list[Problem] = []
    if name in _UNKNOWN:
        key, of, code = _UNKNOWN[name]
        known = pc.or_(pc.is_in(raw[key], value_set=tables[of][key]), pc.is_null(raw[key]))
        found += [
            Problem(file, row, key, code, f"is not in {of}", "add the row it belongs to")
            for row in places.filter(pc.invert(known)).to_pylist()
        ]
        raw, places = raw.filter(known), places.filter(known)
    checked = validate(name, raw, file=file)
    rows = places.to_pylist()
    for problem in checked.problems:
        if problem.row is not None:
            found.append(replace(problem, row=rows[problem.row - 1]))
    lacking = [problem for problem in checked.problems if problem.row is None]
    # where a column is missing, no row of the table can be used
    found += [replace(problem, row=row) for problem in lacking[:1] for row in rows]
    return checked.table, _problem_table(found)


def _problem_table(problems: Sequence[Problem]) -> pa.Table:
    return pa.Table.from_pylist([each.as_row() for each in problems], schema=PROBLEM_COLUMNS)


_REMEDIES = {
    "empty": ("is empty", "give it a value"),
    "outside_list": ("is not on the closed list", "write a member of the list"),
    "unknown_account": ("is not in accounts", "add the row it belongs to"),
    "repeated_key": ("repeats an earlier row", "keep one of them"),
}


def _faults() -> str:
    """Return SQL for what is wrong with a row of transactions by itself; null if nothing is."""
    empty = [
        f"WHEN {field.name} IS NULL THEN 'empty:{field.name}'"
        for field in SCHEMAS["transactions"]
        if not field.nullable
    ]
    closed = [
        f"WHEN {column} NOT IN ({', '.join(map(literal, members))}) THEN 'outside_list:{column}'"
        for column, members in (("role", tuple(Role)), ("role_source", tuple(RoleSource)))
    ]
    unknown = "WHEN known IS NULL THEN 'unknown_account:account_id'"
    return f"CASE {' '.join([*empty, *closed, unknown])} END"


def _transactions(
    files: Sequence[Path],
    origin: str,
    names: Sequence[str],
    scratch: Path,
    *,
    work: Path,
    memory_limit: str | None,
) -> tuple[Rows, pa.Table]:
    """Lay the transactions of a partition into `scratch`, the bad ones aside."""
    target = table_path(scratch, "transactions")
    target.mkdir()
    if not files:
        return Rows(0, 0, 0), PROBLEM_COLUMNS.empty_table()
    with connect(work, memory_limit, threads=2) as connection:
        kept = "source_row" if origin == "source_part" else "file_row_number AS source_row"
        options = () if origin == "source_part" else ("file_row_number = true",)
        columns = ", ".join(SCHEMAS["transactions"].names)
        connection.execute(
            f"""CREATE TEMP VIEW judged AS
            SELECT {columns}, source_part, source_row, {_faults()} AS fault
            FROM (SELECT {columns}, {origin}, {kept} FROM {parquet(files, *options)})
            LEFT JOIN (SELECT account_id, true AS known
                FROM {parquet([table_path(scratch, "accounts")])}) USING (account_id)"""
        )
        rows, good, different = _counted(connection)
        if rows == good == different:
            for place, file in enumerate(files):
                (target / f"part-{place:05d}.parquet").symlink_to(file)
            return Rows(rows, rows, 0), PROBLEM_COLUMNS.empty_table()
        problems = _lay_aside(connection, target, columns, names)
        return Rows(rows, rows - problems.num_rows, problems.num_rows), problems


def _counted(connection: Connection) -> tuple[int, int, int]:
    row = connection.execute(
        """SELECT count(*), count(*) FILTER (fault IS NULL),
            count(DISTINCT hash(account_id, transaction_id)) FILTER (fault IS NULL) FROM judged"""
    ).fetchone()
    rows, good, different = row or (0, 0, 0)
    return rows, good, different


def _lay_aside(
    connection: Connection, target: Path, columns: str, names: Sequence[str]
) -> pa.Table:
    """Write the good rows of a partition and return the problems of the others."""
    connection.execute(
        """CREATE TEMP TABLE bad AS
        SELECT source_part, source_row, coalesce(fault, 'repeated_key:transaction_id') AS fault
        FROM judged QUALIFY fault IS NOT NULL OR row_number() OVER (
            PARTITION BY account_id, transaction_id, fault IS NULL
            ORDER BY source_part, source_row) > 1"""
    )
    connection.execute(
        f"""COPY (SELECT {columns} FROM judged ANTI JOIN bad USING (source_part, source_row))
        TO {literal(target / "part-00000.parquet")} (FORMAT parquet, COMPRESSION zstd)"""
    )
    found = connection.execute("SELECT * FROM bad ORDER BY source_part, source_row").fetchall()
    problems = []
    for part, row, fault in found:
        code, column = fault.split(":")
        problems.append(Problem(names[part], row + 1, column, code, *_REMEDIES[code]))
    return _problem_table(problems)
