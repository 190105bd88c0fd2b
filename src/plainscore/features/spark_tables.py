"""Tables as Spark sees them: Parquet read by Spark's own readers, or Arrow tables handed over."""

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from plainscore.features.readable import READABLE
from plainscore.records import SCHEMAS, Records, table_path

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def open_spark_tables(
    session: "SparkSession", records: Records | Path | str, moments: "pa.Table | DataFrame"
) -> None:
    """Make the tables that a plan starts from available under their names.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        Where to.
    records : Records, pathlib.Path or str
        Records in memory, or a records folder: on a file system that every executor sees, or at
        an address that this Spark reads, such as ``s3a://bucket/records``. A table that the
        folder lacks is empty.
    moments : pyarrow.Table or pyspark.sql.DataFrame
        The applications as the route that follows reads them.

    Raises
    ------
    ValueError
        If a stored table has not the columns of its contract.
    """
    for name in READABLE:
        _open(session, records, name)
    if isinstance(moments, pa.Table):
        _register(session, moments, "moments")
    else:
        moments.createOrReplaceTempView("moments")


def stored_applications(session: "SparkSession", path: str) -> "DataFrame":
    """Return the applications that are stored in a Parquet file.

    Raises
    ------
    ValueError
        If there are none, or they have not the columns of their contract.
    """
    stored = read_stored(session, path)
    if stored is None:
        raise ValueError(f"there are no applications at {path}")
    columns = tuple(SCHEMAS["applications"].names)
    _hold_to_contract(stored, "applications", columns)
    return stored.select(*columns)


def _open(session: "SparkSession", records: Records | Path | str, name: str) -> None:
    columns = list(READABLE[name])
    if isinstance(records, Records):
        _register(session, records.tables()[name].select(columns), name)
        return
    stored = read_stored(session, f"{records}/{table_path(Path(), name)}")
    if stored is None:
        _register(session, SCHEMAS[name].empty_table().select(columns), name)
        return
    _hold_to_contract(stored, name, READABLE[name])
    stored.select(*columns).createOrReplaceTempView(name)


def _register(session: "SparkSession", table: pa.Table, name: str) -> None:
    session.createDataFrame(table).createOrReplaceTempView(name)


def read_stored(session: "SparkSession", path: str) -> "DataFrame | None":
    """Return a table that is stored as Parquet, or None where there is nothing."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - an extra

    try:
        return session.read.option("pathGlobFilter", "*.parquet").parquet(path)
    except AnalysisException as error:
        if error.getCondition() in {"PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA"}:
            return None
        raise


def is_stored(session: "SparkSession", path: str) -> bool:
    """Return whether there is a file or folder of this name."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - an extra

    try:
        session.read.text(path)
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return False
        raise
    return True


def _hold_to_contract(stored: "DataFrame", name: str, columns: tuple[str, ...]) -> None:
    from pyspark.sql.pandas.types import from_arrow_type  # noqa: PLC0415 - an extra

    kinds = {field.name: field.dataType for field in stored.schema.fields}
    for column in columns:
        wanted = from_arrow_type(SCHEMAS[name].field(column).type)
        if kinds.get(column) != wanted:
            raise ValueError(
                f"these are no {name}: {column} must be stored as {wanted.simpleString()}"
            )
