"""Within a day the balances tell the order."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources import Format, StatementLine
from plainscore.sources.booking_order import booking_order, by_balance
from plainscore.sources.identity import Batch, Transaction, distinct

Line = Callable[..., StatementLine]


def day_of(line: Line, amounts: list[int], opening: int = 100) -> list[Transaction]:
    balance, day = opening, []
    for row, amount in enumerate(amounts, start=1):
        balance += amount
        day.append(Transaction(str(row), 0, line(1, str(amount), row=row, balance=balance)))
    return day


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_a_shuffled_day_is_put_in_an_order_that_chains(
    line: Line, amounts: list[int], rng: object
) -> None:
    shuffled = day_of(line, amounts)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    before = Decimal(100)
    for found in by_balance(shuffled, before):
        before += found.line.amount
        assert found.line.balance_after == before


@pytest.mark.parametrize("before", [None, Decimal(100), Decimal(7)])
def test_the_start_is_found_without_the_day_before(line: Line, before: Decimal | None) -> None:
    day = day_of(line, [-1, -2, -4])
    assert by_balance(day[::-1], before) == day


def test_balances_that_do_not_chain_leave_the_order_of_the_file(line: Line) -> None:
    day = day_of(line, [-1, -2])
    broken = [day[1], Transaction("x", 0, line(1, "-9", row=9, balance=3))]
    assert by_balance(broken, Decimal(50)) == broken
    unstated = [day[1], Transaction("x", 0, line(1, "-9", row=9))]
    assert by_balance(unstated, Decimal(97)) == unstated


@pytest.mark.parametrize("name", [Format.PLAID, Format.CSV])
def test_lines_of_one_day_without_balances_stand_as_the_format_lists_them(
    name: Format, line: Line
) -> None:
    batch = Batch(name, [line(1, "-1", row=1, line_id="A"), line(1, "-2", row=2, line_id="B")])
    ordered = booking_order(distinct([batch]).transactions, [batch])
    amounts = [found.line.amount for found in ordered]
    assert amounts == ([-2, -1] if name is Format.PLAID else [-1, -2])


def test_days_come_in_order_from_any_file(line: Line) -> None:
    batch = Batch(Format.CSV, [line(day, str(-day), row=row) for row, day in enumerate((9, 4, 2))])
    ordered = booking_order(distinct([batch]).transactions, [batch])
    assert [found.line.booked_on.day for found in ordered] == [2, 4, 9]
