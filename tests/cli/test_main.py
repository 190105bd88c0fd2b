"""The program finds every command, and a command loads no more than it needs."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from plainscore.cli.main import COMMANDS, overview, program


def loaded_by(words: list[str]) -> set[str]:
    code = (
        "import sys\nfrom plainscore.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "print('|'.join(sys.modules), file=sys.stderr)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(made.stderr.split("|"))


def test_all_commands_are_in_the_program():
    app = program()
    names = {each.name for each in (*app.registered_commands, *app.registered_groups)}
    assert names == set(COMMANDS)


@pytest.mark.parametrize("name", ["import", "simulate", "ledger"])
def test_a_command_does_not_wait_for_the_libraries_of_another(name):
    assert not {"sklearn", "altair", "fastapi"} & loaded_by([name, "--help"])


def test_help_loads_no_command():
    loaded = loaded_by(["--help"])
    assert not {"numpy", "pyarrow", "sklearn", "plainscore.records"} & loaded
    assert not {f"plainscore.cli.{place.split(':')[0]}" for place in COMMANDS.values()} & loaded


def test_help_is_that_of_the_commands():
    told, whole = (CliRunner().invoke(each, ["--help"]) for each in (overview(), program()))
    assert told.exit_code == 0
    assert told.output == whole.output


def test_an_unknown_command_is_a_wrong_call(run):
    ran = run("scrore")
    assert ran.code == 2
    assert "scrore" in ran.err
