"""The Spark engine: it opens tables, runs the steps of a plan and gives the last one.

The plan is the one that DuckDB runs, written by Ibis in Spark's SQL. A step that is read once
becomes part of what reads it. A step that is read again is computed and kept, cut off from how it
came about: in the executors' memory and on their disks, or, where the Spark has a checkpoint
folder (``SparkContext.setCheckpointDir``), in that, from which a lost executor loses nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from plainscore.features.duckdb_engine import Progress
from plainscore.features.plan import Step
from plainscore.features.spark_queries import Query, spark_queries
from plainscore.features.spark_session import open_spark, spark_dialect
from plainscore.features.spark_tables import open_spark_tables
from plainscore.records import Records

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def features_on_spark(
    records: Records | Path | str,
    moments: pa.Table,
    steps: tuple[Step, ...],
    *,
    master: str | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Run a plan on Spark and bring the rows of its last step to this process.

    Parameters
    ----------
    records : Records, pathlib.Path or str
        Records in memory, or a records folder that Spark reads in place.
    moments : pyarrow.Table
        The applications as the plan reads them.
    steps : tuple of Step
        The plan.
    master : str, optional
        Where Spark runs, see `plainscore.features.spark_session.open_spark`.
    memory_limit : str, optional
        Bound of the heap of the driver, where Spark is started here.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyarrow.Table
        Rows of the last step.
    """
    with open_spark(master, memory_limit) as session:
        queries = spark_queries(steps, spark_dialect())
        open_spark_tables(session, records, moments)
        table: pa.Table = run_queries(session, queries, progress=progress).toArrow()
        if progress is not None:
            progress(len(queries), len(queries))
    return table.cast(steps[-1].expression.schema().to_pyarrow())


def run_queries(
    session: "SparkSession", queries: tuple[Query, ...], *, progress: Progress | None = None
) -> "DataFrame":
    """Run all queries but the last, which is left to whoever takes its rows.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        A session that holds every table the queries start from.
    queries : tuple of Query
        The queries.
    progress : callable, optional
        Called with queries done and queries in all.

    Returns
    -------
    pyspark.sql.DataFrame
        Rows of the last query.
    """
    last = {name: place for place, query in enumerate(queries) for name in query.reads}
    for place, query in enumerate(queries[:-1]):
        _kept(session, session.sql(query.text)).createOrReplaceTempView(query.name)
        for name in query.reads:
            if last[name] == place:
                session.catalog.dropTempView(name)
        if progress is not None:
            progress(place + 1, len(queries))
    return session.sql(queries[-1].text)


def _kept(session: "SparkSession", rows: "DataFrame") -> "DataFrame":
    if session.sparkContext.getCheckpointDir() is not None:
        return rows.checkpoint()
    return rows.localCheckpoint()
