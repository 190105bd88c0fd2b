"""`write_features`: a population on a Spark cluster, from stored records to stored features."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from plainscore.features.chosen import chosen_features, held_applications, numbered
from plainscore.features.duckdb_engine import Progress
from plainscore.features.folded import APPLICATION
from plainscore.features.spark_engine import Route, rows_on_spark, steps_of
from plainscore.features.spark_session import open_spark
from plainscore.features.spark_tables import is_stored, open_spark_tables, stored_applications

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def write_features(
    records: Path | str,
    out: Path | str,
    *,
    applications: pa.Table | Path | str | None = None,
    features: Iterable[str] | None = None,
    route: Route = "walk",
    master: str | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Compute features on Spark and let its executors write them.

    What `plainscore.features.compute_features` gives, but no row of the records or of the result
    passes through this process, nor do applications that are stored; by the route of the plan,
    which numbers them, applications do.

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
    route : {'walk', 'plan'}
        As `plainscore.features.spark_engine.rows_on_spark` takes it.
    master, memory_limit
        Where Spark runs, and the heap of the driver, as for
        `plainscore.features.compute_features`.
    progress : callable, optional
        Called with steps done and steps in all.

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
        path = f"{records}/applications.parquet" if applications is None else applications
        moments: pa.Table | DataFrame
        if isinstance(path, pa.Table):
            moments = numbered(held_applications(path))
            count = moments.num_rows
        else:
            stored = stored_applications(session, str(path))
            moments, count = _numbered(stored, route), stored.count()
        open_spark_tables(session, records, moments)
        rows = rows_on_spark(session, chosen, route, progress=progress).drop(APPLICATION)
        rows.write.option("compression", "zstd").parquet(str(out))
        if progress is not None:
            steps = steps_of(chosen, route)
            progress(steps, steps)
    return int(count)


def _numbered(stored: "DataFrame", route: Route) -> "pa.Table | DataFrame":
    from pyspark.sql import functions as of  # noqa: PLC0415 - an extra

    if route == "walk":
        # rows are written in whatever order they come, so that no number is needed
        return stored.withColumn(APPLICATION, of.lit(0))
    return numbered(held_applications(stored.toArrow()))
