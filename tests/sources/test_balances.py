"""Balances rebuilt from those a statement states."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.balances import in_booking_order, newest_first, running_balances

movements = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2024, 1, 9)),
        st.decimals(min_value=-1000, max_value=1000, places=2),
    ),
    min_size=1,
    max_size=12,
)


@given(movements, st.decimals(min_value=-1000, max_value=1000, places=2))
def test_each_balance_follows_from_the_one_before(
    rows: list[tuple[date, Decimal]], opening: Decimal
) -> None:
    days, amounts = zip(*rows, strict=True)
    closing = opening + sum(amounts)
    running = running_balances(days, amounts, opening, closing)
    assert running is not None
    before = opening
    for position in in_booking_order(days, reverse=False):
        before += amounts[position]
        assert running[position] == before
    assert before == closing
    assert running_balances(days, amounts, None, closing) == running
    assert running_balances(days, amounts, opening, None) == running


@given(movements, st.decimals(min_value=-1000, max_value=1000, places=2))
def test_a_file_turned_round_gives_the_same_balances(
    rows: list[tuple[date, Decimal]], opening: Decimal
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    days, amounts = zip(*rows, strict=True)
    forward = running_balances(days, amounts, opening, None)
    backward = running_balances(days[::-1], amounts[::-1], opening, None, reverse=True)
    assert forward is not None
    assert backward is not None
    assert backward[::-1] == forward


def test_no_balance_is_made_up() -> None:
    day = date(2024, 1, 1)
    assert running_balances([day], [Decimal(5)], None, None) is None
    assert running_balances([day], [Decimal(5)], Decimal(0), Decimal(6)) is None
    assert running_balances([], [], Decimal(0), Decimal(0)) == []


def test_which_way_a_file_is_listed() -> None:
    first, later = date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=3)
    assert newest_first([later, first])
    assert not newest_first([first, later], usual=True)
    assert newest_first([first, first], usual=True)
    assert not newest_first([])


def test_a_balance_that_does_not_fit_is_not_given() -> None:
    days = [date(2024, 1, 1)] * 2
    amounts = [Decimal(10) ** 13 * 9, -(Decimal(10) ** 13) * 9]
    opening = Decimal(10) ** 13 * 9
    assert running_balances(days, amounts, opening, opening) is None
