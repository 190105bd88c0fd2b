"""15 U.S.C. 1681i, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.law import DisputeClock

DAY = timedelta(days=1)
RECEIVED = date(2026, 3, 2)
THIRTIETH = date(2026, 3, 31)
FORTY_FIFTH = date(2026, 4, 15)


def test_fcra_611_a_2_the_furnisher_is_told_by_the_fifth_business_day():
    assert DisputeClock(RECEIVED).furnisher_told_by == date(2026, 3, 6)
    # received on a Saturday: the first business day is the Monday
    assert DisputeClock(date(2026, 3, 7)).furnisher_told_by == date(2026, 3, 13)


def test_fcra_611_a_1_a_it_is_over_by_the_thirtieth_day():
    clock = DisputeClock(RECEIVED)
    assert clock.completed_by == THIRTIETH
    assert not clock.is_overdue(THIRTIETH)
    assert clock.is_overdue(THIRTIETH + DAY)


@pytest.mark.parametrize(
    ("sent", "extended"),
    [(RECEIVED, True), (THIRTIETH, True), (THIRTIETH + DAY, False), (None, False)],
)
def test_fcra_611_a_1_b_information_within_the_thirty_days_adds_fifteen(sent, extended):
    clock = DisputeClock(RECEIVED, information_on=sent)
    assert clock.is_extended is extended
    assert clock.completed_by == (FORTY_FIFTH if extended else THIRTIETH)


@pytest.mark.parametrize(
    ("found", "extended"),
    [(RECEIVED, False), (THIRTIETH, False), (THIRTIETH + DAY, True), (None, True)],
)
def test_fcra_611_a_1_c_no_extension_once_the_item_is_found_wrong_or_unverifiable(found, extended):
    clock = DisputeClock(RECEIVED, information_on=THIRTIETH, found_wrong_on=found)
    assert clock.is_extended is extended


def test_fcra_611_a_6_the_person_is_told_by_the_fifth_business_day_after():
    assert DisputeClock(RECEIVED).person_told_by is None
    # Friday before Memorial Day, then five business days
    clock = DisputeClock(date(2026, 5, 1), completed_on=date(2026, 5, 22))
    assert clock.person_told_by == date(2026, 6, 1)


def test_what_was_completed_in_time_is_never_overdue_and_late_stays_late():
    done = DisputeClock(RECEIVED, completed_on=THIRTIETH)
    assert not done.is_overdue(THIRTIETH + 100 * DAY)
    assert DisputeClock(RECEIVED, completed_on=THIRTIETH + DAY).is_overdue(THIRTIETH + 100 * DAY)


@pytest.mark.parametrize("name", ["information_on", "found_wrong_on", "completed_on"])
def test_nothing_happens_before_receipt(name):
    with pytest.raises(ValueError, match="before it is received"):
        DisputeClock(RECEIVED, **{name: RECEIVED - DAY})


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 60),
)
def test_it_is_over_on_day_thirty_or_forty_five_and_no_other(received, sent, found):
    def day(n):
        return None if n is None else received + n * DAY

    clock = DisputeClock(received, information_on=day(sent), found_wrong_on=day(found))
    # the day of receipt is the first day
    assert (clock.completed_by - received).days + 1 == (45 if clock.is_extended else 30)
    assert clock.furnisher_told_by < clock.thirtieth_day
