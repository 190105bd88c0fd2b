"""Regenerates the pages and pictures that are computed from the code."""

import io
import re
import tempfile
from pathlib import Path

import typer.main
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from typer.cli import get_docs_for_click

from plainscore.cli import program
from plainscore.cli.features import features_table
from plainscore.cli.fit import fit_card
from plainscore.cli.person_card import WIDTH, person_card, typical_row
from plainscore.features import catalogue_page
from plainscore.simulation import simulate

DOCS = Path(__file__).parents[1] / "docs"
SVG_WITHOUT_REMOTE_FONTS = re.sub(
    r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL
)


def commands_page() -> str:
    """Return the reference of the command line, from its own help."""
    command = typer.main.get_command(program())
    with typer.Context(command, info_name="plainscore") as context:
        text = get_docs_for_click(obj=command, ctx=context, name="plainscore")
    return f"{text.strip()}\n\n"


def score_picture() -> str:
    """Return the picture of a score: a made-up person at the lower quartile, as in the demo."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "people"
        simulate(2000, 12, 7, folder)
        table = features_table(folder, None, None)
        card = fit_card(table, "bad", path=folder, name="made-up people", max_features=12)
    console = Console(record=True, width=WIDTH + 2, file=io.StringIO())
    console.print(person_card(card, typical_row(card, table)))
    return console.export_svg(title="plainscore demo", code_format=SVG_WITHOUT_REMOTE_FONTS)


def main() -> None:
    """Write every generated page and picture."""
    (DOCS / "images").mkdir(exist_ok=True)
    (DOCS / "features.md").write_text(catalogue_page())
    (DOCS / "commands.md").write_text(commands_page())
    (DOCS / "images" / "score.svg").write_text(score_picture())


if __name__ == "__main__":
    main()
