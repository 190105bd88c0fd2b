"""The two routes on Spark: the walk, and the steps of the plan in Spark's own SQL.

The plan is the one that DuckDB runs, written by Ibis in Spark's SQL. A step that is read once
becomes part of what reads it. A step that is read again is computed and kept, cut off from how it
came about: in the executors' memory and on their disks, or, where the Spark has a checkpoint
folder (``SparkContext.setCheckpointDir``), in that, from which a lost executor loses nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from plainscore.features.duckdb_engine import Progress
from plainscore.features.folded import APPLICATION
from plainscore.features.spark_queries import Query, spark_queries
from plainscore.features.spark_session import open_spark, spark_dialect
from plainscore.features.spark_tables import open_spark_tables
from plainscore.features.spark_walk import walked
from plainscore.features.steps import plan_for
from plainscore.records import Records

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Route = Literal["walk", "plan"]


def features_on_spark(
    records: Records | Path | str,
    moments: pa.Table,
    chosen: tuple[str, ...],
    *,
    route: Route = "walk",
    master: str | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Compute features on Spark and bring them to this process.

    Parameters
    ----------
    records : Records, pathlib.Path or str
        Records in memory, or a records folder that Spark reads in place.
    moments : pyarrow.Table
        The applications as the plan reads them.
    chosen : tuple of str
        Names of features, in the order of the catalogue.
    route : {'walk', 'plan'}
        As `rows_on_spark` takes it.
    master : str, optional
        Where Spark runs, see `plainscore.features.spark_session.open_spark`.
    memory_limit : str, optional
        Bound of the heap of the driver, where Spark is started here.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyarrow.Table
        What `plainscore.features.compute_features` returns.
    """
    schema = plan_for(chosen)[-1].expression.schema().to_pyarrow()
    with open_spark(master, memory_limit) as session:
        open_spark_tables(session, records, moments)
        table: pa.Table = rows_on_spark(session, chosen, route, progress=progress).toArrow()
        if progress is not None:
            steps = steps_of(chosen, route)
            progress(steps, steps)
    if route == "walk":
        table = table.sort_by(APPLICATION)
    return table.select(schema.names).cast(schema)


def rows_on_spark(
    session: "SparkSession",
    chosen: tuple[str, ...],
    route: Route,
    *,
    progress: Progress | None = None,
) -> "DataFrame":
    """Return the features of every application as rows that Spark has yet to compute.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        A session that holds the tables of the records and the applications, as ``moments``.
    chosen : tuple of str
        Names of features, in the order of the catalogue.
    route : {'walk', 'plan'}
        Whether each task walks over the rows of its people, for which the executors' Python needs
        plainscore; or Spark runs the steps of the plan, for which they need nothing.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyspark.sql.DataFrame
        The features; of the walk in no order, and with the number of each ``application``.
    """
    if route == "walk":
        return walked(session, chosen)
    queries = spark_queries(plan_for(chosen), spark_dialect())
    return run_queries(session, queries, progress=progress)


def steps_of(chosen: tuple[str, ...], route: Route) -> int:
    """Return how many steps a route takes, the last of which is whoever takes its rows.

    Examples
    --------
    >>> steps_of(("income_cv",), "walk")
    1
    """
    return 1 if route == "walk" else len(spark_queries(plan_for(chosen), spark_dialect()))


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
