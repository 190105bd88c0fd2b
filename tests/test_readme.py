"""The README's commands and code are run as they stand there."""

import re
import shlex
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import plainscore as ps
from plainscore.cli import main
from plainscore.records import read_table, write_table_file

README = (Path(__file__).parents[1] / "README.md").read_text()


def block(heading: str) -> str:
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.search(r"```\w+\n(.*?)```", section, flags=re.DOTALL)[1]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with what the README takes for given: statements, applications and outcomes."""
    folder = tmp_path_factory.mktemp("readme")
    ps.simulate(150, 12, 3, folder / "people")
    ps.write_bank_files(folder / "people", folder / "statements", seed=3)
    for name in ("applications", "outcomes"):
        shutil.move(folder / "statements" / f"{name}.csv", folder / f"{name}.csv")
    return folder


def test_the_commands_run_in_their_order(place, monkeypatch, capfd):
    monkeypatch.chdir(place)
    lines = [line for line in block("From the command line").splitlines() if line]
    assert len(lines) >= 6
    for line in lines:
        words = shlex.split(line, comments=True)
        assert words[0] == "plainscore"
        with pytest.raises(SystemExit) as stop:
            main(words[1:])
        assert not stop.value.code, f"{line}\n{capfd.readouterr().err}"
        if words[1] == "features":
            shutil.copy("features.parquet", "new.parquet")
    for made in ("records", "features.parquet", "card.json", "scores.csv", "report.html"):
        assert (place / made).exists()
    assert "SELECT" in (place / "score.sql").read_text()


def test_the_python_route_runs(place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    applications = read_table(place / "people", "applications")
    table = ps.compute_features(place / "people", applications)
    write_table_file(place / "all.parquet", table)
    known = read_table(place / "people", "outcomes")
    bad = dict(zip(known["application_id"].to_pylist(), known["bad"].to_pylist(), strict=True))
    y = [bad[key] for key in table["application_id"].to_pylist()]
    columns = pq.read_table(place / "all.parquet").select(
        ["income_cv", "buffer_days", "net_flow_ratio"]
    )
    given = {"applications": applications, "X": columns, "X_new": columns, "y": y, "y_new": y}
    exec(block("From Python"), given)  # noqa: S102 - the README's own code
    assert given["imported"].accounted_for
    assert given["features"].num_rows == 150
    assert str(given["card"].score(columns)[0]) in capsys.readouterr().out
    assert (place / "report.html").exists()
