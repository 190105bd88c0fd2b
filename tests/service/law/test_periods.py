from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.law import add_months, first_counted_day, legal_day, rule_on

days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(days, st.integers(-200, 200))
def test_months_land_in_the_right_month_on_the_same_or_the_last_day(day, months):
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    if moved.day != day.day:
        assert moved.day < day.day
        assert (moved.replace(day=28).toordinal() + 4) - moved.toordinal() >= 1


def test_the_day_is_that_of_the_operators_clock():
    late = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    assert legal_day(late, "America/Chicago") == date(2026, 3, 1)
    assert legal_day(late, "Europe/Berlin") == date(2026, 3, 2)
    with pytest.raises(ValueError, match="time zone"):
        legal_day(late.replace(tzinfo=None), "UTC")


def test_only_a_lookback_looks_back():
    with pytest.raises(ValueError, match="counts no months"):
        first_counted_day(rule_on("reg_b.action_notice", date(2026, 1, 1)), date(2026, 1, 1))
