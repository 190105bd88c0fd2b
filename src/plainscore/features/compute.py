"""`compute_features`: the passes in order, and nothing else."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features import balances, stream_fold, sums, tradeline_fold
from plainscore.features.catalogue import CATALOGUE
from plainscore.features.duckdb_engine import Progress, open_duckdb, open_table, run_steps
from plainscore.features.feature import Feature
from plainscore.features.folded import APPLICATION, FOLDED, PARTS, Part, part_of
from plainscore.features.gates import GATES
from plainscore.features.plan import Plan, Step
from plainscore.features.readable import READABLE, readable_table
from plainscore.features.sight import links
from plainscore.records import SCHEMAS, Records

MOMENTS = {
    "application_id": "string",
    "person_id": "string",
    "as_of": "timestamp('UTC', 6)",
    APPLICATION: "int32",
    "as_of_date": "date",
}
"""Columns of the applications as the plan reads them."""


def compute_features(
    records: Records | Path | str,
    applications: pa.Table | Path | str,
    *,
    engine: Literal["duckdb"] = "duckdb",
    features: Iterable[str] | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Compute the features of every application, as of its moment.

    An application sees the rows booked before the day of ``as_of`` (UTC) and known at ``as_of``.
    Money is added up as exact decimals; ratios are taken last. The transactions are scanned three
    times however many features there are: for sums, for end-of-day balances, for recurring streams.

    Parameters
    ----------
    records : Records, pathlib.Path or str
        Records in memory, or a records folder, read in place and never loaded whole.
    applications : pyarrow.Table, pathlib.Path or str
        Table with the columns ``application_id, person_id, as_of``, or its Parquet file. A person
        may stand in it more than once.
    engine : {'duckdb'}
        What runs the expressions.
    features : iterable of str, optional
        Names of the features to compute; the whole catalogue by default.
    memory_limit : str, optional
        Bound of DuckDB's memory, such as ``"2GB"``; it spills to disk beyond.
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
    if engine != "duckdb":
        raise ValueError(f"there is no engine {engine!r}; choose 'duckdb'")
    chosen = _chosen(features)
    wanted = _applications(applications)
    source = records if isinstance(records, Records) else Path(records)
    with open_duckdb(memory_limit) as connection:
        for name in READABLE:
            open_table(connection, source, name)
        connection.register("moments", _numbered(wanted))
        return run_steps(connection, plan_for(chosen), progress=progress)


@cache
def plan_for(chosen: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the steps from records to a table of features.

    Parameters
    ----------
    chosen : tuple of str
        Names of features, in the order of the catalogue.

    Returns
    -------
    tuple of Step
        What an engine has to run, given the tables of the records under their names and the
        applications as ``moments`` (with ``application``, their position, and ``as_of_date``).
        The last step is the result.

    Examples
    --------
    >>> steps = plan_for(("housing_ratio",))
    >>> [step.name for step in steps if "transactions" in step.reads]
    ['sums', 'days', 'candidates']
    """
    features = [CATALOGUE[name] for name in chosen]
    parts = {part_of(column) for feature in features for column in feature.columns}
    plan = Plan()
    moments = ibis.table(MOMENTS, name="moments")
    accounts, transactions, tradelines, reports = (readable_table(name) for name in READABLE)
    every_link = plan.keep("links", links(moments, accounts))
    grouped = plan.keep("sums", sums.grouped(transactions, every_link))
    currencies = plan.keep("currencies", sums.main_currency(grouped, every_link))
    linked = plan.keep("main_links", every_link.semi_join(currencies, ["application", "currency"]))
    folded = {Part.SUMS: sums.fold(plan, grouped, linked, currencies)}
    folded[Part.DAYS] = balances.fold(plan, transactions, linked, folded[Part.SUMS])
    if Part.STREAMS in parts:
        folded[Part.STREAMS] = stream_fold.fold(plan, transactions, linked)
    if Part.TRADELINES in parts:
        folded[Part.TRADELINES] = tradeline_fold.fold(plan, moments, tradelines, reports)
    whole = moments.select("application", "application_id")
    for part, table in folded.items():
        whole = whole.left_join(table, "application").select(
            *whole.columns, *(table[column] for column in PARTS[part])
        )
    plan.keep(FOLDED.get_name(), whole)
    plan.keep("features", _features_table(features))
    return plan.steps


def _features_table(chosen: list[Feature]) -> ir.Table:
    """Return the columns of the result as formulas over the folded table."""
    return FOLDED.order_by(APPLICATION).select(
        "application_id",
        **{name: gate.expression for name, gate in GATES.items()},
        **{feature.name: feature.gated() for feature in chosen},
    )


def _chosen(features: Iterable[str] | None) -> tuple[str, ...]:
    if features is None:
        return tuple(CATALOGUE)
    wanted = set(features)
    unknown = sorted(wanted - set(CATALOGUE))
    if unknown:
        raise KeyError(f"not in the catalogue: {', '.join(unknown)}")
    return tuple(name for name in CATALOGUE if name in wanted)


def _applications(applications: pa.Table | Path | str) -> pa.Table:
    """Read the applications and hold them to their contract."""
    table = applications if isinstance(applications, pa.Table) else pq.read_table(applications)
    schema = SCHEMAS["applications"]
    absent = [name for name in schema.names if name not in table.column_names]
    if absent:
        raise ValueError(f"the table of applications lacks {', '.join(absent)}")
    try:
        return table.select(schema.names).cast(schema)
    except (pa.ArrowException, ValueError) as error:
        raise ValueError(f"the table of applications breaks its contract: {error}") from error


def _numbered(applications: pa.Table) -> pa.Table:
    """Add the position of each application and the day of its moment, in UTC."""
    position = pa.array(range(applications.num_rows), pa.int32())
    return applications.append_column(APPLICATION, position).append_column(
        "as_of_date", pc.cast(applications["as_of"], pa.date32())
    )
