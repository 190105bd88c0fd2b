"""Tables that are already in the shape of the records: tradelines, applications, outcomes.

A credit bureau's tradelines and a lender's applications come as tables. Whichever file has the
columns of one of these contracts is read as that table, CSV or Parquet.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.records import SCHEMAS, TableFileError, new_rows, read_table_file, validate
from plainscore.sources.formats import Format, decoded_head, header_columns
from plainscore.sources.parsed import Parsed
from plainscore.sources.unreadable import UnreadableError

CONTRACT_TABLES = ("tradeline_months", "tradelines", "applications", "outcomes")
"""Contracts that are recognised in files, the more specific first."""


def contract_of(columns: frozenset[str]) -> str | None:
    """Return which table of the records has these columns.

    Parameters
    ----------
    columns : frozenset of str
        Column names of a file; more than the contract's are allowed.

    Returns
    -------
    str or None
        A member of `CONTRACT_TABLES`; None when a column that must be there is missing.

    Examples
    --------
    >>> contract_of(frozenset({"application_id", "bad", "note"}))
    'outcomes'
    >>> contract_of(frozenset({"account_id", "date", "amount", "currency"}))
    """
    for name in CONTRACT_TABLES:
        needed = {field.name for field in SCHEMAS[name] if not field.nullable}
        if needed <= columns:
            return name
    return None


def contract_of_file(path: Path, head: bytes) -> str | None:
    """Return which table of the records a file holds.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    head : bytes
        Its first bytes.

    Returns
    -------
    str or None
        A member of `CONTRACT_TABLES`; None when it is none of them.

    Examples
    --------
    >>> contract_of_file(Path("outcomes.csv"), b"application_id,bad")
    'outcomes'
    """
    if head.startswith(b"PAR1"):
        try:
            return contract_of(frozenset(pq.read_schema(path).names))
        except (pa.ArrowException, OSError, ValueError):
            return None
    return contract_of(header_columns(decoded_head(head)))


def read_contract(path: Path, file: str) -> Parsed:
    r"""Read one table of the records.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        The good rows in `tables`; a problem for each of the others.

    Raises
    ------
    UnreadableError
        If the file is no table, or has the columns of no contract.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "outcomes.csv"
    ...     _ = path.write_text("application_id,bad\na,1\nb,perhaps\n")
    ...     parsed = read_contract(path, "outcomes.csv")
    >>> parsed.tables["outcomes"].num_rows, parsed.quarantined
    (1, 1)
    """
    try:
        stored = read_table_file(path)
    except TableFileError as error:
        raise UnreadableError("no_table", None, f"cannot be read as a table ({error})") from error
    except UnicodeDecodeError as error:
        raise UnreadableError("no_table", None, "has a column whose name is no text") from error
    name = contract_of(frozenset(stored.table.column_names))
    if name is None:
        raise UnreadableError(
            "no_contract",
            None,
            "has the columns of no table of the records",
            "give it the columns of " + ", ".join(CONTRACT_TABLES),
        )
    checked = validate(name, stored.table, file=file)
    return Parsed(
        file,
        Format.RECORDS,
        problems=(*stored.problems, *checked.problems),
        rows_in=checked.rows_in + len(stored.problems),
        tables={name: checked.table},
    )


def distinct_rows(tables: list[pa.Table | None], name: str) -> list[pa.Table | None]:
    """Keep each row once over several tables of one contract: the first that has its key.

    Parameters
    ----------
    tables : list of pyarrow.Table or None
        Tables of the contract `name`, in order; None where a file holds another table.
    name : str
        The contract.

    Returns
    -------
    list of pyarrow.Table or None
        The same tables without the rows whose key stands in an earlier one.

    Examples
    --------
    >>> rows = pa.table({"application_id": ["a"], "bad": [True]}, schema=SCHEMAS["outcomes"])
    >>> [table.num_rows for table in distinct_rows([rows, rows], "outcomes")]
    [1, 0]
    """
    seen: set[tuple[object, ...]] = set()
    return [None if table is None else new_rows(name, table, seen) for table in tables]
