"""The program: its commands and its exit codes."""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from plainscore.cli.console import CommandError, err
from plainscore.cli.overview import add_commands

COMMANDS = {
    "import": "import_files:import_files",
    "features": "features:features",
    "fit": "fit:fit",
    "score": "score:score",
    "explain": "explain:explain",
    "validate": "validate:validate",
    "monitor": "monitor:monitor",
    "alternatives": "alternatives:alternatives",
    "export": "export:export",
    "simulate": "simulate:simulate",
    "serve": "serve:serve",
    "staff": "staff:staff",
    "lender": "lender:lender",
    "recompute": "recompute:recompute",
    "ledger": "ledger:ledger",
    "demo": "demo:demo",
}
"""Every command: the module below `plainscore.cli`, and the function or group of commands there."""

HELP = (
    "A credit score from how you pay, not from what you buy, who you know or what you say.\n\n"
    "The usual way: **import** bank files, compute **features**, "
    "**fit** a scorecard, **score** and **explain**, "
    "**validate**, **export**. No data at hand? **plainscore demo** shows it all, "
    "**simulate** makes people to try it on.\n\n"
    "Exit codes: 0 done, 1 the data did not allow it (the message says why), "
    "2 the call was wrong."
)


def program(only: str | None = None) -> typer.Typer:
    """Build the program, with all commands or with the one that was called.

    A command brings its libraries with it: reading a bank file need not wait for those that fit
    scorecards.

    Parameters
    ----------
    only : str, optional
        The first word of the call; all commands are there when it is none of them.

    Returns
    -------
    typer.Typer
        The program.

    Examples
    --------
    >>> len(program("fit").registered_commands)
    1
    """
    app = _empty_program()
    for name, place in COMMANDS.items():
        if only not in COMMANDS or name == only:
            module, attribute = place.split(":")
            command = getattr(import_module(f"plainscore.cli.{module}"), attribute)
            if isinstance(command, typer.Typer):
                app.add_typer(command, name=name)
            else:
                app.command(name)(command)
    return app


def overview() -> typer.Typer:
    """Build the program with commands that can be read about but not run.

    Returns
    -------
    typer.Typer
        The program; its help is that of `program`, and no library is loaded for it.

    Examples
    --------
    >>> len(overview().registered_commands) == len(program().registered_commands)
    True
    """
    app = _empty_program()
    add_commands(app, COMMANDS)
    return app


def _empty_program() -> typer.Typer:
    app = typer.Typer(
        name="plainscore",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help=HELP,
    )
    app.callback()(_whole_program)
    return app


def _whole_program() -> None:
    """Keep the name of a command in the call even when it is the only one there."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words of the call; those of the process by default.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # without a command it is a call for help, or a wrong one
        called = program(words[0]) if COMMANDS.keys() & set(words) else overview()
        called(args=words)
    except (CommandError, OSError) as error:
        err.print(f"Error: {error}", style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was left half-written.", markup=False)
        sys.exit(130)
