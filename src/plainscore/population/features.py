"""`population_features`: the features of any number of people, partition by partition."""

from collections.abc import Iterable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.features import CATALOGUE, GATES, compute_features
from plainscore.population.clustering import cluster
from plainscore.population.layout import Layout, Sources, lay_out
from plainscore.population.location import locate
from plainscore.population.manifest import Manifest
from plainscore.population.running import (
    Made,
    Progress,
    combined,
    keep_work_of,
    missing,
    release,
    run_partitions,
    unfinished,
    work_folder,
)
from plainscore.population.staging import stage

FEATURES = "features"
"""Folder of the output that holds the rows."""


def population_features(  # noqa: PLR0913 - each is set by name, and most have a default
    records: str | Path,
    out: str | Path,
    *,
    given: Mapping[str, str | Path] | None = None,
    features: Iterable[str] | None = None,
    partitions: int | None = None,
    memory_limit: str | None = None,
    work: Path | None = None,
    restart: bool = False,
    progress: Progress | None = None,
    **engine: Any,
) -> Manifest:
    """Compute the features of every application of a population.

    The people are divided into partitions. Each is checked, computed and written on its own; a
    finished one appears whole and is never made again, so a run that was broken off, by whatever
    means, goes on where it stopped when the same call is made again.

    Parameters
    ----------
    records : str or pathlib.Path
        A records folder, on this machine or at an address such as ``s3://bucket/records``.
    out : str or pathlib.Path
        A folder of the same kinds. It will hold ``manifest.json``, ``features/`` with one Parquet
        file a partition, and ``problems/`` with the rows that were left out and why.
    given : mapping of str to str or pathlib.Path, optional
        Parquet files to take instead of the folder's own small tables, such as ``applications``.
    features : iterable of str, optional
        Names of features; the whole catalogue by default.
    partitions : int, optional
        How many; by default the files of the transactions where nobody stands in two of them,
        otherwise one for about three million transactions.
    memory_limit : str, optional
        Bound of DuckDB's memory, such as ``"2GB"``; it spills to disk beyond.
    work : pathlib.Path, optional
        Folder for unfinished work when `out` is elsewhere.
    restart : bool
        Begin anew whatever `out` holds, if a run wrote it.
    progress : callable, optional
        Called with steps done and steps in all.
    **engine
        Passed to `plainscore.features.compute_features` as it stands.

    Returns
    -------
    Manifest
        What each partition was made from and gave.

    Raises
    ------
    ValueError
        If the records break their contract as a whole, an address cannot be opened, or `out`
        belongs to a run over something else.

    Examples
    --------
    >>> import tempfile
    >>> from plainscore.simulation import simulate
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = simulate(6, 3, 7, Path(place) / "people", people_per_part=3)
    ...     manifest = population_features(made.folder, Path(place) / "out")
    >>> manifest.complete, len(manifest.names), manifest.totals["applications"]
    (True, 2, Rows(rows_in=6, rows_out=6, quarantined=0))
    """
    output = locate(out)
    instead = {name: locate(file) for name, file in (given or {}).items()}
    sources = Sources.of(locate(records), instead)
    chosen = tuple(CATALOGUE) if features is None else tuple(features)
    asked: dict[str, str | int] = {
        "command": "features",
        "inputs": combined(sources.digests()),
        "catalogue": catalogue_digest(chosen),
        "engine": str(engine.get("engine", "duckdb")),
        "partitions": partitions or "chosen",
    }
    with work_folder(output, work) as place:
        manifest = unfinished(output, asked, restart=restart)
        keep_work_of(place, asked, restart=restart)
        if manifest is None or missing(manifest, output, FEATURES):
            layout = lay_out(sources, place, partitions=partitions, memory_limit=memory_limit)
            if manifest is None:
                manifest = Manifest(asked, partition_names(layout.partitions))
                manifest.save(output, place)
            if not layout.clustered:
                cluster(sources, layout, place, memory_limit=memory_limit)
            make = partial(
                _make,
                sources=sources,
                layout=layout,
                work=place,
                memory_limit=memory_limit,
                features=chosen,
                engine=engine,
            )
            manifest = run_partitions(manifest, output, FEATURES, place, make, progress=progress)
        release(output, place)
    return manifest


def partition_names(count: int) -> tuple[str, ...]:
    """Return the names of so many partitions.

    Examples
    --------
    >>> partition_names(2)
    ('partition-00000', 'partition-00001')
    """
    return tuple(f"partition-{number:05d}" for number in range(count))


def catalogue_digest(features: Iterable[str]) -> str:
    """Return what tells these features, as they are defined now, from any others.

    Examples
    --------
    >>> catalogue_digest(["income_cv"]) == catalogue_digest(["income_cv"])
    True
    >>> catalogue_digest(["income_cv"]) == catalogue_digest(["housing_ratio"])
    False
    """
    described = {
        name: [
            CATALOGUE[name].formula,
            CATALOGUE[name].window_days,
            CATALOGUE[name].least_history_days,
            repr(CATALOGUE[name].expression),
        ]
        for name in features
    }
    gates = {name: [gate.formula, repr(gate.expression)] for name, gate in GATES.items()}
    return combined([version("plainscore"), described, gates])


def _make(
    name: str,
    scratch: Path,
    *,
    sources: Sources,
    layout: Layout,
    work: Path,
    memory_limit: str | None,
    features: tuple[str, ...],
    engine: dict[str, Any],
) -> Made:
    number = int(name.rpartition("-")[2])
    staged = stage(number, sources, layout, work, scratch, memory_limit=memory_limit)
    table = compute_features(
        scratch,
        staged.tables["applications"],
        features=features,
        memory_limit=memory_limit,
        **engine,
    )
    if "outcomes" in sources.tables:
        table = with_outcomes(table, staged.tables["outcomes"])
    return Made(
        table=table,
        rows=staged.rows,
        counts={"enough_information": pc.sum(table["enough_information"]).as_py() or 0},
        problems=staged.problems,
        input_digest=staged.digest,
    )


def with_outcomes(table: pa.Table, outcomes: pa.Table) -> pa.Table:
    """Add the column ``bad``, null where no outcome is known.

    Examples
    --------
    >>> table = pa.table({"application_id": ["a", "b"]})
    >>> with_outcomes(table, pa.table({"application_id": ["b"], "bad": [True]}))["bad"].to_pylist()
    [None, True]
    """
    bad = dict(
        zip(outcomes["application_id"].to_pylist(), outcomes["bad"].to_pylist(), strict=True)
    )
    return table.append_column(
        "bad", pa.array([bad.get(key) for key in table["application_id"].to_pylist()], pa.bool_())
    )
