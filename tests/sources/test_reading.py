"""`read`: whose files, which formats, and one result however the work is divided."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plainscore.records import Records
from plainscore.sources import CsvMapping, Format, Import, read

Write = Callable[..., Path]
HEADER = "account_id,date,amount,currency,transaction_id\n"


def statement(account: str, *ids: str) -> str:
    """Line T3 is booked on the third of May, over three."""
    rows = (f"{account},2024-05-0{name[1]},-{name[1]},EUR,{name}\n" for name in ids)
    return HEADER + "".join(rows)


@pytest.fixture
def people(write: Write, tmp_path: Path) -> Path:
    for number in range(9):
        write(statement(f"A{number}", "T1", "T2"), f"p{number}/may.csv")
        write(statement(f"A{number}", "T2", "T3"), f"p{number}/more/june.csv")
    write(statement("B", "T1"), "loose.csv")
    write("not a statement", "p3/letter.txt")
    write("ignored", "p3/.hidden")
    return tmp_path


def test_sub_folders_are_people(people: Path) -> None:
    imported = read(people, person_id="ada")
    holders = imported.records.accounts.to_pylist()
    expected = {f"A{number}": f"p{number}" for number in range(9)} | {"B": "ada"}
    assert {row["account_id"]: row["person_id"] for row in holders} == expected
    assert (imported.rows_in, imported.kept, imported.duplicates) == (37, 28, 9)
    assert imported.accounted_for
    (problem,) = imported.problems
    assert (problem.file, problem.code) == ("p3/letter.txt", "unknown_format")
    assert "nothing could be read" in problem.message


def test_workers_change_nothing(people: Path) -> None:
    assert read(people, workers=2) == read(people, workers=1)


def test_progress_ends_with_all_files(people: Path) -> None:
    seen: list[tuple[int, int]] = []
    read(people, workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_files_folders_and_lists(people: Path) -> None:
    file = people / "p0" / "may.csv"
    assert read(str(file)).kept == 2
    assert read([file, people / "p0" / "more" / "june.csv"]).kept == 3
    both = read([people / "p1" / "more", file], person_id="ada")
    assert set(both.records.accounts["account_id"].to_pylist()) == {"A0", "A1"}
    assert set(both.records.accounts["person_id"].to_pylist()) == {"ada"}
    with pytest.raises(FileNotFoundError):
        read(people / "nowhere")


def test_files_of_one_name_are_told_apart(people: Path) -> None:
    names = [count.file for count in read([people / "p0/may.csv", people / "p1/may.csv"]).files]
    assert names == ["p0/may.csv", "p1/may.csv"]


def test_a_shared_account_is_one_for_each_person(write: Write, tmp_path: Path) -> None:
    for person in ("ada", "bob"):
        write(statement("JOINT", "T1", "T2"), f"{person}/may.csv")
    imported = read(tmp_path)
    accounts = {
        row["account_id"]: row["person_id"] for row in imported.records.accounts.to_pylist()
    }
    assert accounts == {"ada:JOINT": "ada", "bob:JOINT": "bob"}
    assert set(imported.records.transactions["account_id"].to_pylist()) == set(accounts)
    assert [problem.code for problem in imported.problems] == ["shared_account"]
    assert imported.accounted_for


def test_a_stated_moment_is_when_the_lines_were_learned(write: Write) -> None:
    path = write(statement("A", "T1"))
    moment = datetime(2024, 6, 1, 12, 30, tzinfo=UTC)
    assert read(path, known_at=moment).records.transactions["known_at"].to_pylist() == [moment]
    assert read(path).records.transactions["known_at"].to_pylist() == [
        datetime(2024, 5, 2, tzinfo=UTC)
    ]
    with pytest.raises(ValueError, match="time zone"):
        read(path, known_at=datetime(2024, 6, 1))  # noqa: DTZ001 - what is refused


def test_a_format_can_be_forced(write: Write) -> None:
    path = write(statement("A", "T1"))
    imported = read(path, format="ofx")
    assert imported.files[0].format is Format.OFX
    assert [problem.code for problem in imported.problems] == ["not_the_format"]
    with pytest.raises(ValueError, match="abacus"):
        read(path, format="abacus")


def test_a_mapping_is_for_tables_alone(write: Write, golden: Path, tmp_path: Path) -> None:
    write("day;sum\n2024-05-06;1\n", "table.csv")
    write((golden / "mt940.sta").read_bytes(), "mt940.sta")
    mapping = CsvMapping(date="day", amount="sum", currency_code="EUR", delimiter=";")
    imported = read(tmp_path, mapping=mapping)
    assert [count.format for count in imported.files] == [Format.MT940, Format.CSV]
    assert imported.kept == 15


def test_the_currency_of_an_account_is_one(write: Write) -> None:
    rows = "A,2024-05-01,1,EUR,1\nA,2024-05-02,1,EUR,2\nA,2024-05-03,1,USD,3\n"
    imported = read(write(HEADER + rows))
    assert (imported.kept, imported.quarantined) == (2, 1)
    assert imported.problems[0].code == "other_currency"
    assert imported.problems[0].row == 4


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) == Import(Records.empty(), (), ())


def test_a_file_that_may_not_be_opened(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(statement("A", "T1"))

    def refused(*_: object, **__: object) -> object:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refused)
    imported = read(path)
    assert [problem.code for problem in imported.problems] == ["cannot_open"]
    assert imported.files[0].rows_in == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows such names")
def test_names_that_are_not_text_are_made_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/p\xff"
    os.mkdir(folder)  # noqa: PTH102 - a name in bytes
    with open(folder + b"/\xfe.csv", "w") as stream:  # noqa: PTH123 - a name in bytes
        stream.write(statement("A", "T1"))
    imported = read(tmp_path)
    assert imported.kept == 1
    imported.files[0].file.encode()


def test_balances_beyond_all_range_are_left_out(write: Write) -> None:
    amount = "99999999999999"
    entry = "<STMTTRN><DTPOSTED>20240506<TRNAMT>{}<FITID>{}</STMTTRN>"
    content = (
        "OFXHEADER:100\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>"
        "<BANKTRANLIST><DTEND>20240531"
        + "".join(entry.format(f"-{amount}", number) for number in range(3))
        + f"</BANKTRANLIST><LEDGERBAL><BALAMT>{amount}<DTASOF>20240531</LEDGERBAL></STMTRS></OFX>"
    )
    imported = read(write(content))
    assert imported.kept == 3
    assert imported.records.transactions["balance_after"].to_pylist() == [None] * 3


@pytest.mark.parametrize("written", ["ie29 aibk 9311 5212 3456 78", "IE29AIBK93115212345678"])
def test_an_iban_is_one_account_however_it_is_spaced(written: str, write: Write) -> None:
    accounts = read(write(statement(written, "T1"))).records.accounts
    assert accounts["account_id"].to_pylist() == ["IE29AIBK93115212345678"]
    kept = read(write(statement("ie29 aibk 9311 5212 3456 79", "T1"))).records.accounts
    assert kept["account_id"].to_pylist() == ["ie29 aibk 9311 5212 3456 79"]
