from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.simulation.days import Calendar, closing_days, easter

CALENDAR = Calendar.over(2023, 2025)
DAYS = st.integers(20, len(CALENDAR.month) - 20)


@pytest.mark.parametrize(
    "sunday", [date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25)]
)
def test_easter(sunday):
    assert easter(sunday.year) == sunday


def test_the_euro_closing_days_of_2024():
    assert sorted(closing_days(2024)) == [
        date(2024, 1, 1),
        date(2024, 3, 29),
        date(2024, 4, 1),
        date(2024, 5, 1),
        date(2024, 12, 25),
        date(2024, 12, 26),
    ]


@given(DAYS)
def test_tables_agree_with_dates(day):
    moment = CALENDAR.date_of(day)
    assert CALENDAR.day_of(moment) == day
    assert CALENDAR.day_of_month[day] == moment.day
    assert CALENDAR.weekday[day] == moment.weekday()
    assert CALENDAR.month[day] == (moment.year - 2023) * 12 + moment.month - 1
    assert CALENDAR.last_of_month[day] == ((moment + timedelta(days=1)).day == 1)


@given(DAYS)
def test_a_shifted_day_is_the_nearest_open_one(day):
    def is_open(place):
        moment = CALENDAR.date_of(int(place))
        return moment.weekday() < 5 and moment not in closing_days(moment.year)

    before, after = CALENDAR.before[day], CALENDAR.after[day]
    assert before <= day <= after
    assert is_open(before)
    assert is_open(after)
    assert not any(is_open(place) for place in range(before + 1, after))


def test_a_day_too_late_for_a_month_is_its_last():
    february = np.array([13])
    day = CALENDAR.nominal(february, np.array([31]))[0]
    assert CALENDAR.date_of(int(day)) == date(2024, 2, 29)
