"""OFX 1 and 2: open tags, cards, corrections, balances counted back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.records import AccountKind
from plainscore.sources import read
from plainscore.sources.ofx import read_ofx
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]
HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n"


def entry(
    fitid: str = "1",
    amount: str = "-12.50",
    day: str = "20240506120000.000[-5:EST]",
    more: str = "",
    kind: str = "DEBIT",
) -> str:
    return (
        f"<STMTTRN>\n<TRNTYPE>{kind}\n<DTPOSTED>{day}\n<TRNAMT>{amount}\n<FITID>{fitid}\n{more}"
        "</STMTTRN>\n"
    )


def statement(*entries: str, balance: str = "", account: str = "", currency: str = "USD") -> str:
    account = account or "<BANKACCTFROM><BANKID>031<ACCTID>12345<ACCTTYPE>CHECKING</BANKACCTFROM>"
    return (
        f"{HEADER}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}\n{account}\n"
        f"<BANKTRANLIST><DTSTART>20240501<DTEND>20240531\n{''.join(entries)}</BANKTRANLIST>"
        f"{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def ledger(amount: str, day: str) -> str:
    return f"<LEDGERBAL><BALAMT>{amount}<DTASOF>{day}</LEDGERBAL>"


def test_open_and_closed_tags_read_the_same(write: Write) -> None:
    closed = "".join(
        f"<{name}>{value}</{name}>"
        for name, value in (
            ("TRNTYPE", "DEBIT"),
            ("DTPOSTED", "20240506"),
            ("TRNAMT", "-12.50"),
            ("FITID", "1"),
        )
    )
    version_1 = read_ofx(write(statement(entry())), "f")
    version_2 = read_ofx(write(statement(f"<STMTTRN>{closed}</STMTTRN>")), "f")
    assert version_1.lines == version_2.lines
    assert version_1.lines[0].account_id == "031/12345"
    assert version_1.lines[0].booked_on == date(2024, 5, 6)


def test_everything_on_one_line(write: Write) -> None:
    content = statement(entry("1"), entry("2")).replace("\n", "")
    assert [line.line_id for line in read_ofx(write(content), "f").lines] == ["1", "2"]


def test_a_card_is_a_card(write: Write) -> None:
    content = statement(
        entry(),
        account="<CCACCTFROM><ACCTID>4111</CCACCTFROM>",
        balance=ledger("-12.50", "20240531"),
    )
    content = content.replace("STMTRS>", "CCSTMTRS>")
    parsed = read_ofx(write(content), "f")
    assert parsed.accounts[0].kind is AccountKind.CARD
    assert parsed.lines[0].balance_after == Decimal("-12.50")


def test_balances_are_counted_back_from_the_ledger(write: Write) -> None:
    content = statement(
        entry("2", "-5", "20240507"),
        entry("1", "-10", "20240506"),
        balance=ledger("85", "20240531"),
    )
    lines = read_ofx(write(content), "f").lines
    assert [line.balance_after for line in lines] == [Decimal(85), Decimal(90)]


def test_lines_after_the_day_of_the_balance_go_on_from_it(write: Write) -> None:
    content = statement(
        entry("1", "-10", "20240506"),
        entry("2", "-5", "20240520"),
        balance=ledger("90", "20240510"),
    )
    lines = read_ofx(write(content), "f").lines
    assert [line.balance_after for line in lines] == [Decimal(90), Decimal(85)]


def test_a_balance_after_the_end_of_the_list_proves_nothing(write: Write) -> None:
    content = statement(entry(), balance=ledger("85", "20240615"))
    assert read_ofx(write(content), "f").lines[0].balance_after is None


def test_corrections_replace_and_delete(write: Write) -> None:
    replaced = entry("9", "-11", more="<CORRECTFITID>1<CORRECTACTION>REPLACE\n")
    deleted = entry("8", "0", more="<CORRECTFITID>2<CORRECTACTION>DELETE\n")
    imported = read(write(statement(entry("1", "-10"), entry("2", "-20"), replaced, deleted)))
    assert imported.accounted_for
    assert imported.records.transactions["amount"].to_pylist() == [Decimal(-11)]
    assert imported.quarantined == 3


def test_a_comma_may_separate_the_decimals(write: Write) -> None:
    assert read_ofx(write(statement(entry(amount="-12,50"))), "f").lines[0].amount == Decimal(
        "-12.5"
    )


def test_text_and_the_other_side(write: Write) -> None:
    more = "<NAME>Rent &amp; more<MEMO>May<BANKACCTTO><BANKID>1<ACCTID>99</BANKACCTTO>\n"
    (line,) = read_ofx(write(statement(entry(more=more))), "f").lines
    assert (line.text, line.counterparty) == ("Rent & more May", "99")
    assert line.bank_category == "ofx:DEBIT"


def test_a_foreign_currency_is_not_taken_for_the_account_s(write: Write) -> None:
    more = "<CURRENCY><CURRATE>1.1<CURSYM>CAD</CURRENCY>\n"
    imported = read(write(statement(entry("1"), entry("2", more=more))))
    assert (imported.kept, imported.quarantined) == (1, 1)
    assert imported.problems[0].code == "other_currency"


def test_a_cut_entry_is_quarantined(write: Write) -> None:
    content = statement(entry("1"), entry("2"))
    parsed = read_ofx(write(content[: content.rindex("<FITID>")]), "f")
    assert (len(parsed.lines), parsed.rows_in, parsed.accounted_for) == (1, 2, True)
    assert [problem.code for problem in parsed.problems] == ["truncated", "truncated"]
    assert [problem.quarantined for problem in parsed.problems] == [True, False]


def test_a_cut_between_entries_is_told_and_gives_no_balances(write: Write) -> None:
    content = statement(entry("1"), entry("2"), balance=ledger("1", "20240531"))
    parsed = read_ofx(write(content[: content.rindex("<STMTTRN>")]), "f")
    assert [line.balance_after for line in parsed.lines] == [None]
    assert [problem.code for problem in parsed.problems] == ["truncated"]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (entry(amount="lots"), "TRNAMT"),
        (entry(amount=""), "TRNAMT"),
        (entry(day="20240230"), "DTPOSTED"),
        (entry(day="6 May"), "DTPOSTED"),
        (entry(kind="HOLD"), "TRNTYPE"),
    ],
)
def test_a_bad_field_quarantines_its_entry(bad: str, column: str, write: Write) -> None:
    parsed = read_ofx(write(statement(entry("1"), bad, entry("3"))), "f")
    assert len(parsed.lines) == 2
    assert parsed.accounted_for
    assert (parsed.problems[0].row, parsed.problems[0].column) == (2, column)


def test_several_statements_in_one_file(write: Write) -> None:
    second = statement(entry("1")).replace("12345", "67890")
    parsed = read_ofx(write(statement(entry("1")) + second), "f")
    assert [line.account_id for line in parsed.lines] == ["031/12345", "031/67890"]
    assert [line.row for line in parsed.lines] == [1, 2]


def test_a_statement_without_an_account(write: Write) -> None:
    parsed = read_ofx(write(statement(entry(), account="<BANKACCTFROM></BANKACCTFROM>")), "f")
    assert [problem.code for problem in parsed.problems if problem.quarantined] == ["no_account"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("OFXHEADER:100\n<OFX></OFX>", "not_the_format"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><OFX><STMTRS></STMTRS></OFX>', "doctype"),
    ],
)
def test_what_is_refused(content: str, code: str, write: Write) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_ofx(write(content), "f")
    assert refused.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_encodings(encoding: str, write: Write) -> None:
    content = statement(entry(more="<NAME>Überweisung\n")).encode(encoding)
    assert read_ofx(write(content), "f").lines[0].text == "Überweisung"
