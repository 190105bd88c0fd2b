"""Records on disk: one folder of Parquet files, written whole or not at all.

The layout is shared by ``plainscore import`` and ``plainscore simulate``::

    DIR/accounts.parquet
    DIR/transactions/part-00000.parquet ...
    DIR/tradelines.parquet
    DIR/tradeline_months.parquet
    DIR/applications.parquet      (simulated and research data)
    DIR/outcomes.parquet          (simulated and research data)
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.records.exchange import exchange
from plainscore.records.records import Records
from plainscore.records.tables import SCHEMAS

PARTITIONED = frozenset({"transactions"})
"""Tables that are a folder of parts, so that any number of rows can be streamed."""


def table_path(folder: Path, name: str) -> Path:
    """Return where a table stands in a records folder: a file, or a folder of parts.

    Examples
    --------
    >>> table_path(Path("out"), "accounts").as_posix()
    'out/accounts.parquet'
    >>> table_path(Path("out"), "transactions").as_posix()
    'out/transactions'
    """
    return folder / name if name in PARTITIONED else folder / f"{name}.parquet"


MARK = ".plainscore"
"""Hidden file of a folder that may be replaced, because all in it was written by plainscore."""


def _replaceable(target: Path) -> bool:
    return target.is_dir() and ((target / MARK).exists() or not any(target.iterdir()))


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a scratch folder that takes the place of `target` only if the block succeeds.

    A crash half-way leaves `target` as it was: the two folders are exchanged in one step.

    Parameters
    ----------
    target : pathlib.Path
        The folder to write; replaced when it is empty or was written in this way before.

    Yields
    ------
    pathlib.Path
        A folder to write into, empty but for a hidden mark.

    Raises
    ------
    FileExistsError
        If `target` holds anything that was not written in this way: it is never deleted.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with whole_folder(Path(place) / "out") as scratch:
    ...         _ = (scratch / "a.txt").write_text("hello")
    ...     (Path(place) / "out" / "a.txt").read_text()
    'hello'
    """
    if target.exists() and not _replaceable(target):
        raise FileExistsError(
            f"{target} exists and was not written by plainscore: name a new or empty folder"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        (scratch / MARK).touch()
        yield scratch
        scratch.chmod(0o755)
        if target.exists():
            exchange(scratch, target)
        else:
            scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def write_table(folder: Path, name: str, table: pa.Table) -> None:
    """Write one table of a records folder.

    Parameters
    ----------
    folder : pathlib.Path
        The records folder; made when absent.
    name : str
        Name of the table.
    table : pyarrow.Table
        Rows with the contract's schema.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_table(Path(place), "outcomes", SCHEMAS["outcomes"].empty_table())
    ...     read_table(Path(place), "outcomes").num_rows
    0
    """
    path = table_path(folder, name)
    if name in PARTITIONED:
        path.mkdir(parents=True, exist_ok=True)
        path = path / "part-00000.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.cast(SCHEMAS[name]), path, compression="zstd")


def read_table(folder: Path, name: str) -> pa.Table:
    """Read one table of a records folder; an absent one is empty.

    Parameters
    ----------
    folder : pathlib.Path
        The records folder.
    name : str
        Name of the table.

    Returns
    -------
    pyarrow.Table
        Rows with the contract's schema.

    Raises
    ------
    ValueError
        If the stored columns cannot be read with the contract's schema.

    Examples
    --------
    >>> read_table(Path("nowhere"), "accounts").num_rows
    0
    """
    path = table_path(folder, name)
    if not path.exists():
        return SCHEMAS[name].empty_table()
    import pyarrow.dataset as ds  # noqa: PLC0415 - slow, and it brings pandas

    try:
        stored = ds.dataset(path, format="parquet").to_table()
        return stored.select(SCHEMAS[name].names).cast(SCHEMAS[name])
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise ValueError(f"{path} is not a {name} table: {error}") from error


def write_records(folder: Path, records: Records) -> None:
    """Write records as a folder, whole or not at all.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; replaced when it was written in this way before.
    records : Records
        What to write.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_records(Path(place) / "records", Records.empty())
    ...     read_records(Path(place) / "records") == Records.empty()
    True
    """
    with whole_folder(folder) as scratch:
        for name, table in records.tables().items():
            write_table(scratch, name, table)


def read_records(folder: Path) -> Records:
    """Read the records of a folder into memory.

    Parameters
    ----------
    folder : pathlib.Path
        A folder written by `write_records`, ``plainscore import`` or ``plainscore simulate``.

    Returns
    -------
    Records
        The tables; absent ones are empty.

    Raises
    ------
    FileNotFoundError
        If the folder does not exist.

    Examples
    --------
    >>> read_records(Path("nowhere"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: nowhere is not a folder of records
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder of records")
    return Records(**{name: read_table(folder, name) for name in Records.__slots__})
