"""The Berka bank: owners, labels, loans; every real row accounted for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plainscore.sources import Format, read
from plainscore.sources.berka import read_berka

Write = Callable[..., Path]
TRANS = "trans_id,account_id,date,type,operation,amount,balance,k_symbol,bank,account\n"
ROWS = (
    "1,2,1993-02-26,credit,credit in cash,1100.0,1100.0,,,\n"
    "2,2,1993-03-12,withdrawal,remittance to another bank,300.5,799.5,household,ST,66487163.0\n"
)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    tables = {
        "account.csv": "account_id,district_id,frequency,date\n2,1,POPLATEK MESICNE,1993-02-26\n",
        "disp.csv": "disp_id,client_id,account_id,type\n1,7,2,OWNER\n2,8,2,DISPONENT\n",
        "loan.csv": "loan_id,account_id,date,amount,duration,payments,status\n"
        "90,2,1994-01-05,80952,24,3373.0,D\n91,3,1994-02-05,1,1,1,A\n",
        "trans.csv": TRANS + ROWS,
    }
    for name, content in tables.items():
        (tmp_path / name).write_text(content)
    return tmp_path


def test_the_owner_is_the_person(bank: Path) -> None:
    imported = read(bank)
    (account,) = imported.records.accounts.to_pylist()
    assert (account["person_id"], account["currency"]) == ("7", "CZK")
    assert account["opened_on"].isoformat() == "1993-02-26"
    assert [row["amount"] for row in imported.records.transactions.to_pylist()] == [1100, -300.5]


def test_loans_are_applications_with_outcomes(bank: Path) -> None:
    imported = read(bank)
    assert imported.applications is not None
    assert imported.outcomes is not None
    first, second = imported.applications.to_pylist()
    assert (first["application_id"], first["person_id"]) == ("90", "7")
    assert first["as_of"].isoformat() == "1994-01-05T00:00:00+00:00"
    assert second["person_id"] == "account-3"
    assert imported.outcomes["bad"].to_pylist() == [True, False]


def test_hidden_labels_do_not_reach_the_recognition_of_roles(bank: Path) -> None:
    labelled = read(bank).records.transactions
    hidden = read(bank, hide_labels=True).records.transactions
    assert labelled["role"].to_pylist() == ["cash", "housing"]
    assert hidden["role"].to_pylist() == ["cash", "other"]
    columns = ["transaction_id", "booked_on", "amount", "balance_after"]
    assert hidden.select(columns) == labelled.select(columns)


def test_accounts_of_third_parties_are_not_kept(bank: Path) -> None:
    assert "66487163" not in str(read(bank).records.transactions.to_pylist())


def test_account_0_without_a_bank_is_nobody(write: Write) -> None:
    path = write(
        TRANS + "1,2,1993-02-26,credit,credit in cash,1.0,1.0,,,0.0\n"
        "2,2,1993-02-27,credit,collection from another bank,1.0,2.0,,ST,0\n",
        "trans.csv",
    )
    (parsed,) = read_berka([(path, "trans.csv")], hide_labels=True)
    assert [line.counterparty for line in parsed.lines] == ["", "ST 0"]


def test_a_lone_table_of_movements_makes_each_account_a_person(write: Write) -> None:
    imported = read(write(TRANS + ROWS))
    assert imported.records.accounts["person_id"].to_pylist() == ["account-2"]
    assert imported.applications is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("3,2,1993-03-12,gift,,300,1,,,\n", "type"),
        ("3,2,930312,credit,,300,1,,,\n", "date"),
        ("3,2,1993-03-12,credit,,-300,1,,,\n", "amount"),
        ("3,2,1993-03-12,credit,,300,,,,\n", "balance"),
        ("3,2,1993-03-12,credit\n", None),
    ],
)
def test_a_bad_row_is_quarantined(row: str, column: str | None, write: Write) -> None:
    imported = read(write(TRANS + ROWS + row))
    assert (imported.rows_in, imported.kept, imported.quarantined) == (3, 2, 1)
    assert (imported.problems[0].row, imported.problems[0].column) == (4, column)


def test_a_bad_loan_is_told(bank: Path) -> None:
    loans = bank / "loan.csv"
    loans.write_text(loans.read_text() + "92,2,1994-02-30,1,1,1,A\n")
    imported = read(bank)
    (problem,) = imported.problems
    assert (problem.file, problem.row, problem.column) == ("loan.csv", 4, "date")
    assert imported.accounted_for


def test_every_real_row_is_accounted_for(shared_data: Path) -> None:
    imported = read(shared_data / "berka")
    assert imported.accounted_for
    counts = {count.file: count for count in imported.files}
    assert {count.format for count in imported.files} == {Format.BERKA}
    before_loans = counts["loan_pre_application_trans.csv"]
    everyone = counts["trans_19930101_19940331_all_accounts.csv"]
    assert (before_loans.rows_in, before_loans.quarantined) == (31_811, 0)
    assert (everyone.rows_in, everyone.quarantined) == (49_102, 0)
    assert before_loans.duplicates + everyone.duplicates == 1_611
    assert imported.kept == 79_302
    assert imported.applications is not None
    assert imported.outcomes is not None
    assert imported.applications.num_rows == 682
    assert sum(imported.outcomes["bad"].to_pylist()) == 76
