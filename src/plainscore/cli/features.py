"""`plainscore features`: a records folder in, one row of features an application out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from plainscore.cli.console import CommandError, out, print_problems, progress_bar
from plainscore.cli.tables import read_analyst_table
from plainscore.features import compute_features
from plainscore.records import SCHEMAS, read_table, table_path, validate, write_table_file


def _memory(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", text, re.IGNORECASE):
        raise typer.BadParameter(f"{text!r} is no amount of memory: write it like 4GB")
    return text


def features(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of records, from import or simulate.", exists=True, file_okay=False
        ),
    ],
    to: Annotated[Path, typer.Option("--out", help="CSV or Parquet file to write.")],
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
            help="Bound for DuckDB, such as 4GB; it spills to disk beyond.", callback=_memory
        ),
    ] = None,
) -> None:
    """Compute the features of every application, as of its moment.

    Only rows booked before the day of `as_of` and known at that moment count. Where the history
    is too short a feature is empty, never low, and `enough_information` is false.

    **Example:** plainscore features records --applications apps.csv --out features.parquet
    """
    with progress_bar("Computing features") as advance:
        table = features_table(
            folder, applications, outcomes, memory_limit=memory_limit, advance=advance
        )
    write_table_file(to, table)
    enough = pc.sum(table["enough_information"]).as_py() or 0
    out.print(
        f"{table.num_rows:,} applications, {enough:,} with enough information to score; "
        f"written to {to}",
        markup=False,
    )


def features_table(
    folder: Path,
    applications: Path | None,
    outcomes: Path | None,
    *,
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
        If there are no applications.
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
    table = compute_features(folder, wanted, memory_limit=memory_limit, progress=advance)
    known = _contract_table(folder, "outcomes", outcomes)
    if known.num_rows == 0:
        return table
    bad = dict(zip(known["application_id"].to_pylist(), known["bad"].to_pylist(), strict=True))
    return table.append_column(
        "bad", pa.array([bad.get(key) for key in table["application_id"].to_pylist()], pa.bool_())
    )


def _contract_table(folder: Path, name: str, file: Path | None) -> pa.Table:
    """Read a table of a contract: from a named file, or from the folder."""
    if file is None:
        return read_table(folder, name)
    # identifiers stay as they are written: 007 is not 7
    text = [field.name for field in SCHEMAS[name] if field.type == "string"]
    read = read_analyst_table(file, text=text)
    checked = validate(name, read.table, file=file.name)
    print_problems((*read.problems, *checked.problems))
    return checked.table
