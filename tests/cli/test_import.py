"""Bank files become a records folder, and every row is accounted for on the screen."""

import csv

import pytest

from plainscore.records import read_records, read_table

HEADER = "account_id,date,amount,currency\n"
APRIL = HEADER + "A1,2024-04-02,-10.00,EUR\nA1,2024-04-30,1000.00,EUR\nA1,2024-04-31,1.00,EUR\n"
MAY = HEADER + "A1,2024-04-30,1000.00,EUR\nA1,2024-05-06,-12.50,EUR\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "april.csv").write_text(APRIL)
    (tmp_path / "may.csv").write_text(MAY)
    return tmp_path / "april.csv", tmp_path / "may.csv"


def test_rows_are_kept_quarantined_or_duplicates(run, files, tmp_path):
    ran = run("import", *files, "--out", tmp_path / "records", "--person", "ada")
    assert ran.code == 0
    assert [cell.strip() for cell in ran.out.split("csv")[1].split("│")[1:6]] == [
        "2", "5", "3", "1", "1",
    ]  # fmt: skip
    assert "april.csv, row 4, column date" in ran.err
    records = read_records(tmp_path / "records")
    assert records.transactions.num_rows == 3
    assert records.accounts["person_id"].to_pylist() == ["ada"]


def test_quarantined_rows_stand_in_a_list_with_their_reason(run, files, tmp_path):
    run("import", *files, "--out", tmp_path / "records")
    with (tmp_path / "records" / "quarantine.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["quarantined"] == "True"]
    assert [(row["file"], row["row"], row["column"]) for row in rows] == [
        ("april.csv", "4", "date")
    ]
    assert rows[0]["remedy"]


def test_importing_more_adds_what_is_new_and_doubles_nothing(run, files, tmp_path):
    april, may = files
    run("import", april, "--out", tmp_path / "records")
    ran = run("import", may, "--out", tmp_path / "records")
    assert "1 of the kept transactions were in" in ran.out
    assert read_table(tmp_path / "records", "transactions").num_rows == 3
    run("import", *files, "--out", tmp_path / "at-once")
    one_by_one, at_once = (
        sorted(read_table(tmp_path / name, "transactions")["transaction_id"].to_pylist())
        for name in ("records", "at-once")
    )
    assert one_by_one == at_once


def test_strict_refuses_quarantined_rows_after_writing_the_good_ones(run, files, tmp_path):
    ran = run("import", *files, "--out", tmp_path / "records", "--strict")
    assert ran.code == 1
    assert "1 rows were quarantined" in ran.err
    assert read_table(tmp_path / "records", "transactions").num_rows == 3


def test_files_that_cannot_be_read_leave_nothing_behind(run, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear bank, please send my statements.")
    ran = run("import", tmp_path / "letter.txt", "--out", tmp_path / "records")
    assert ran.code == 1
    assert "letter.txt" in ran.err
    assert not (tmp_path / "records").exists()


def test_a_folder_of_somebody_else_is_not_touched(run, files, tmp_path):
    ran = run("import", *files, "--out", tmp_path)
    assert ran.code == 1
    assert "not written by plainscore" in ran.err
    assert (tmp_path / "april.csv").exists()


def test_no_name_or_text_of_a_statement_is_stored(run, tmp_path):
    text = "account_id,date,amount,currency,description\nA1,2024-05-06,-9.00,EUR,CANARY 4711\n"
    (tmp_path / "may.csv").write_text(text)
    run("import", tmp_path / "may.csv", "--out", tmp_path / "records")
    for path in (tmp_path / "records").rglob("*"):
        if path.is_file():
            assert b"CANARY" not in path.read_bytes()
    assert "CANARY" not in str(read_table(tmp_path / "records", "transactions").to_pylist())
