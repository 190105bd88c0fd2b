"""Rhythms: months, weeks, weekends, holidays, gaps."""

import calendar
import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.roles.cadence import Cadence, comes_every_month, find_cadence


def monthly(day: int, months: int, step: int = 1, year: int = 2023) -> list[date]:
    """Days of the month, at its end where the month is too short."""
    found = []
    for month in range(0, months * step, step):
        there = date(year + month // 12, month % 12 + 1, 1)
        last = calendar.monthrange(there.year, there.month)[1]
        found.append(there.replace(day=min(day, last)))
    return found


def working(day: date) -> date:
    """The last working day up to a day: how pay is brought forward."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def numbers(days: list[date]) -> list[int]:
    return [day.toordinal() for day in days]


@pytest.mark.parametrize("day", [1, 5, 15, 28, 30, 31])
def test_a_day_of_the_month(day: int) -> None:
    assert find_cadence(numbers(monthly(day, 12))) is Cadence.MONTHLY


@pytest.mark.parametrize("day", [1, 15, 25, 31])
def test_a_day_of_the_month_moved_from_weekends(day: int) -> None:
    days = [working(there) for there in monthly(day, 12)]
    assert find_cadence(numbers(days)) is Cadence.MONTHLY


@pytest.mark.parametrize(
    ("gap", "cadence"),
    [(7, Cadence.WEEKLY), (14, Cadence.TWO_WEEKLY), (28, Cadence.FOUR_WEEKLY)],
)
def test_every_so_many_weeks(gap: int, cadence: Cadence) -> None:
    assert find_cadence([738_000 + gap * number for number in range(13)]) is cadence


@pytest.mark.parametrize("gap", [7, 14, 28])
def test_a_holiday_moves_one_payment(gap: int) -> None:
    days = [738_000 + gap * number for number in range(9)]
    days[4] -= 2
    assert find_cadence(days) is not None


def test_twice_a_month() -> None:
    days = sorted(numbers(monthly(15, 8)) + numbers(monthly(31, 8)))
    assert find_cadence(days) is Cadence.SEMI_MONTHLY


def test_quarters_and_years() -> None:
    assert find_cadence(numbers(monthly(31, 5, step=3))) is Cadence.QUARTERLY
    assert find_cadence(numbers(monthly(29, 4, step=12, year=2020))) is Cadence.YEARLY


def test_one_missed_payment_in_many_does_not_end_the_rhythm() -> None:
    days = numbers(monthly(3, 12))
    assert find_cadence(days[:5] + days[6:]) is Cadence.MONTHLY


def test_fewer_than_three_days_have_no_rhythm() -> None:
    assert find_cadence([]) is None
    assert find_cadence([738_000]) is None
    assert find_cadence([738_000, 738_030]) is None
    assert find_cadence([738_000, 738_030, 738_030, 738_000]) is None


@pytest.mark.parametrize(
    "gaps", [[3, 3, 3], [1, 40, 2], [50, 50, 50], [30, 30, 90, 7], [200, 200], [7, 30, 14]]
)
def test_other_gaps_have_no_rhythm(gaps: list[int]) -> None:
    days = list(itertools.accumulate(gaps, initial=738_000))
    assert find_cadence(days) is None


@pytest.mark.parametrize(
    ("days", "every_month"),
    [
        ([0, 4, 9, 31, 47, 58, 66, 80], True),
        ([0, 4, 9, 31, 47], False),
        ([0, 1, 2, 3, 4, 5, 6, 7], False),
        ([0, 1, 2, 40, 41, 42], False),
        ([0, 1, 2, 35, 36, 37, 65, 130, 160], True),
        ([0, 1, 2, 35, 36, 37, 95, 160, 290], False),
    ],
)
def test_something_in_nearly_every_month(days: list[int], every_month: bool) -> None:
    assert comes_every_month([738_000 + day for day in days]) is every_month
    assert comes_every_month([738_000 + day for day in (*days[::-1], *days)]) is every_month


@given(st.lists(st.integers(1, 100), max_size=20), st.randoms())
def test_neither_order_nor_repetition_of_days_matters(gaps: list[int], rng: object) -> None:
    days = list(itertools.accumulate(gaps, initial=738_000))
    mixed = days + days[: len(days) // 2]
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert find_cadence(mixed) is find_cadence(days)


@given(st.lists(st.integers(1, 40), max_size=20), st.integers(-30_000, 30_000))
def test_whether_there_is_a_rhythm_does_not_depend_on_when(gaps: list[int], shift: int) -> None:
    days = list(itertools.accumulate(gaps, initial=738_000))
    moved = [day + shift for day in days]
    assert (find_cadence(moved) is None) == (find_cadence(days) is None)


@given(st.sampled_from([7, 14]), st.integers(3, 40), st.integers(-500, 500))
def test_weeks_stay_the_same_weeks_when_everything_moves_by_four_of_them(
    gap: int, number: int, blocks: int
) -> None:
    days = [738_000 + gap * place for place in range(number)]
    assert find_cadence([day + 28 * blocks for day in days]) is find_cadence(days)
