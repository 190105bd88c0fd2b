"""The commands and the code of docs/service.md are run as they stand there."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from plainscore.service.access.scopes import Scope

PAGE = (Path(__file__).parents[3] / "docs" / "service.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_run_in_their_order(world, address, tmp_path):
    script = "\n".join(blocks("bash"))
    assert script.count("curl ") >= 10
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ
        | {
            "ADDRESS": address,
            "CLIENT_ID": world.lender.client_id,
            "CLIENT_SECRET": world.lender.secret,
            "PERSON_ID": world.person.person_id,
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    score = json.loads((tmp_path / "score.json").read_text())
    assert score["status"] == "scored"
    assert json.loads((tmp_path / "decision.json").read_text())["notice"]
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert '"reason":"other_purpose"' in done.stdout


def test_the_python_code_runs(world, address, capsys):
    given = {
        "address": address,
        "client_id": world.lender.client_id,
        "client_secret": world.lender.secret,
        "person_id": world.person.person_id,
    }
    (code,) = blocks("python")
    exec(code, given)  # noqa: S102 - the page's own code
    assert capsys.readouterr().out.split("\n")[1] == "no_consent other_purpose"


def test_every_scope_is_told():
    assert all(f"`{scope.value}`" in PAGE for scope in Scope)
