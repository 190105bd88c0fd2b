"""Which person belongs to which partition, and the small tables split accordingly.

Where no person's transactions stand in two files, the files are the partitions and are read where
they are. Otherwise a person's partition is a hash of who they are, and `clustering` brings the
transactions together.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.population.location import Location
from plainscore.population.sql import Connection, connect, literal, parquet
from plainscore.records import SCHEMAS

ROWS_A_PARTITION = 3_000_000
"""Transactions in a partition, about: its features fit in a gigabyte or two."""
_TOO_MANY = 3
"""Files larger than this many partitions are cut up."""
PARTITIONED = "partition"
SMALL = ("accounts", "tradelines", "tradeline_months", "applications", "outcomes")
"""Tables that are split before anything else; transactions are not among them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a population is divided.

    Parameters
    ----------
    partitions : int
        How many partitions there are.
    clustered : bool
        Whether partition k is the file k of the transactions, as it stands.
    """

    partitions: int
    clustered: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a records folder.

    Parameters
    ----------
    tables : dict of str to Location
        The small tables that there are.
    transactions : tuple of Location
        The parts of the transactions, by name.
    rows : tuple of int
        Rows of each part.
    """

    tables: dict[str, Location]
    transactions: tuple[Location, ...]
    rows: tuple[int, ...]

    @classmethod
    def of(cls, records: Location, given: Mapping[str, Location]) -> "Sources":
        """Look up the files of a records folder and hold them to their contract.

        Parameters
        ----------
        records : Location
            The folder.
        given : mapping of str to Location
            Parquet files to take instead of the folder's own small tables.

        Raises
        ------
        ValueError
            If there are no transactions or no applications, or a file breaks its contract.
        """
        tables = {name: records / f"{name}.parquet" for name in SMALL} | dict(given)
        tables = {name: place for name, place in tables.items() if place.size is not None}
        parts = (records / "transactions").parquet_files()
        if not parts:
            raise ValueError(f"{records.path} holds no transactions: make them with import")
        if "applications" not in tables:
            raise ValueError(f"{records.path} holds no applications: name a file of them")
        return cls(tables, tuple(parts), tuple(_transactions_of(part) for part in parts))

    def digests(self) -> dict[str, str]:
        """Return what identifies each file, by its table and place."""
        small = {name: place.digest() for name, place in self.tables.items()}
        return small | {part.name: part.digest() for part in self.transactions}


def _transactions_of(part: Location) -> int:
    """Return the rows of a part, having seen that it has the columns of its contract."""
    try:
        with part.filesystem.open_input_file(part.path) as stream:
            stored = pq.ParquetFile(stream)
            schema, rows = stored.schema_arrow, stored.metadata.num_rows
    except pa.ArrowException as error:
        raise ValueError(f"{part.path} is not a Parquet file: {error}") from error
    for field in SCHEMAS["transactions"]:
        if field.name not in schema.names or schema.field(field.name).type != field.type:
            raise ValueError(
                f"{part.path} is not a transactions table: it needs {field.name} as {field.type}"
            )
    return int(rows)


def lay_out(
    sources: Sources, work: Path, *, partitions: int | None, memory_limit: str | None
) -> Layout:
    """Divide a population: decide the partitions and split the small tables by them.

    Parameters
    ----------
    sources : Sources
        The files.
    work : pathlib.Path
        The folder for unfinished work; a layout that stands there complete is used again.
    partitions : int or None
        How many partitions; by default as many as the files when those are fit, otherwise one for
        about three million transactions.
    memory_limit : str or None
        Bound of DuckDB's memory.

    Returns
    -------
    Layout
        How the population is divided; the small tables stand in ``work/tables``, the accounts'
        partitions in ``work/owners.parquet``.

    Raises
    ------
    ValueError
        If a small table lacks columns of its contract.
    """
    mark = work / "layout.json"
    if mark.exists():
        return Layout(**json.loads(mark.read_text()))
    fetched = work / "fetched"
    fetched.mkdir(exist_ok=True)
    files = {
        name: place.fetch(fetched, f"{name}.parquet") for name, place in sources.tables.items()
    }
    wanted = partitions or max(round(sum(sources.rows) / ROWS_A_PARTITION), 1)
    with connect(work, memory_limit) as connection:
        for name in SMALL:
            _open(connection, name, files.get(name))
        fit = max(sources.rows) <= _TOO_MANY * ROWS_A_PARTITION
        as_they_are = partitions in {None, len(sources.transactions)}
        # elsewhere, reading every part only to see who is in it costs as much as clustering
        local = all(part.is_local for part in sources.transactions)
        clustered = fit and as_they_are and local and _clustered(connection, sources.transactions)
        layout = Layout(len(sources.transactions) if clustered else wanted, clustered)
        _split(connection, layout, work)
    draft = work / "layout.draft"
    draft.write_text(json.dumps(asdict(layout)))
    draft.replace(mark)
    return layout


_KEYS = {
    "accounts": ("account_id", "person_id"),
    "tradelines": ("tradeline_id", "person_id"),
    "tradeline_months": ("tradeline_id",),
    "applications": ("application_id", "person_id"),
    "outcomes": ("application_id",),
}
_OWNERS = {
    "accounts": "accounts",
    "tradelines": "tradelines",
    "tradeline_months": "tradelines",
    "applications": "applications",
    "outcomes": "applications",
}
"""The table that says whose the rows of a table are."""


def _open(connection: Connection, name: str, file: Path | None) -> None:
    """Make a small table available with the position of each row; an absent one is empty."""
    if file is None:
        connection.register(f"no_{name}", SCHEMAS[name].empty_table())
        source = f"SELECT *, 0::BIGINT AS source_row FROM no_{name}"
    else:
        source = (
            "SELECT * EXCLUDE (file_row_number), file_row_number AS source_row FROM "
            + parquet([file], "file_row_number = true")
        )
    keys = ", ".join(f"{key}::VARCHAR AS {key}" for key in _KEYS[name])
    try:
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * REPLACE ({keys}) FROM ({source})")
    except duckdb.Error as error:
        raise ValueError(f"{file} is not a table of {name}: {error}") from error
    if _OWNERS[name] == name:
        key = _KEYS[name][0]
        # of rows that share a key, only the first can be kept: it says whose it is
        connection.execute(
            f"""CREATE TEMP TABLE {name}_owners AS
            SELECT {key}, arg_min(person_id, source_row) AS person_id FROM {name}
            WHERE {key} IS NOT NULL AND person_id IS NOT NULL GROUP BY {key}"""
        )


def _clustered(connection: Connection, parts: tuple[Location, ...]) -> bool:
    """Return whether no person's transactions stand in two files; note who is in which."""
    for place, part in enumerate(parts):
        into = "CREATE TEMP TABLE present AS" if place == 0 else "INSERT INTO present"
        connection.execute(
            f"""{into} SELECT DISTINCT person_id, {place} AS part
            FROM (SELECT DISTINCT account_id FROM {parquet([Path(part.path)])})
            JOIN accounts_owners USING (account_id)"""
        )
    row = connection.execute("SELECT count(*) = count(DISTINCT person_id) FROM present").fetchone()
    return bool(row and row[0])


def _split(connection: Connection, layout: Layout, work: Path) -> None:
    known = "present" if layout.clustered else "(SELECT NULL::VARCHAR person_id, 0 part LIMIT 0)"
    (work / "tables").mkdir(exist_ok=True)
    for name in SMALL:
        key = _KEYS[name][0]
        connection.execute(
            f"""COPY (
                SELECT each.*, {_partition_of(layout, "owner.person_id")} AS {PARTITIONED}
                FROM {name} each
                LEFT JOIN {_OWNERS[name]}_owners owner USING ({key})
                LEFT JOIN {known} present ON present.person_id = owner.person_id
            ) TO {literal(work / "tables" / name)}
            (FORMAT parquet, PARTITION_BY ({PARTITIONED}), OVERWRITE, COMPRESSION zstd)"""
        )
    connection.execute(
        f"""COPY (
            SELECT owner.account_id, {_partition_of(layout, "owner.person_id")} AS {PARTITIONED}
            FROM accounts_owners owner
            LEFT JOIN {known} present ON present.person_id = owner.person_id
        ) TO {literal(work / "owners.parquet")} (FORMAT parquet, COMPRESSION zstd)"""
    )


def _partition_of(layout: Layout, person: str) -> str:
    """Return SQL for a person's partition; rows of nobody go to the first."""
    return f"coalesce(present.part, {hashed(person, layout.partitions)}, 0)::INTEGER"


def hashed(text: str, partitions: int) -> str:
    """Return SQL for the partition a text hashes to, the same on every machine and version.

    Examples
    --------
    >>> duckdb.execute("SELECT " + hashed("'somebody'", 12)).fetchone()
    (4,)
    """
    return f"(md5_number_lower({text}) % {partitions})"
