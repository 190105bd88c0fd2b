"""`plainscore export`: a scorecard document in, a file that scores elsewhere out."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, out
from plainscore.cli.score import load_card
from plainscore.scorecard import Scorecard
from plainscore.scorecard.export import (
    ExportError,
    export_excel,
    export_pmml,
    export_python,
    export_sql,
)


class Target(StrEnum):
    """What a scorecard can be written as."""

    SQL = "sql"
    PMML = "pmml"
    PYTHON = "python"
    EXCEL = "excel"
    JSON = "json"


class Dialect(StrEnum):
    """The databases SQL can be written for."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"
    TSQL = "tsql"
    ORACLE = "oracle"
    MYSQL = "mysql"


def export(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    to: Annotated[Target, typer.Option("--to", help="What to write.")],
    file: Annotated[Path, typer.Option("--out", help="File to write.")],
    dialect: Annotated[Dialect, typer.Option(help="SQL: the database.")] = Dialect.DUCKDB,
    table: Annotated[str, typer.Option(help="SQL: the table to read.")] = "applicants",
    view: Annotated[str | None, typer.Option(help="SQL: create this view.")] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="SQL: column to carry along; repeat for more.")
    ] = None,
    upper_case: Annotated[
        bool, typer.Option("--upper-case", help="SQL: the table's columns are in capitals.")
    ] = False,
    rows: Annotated[int, typer.Option(help="Excel: rows with formulas.", min=1)] = 200,
    reasons: Annotated[int, typer.Option(help="How many reasons a row.", min=0, max=10)] = 4,
) -> None:
    """Write a scorecard for another system: SQL, PMML, Python, Excel, or JSON.

    Every file gives the same scores, points and reasons as `plainscore score`, and holds the
    document with its digest, so that it can be read back.

    **Example:** plainscore export card.json --to sql --dialect postgres
    --table applicants --keep application_id --out score.sql
    """
    document = load_card(card)
    try:
        match to:
            case Target.SQL:
                names = [*document.feature_names, *([document.gate] if document.gate else [])]
                text = export_sql(
                    document,
                    dialect=dialect.value,
                    table=table,
                    view=view,
                    keep=keep or (),
                    columns={name: name.upper() for name in names} if upper_case else None,
                    reasons=reasons,
                )
                _write(file, f"{text};\n".encode())
            case Target.PMML:
                _write(file, export_pmml(document, reasons=reasons))
            case Target.PYTHON:
                _write(file, export_python(document, reasons=reasons).encode())
            case Target.EXCEL:
                with _scratch(file) as scratch:
                    export_excel(document, scratch, rows=rows, reasons=reasons)
            case Target.JSON:
                document.save(file)
    except ExportError as error:
        raise CommandError(f"{card} cannot be written as {to.value}: {error}") from error
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error}") from error
    out.print(f"{_described(document)} written to {file}", markup=False)


@contextmanager
def _scratch(file: Path) -> Iterator[Path]:
    """Yield a file to write; it takes its place only when all went well."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}.part")
    try:
        yield scratch
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)


def _write(file: Path, content: bytes) -> None:
    with _scratch(file) as scratch:
        scratch.write_bytes(content)


def _described(card: Scorecard) -> str:
    pairs = f", {len(card.pairs)} of features together" if card.pairs else ""
    return (
        f"Scorecard {card.name}, {len(card.features)} features{pairs}, digest {card.digest[:12]},"
    )
