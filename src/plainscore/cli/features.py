"""`plainscore features`: a records folder in, one row of features an application out."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import typer

from plainscore.cli.console import CommandError, out, print_problems, progress_bar
from plainscore.cli.population import (
    ComputedBy,
    Engine,
    Master,
    Restart,
    Work,
    is_file,
    memory,
    print_left_out,
    require_spark,
)
from plainscore.cli.tables import read_analyst_table
from plainscore.features import EngineError, compute_features
from plainscore.features.spark_writing import write_features
from plainscore.population import population_features, with_outcomes
from plainscore.records import SCHEMAS, read_table, table_path, validate, write_table_file


def features(
    folder: Annotated[
        str,
        typer.Argument(help="Folder of records, from import or simulate; or its address."),
    ],
    to: Annotated[
        str,
        typer.Option("--out", help="CSV or Parquet file; or, for many people, a folder."),
    ],
    applications: Annotated[
        Path | None,
        typer.Option(
            help="CSV or Parquet with application_id, person_id, as_of; DIR's own by default.",
            exists=True,
        ),
    ] = None,
    outcomes: Annotated[
        Path | None,
        typer.Option(
            help="CSV or Parquet with application_id and bad, to add; DIR's own by default.",
            exists=True,
        ),
    ] = None,
    memory_limit: Annotated[
        str | None,
        typer.Option(
            help="Bound for DuckDB, such as 4GB; it spills to disk beyond.", callback=memory
        ),
    ] = None,
    partitions: Annotated[
        int | None,
        typer.Option(help="For a folder: how many partitions, instead of as many as fit.", min=1),
    ] = None,
    restart: Restart = False,
    work: Work = None,
    engine: ComputedBy = Engine.DUCKDB,
    master: Master = None,
) -> None:
    """Compute the features of every application, as of its moment.

    Only rows booked before the day of `as_of` and known at that moment count. Where the history
    is too short a feature is empty, never low, and `enough_information` is false.

    Where `--out` is a folder or an address (`s3://bucket/folder`), people are worked through in
    partitions, with a manifest of what each was made from: a run that is broken off goes on where
    it stopped when it is called again.

    With `--engine spark` and a folder, the executors read the records and write the features
    themselves; the folder holds all of them once `_SUCCESS` is in it. Outcomes are not added.

    **Example:** plainscore features records --applications apps.csv --out features.parquet
    """
    require_spark(engine, master)
    if engine is Engine.SPARK and not is_file(to):
        _on_spark(folder, to, applications, master=master, memory_limit=memory_limit)
        return
    if not is_file(to):
        _of_population(
            folder,
            to,
            applications,
            outcomes,
            memory_limit=memory_limit,
            partitions=partitions,
            restart=restart,
            work=work,
        )
        return
    with progress_bar("Computing features") as advance:
        table = features_table(
            Path(folder),
            applications,
            outcomes,
            engine=engine,
            master=master,
            memory_limit=memory_limit,
            advance=advance,
        )
    write_table_file(Path(to), table)
    enough = pc.sum(table["enough_information"]).as_py() or 0
    out.print(
        f"{table.num_rows:,} applications, {enough:,} with enough information to score; "
        f"written to {to}",
        markup=False,
    )


def _on_spark(
    folder: str, to: str, applications: Path | None, *, master: str | None, memory_limit: str | None
) -> None:
    wanted = None if applications is None else _checked("applications", applications)
    try:
        with progress_bar("Computing features") as advance:
            count = write_features(
                folder,
                to,
                applications=wanted,
                master=master,
                memory_limit=memory_limit,
                progress=advance,
            )
    except (EngineError, ValueError) as error:
        raise CommandError(str(error)) from error
    out.print(f"{count:,} applications; written to {to}", markup=False)


def _of_population(
    folder: str,
    to: str,
    applications: Path | None,
    outcomes: Path | None,
    *,
    memory_limit: str | None,
    partitions: int | None,
    restart: bool,
    work: Path | None,
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        given = {
            name: _as_parquet(name, file, Path(scratch))
            for name, file in (("applications", applications), ("outcomes", outcomes))
            if file is not None
        }
        try:
            with progress_bar("Computing features") as advance:
                manifest = population_features(
                    folder,
                    to,
                    given=given,
                    memory_limit=memory_limit,
                    partitions=partitions,
                    restart=restart,
                    work=work,
                    progress=advance,
                )
        except ValueError as error:
            raise CommandError(str(error)) from error
    print_left_out(manifest, to)
    rows, enough = manifest.totals["applications"], manifest.counts["enough_information"]
    out.print(
        f"{rows.rows_out:,} applications in {len(manifest.names)} partitions, {enough:,} with "
        f"enough information to score; written to {to}",
        markup=False,
    )


def _as_parquet(name: str, file: Path, scratch: Path) -> Path:
    """Return an analyst's file as Parquet; what cannot be read of it is said at once."""
    if file.suffix.lower() in {".parquet", ".pq"}:
        return file
    target = scratch / f"{name}.parquet"
    pq.write_table(_checked(name, file), target)
    return target


def features_table(
    folder: Path,
    applications: Path | None,
    outcomes: Path | None,
    *,
    engine: Engine = Engine.DUCKDB,
    master: str | None = None,
    memory_limit: str | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> pa.Table:
    """Compute features from files, with the column ``bad`` where outcomes are known.

    Parameters
    ----------
    folder : pathlib.Path
        A records folder.
    applications, outcomes : pathlib.Path or None
        Tables of their contracts; those in the folder by default.
    engine : Engine
        What computes.
    master : str or None
        Where Spark runs.
    memory_limit : str or None
        Bound for DuckDB.
    advance : callable or None
        Progress callback.

    Returns
    -------
    pyarrow.Table
        One row an application.

    Raises
    ------
    CommandError
        If there are no applications, or the engine cannot run here.
    """
    if not table_path(folder, "transactions").exists():
        raise CommandError(f"{folder} holds no records: make them with import or simulate")
    wanted = _contract_table(folder, "applications", applications)
    if wanted.num_rows == 0:
        raise CommandError(
            "there are no applications: name a file with application_id, person_id and as_of "
            "with --applications"
            if applications is None
            else f"{applications} has no application that can be used"
        )
    try:
        table = compute_features(
            folder,
            wanted,
            engine=engine.value,
            master=master,
            memory_limit=memory_limit,
            progress=advance,
        )
    except EngineError as error:
        raise CommandError(str(error)) from error
    known = _contract_table(folder, "outcomes", outcomes)
    if known.num_rows == 0:
        return table
    return with_outcomes(table, known)


def _contract_table(folder: Path, name: str, file: Path | None) -> pa.Table:
    """Read a table of a contract: from a named file, or from the folder."""
    return read_table(folder, name) if file is None else _checked(name, file)


def _checked(name: str, file: Path) -> pa.Table:
    """Read an analyst's table of a contract, saying what is wrong with it."""
    # identifiers stay as they are written: 007 is not 7
    text = [field.name for field in SCHEMAS[name] if field.type == "string"]
    read = read_analyst_table(file, text=text)
    checked = validate(name, read.table, file=file.name)
    print_problems((*read.problems, *checked.problems))
    return checked.table
