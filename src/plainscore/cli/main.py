"""The program: its commands and its exit codes."""

import sys
from collections.abc import Sequence

import typer

from plainscore.cli.console import CommandError, err
from plainscore.cli.demo import demo
from plainscore.cli.explain import explain
from plainscore.cli.export import export
from plainscore.cli.features import features
from plainscore.cli.fit import fit
from plainscore.cli.import_files import import_files
from plainscore.cli.ledger import ledger
from plainscore.cli.score import score
from plainscore.cli.serve import serve
from plainscore.cli.simulate import simulate
from plainscore.cli.validate import validate

app = typer.Typer(
    name="plainscore",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=(
        "A credit score from how you pay, not from what you buy, who you know or what you say.\n\n"
        "The usual way: **import** bank files, compute **features**, "
        "**fit** a scorecard, **score** and **explain**, "
        "**validate**, **export**. No data at hand? **plainscore demo** shows it all, "
        "**simulate** makes people to try it on.\n\n"
        "Exit codes: 0 done, 1 the data did not allow it (the message says why), "
        "2 the call was wrong."
    ),
)
app.command("import")(import_files)
app.command()(features)
app.command()(fit)
app.command()(score)
app.command()(explain)
app.command()(validate)
app.command()(export)
app.command()(simulate)
app.command()(serve)
app.add_typer(ledger, name="ledger")
app.command()(demo)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words of the call; those of the process by default.
    """
    try:
        app(args=None if arguments is None else list(arguments))
    except (CommandError, OSError) as error:
        err.print(f"Error: {error}", style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was left half-written.", markup=False)
        sys.exit(130)
