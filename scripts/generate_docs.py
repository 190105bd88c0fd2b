"""Regenerates the pages that are computed from the code."""

import subprocess
import sys
from pathlib import Path

from plainscore.features import catalogue_page

DOCS = Path(__file__).parents[1] / "docs"


def commands_page() -> str:
    """Return the reference of the command line, from its own help."""
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "typer",
            "plainscore.cli.main",
            "utils",
            "docs",
            "--name",
            "plainscore",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout


def main() -> None:
    """Write every generated page."""
    (DOCS / "features.md").write_text(catalogue_page())
    (DOCS / "commands.md").write_text(commands_page())


if __name__ == "__main__":
    main()
