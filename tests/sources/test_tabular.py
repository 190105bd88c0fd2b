"""Rows of tables: how amounts are written, and which way they go."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.mapping import CsvMapping
from plainscore.sources.tabular import RowReader, plain_number
from plainscore.sources.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("written", "comma", "expected"),
    [
        ("1.234,56", True, "1234.56"),
        ("-1.234.567,8", True, "-1234567.8"),
        ("12,50", True, "12.50"),
        ("1234", True, "1234"),
        ("1.234", True, "1234"),
        ("12.50", True, "12.50 is refused"),
        ("1,234.56", False, "1234.56"),
        ("1'234.56", False, "1234.56"),
        ("1\u202f234.56", False, "1234.56"),
        ("(12.00)", False, "-12.00"),
        ("12.00-", False, "-12.00"),
        ("\u221212.00", False, "-12.00"),
        ("+12.00", False, "12.00"),
        ("12,50", False, "12,50 is refused"),
        ("1,23,456.00", False, "1,23,456.00 is refused"),
    ],
)
def test_numbers_as_people_write_them(written: str, comma: bool, expected: str) -> None:
    mapping = CsvMapping(date="d", amount="a", currency_code="EUR", decimal_comma=comma)
    reader = RowReader("f", mapping, ["d", "a"])
    if expected.endswith("refused"):
        with pytest.raises(UnreadableError):
            reader.line(2, ["2024-05-06", written])
    else:
        assert plain_number(written, decimal_comma=comma) == expected
        assert reader.line(2, ["2024-05-06", written]).amount == Decimal(expected)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.booleans(),
)
def test_grouped_numbers_come_back_exactly(amount: Decimal, comma: bool) -> None:
    written = f"{amount:,.2f}"
    if comma:
        written = written.translate(str.maketrans(",.", ".,"))
    assert Decimal(plain_number(written, decimal_comma=comma)) == amount


def reader(**mapping: object) -> RowReader:
    declared = CsvMapping(date="d", currency_code="EUR", **mapping)  # type: ignore[arg-type]
    return RowReader("f", declared, declared.columns)


def test_an_indicator_gives_the_sign() -> None:
    rows = reader(amount="a", indicator="i")
    assert rows.line(2, ["2024-05-06", "5", "S"]).amount == -5
    assert rows.line(2, ["2024-05-06", "5", "h"]).amount == 5
    for values in (["2024-05-06", "-5", "S"], ["2024-05-06", "5", "?"]):
        with pytest.raises(UnreadableError):
            rows.line(2, values)


def test_debit_and_credit_columns() -> None:
    rows = reader(debit="out", credit="in")
    assert rows.line(2, ["2024-05-06", "5", ""]).amount == -5
    assert rows.line(2, ["2024-05-06", "-5", ""]).amount == -5
    assert rows.line(2, ["2024-05-06", "0", "7"]).amount == 7
    for values in (["2024-05-06", "", ""], ["2024-05-06", "1", "2"], ["2024-05-06", "", "-2"]):
        with pytest.raises(UnreadableError):
            rows.line(2, values)


def test_a_positive_outflow_changes_its_sign() -> None:
    assert reader(amount="a", outflow_positive=True).line(2, ["2024-05-06", "5"]).amount == -5


def test_dates_in_a_declared_layout() -> None:
    rows = reader(amount="a", date_format="%d.%m.%y")
    assert rows.line(2, ["06.05.24", "5"]).booked_on.isoformat() == "2024-05-06"
    for wrong in ("2024-05-06", "31.02.24", "", "06.05.24 x"):
        with pytest.raises(UnreadableError):
            rows.line(2, [wrong, "5"])
