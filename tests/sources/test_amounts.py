"""Amounts: exact, in range, or refused with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.amounts import read_amount, read_unsigned
from plainscore.sources.unreadable import UnreadableError

money = st.decimals(
    min_value=Decimal("-99999999999999.9999"), max_value=Decimal("99999999999999.9999"), places=4
)


@given(money)
def test_every_amount_that_fits_is_read_exactly(amount: Decimal) -> None:
    assert read_amount(f"{amount:f}", "amount") == amount
    assert read_amount(amount, "amount") == amount


@given(st.one_of(st.text(), st.floats(), st.decimals(allow_nan=True), st.integers(), st.none()))
def test_any_value_is_read_exactly_or_refused(value: object) -> None:
    try:
        amount = read_amount(value, "amount")
    except UnreadableError:
        return
    assert abs(amount) < 10**14
    assert amount == amount.quantize(Decimal("0.0001"))
    if isinstance(value, Decimal | int):
        assert amount == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        (None, "empty"),
        ("12,50", "bad_amount"),
        ("1e5", "bad_amount"),
        ("1_000", "bad_amount"),
        ("\u0661", "bad_amount"),
        ("NaN", "bad_amount"),
        (float("nan"), "bad_amount"),
        (Decimal("Infinity"), "bad_amount"),
        (True, "bad_amount"),
        ([], "bad_amount"),
        ("0.00001", "too_precise"),
        (0.1 + 0.2, "too_precise"),
        (Decimal("1e-300"), "too_precise"),
        ("100000000000000", "amount_too_large"),
        (10**400, "amount_too_large"),
    ],
)
def test_what_is_no_amount_says_why(value: object, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_amount(value, "amount")
    assert refused.value.code == code
    assert refused.value.column == "amount"


def test_zeros_beyond_the_fourth_decimal_do_not_count() -> None:
    assert read_amount("5442.09000", "amount") == Decimal("5442.09")
    assert read_amount(".5", "amount") == Decimal("0.5")


def test_a_sign_beside_an_indicator_is_refused() -> None:
    with pytest.raises(UnreadableError, match="negative"):
        read_unsigned("-1", "Amt")
