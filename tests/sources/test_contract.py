"""Tables of the records among the bank files: tradelines, applications, outcomes."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.sources import Format, read

LINES = "account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n"
TRADELINES = (
    "tradeline_id,person_id,kind,currency,opened_on,known_at\n"
    "T1,ada,revolving,EUR,2020-01-31,2020-02-03T00:00:00Z\n"
    "T2,ada,gossip,EUR,2020-01-31,2020-02-03T00:00:00Z\n"
)
MONTHS = (
    "tradeline_id,month,balance,due,paid,days_past_due,known_at\n"
    "T1,2024-04-01,100,10,10,0,2024-05-03T00:00:00Z\n"
)
APPLICATIONS = "application_id,person_id,as_of\nQ1,ada,2024-06-01\n"
OUTCOMES = "application_id,bad\nQ1,0\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "may.csv").write_text(LINES)
    for name, text in (
        ("tradelines.csv", TRADELINES),
        ("months.csv", MONTHS),
        ("asked.csv", APPLICATIONS),
        ("turned-out.csv", OUTCOMES),
    ):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_tables_are_recognised_by_their_columns_beside_bank_files(folder):
    imported = read(folder)
    assert imported.records.transactions.num_rows == 1
    assert imported.records.tradelines["tradeline_id"].to_pylist() == ["T1"]
    assert imported.records.tradeline_months.num_rows == 1
    assert imported.applications["application_id"].to_pylist() == ["Q1"]
    assert imported.outcomes["bad"].to_pylist() == [False]


def test_every_row_of_a_table_is_accounted_for(folder):
    imported = read(folder)
    counts = {file.file: file for file in imported.files}
    assert counts["tradelines.csv"].format is Format.RECORDS
    assert (counts["tradelines.csv"].kept, counts["tradelines.csv"].quarantined) == (1, 1)
    assert imported.accounted_for
    (problem,) = [each for each in imported.problems if each.quarantined]
    assert (problem.file, problem.column, problem.code) == (
        "tradelines.csv",
        "kind",
        "outside_list",
    )


def test_the_same_table_twice_counts_once(folder):
    (folder / "again.csv").write_text(TRADELINES)
    imported = read(folder)
    assert imported.records.tradelines.num_rows == 1
    assert sum(file.duplicates for file in imported.files) == 1
    assert imported.accounted_for


def test_parquet_tables_are_recognised_too(folder):
    table = pa.table({"application_id": ["Q2"], "bad": [True]})
    pq.write_table(table, folder / "outcomes.parquet")
    assert sorted(read(folder).outcomes["application_id"].to_pylist()) == ["Q1", "Q2"]


def test_a_table_of_no_contract_is_refused_in_words(tmp_path):
    (tmp_path / "friends.csv").write_text("person_id,friend\nada,bob\n")
    imported = read(tmp_path / "friends.csv", format="records")
    assert imported.rows_in == 0
    assert imported.problems[0].code == "no_contract"
