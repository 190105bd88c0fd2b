"""`plainscore validate`: a scorecard and a table with outcomes in, a report out."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from plainscore.cli.console import out, print_problems
from plainscore.cli.score import load_card, read_for_card
from plainscore.cli.target import read_target
from plainscore.cli.weights import read_weights
from plainscore.validation import Sample, write_report
from plainscore.validation import validate as gather_evidence


def validate(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    table: Annotated[Path, typer.Argument(help="CSV or Parquet with outcomes.", exists=True)],
    target: Annotated[str, typer.Option(help="Column that says who turned out bad.")],
    to: Annotated[Path, typer.Option("--out", help="HTML report to write.")],
    bad: Annotated[
        str | None, typer.Option(help="Value of the target that means bad; 1 or true by default.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column of sample weights.")] = None,
    sample: Annotated[
        Sample, typer.Option(help="Were these rows kept away from the fit?")
    ] = "unknown",
) -> None:
    """Measure a scorecard on a table and write one self-contained HTML report.

    AUC, Gini and KS with intervals, calibration, the distribution of scores and the points table.
    Use a table the scorecard was not fitted on, and say so with --sample hold-out. Rows it was
    fitted on are recognised, and the report says that such figures are too good.

    **Example:** plainscore validate card.json new.parquet --target bad --out r.html
    """
    document = load_card(card)
    read = read_for_card(document, table)
    print_problems(read.problems)
    outcome = read_target(read.table, target, bad, table)
    outcomes = np.full(read.table.num_rows, np.nan)
    outcomes[outcome.known] = outcome.bad
    evidence = gather_evidence(
        document,
        read.table,
        outcomes,
        sample_weight=None if weight is None else read_weights(read.table, weight, table),
        title=document.name,
        sample=sample,
        source=table.name,
    )
    write_report(evidence, to)
    out.print(evidence.summary(), markup=False)
    out.print(f"Report written to {to}", markup=False)
