"""What the commands say of themselves, read from their files: help need not load libraries."""

import ast
from pathlib import Path

import typer


def add_commands(app: typer.Typer, commands: dict[str, str]) -> None:
    """Add commands that can be read about but do nothing.

    Parameters
    ----------
    app : typer.Typer
        The program.
    commands : dict of str to str
        As `plainscore.cli.main.COMMANDS`.

    Examples
    --------
    >>> app = typer.Typer()
    >>> add_commands(app, {"fit": "fit:fit"})
    >>> app.registered_commands[0].help.splitlines()[0]
    'Fit a points scorecard on a table.'
    """
    for name, place in commands.items():
        module, attribute = place.split(":")
        source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
        for each in ast.parse(source).body:
            if isinstance(each, ast.FunctionDef) and each.name == attribute:
                app.command(name, help=ast.get_docstring(each))(_nothing)
            elif isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == attribute:
                app.add_typer(typer.Typer(help=_help_of(each.value)), name=name)


def _help_of(made: ast.expr) -> str:
    """Return the literal `help` of a call."""
    given = {each.arg: each.value for each in made.keywords} if isinstance(made, ast.Call) else {}
    return str(ast.literal_eval(given["help"]))


def _nothing() -> None:
    """Stand for a command."""
