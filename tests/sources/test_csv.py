"""CSV: widths, quotes, encodings; no row is lost."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources import CsvMapping
from plainscore.sources.csv import MOST_LINES_A_ROW, numbered_rows, read_csv
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]
HEADER = "account_id,date,amount,currency,balance,transaction_id,description,category\n"
ROW = "A1,2024-05-06,-12.50,EUR,87.50,T1,rent,\n"


def test_our_own_columns(write: Write) -> None:
    (line,) = read_csv(write(HEADER + ROW), "f").lines
    assert (line.row, line.amount, line.balance_after, line.line_id, line.text) == (
        2,
        Decimal("-12.50"),
        Decimal("87.50"),
        "T1",
        "rent",
    )


def test_columns_in_any_order_and_case_and_without_the_optional(write: Write) -> None:
    (line,) = read_csv(write("Currency,Amount,Date,Account_ID\nEUR,1,2024-05-06,A1\n"), "f").lines
    assert (line.account_id, line.line_id, line.balance_after) == ("A1", None, None)


@pytest.mark.parametrize(
    ("category", "expected"),
    [("income", "role:income"), ("plaid:BANK_FEES", "plaid:BANK_FEES"), ("Sport", "csv:Sport")],
)
def test_categories_have_a_scheme(category: str, expected: str, write: Write) -> None:
    row = ROW.replace(",\n", f",{category}\n")
    assert read_csv(write(HEADER + row), "f").lines[0].bank_category == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A1,2024-05-06,-1,234.00,EUR,,T1,rent,\n", "wrong_columns"),
        ("A1,2024-05-06,-12.50\n", "wrong_columns"),
        ('A1,2024-05-06,-1,EUR,,T1,"rent,\n', "broken_quotes"),
        ('A1,2024-05-06,-1,EUR,,T1,"rent"x,\n', "broken_quotes"),
        ("A1,06/05/2024,-1,EUR,,T1,rent,\n", "bad_date"),
        ('A1,2024-05-06,"-1,50",EUR,,T1,rent,\n', "bad_amount"),
        ("A1,2024-05-06,,EUR,,T1,rent,\n", "empty"),
        ("A1,2024-05-06,-1,EUR,much,T1,rent,\n", "bad_amount"),
        (",2024-05-06,-1,EUR,,T1,rent,\n", "empty"),
        ("A1,2024-05-06,-1,,,T1,rent,\n", "empty"),
    ],
)
def test_a_bad_row_is_quarantined_and_costs_no_other(row: str, code: str, write: Write) -> None:
    parsed = read_csv(write(HEADER + ROW + row + ROW.replace("T1", "T3")), "f")
    assert [line.line_id for line in parsed.lines] == ["T1", "T3"]
    assert [line.row for line in parsed.lines] == [2, 4]
    assert (parsed.problems[0].row, parsed.problems[0].code) == (3, code)
    assert parsed.accounted_for
    assert parsed.rows_in == 3


def test_a_cut_last_row_is_quarantined(write: Write) -> None:
    parsed = read_csv(write((HEADER + ROW + ROW)[:-20]), "f")
    assert (parsed.rows_in, len(parsed.lines), parsed.quarantined) == (2, 1, 1)


def test_empty_lines_and_trailing_delimiters_are_no_rows(write: Write) -> None:
    parsed = read_csv(write(HEADER + "\n" + ROW.replace("\n", ",,\n") + ",,,,,,,\n\n"), "f")
    assert (parsed.rows_in, len(parsed.lines)) == (1, 1)
    assert parsed.lines[0].row == 3


def test_a_quoted_text_may_run_over_lines(write: Write) -> None:
    rows = ROW.replace("rent", '"rent\nfor May"') + ROW.replace("T1", "T2")
    parsed = read_csv(write(HEADER + rows), "f")
    assert [line.row for line in parsed.lines] == [2, 4]
    assert parsed.lines[0].text == "rent\nfor May"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding: str, write: Write) -> None:
    content = (HEADER + ROW.replace("rent", "Überweisung")).encode(encoding)
    parsed = read_csv(write(content), "f")
    assert parsed.lines[0].text == "Überweisung"
    assert parsed.problems == ()


def test_a_wrong_encoding_is_told_and_loses_nothing(write: Write) -> None:
    content = (HEADER + ROW.replace("rent", "Überweisung")).encode("cp1252")
    parsed = read_csv(write(content), "f")
    assert parsed.lines[0].text == "Überweisung"
    (notice,) = parsed.problems
    assert (notice.code, notice.quarantined) == ("wrong_encoding", False)


def test_missing_and_repeated_columns_are_named(write: Write) -> None:
    with pytest.raises(UnreadableError) as missing:
        read_csv(write("account_id,date,amount\n"), "f")
    assert (missing.value.code, missing.value.column) == ("missing_column", "currency")
    with pytest.raises(UnreadableError) as repeated:
        read_csv(write("account_id,date,amount,amount,currency\n"), "f")
    assert (repeated.value.code, repeated.value.column) == ("repeated_column", "amount")


@pytest.mark.parametrize("content", ["", "\n\n", ",,,\n"])
def test_a_file_without_a_header(content: str, write: Write) -> None:
    with pytest.raises(UnreadableError):
        read_csv(write(content), "f")


def test_an_endless_quote_costs_one_line_at_a_time() -> None:
    lines = ['"a,b\n', *["c,d\n"] * (3 * MOST_LINES_A_ROW)]
    rows = list(numbered_rows(lines, ","))
    assert rows[0] == (1, None)
    assert rows[1:] == [(number, ["c", "d"]) for number in range(2, 2 + 3 * MOST_LINES_A_ROW)]


@given(st.lists(st.text(alphabet='ab,"\n\r x', max_size=12), max_size=12))
def test_rows_cover_every_line_once(fragments: list[str]) -> None:
    lines = "".join(fragments).splitlines(keepends=True)
    numbers = [number for number, _ in numbered_rows(lines, ",")]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= len(lines) for number in numbers)
    # Without quotes every line is a row.
    if not any('"' in line for line in lines):
        assert numbers == list(range(1, len(lines) + 1))


def test_a_mapping_skips_what_stands_before_the_header(write: Write) -> None:
    mapping = CsvMapping(date="d", amount="a", currency_code="EUR", delimiter=";", skip_rows=2)
    parsed = read_csv(write("Account statement\nMay\nd;a\n2024-05-06;1\n"), "f", mapping)
    assert (parsed.lines[0].row, parsed.lines[0].account_id) == (4, "account")
