"""The options of Spark: what goes together and what does not, before any Spark is started."""

import pytest

from plainscore.scorecard import ScorecardClassifier


def test_spark_writes_scores_into_a_folder_alone(run, loans, tmp_path):
    rows = loans.select([name for name in loans.column_names if name not in {"bad", "sex"}])
    card = ScorecardClassifier().fit(rows.to_pandas(), loans["bad"].to_numpy()).scorecard_
    card.save(tmp_path / "card.json")
    ran = run("score", tmp_path / "card.json", "features", "--engine", "spark", "--out", "x.csv")
    assert ran.code == 1
    assert "the executors of Spark write a folder" in ran.err


@pytest.mark.parametrize("command", ["features", "score"])
def test_there_is_no_third_engine(run, command, tmp_path):
    ran = run(command, tmp_path, tmp_path, "--engine", "abacus", "--out", tmp_path / "out")
    assert ran.code == 2
    assert "abacus" in ran.err


def test_a_master_is_for_spark_alone(run, tmp_path):
    (tmp_path / "transactions").mkdir()
    ran = run("features", tmp_path, "--master", "local[1]", "--out", tmp_path / "out.csv")
    assert ran.code == 1
    assert "--master is for --engine spark" in ran.err
    ran = run("features", tmp_path, "--master", "local[1]", "--out", tmp_path / "out")
    assert "--master is for --engine spark" in ran.err
