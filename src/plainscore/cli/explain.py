"""`plainscore explain`: one row of a table, point by point."""

from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, out
from plainscore.cli.score import load_card, read_for_card
from plainscore.scorecard.export.rules import NOT_ENOUGH


def explain(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    table: Annotated[Path, typer.Argument(help="CSV or Parquet.", exists=True)],
    row: Annotated[int, typer.Option(help="Which row; the first is 0.", min=0)] = 0,
) -> None:
    """Explain one score: base points plus the points of each feature, and what cost most.

    **Example:** plainscore explain card.json features.parquet --row 0
    """
    document = load_card(card)
    data = read_for_card(document, table).table
    if row >= data.num_rows:
        raise CommandError(f"{table} has rows 0 to {data.num_rows - 1}; there is no row {row}")
    one = data.slice(row, 1)
    if not bool(document.scorable(one)[0]):
        out.print(f"Row {row}: {NOT_ENOUGH} to score.")
        return
    out.print(str(document.explain(one)), markup=False)
