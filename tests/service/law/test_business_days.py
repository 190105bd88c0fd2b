from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.law import add_business_days, federal_holidays, is_business_day

# the published schedule of the Federal Reserve Banks: a holiday on a Saturday closes no weekday
FEDERAL_RESERVE = {
    2021: ["01-01", "01-18", "02-15", "05-31", "06-19", "07-05", "09-06", "10-11", "11-11",
           "11-25", "12-25"],
    2022: ["01-01", "01-17", "02-21", "05-30", "06-20", "07-04", "09-05", "10-10", "11-11",
           "11-24", "12-26"],
    2023: ["01-02", "01-16", "02-20", "05-29", "06-19", "07-04", "09-04", "10-09", "11-11",
           "11-23", "12-25"],
    2026: ["01-01", "01-19", "02-16", "05-25", "06-19", "07-04", "09-07", "10-12", "11-11",
           "11-26", "12-25"],
}  # fmt: skip


@pytest.mark.parametrize("year", FEDERAL_RESERVE)
def test_holidays_are_those_of_the_federal_reserve(year):
    expected = {date.fromisoformat(f"{year}-{day}") for day in FEDERAL_RESERVE[year]}
    assert federal_holidays(year) == expected


def test_holidays_begin_when_they_were_made():
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(1985, 1, 21) not in federal_holidays(1985)
    assert date(1986, 1, 20) in federal_holidays(1986)


def test_a_holiday_on_a_saturday_leaves_the_friday_a_business_day():
    assert is_business_day(date(2026, 7, 3))
    assert not is_business_day(date(2026, 7, 4))
    # new year's day of 2028 is a Saturday
    assert is_business_day(date(2027, 12, 31))


days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(days, st.integers(1, 30))
def test_between_are_as_many_business_days_as_were_added(day, count):
    end = add_business_days(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_business_day, passed)) == count
    assert is_business_day(end)


@given(days)
def test_there_is_never_a_week_without_a_business_day(day):
    assert (add_business_days(day, 1) - day).days <= 5
