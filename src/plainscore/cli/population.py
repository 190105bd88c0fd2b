"""What the commands over a whole population share: where they write, and what they say of it."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, err
from plainscore.population import Manifest

FILE_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".parquet", ".pq"})
"""Endings of an output that is one file; any other is a folder of partitions."""


def is_file(name: str) -> bool:
    """Return whether a name is that of one table file on this machine.

    Examples
    --------
    >>> is_file("scores.csv"), is_file("scores"), is_file("s3://bucket/scores.parquet")
    (True, False, False)
    """
    return "://" not in name and Path(name).suffix.lower() in FILE_ENDINGS


def memory(text: str | None) -> str | None:
    """Return an amount of memory as it was written, or refuse it.

    Examples
    --------
    >>> memory("4GB")
    '4GB'
    """
    if text is not None and not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", text, re.IGNORECASE):
        raise typer.BadParameter(f"{text!r} is no amount of memory: write it like 4GB")
    return text


Restart = Annotated[
    bool,
    typer.Option(
        "--restart/--resume",
        help="For a folder: begin anew, or go on where a run was broken off.",
    ),
]
Work = Annotated[
    Path | None,
    typer.Option(help="For a folder elsewhere: where unfinished work is kept on this machine."),
]


class Engine(StrEnum):
    """What can compute features and scores."""

    DUCKDB = "duckdb"
    SPARK = "spark"


ComputedBy = Annotated[
    Engine, typer.Option("--engine", help="What computes: this machine alone, or Spark.")
]
Master = Annotated[
    str | None, typer.Option(help="Where Spark runs, such as local[4] or spark://host:7077.")
]


def require_spark(engine: Engine, master: str | None) -> None:
    """Refuse a master for an engine that has none.

    Examples
    --------
    >>> require_spark(Engine.SPARK, "local[2]")
    """
    if master is not None and engine is not Engine.SPARK:
        raise CommandError("--master is for --engine spark")


def print_left_out(manifest: Manifest, folder: str) -> None:
    """Say on stderr how many rows were left out of a population, and why.

    Examples
    --------
    >>> print_left_out(Manifest({}, ()), "out")
    """
    for table, rows in manifest.totals.items():
        if rows.quarantined:
            err.print(
                f"! {table}: {rows.quarantined:,} of {rows.rows_in:,} rows were left out",
                style="yellow",
                markup=False,
            )
    if manifest.problems:
        reasons = ", ".join(f"{code} {count:,}" for code, count in manifest.problems.items())
        err.print(f"! reasons: {reasons}; row by row in {folder}/problems", markup=False)
