"""`compute_features`: the passes in order, and nothing else."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pyarrow as pa

from plainscore.features.chosen import chosen_features, held_applications, numbered
from plainscore.features.duckdb_engine import Progress
from plainscore.features.spark_engine import Route, features_on_spark
from plainscore.features.walk import features_by_walk
from plainscore.records import Records

_ENGINES: dict[str, Route] = {"duckdb": "walk", "spark": "walk", "spark-plan": "plan"}


def compute_features(
    records: Records | Path | str,
    applications: pa.Table | Path | str,
    *,
    engine: Literal["duckdb", "spark", "spark-plan"] = "duckdb",
    master: str | None = None,
    features: Iterable[str] | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Compute the features of every application, as of its moment.

    An application sees the rows booked before the day of ``as_of`` (UTC) and known at ``as_of``.
    Money is added up exactly; ratios are taken last. However many features there are, the
    transactions are read once; by Spark running the plan three times, for sums, for end-of-day
    balances, for recurring streams.

    Parameters
    ----------
    records : Records, pathlib.Path or str
        Records in memory, or a records folder, read in place and never loaded whole.
    applications : pyarrow.Table, pathlib.Path or str
        Table with the columns ``application_id, person_id, as_of``, or its Parquet file. A person
        may stand in it more than once.
    engine : {'duckdb', 'spark', 'spark-plan'}
        What computes: this machine; Spark, whose tasks do what this machine would, for the people
        they are given; or Spark with the plan that defines the features in its own SQL, which is
        slower by far and needs nothing of plainscore on the executors. Spark needs the extra
        ``spark`` and Java; for it, a records folder may be an address that it reads, such as
        ``"s3a://bucket/records"``.
    master : str, optional
        Where Spark runs, such as ``"local[2]"`` or ``"spark://host:7077"``; by default in the
        session that is open, or as Spark is configured.
    features : iterable of str, optional
        Names of the features to compute; the whole catalogue by default.
    memory_limit : str, optional
        Bound of DuckDB's memory, such as ``"2GB"``; it spills to disk beyond. For Spark, the heap
        of a driver that is started here.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyarrow.Table
        One row an application, in the order given: ``application_id`` (string), the gates (int64,
        float64 and, for ``enough_information``, bool), one nullable float64 column a feature in
        the order of the catalogue. Missing is null, never zero.

    Raises
    ------
    KeyError
        If a feature is not in the catalogue.
    ValueError
        If the engine is unknown, or a table lacks columns of its contract.
    plainscore.features.EngineError
        If the engine cannot run here.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> applications = pa.table(
    ...     {"application_id": ["a1"], "person_id": ["nobody"],
    ...      "as_of": pa.array([datetime(2026, 1, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))})
    >>> table = compute_features(Records.empty(), applications, features=["income_cv"])
    >>> table["enough_information"][0].as_py(), table["income_cv"][0].as_py()
    (False, None)
    """
    if engine not in _ENGINES:
        raise ValueError(f"there is no engine {engine!r}; choose one of {', '.join(_ENGINES)}")
    if master is not None and engine == "duckdb":
        raise ValueError(f"the engine {engine} has no master: choose the engine spark")
    chosen = chosen_features(features)
    wanted = held_applications(applications)
    if engine != "duckdb":
        return features_on_spark(
            records,
            numbered(wanted),
            chosen,
            route=_ENGINES[engine],
            master=master,
            memory_limit=memory_limit,
            progress=progress,
        )
    source = records if isinstance(records, Records) else Path(records)
    return features_by_walk(source, wanted, chosen, memory_limit=memory_limit, progress=progress)
