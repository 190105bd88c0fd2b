"""`plainscore monitor`: later samples beside a baseline, and an exit code for schedulers."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.table import Table

from plainscore.cli.console import CommandError, out, print_problems
from plainscore.cli.score import load_card, read_for_card
from plainscore.scorecard import Scorecard
from plainscore.validation.monitoring import (
    Monitoring,
    Tallies,
    Thresholds,
    Urgency,
    tally_batches,
)
from plainscore.validation.monitoring import (
    monitor as compare,
)
from plainscore.validation.report import write_monitoring

ROWS_AT_ONCE = 200_000
ALERT = 3
"""Exit code of a run that found something; 0, 1 and 2 are taken."""


class FailOn(StrEnum):
    """From which urgency on a run exits with code 3."""

    WATCH = "watch"
    ACT = "act"
    NEVER = "never"


def monitor(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    baseline: Annotated[Path, typer.Argument(help="CSV or Parquet to compare with.", exists=True)],
    current: Annotated[list[Path], typer.Argument(help="Later samples, in order.", exists=True)],
    to: Annotated[Path | None, typer.Option("--out", help="HTML page to write.")] = None,
    target: Annotated[
        str | None, typer.Option(help="Column of outcomes; empty where not known yet.")
    ] = None,
    bad: Annotated[
        str | None, typer.Option(help="Value of the target that means bad; 1 or true by default.")
    ] = None,
    flag: Annotated[
        list[str] | None,
        typer.Option(help="Column that says yes or no of a row, as overridden, disputed; repeat."),
    ] = None,
    alpha: Annotated[
        float, typer.Option(help="Chance of a false alert in a sample where nothing changed.")
    ] = Thresholds().alpha,
    fail_on: Annotated[
        FailOn, typer.Option(help="From which urgency on the exit code is 3.")
    ] = FailOn.WATCH,
) -> None:
    """Compare later samples with a baseline: scores, features, reasons, outcomes, rates.

    The bins are those of the scorecard. A change is reported when it is both large and, all checks
    of a sample together, beyond chance. Parquet is read in parts, so samples may be larger than
    memory.

    Exit code 3 says that something is reported.

    **Example:** plainscore monitor card.json 2026-q1.parquet 2026-04.parquet --out monitor.html
    """
    document = load_card(card)
    flags = tuple(flag or ())
    try:
        found = compare(
            document,
            _tally(document, baseline, target, bad, flags),
            {
                name: _tally(document, path, target, bad, flags)
                for name, path in zip(_names(current), current, strict=True)
            },
            thresholds=Thresholds(alpha=alpha),
        )
    except ValueError as error:
        raise CommandError(str(error)) from error
    _show(found)
    if to is not None:
        write_monitoring(found, to)
        out.print(f"Page written to {to}", markup=False)
    wanted = {FailOn.WATCH: {Urgency.WATCH, Urgency.ACT}, FailOn.ACT: {Urgency.ACT}}
    if found.urgency in wanted.get(fail_on, set()):
        raise typer.Exit(ALERT)


def _tally(
    card: Scorecard, path: Path, target: str | None, bad: str | None, flags: tuple[str, ...]
) -> Tallies:
    try:
        return tally_batches(
            card, _parts(card, path), target=target, bad=_bad(path, target, bad), flags=flags
        )
    except ValueError as error:
        raise CommandError(f"{path}: {error}") from error


def _parts(card: Scorecard, path: Path) -> Iterator[pa.Table]:
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_AT_ONCE):
                yield pa.Table.from_batches([batch])
        return
    read = read_for_card(card, path)
    print_problems(read.problems)
    yield read.table


def _bad(path: Path, target: str | None, bad: str | None) -> object:
    """Read the value that means bad as the column has it: numbers and truths are no text."""
    if bad is None or target is None:
        return 1
    if path.suffix == ".parquet":
        kind = pq.read_schema(path).field(target).type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            return float(bad)
        if pa.types.is_boolean(kind):
            return bad.lower() in ("1", "true", "yes")
        return bad
    try:
        return float(bad)
    except ValueError:
        return bad


def _names(paths: list[Path]) -> list[str]:
    stems = [path.stem for path in paths]
    return stems if len(set(stems)) == len(stems) else [str(path) for path in paths]


def _show(found: Monitoring) -> None:
    table = Table(title="Beside the baseline", title_justify="left")
    for name, side in (("sample", "left"), ("rows", "right"), ("PSI", "right"), ("alerts", "left")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for sample in found.samples:
        psi = "-" if sample.score is None else f"{sample.score.psi:.3f}"
        alerts = "\n".join(
            f"{each.urgency.value}: {each.name}, {each.message}"
            for each in sample.alerts
            if each.urgency is not None
        )
        table.add_row(sample.name, f"{sample.tallies.rows:,}", psi, alerts or "none")
    out.print(table)
