"""`plainscore score`: a scorecard and a table in, scores with reasons out."""

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from plainscore.cli.console import CommandError, out, print_problems, progress_bar
from plainscore.cli.fit import KEY
from plainscore.cli.population import (
    ComputedBy,
    Engine,
    Master,
    Restart,
    Work,
    is_file,
    require_spark,
)
from plainscore.cli.tables import read_analyst_table
from plainscore.features import EngineError
from plainscore.population import population_scores
from plainscore.population import scored_table as population_scored_table
from plainscore.population.spark_scores import write_scores
from plainscore.records import TableFile, write_table_file
from plainscore.scorecard import Scorecard, ScoredFeature
from plainscore.scorecard.export import read_card
from plainscore.scorecard.table import number_text


def load_card(path: Path) -> Scorecard:
    """Load a scorecard document, or say why it cannot be used.

    Parameters
    ----------
    path : pathlib.Path
        A document written by ``plainscore fit``, or a file that holds one: SQL, PMML, Python or
        Excel by ``plainscore export``.

    Returns
    -------
    Scorecard
        The document.

    Raises
    ------
    CommandError
        If the file holds no scorecard document, or was altered.
    """
    try:
        return read_card(path)
    except (ValueError, OSError) as error:
        raise CommandError(f"{path} is not a usable scorecard: {error}") from error


def read_for_card(card: Scorecard, path: Path) -> TableFile:
    """Read a table that a scorecard is to score, or say why it cannot.

    The categories of a text column are read as text, so that a row's score never depends on which
    other rows stand in its file.

    Parameters
    ----------
    card : Scorecard
        The document.
    path : pathlib.Path
        CSV or Parquet.

    Returns
    -------
    TableFile
        The table, with every column the scorecard needs, and the rows that could not be read.

    Raises
    ------
    CommandError
        If the file cannot be read, lacks a column, or holds a text where a number is needed.
    """
    text = [feature.name for feature in card.features if _is_text(feature)]
    read = read_analyst_table(path, text=[KEY, *text])
    _require_columns(card, read.table, path)
    try:
        card.score(read.table)
    except ValueError as error:
        raise CommandError(f"{path} cannot be scored: {error}") from error
    return read


def _require_columns(card: Scorecard, data: pa.Table, path: Path) -> None:
    needed = [*card.feature_names, *([card.gate] if card.gate else [])]
    absent = [name for name in needed if name not in data.column_names]
    if absent:
        raise CommandError(f"{path} lacks columns the scorecard needs: {', '.join(absent)}")


def _is_text(feature: ScoredFeature) -> bool:
    """Whether the categories cannot have been numbers: 7 may have been one, 007 may not."""
    if feature.binning.kind == "numeric":
        return False
    values = [str(value) for each in feature.binning.bins for value in each.values]
    return any(_number_text(value) != value for value in values)


def _number_text(value: str) -> str | None:
    """Return the text a column of numbers would give for a category, if it could hold it."""
    try:
        return number_text(float(value))
    except (ValueError, OverflowError):
        return None


def score(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    table: Annotated[
        str,
        typer.Argument(help="CSV or Parquet to score; or a folder of Parquet, or its address."),
    ],
    to: Annotated[
        str,
        typer.Option("--out", help="CSV or Parquet file; for a folder, a folder."),
    ],
    reasons: Annotated[int, typer.Option(help="How many reasons a row.", min=0, max=10)] = 4,
    restart: Restart = False,
    work: Work = None,
    engine: ComputedBy = Engine.DUCKDB,
    master: Master = None,
) -> None:
    """Score every row of a table, with the reasons that cost it most points.

    Writes `score`, `probability_bad` and `reason_1`..; a row with too little information gets no
    score and says so. Rows keep their order; `application_id` is carried along.

    A folder of features is scored file by file; a run that is broken off goes on where it stopped
    when it is called again.

    With `--engine spark`, the executors read the features and write the scores themselves, to a
    folder that holds all of them once `_SUCCESS` is in it.

    **Example:** plainscore score card.json features.parquet --out scores.csv
    """
    require_spark(engine, master)
    document = load_card(card)
    if engine is Engine.SPARK:
        _score_on_spark(document, table, to, reasons=reasons, master=master)
        return
    if not is_file(to):
        _score_population(document, table, to, reasons=reasons, restart=restart, work=work)
        return
    path = Path(table)
    read = read_for_card(document, path)
    print_problems(read.problems)
    scored = scored_table(document, read.table, reasons=reasons, path=path)
    write_table_file(Path(to), scored)
    without = scored["score"].null_count
    out.print(
        f"{scored.num_rows:,} rows, {scored.num_rows - without:,} scored, {without:,} without "
        f"enough information; written to {to}",
        markup=False,
    )


def _score_on_spark(
    card: Scorecard, table: str, to: str, *, reasons: int, master: str | None
) -> None:
    if is_file(to):
        raise CommandError(f"the executors of Spark write a folder: {to} is the name of a file")
    try:
        write_scores(card, table, to, reasons=reasons, master=master)
    except (EngineError, ValueError) as error:
        raise CommandError(str(error)) from error
    out.print(f"scores written to {to}", markup=False)


def _score_population(
    card: Scorecard, table: str, to: str, *, reasons: int, restart: bool, work: Path | None
) -> None:
    try:
        with progress_bar("Scoring") as advance:
            manifest = population_scores(
                card, table, to, reasons=reasons, restart=restart, work=work, progress=advance
            )
    except ValueError as error:
        raise CommandError(str(error)) from error
    rows, without = manifest.totals["features"].rows_out, manifest.counts["without_score"]
    out.print(
        f"{rows:,} rows in {len(manifest.names)} partitions, {rows - without:,} scored, "
        f"{without:,} without enough information; written to {to}",
        markup=False,
    )


def scored_table(card: Scorecard, data: pa.Table, *, reasons: int, path: Path) -> pa.Table:
    """Score a table in memory, as the command does.

    Parameters
    ----------
    card : Scorecard
        The document.
    data : pyarrow.Table
        Rows to score.
    reasons : int
        How many reason columns.
    path : pathlib.Path
        Where the table came from, for the messages.

    Returns
    -------
    pyarrow.Table
        As `plainscore.population.scored_table` has it.

    Raises
    ------
    CommandError
        If a column that the scorecard needs is absent.
    """
    _require_columns(card, data, path)
    return population_scored_table(card, data, reasons=reasons)
