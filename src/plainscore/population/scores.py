"""`population_scores`: a scorecard over a folder of features, file by file."""

from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.population.features import FEATURES, partition_names
from plainscore.population.location import Location, locate
from plainscore.population.manifest import Manifest, Rows
from plainscore.population.running import (
    Made,
    Progress,
    combined,
    keep_work_of,
    release,
    run_partitions,
    unfinished,
    work_folder,
)
from plainscore.population.staging import PROBLEM_COLUMNS
from plainscore.scorecard import Scorecard
from plainscore.scorecard.export.rules import NOT_ENOUGH

SCORES = "scores"
"""Folder of the output that holds the rows."""
KEY = "application_id"


def population_scores(
    card: Scorecard,
    features: str | Path,
    out: str | Path,
    *,
    reasons: int = 4,
    work: Path | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Score a folder of Parquet files, each into a file of its own.

    Parameters
    ----------
    card : Scorecard
        The document.
    features : str or pathlib.Path
        What `population_features` wrote, or any folder of Parquet files; here or at an address.
    out : str or pathlib.Path
        A folder of the same kinds. It will hold ``manifest.json`` and ``scores/``.
    reasons : int
        How many reasons a row.
    work : pathlib.Path, optional
        Folder for unfinished work when `out` is elsewhere.
    restart : bool
        Begin anew whatever `out` holds, if a run wrote it.
    progress : callable, optional
        Called with files done and files in all.

    Returns
    -------
    Manifest
        What each file was made from and gave; its count ``without_score`` tells how many rows had
        not enough information.

    Raises
    ------
    ValueError
        If there is nothing to score, a column that the scorecard needs is absent, an address
        cannot be opened, or `out` belongs to a run over something else.
    """
    output, files = locate(out), _files(locate(features))
    asked: dict[str, str | int] = {
        "command": "score",
        "inputs": combined({file.name: file.digest() for file in files}),
        "scorecard": card.digest,
        "reasons": reasons,
    }
    with work_folder(output, work) as place:
        manifest = unfinished(output, asked, restart=restart)
        keep_work_of(place, asked, restart=restart)
        if manifest is None:
            manifest = Manifest(asked, partition_names(len(files)))
            manifest.save(output, place)
        make = partial(_make, card=card, files=files, reasons=reasons)
        manifest = run_partitions(manifest, output, SCORES, place, make, progress=progress)
        release(output, place)
    return manifest


def _files(folder: Location) -> list[Location]:
    if folder.size is not None and folder.name.endswith(".parquet"):
        return [folder]
    if folder.size is not None:
        raise ValueError(f"{folder.path} is no folder of Parquet files: name a file with --out")
    files = (folder / FEATURES).parquet_files() or folder.parquet_files()
    if not files:
        raise ValueError(f"{folder.path} holds no Parquet files")
    return files


def _make(
    name: str, scratch: Path, *, card: Scorecard, files: list[Location], reasons: int
) -> Made:
    source = files[int(name.rpartition("-")[2])]
    table = pq.read_table(source.fetch(scratch, "features.parquet"), partitioning=None)
    try:
        scored = scored_table(card, table, reasons=reasons)
    except ValueError as error:
        raise ValueError(f"{source.path} cannot be scored: {error}") from error
    return Made(
        table=scored,
        rows={"features": Rows(table.num_rows, scored.num_rows, 0)},
        counts={"without_score": scored["score"].null_count},
        problems=PROBLEM_COLUMNS.empty_table(),
        input_digest=source.digest(),
    )


def scored_table(card: Scorecard, data: pa.Table, *, reasons: int) -> pa.Table:
    """Score a table in memory.

    Parameters
    ----------
    card : Scorecard
        The document.
    data : pyarrow.Table
        Rows to score.
    reasons : int
        How many reason columns.

    Returns
    -------
    pyarrow.Table
        ``application_id`` where there is one, ``score`` (int32), ``probability_bad`` (float64)
        and ``reason_1``.. (string).

    Raises
    ------
    ValueError
        If a column that the scorecard needs is absent, or holds a text where a number is needed.
    """
    needed = [*card.feature_names, *([card.gate] if card.gate else [])]
    absent = [name for name in needed if name not in data.column_names]
    if absent:
        raise ValueError(f"it lacks columns the scorecard needs: {', '.join(absent)}")
    able = np.asarray(card.scorable(data))
    columns: dict[str, pa.Array] = {}
    if KEY in data.column_names:
        columns[KEY] = data[KEY]
    columns["score"] = pa.array(card.score(data), pa.int32(), mask=~able)
    columns["probability_bad"] = pa.array(card.probability(data), pa.float64(), mask=~able)
    found = card.reasons(data, n=reasons) if reasons else []
    for position in range(reasons):
        columns[f"reason_{position + 1}"] = pa.array(
            [
                (row[position].text if position < len(row) else None)
                if scorable
                else (NOT_ENOUGH if position == 0 else None)
                for row, scorable in zip(found, able, strict=True)
            ],
            pa.string(),
        )
    return pa.table(columns)
