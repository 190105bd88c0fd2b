"""`plainscore simulate`: made-up people with statements and outcomes."""

from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import out, progress_bar
from plainscore.simulation import simulate as simulate_people
from plainscore.simulation import write_bank_files


def simulate(
    to: Annotated[Path, typer.Option("--out", help="Folder of records to write.")],
    people: Annotated[int, typer.Option(help="How many people.", min=1)] = 2000,
    months: Annotated[int, typer.Option(help="Months of history.", min=1, max=120)] = 12,
    seed: Annotated[int, typer.Option(help="Same seed, same people.", min=0)] = 0,
    files: Annotated[
        bool, typer.Option("--files", help="Also write bank files, in OUT/files.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(help="Processes; all cores by default.", min=1)
    ] = None,
) -> None:
    """Make up people whose risk comes from their economy: income shocks, obligations, buffers.

    Writes the same folder as `import`, with applications and outcomes. For trying things out and
    for tests of scale; a scorecard fitted on made-up people says nothing about real ones.

    **Example:** plainscore simulate --people 2000 --months 12 --seed 7 --out people
    """
    with progress_bar("Simulating people") as advance:
        made = simulate_people(people, months, seed, to, workers=workers, progress=advance)
    if files:
        with progress_bar("Writing bank files") as advance:
            write_bank_files(to, to / "files", seed=seed, progress=advance)
    out.print(str(made), markup=False)
    out.print(f"Written to {to}", markup=False)
