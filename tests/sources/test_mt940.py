"""MT940: marks, dates of two digits, bank dialects, and lines that cannot be read."""

import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.sources import read
from plainscore.sources.mt940 import read_mt940
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]
HEAD = ":20:REF\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C240430EUR100,00\n"


def movement(line: str = "2405060506D12,50NTRFNONREF//B1", details: str = "rent") -> str:
    return f":61:{line}\n:86:{details}\n"


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", "12.50"), ("D", "-12.50"), ("RC", "-12.50"), ("RD", "12.50")]
)
def test_marks_and_reversals(mark: str, amount: str, write: Write) -> None:
    path = write(HEAD + movement(f"2405060506{mark}12,50NTRFNONREF"))
    assert read_mt940(path, "f").lines[0].amount == Decimal(amount)


def test_a_debit_that_comes_back_is_a_returned_payment(write: Write) -> None:
    imported = read(write(HEAD + movement("2405060506RD12,50NTRFNONREF", "direct debit")))
    assert imported.records.transactions["role"].to_pylist() == ["returned_payment"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2405060507", date(2024, 5, 7)),
        ("240506", date(2024, 5, 6)),
        ("2312310102", date(2024, 1, 2)),
        ("2401021231", date(2023, 12, 31)),
        ("990131", date(1999, 1, 31)),
    ],
)
def test_the_booking_day_is_the_entry_date(written: str, expected: date, write: Write) -> None:
    path = write(HEAD + movement(f"{written}D1,NTRFNONREF"))
    assert read_mt940(path, "f").lines[0].booked_on == expected


def test_balances_are_rebuilt_page_by_page(write: Write) -> None:
    first = HEAD + movement() + ":62M:C240506EUR87,50\n-\n"
    second = (
        HEAD.replace(":60F:C240430EUR100,00", ":60M:C240506EUR87,50")
        + movement("2405070507C2,50NTRFNONREF//B2")
        + ":62F:C240507EUR90,00\n-\n"
    )
    lines = read_mt940(write(first + second), "f").lines
    assert [line.balance_after for line in lines] == [Decimal("87.50"), Decimal(90)]


def test_a_debit_balance_is_negative(write: Write) -> None:
    content = HEAD.replace("C240430EUR100,00", "D240430EUR100,00") + movement()
    (line,) = read_mt940(write(content + ":62F:D240506EUR112,50\n"), "f").lines
    assert line.balance_after == Decimal("-112.50")


def test_balances_that_do_not_close_are_not_made_up(write: Write) -> None:
    parsed = read_mt940(write(HEAD + movement() + ":62F:C240506EUR99,00\n"), "f")
    assert parsed.lines[0].balance_after is None
    assert [problem.code for problem in parsed.problems] == ["balances_do_not_close"]


def test_a_line_the_library_cannot_read_costs_no_other(write: Write) -> None:
    content = HEAD + movement() + movement("nonsense") + movement("2405070507C1,00NTRFNONREF//B2")
    parsed = read_mt940(write(content + ":62F:C240507EUR88,50\n"), "f")
    assert [line.amount for line in parsed.lines] == [Decimal("-12.50"), Decimal(1)]
    assert parsed.accounted_for
    assert [(problem.row, problem.code) for problem in parsed.problems] == [(2, "bad_line")]


def test_a_statement_without_its_end_is_told(write: Write) -> None:
    parsed = read_mt940(write(HEAD + movement()), "f")
    assert [problem.code for problem in parsed.problems] == ["truncated"]
    assert not parsed.problems[0].quarantined
    parsed = read_mt940(write(HEAD + movement() + ":62M:C240506EUR87,50\n"), "f")
    assert [problem.code for problem in parsed.problems] == ["truncated"]


def test_lines_without_a_type_are_not_merged(write: Write) -> None:
    """The library takes a line without a type for the beginning of the next one."""
    content = HEAD + ":61:240506D1,00\n:61:240506D2,00\n"
    parsed = read_mt940(write(content), "f")
    assert parsed.rows_in == 2
    assert [line.amount for line in parsed.lines] == [Decimal(-1), Decimal(-2)]


def test_long_references_of_some_banks(write: Write) -> None:
    (line,) = read_mt940(
        write(HEAD + ":61:2405060506D65,00NOVBNL47INGB9999999999\nname\n:86:text\n"), "f"
    ).lines
    assert line.amount == Decimal(-65)


def test_details_after_the_closing_balance_belong_to_no_line(write: Write) -> None:
    content = HEAD + movement(details="salary") + ":62F:C240506EUR87,50\n:86:rent of the month\n"
    assert "rent" not in read_mt940(write(content), "f").lines[0].text


def test_the_structured_details_of_german_banks(write: Write) -> None:
    details = "116?00SEPA?20SVWZ+Miete Mai?30COBADEFF?31DE89370400440532013000?32Wohnbau"
    (line,) = read_mt940(write(HEAD + movement(details=details)), "f").lines
    assert line.bank_category == "gvc:116"
    assert line.counterparty == "DE89370400440532013000"
    assert "Miete Mai" in line.text


def test_the_type_and_purpose(write: Write) -> None:
    (line,) = read_mt940(
        write(HEAD + movement("2405060506C1,00NSALNONREF", "/PURP//CD/SALA/REMI/x")), "f"
    ).lines
    assert (line.bank_category, line.purpose_code) == ("swift:NSAL", "SALA")


def test_a_currency_at_the_end_of_the_account(write: Write) -> None:
    content = ":20:X\n:25:51210600/9223382012EUR\n" + movement()
    parsed = read_mt940(write(content), "f")
    assert parsed.accounts[0].account_id == "51210600/9223382012"
    assert parsed.lines[0].currency == "EUR"


@pytest.mark.parametrize(
    ("head", "code"), [(":20:X\n:60F:C240430EUR1,00\n", "no_account"), (":20:X\n:25:A1\n", "empty")]
)
def test_lines_without_account_or_currency(head: str, code: str, write: Write) -> None:
    parsed = read_mt940(write(head + movement()), "f")
    assert parsed.lines == ()
    assert [problem.code for problem in parsed.problems if problem.quarantined] == [code]
    assert parsed.accounted_for


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_encodings(encoding: str, write: Write) -> None:
    content = (HEAD + movement(details="Überweisung")).encode(encoding)
    assert "Überweisung" in read_mt940(write(content), "f").lines[0].text


def test_nothing_of_a_bad_line_is_logged(
    write: Write, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    read_mt940(write(HEAD + movement("nonsense of Ada")), "f")
    captured = capsys.readouterr()
    assert "Ada" not in caplog.text + captured.out + captured.err


def test_a_text_without_tags_is_refused(write: Write) -> None:
    with pytest.raises(UnreadableError):
        read_mt940(write("hello"), "f")
