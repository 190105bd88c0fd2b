"""`plainscore monitor`: later samples beside a baseline, and an exit code for schedulers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from plainscore.cli.console import CommandError, out, print_problems
from plainscore.cli.population import ComputedBy, Engine, Master, require_spark
from plainscore.cli.score import load_card, read_for_card
from plainscore.features import EngineError
from plainscore.features.spark_session import open_spark
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
from plainscore.validation.monitoring.stored import tally_on_spark, tally_stored
from plainscore.validation.report import write_monitoring

ALERT = 3
"""Exit code of a run that found something; 0, 1 and 2 are taken."""


class FailOn(StrEnum):
    """From which urgency on a run exits with code 3."""

    WATCH = "watch"
    ACT = "act"
    NEVER = "never"


def monitor(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    baseline: Annotated[
        str, typer.Argument(help="CSV, Parquet or folder of Parquet to compare with.")
    ],
    current: Annotated[list[str], typer.Argument(help="Later samples, in order.")],
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
    engine: ComputedBy = Engine.DUCKDB,
    master: Master = None,
) -> None:
    """Compare later samples with a baseline: scores, features, reasons, outcomes, rates.

    The bins are those of the scorecard. A change is reported when it is both large and, all checks
    of a sample together, beyond chance. Parquet is counted in parts, so samples may be larger than
    memory; with `--engine spark` the executors count it, and a sample may be an address.

    Exit code 3 says that something is reported.

    **Example:** plainscore monitor card.json 2026-q1.parquet 2026-04.parquet --out monitor.html
    """
    require_spark(engine, master)
    document = load_card(card)
    wanted = _Wanted(target, bad, tuple(flag or ()))
    try:
        with _counting(document, wanted, engine, master) as tally:
            first = tally(baseline)
            later = {
                name: tally(sample) for name, sample in zip(_names(current), current, strict=True)
            }
        found = compare(document, first, later, thresholds=Thresholds(alpha=alpha))
    except (EngineError, ValueError) as error:
        raise CommandError(str(error)) from error
    _show(found)
    if to is not None:
        write_monitoring(found, to)
        out.print(f"Page written to {to}", markup=False)
    failing = {FailOn.WATCH: {Urgency.WATCH, Urgency.ACT}, FailOn.ACT: {Urgency.ACT}}
    if found.urgency in failing.get(fail_on, set()):
        raise typer.Exit(ALERT)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is counted beside scores: outcomes and flags."""

    target: str | None
    bad: str | None
    flags: tuple[str, ...]


@contextmanager
def _counting(
    card: Scorecard, wanted: _Wanted, engine: Engine, master: str | None
) -> Iterator[Callable[[str], Tallies]]:
    """Yield what counts a sample, its mistakes told with the sample's name."""

    def on(count: Callable[[str], Tallies]) -> Callable[[str], Tallies]:
        def counted(sample: str) -> Tallies:
            try:
                return count(sample)
            except ValueError as error:
                raise CommandError(f"{sample}: {error}") from error

        return counted

    if engine is Engine.SPARK:
        with open_spark(master) as session:
            yield on(
                lambda sample: tally_on_spark(
                    session,
                    card,
                    sample,
                    target=wanted.target,
                    bad=wanted.bad,
                    flags=wanted.flags,
                )
            )
        return
    yield on(lambda sample: _tally(card, Path(sample), wanted))


def _tally(card: Scorecard, path: Path, wanted: _Wanted) -> Tallies:
    if not path.exists():
        raise CommandError(f"{path} is not there")
    if path.is_dir() or path.suffix in (".parquet", ".pq"):
        return tally_stored(card, path, target=wanted.target, bad=wanted.bad, flags=wanted.flags)
    read = read_for_card(card, path)
    print_problems(read.problems)
    return tally_batches(
        card,
        [read.table],
        target=wanted.target,
        bad=_bad_in_text(wanted.bad),
        flags=wanted.flags,
    )


def _bad_in_text(bad: str | None) -> object:
    """Read the value that means bad as a CSV is read: a number where it is one."""
    try:
        return 1 if bad is None else float(bad)
    except ValueError:
        return bad


def _names(samples: list[str]) -> list[str]:
    stems = [Path(each).stem for each in samples]
    return stems if len(set(stems)) == len(stems) else samples


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
