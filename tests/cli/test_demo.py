"""The main job, end to end: bank files to scorecard, scores and report."""

import pyarrow.csv as pa_csv

from plainscore.records import read_records, read_table, whole_folder
from plainscore.scorecard import Scorecard


def check_everything_is_there(folder):
    card = Scorecard.load(folder / "card.json")
    scores = pa_csv.read_csv(folder / "scores.csv")
    given = [row for row in scores.to_pylist() if isinstance(row["score"], int)]
    assert given
    assert all(350 <= row["score"] <= 950 for row in given)
    assert any(row["reason_1"] for row in given)
    assert "<svg" in (folder / "report.html").read_text()
    return card


def test_made_up_people_from_bank_files_to_report(run, tmp_path):
    # a demo before this one was served, and somebody did something there
    with whole_folder(tmp_path / "demo") as before:
        (before / "service").mkdir()
        (before / "service" / "done").touch()
    ran = run("demo", "--out", tmp_path / "demo", "--people", "150", "--seed", "3")
    assert ran.code == 0, ran.err
    card = check_everything_is_there(tmp_path / "demo")
    assert str(card.base_points) in ran.out
    assert (tmp_path / "demo" / "service" / "done").exists()
    assert "What cost the most points" in ran.out
    kinds = {path.suffix for path in (tmp_path / "demo" / "files").rglob("*.*")}
    assert len(kinds & {".xml", ".json", ".csv", ".sta", ".940", ".ofx", ".qfx"}) >= 3
    truth = read_table(tmp_path / "demo" / "truth", "transactions").num_rows
    kept = read_records(tmp_path / "demo" / "records").transactions.num_rows
    assert 0.99 * truth < kept <= truth


def test_berka_from_its_files_to_a_report_that_is_plain_about_few_bads(run, shared_data, tmp_path):
    ran = run("demo", "--out", tmp_path / "demo", "--data", shared_data / "berka")
    assert ran.code == 0, ran.err
    check_everything_is_there(tmp_path / "demo")
    assert "bads prove nothing about accuracy" in ran.out
    assert "bads prove nothing about accuracy" in (tmp_path / "demo" / "report.html").read_text()


def test_data_without_outcomes_is_refused_in_words(run, tmp_path):
    (tmp_path / "data" / "ada").mkdir(parents=True)
    lines = "account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n"
    (tmp_path / "data" / "ada" / "may.csv").write_text(lines)
    ran = run("demo", "--out", tmp_path / "demo", "--data", tmp_path / "data")
    assert ran.code == 1
    assert "applications" in ran.err
    assert not (tmp_path / "demo").exists()
