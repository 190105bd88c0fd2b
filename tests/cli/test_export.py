"""A fitted scorecard written for other systems."""

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from plainscore.cli.export import Dialect, Target
from plainscore.scorecard import Scorecard
from plainscore.scorecard.export import DIALECTS, read_card


@pytest.fixture
def card_json(run, loans_csv, tmp_path):
    path = tmp_path / "card.json"
    assert run("fit", loans_csv, "--target", "bad", "--out", path).code == 0
    return path


@pytest.mark.parametrize("target", Target)
def test_every_target_holds_the_scorecard(run, card_json, tmp_path, target):
    path = tmp_path / "folder" / "out"
    ran = run("export", card_json, "--to", target.value, "--out", path)
    assert (ran.code, ran.err) == (0, "")
    assert read_card(path) == Scorecard.load(card_json)
    assert [each.name for each in path.parent.iterdir()] == ["out"]
    again = tmp_path / "again.json"
    assert run("export", path, "--to", "json", "--out", again).code == 0
    assert again.read_bytes() == card_json.read_bytes()


def test_a_changed_file_is_refused(run, card_json, tmp_path):
    path = tmp_path / "score.sql"
    assert run("export", card_json, "--to", "sql", "--out", path).code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("THEN 0", "THEN 1"), encoding="utf-8")
    ran = run("export", path, "--to", "json", "--out", tmp_path / "again.json")
    assert ran.code == 1
    assert "is not a usable scorecard: the file was changed" in ran.err


@pytest.mark.parametrize("dialect", Dialect)
def test_every_dialect_holds_the_scorecard(run, card_json, tmp_path, dialect):
    path = tmp_path / "score.sql"
    words = ("--to", "sql", "--dialect", dialect.value, "--view", "scored", "--upper-case")
    assert run("export", card_json, *words, "--out", path).code == 0
    assert read_card(path) == Scorecard.load(card_json)
    assert "LATE_PAYMENTS" in path.read_text(encoding="utf-8")


def test_dialects_are_those_of_the_library():
    assert {each.value for each in Dialect} == set(DIALECTS)


def test_sql_scores_as_the_command_does(run, loans, loans_csv, card_json, tmp_path):
    sql, scores = tmp_path / "score.sql", tmp_path / "scores.csv"
    words = ("--keep", "application_id", "--table", "loans")
    assert run("export", card_json, "--to", "sql", *words, "--out", sql).code == 0
    assert run("score", card_json, loans_csv, "--out", scores).code == 0
    wanted = pa_csv.read_csv(scores)
    with duckdb.connect() as connection:
        connection.register("loans", loans)
        found = connection.sql(sql.read_text(encoding="utf-8")).to_arrow_table()
    found = found.sort_by("application_id")
    assert found["score"].to_pylist() == wanted["score"].to_pylist()
    reasons = wanted["reason_1"].cast(pa.string()).to_pylist()
    assert [text or "" for text in found["reason_1"].to_pylist()] == [
        text or "" for text in reasons
    ]


def test_what_cannot_be_written_is_said(run, card_json, tmp_path):
    words = ("--to", "sql", "--keep", "score", "--out", tmp_path / "score.sql")
    ran = run("export", card_json, *words)
    assert ran.code == 1
    assert "cannot be written as sql: two columns would be called score" in ran.err
    assert not (tmp_path / "score.sql").exists()


def test_unknown_target_is_a_wrong_call(run, card_json, tmp_path):
    assert run("export", card_json, "--to", "onnx", "--out", tmp_path / "x").code == 2
