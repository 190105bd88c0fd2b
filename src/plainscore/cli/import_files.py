"""`plainscore import`: bank files in, a records folder out."""

import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from plainscore.cli.console import CommandError, err, out, print_problems, progress_bar
from plainscore.records import (
    SCHEMAS,
    Problem,
    Records,
    merge_tables,
    read_table,
    whole_folder,
    write_table,
)
from plainscore.sources import CsvMapping, Import, read

QUARANTINE = "quarantine.csv"
ALWAYS_WRITTEN = frozenset(Records.__slots__)


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Bank files, or folders of them: each sub-folder is one person.", exists=True
        ),
    ],
    to: Annotated[Path, typer.Option("--out", help="Folder of records to write.")],
    person: Annotated[
        str, typer.Option(help="Whose files these are, where no folder says so.")
    ] = "self",
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="TOML or JSON file that says which CSV or Parquet column is what.", exists=True
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when any row is quarantined.")
    ] = False,
) -> None:
    """Read bank files into records: rows in = kept + quarantined + duplicates, always.

    Understands Plaid JSON, UK Open Banking, camt.053, MT940, OFX 1 and 2, CSV, Parquet and the
    Berka research data, recognised by content. Names and texts are read to see what a payment is
    for, and are never stored. Rows that cannot be read stand in OUT/quarantine.csv with the reason.
    Importing more files into the same folder adds what is new; nothing is doubled.

    **Example:** plainscore import statements/ --out records
    """
    declared = _load_mapping(mapping)
    with progress_bar("Reading files") as advance:
        imported = read(
            files if len(files) > 1 else files[0],
            person_id=person,
            mapping=declared,
            progress=advance,
        )
    print_problems(imported.problems)
    if imported.rows_in == 0:
        raise CommandError("nothing could be read from these files; the reasons stand above")
    already = write_import(imported, to)
    print_counts(imported)
    if already:
        out.print(f"{already:,} of the kept transactions were in {to} already.", markup=False)
    out.print(f"Records written to {to}", markup=False)
    if strict and imported.quarantined:
        raise CommandError(f"{imported.quarantined:,} rows were quarantined and --strict was given")


def _load_mapping(path: Path | None) -> CsvMapping | None:
    if path is None:
        return None
    try:
        return CsvMapping.load(path)
    except ValueError as error:
        raise CommandError(str(error)) from error


def write_import(imported: Import, folder: Path) -> int:
    """Write what was read as a records folder, or add it to one; whole or not at all.

    Parameters
    ----------
    imported : Import
        What `plainscore.sources.read` returned.
    folder : pathlib.Path
        Where to write. What a records folder already holds stays; only new rows are added.

    Returns
    -------
    int
        How many of the transactions were there already.
    """
    tables = imported.records.tables()
    for name, stated in (
        ("applications", imported.applications),
        ("outcomes", imported.outcomes),
    ):
        tables[name] = SCHEMAS[name].empty_table() if stated is None else stated
    merged = {
        name: merge_tables(name, read_table(folder, name), table) for name, table in tables.items()
    }
    held = read_table(folder, "transactions").num_rows
    already: int = held + tables["transactions"].num_rows - merged["transactions"].num_rows
    former = folder / QUARANTINE
    quarantined = former.read_text(encoding="utf-8") if former.exists() else ""
    with whole_folder(folder) as scratch:
        for name, table in merged.items():
            if table.num_rows or name in ALWAYS_WRITTEN:
                write_table(scratch, name, table)
        _write_quarantine(scratch / QUARANTINE, quarantined, imported.problems)
    return already


def _write_quarantine(path: Path, former: str, problems: tuple[Problem, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(former)
        writer = csv.DictWriter(stream, fieldnames=list(Problem.__slots__))
        if not former:
            writer.writeheader()
        writer.writerows(problem.as_row() for problem in problems)


def print_counts(imported: Import) -> None:
    """Print how many rows each format gave and what became of them.

    Parameters
    ----------
    imported : Import
        What `plainscore.sources.read` returned.
    """
    table = Table(title="Rows read", title_justify="left")
    for heading in ("format", "files", "rows in", "kept", "quarantined", "duplicates"):
        table.add_column(heading, justify="left" if heading == "format" else "right")
    formats = sorted({str(file.format) for file in imported.files})
    for name in [*formats, "all"]:
        files = [file for file in imported.files if name in {str(file.format), "all"}]
        counts = [
            len(files),
            sum(file.rows_in for file in files),
            sum(file.kept for file in files),
            sum(file.quarantined for file in files),
            sum(file.duplicates for file in files),
        ]
        if name != "all" or len(formats) != 1:
            table.add_row(name, *(f"{count:,}" for count in counts))
    out.print(table)
    if not imported.accounted_for:
        err.print("rows in is not kept + quarantined + duplicates: please report this as a bug")
        raise CommandError("the rows do not add up")
