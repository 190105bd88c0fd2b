"""`compute_features`: the passes in order, and nothing else."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features import balances, stream_fold, sums, tradelines
from plainscore.features.catalogue import CATALOGUE
from plainscore.features.duckdb_engine import DuckDBEngine, open_duckdb
from plainscore.features.feature import Feature
from plainscore.features.folded import APPLICATION, FOLDED, PARTS, Part, part_of
from plainscore.features.gates import GATES
from plainscore.features.sight import links
from plainscore.records import SCHEMAS, Records

Progress = Callable[[int, int], None]

_STEPS = 7


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
    with open_duckdb(memory_limit) as duckdb:
        return run(duckdb, source, wanted, chosen, progress=progress)


def run(
    engine: DuckDBEngine,
    records: Records | Path,
    applications: pa.Table,
    chosen: tuple[Feature, ...],
    *,
    progress: Progress | None = None,
) -> pa.Table:
    """Run the passes on an open engine.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the expressions run.
    records : Records or pathlib.Path
        Records in memory, or a records folder.
    applications : pyarrow.Table
        Rows with the contract's schema.
    chosen : tuple of Feature
        What to compute.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    pyarrow.Table
        As `compute_features`.
    """
    advance = progress or (lambda _done, _total: None)
    parts = {part_of(column) for feature in chosen for column in feature.columns}
    moments = engine.hold("applications", _numbered(applications))
    transactions = engine.table(records, "transactions")
    every_link = engine.keep("links", links(moments, engine.table(records, "accounts")))
    advance(1, _STEPS)

    grouped = engine.keep("sums", sums.grouped(transactions, every_link))
    advance(2, _STEPS)
    currencies = engine.keep("currencies", sums.main_currency(grouped, every_link))
    linked = engine.keep(
        "main_links", every_link.semi_join(currencies, ["application", "currency"])
    )
    folded = {
        Part.SUMS: engine.keep("folded_sums", sums.by_application(grouped, linked, currencies))
    }
    engine.drop("sums")
    advance(3, _STEPS)

    folded[Part.DAYS] = balances.fold(engine, transactions, linked, folded[Part.SUMS])
    advance(4, _STEPS)
    if Part.STREAMS in parts:
        folded[Part.STREAMS] = stream_fold.fold(engine, transactions, linked)
    advance(5, _STEPS)
    if Part.TRADELINES in parts:
        folded[Part.TRADELINES] = tradelines.fold(
            engine,
            moments,
            engine.table(records, "tradelines"),
            engine.table(records, "tradeline_months"),
        )
    advance(6, _STEPS)

    whole = moments.select("application", "application_id")
    for part, table in folded.items():
        whole = whole.left_join(table, "application").select(
            *whole.columns, *(table[column] for column in PARTS[part])
        )
    engine.keep("folded", whole)
    result = engine.collect(_features_table(chosen))
    advance(_STEPS, _STEPS)
    return result


def _features_table(chosen: tuple[Feature, ...]) -> ir.Table:
    """Return the columns of the result as formulas over the folded table."""
    return FOLDED.order_by(APPLICATION).select(
        "application_id",
        **{name: gate.expression for name, gate in GATES.items()},
        **{feature.name: feature.gated() for feature in chosen},
    )


def _chosen(features: Iterable[str] | None) -> tuple[Feature, ...]:
    if features is None:
        return tuple(CATALOGUE.values())
    wanted = set(features)
    unknown = sorted(wanted - set(CATALOGUE))
    if unknown:
        raise KeyError(f"not in the catalogue: {', '.join(unknown)}")
    return tuple(feature for name, feature in CATALOGUE.items() if name in wanted)


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
