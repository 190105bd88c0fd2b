"""`write_features`: a population on a Spark cluster, from stored records to stored features."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from plainscore.features.chosen import chosen_features, held_applications, numbered
from plainscore.features.duckdb_engine import Progress
from plainscore.features.spark_engine import run_queries
from plainscore.features.spark_queries import spark_queries
from plainscore.features.spark_session import open_spark, spark_dialect
from plainscore.features.spark_tables import is_stored, open_spark_tables, read_stored
from plainscore.features.steps import plan_for


def write_features(
    records: Path | str,
    out: Path | str,
    *,
    applications: pa.Table | Path | str | None = None,
    features: Iterable[str] | None = None,
    master: str | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Compute features on Spark and let its executors write them.

    What `plainscore.features.compute_features` gives, but no row of the records or of the result
    passes through this process; the applications do.

    Parameters
    ----------
    records : pathlib.Path or str
        A records folder: on a file system that every executor sees, or at an address that this
        Spark reads, such as ``s3a://bucket/records``.
    out : pathlib.Path or str
        Folder of Parquet files to write, of the same kinds; it must not exist. All rows are in it
        once ``_SUCCESS`` is.
    applications : pyarrow.Table, pathlib.Path or str, optional
        The columns ``application_id, person_id, as_of``, or their Parquet file; by default those
        of the records folder.
    features : iterable of str, optional
        Names of the features; the whole catalogue by default.
    master, memory_limit
        Where Spark runs, and the heap of the driver, as for
        `plainscore.features.compute_features`.
    progress : callable, optional
        Called with queries done and queries in all.

    Returns
    -------
    int
        How many applications there were.

    Raises
    ------
    ValueError
        If a table breaks its contract, there are no applications, or `out` exists.
    plainscore.features.EngineError
        If Spark cannot run here.

    Examples
    --------
    >>> write_features("s3a://bucket/records", "s3a://bucket/features",
    ...                master="spark://host:7077")  # doctest: +SKIP
    """
    chosen = chosen_features(features)
    with open_spark(master, memory_limit) as session:
        if is_stored(session, str(out)):
            raise ValueError(f"{out} is there already: name a folder that is not")
        if not isinstance(applications, pa.Table):
            path = f"{records}/applications.parquet" if applications is None else str(applications)
            stored = read_stored(session, path)
            if stored is None:
                raise ValueError(f"there are no applications at {path}")
            applications = stored.toArrow()
        wanted = held_applications(applications)
        queries = spark_queries(plan_for(chosen), spark_dialect())
        open_spark_tables(session, records, numbered(wanted))
        rows = run_queries(session, queries, progress=progress)
        rows.write.option("compression", "zstd").parquet(str(out))
        if progress is not None:
            progress(len(queries), len(queries))
    return int(wanted.num_rows)
