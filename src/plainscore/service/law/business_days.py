"""Business days in the United States: not Saturdays, not Sundays, not federal holidays.

The holidays are those of 5 U.S.C. 6103(a), computed. One that falls on a Sunday is kept on the
Monday. One that falls on a Saturday closes no weekday: banks are open on the Friday before (it is
free for federal employees only), so counting it keeps every deadline on the early side.
"""

from datetime import date, timedelta
from functools import cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6

_FIXED = ((1, 1, 0), (6, 19, 2021), (7, 4, 0), (11, 11, 0), (12, 25, 0))
"""Month, day, and the first year in which it is a holiday."""

_NTH_WEEKDAY = (
    (1, _MONDAY, 3, 1986),
    (2, _MONDAY, 3, 0),
    (9, _MONDAY, 1, 0),
    (10, _MONDAY, 2, 0),
    (11, _THURSDAY, 4, 0),
)
"""Month, weekday, which one of the month, and the first year."""


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which banks are closed for a federal holiday.

    Parameters
    ----------
    year : int
        The year; the list is right from 1978 on.

    Returns
    -------
    frozenset of datetime.date
        The days, moved from Sunday to Monday.

    Examples
    --------
    >>> len(federal_holidays(2026)), date(2026, 11, 26) in federal_holidays(2026)
    (11, True)
    """
    days = [date(year, month, day) for month, day, first in _FIXED if year >= first]
    days = [day + timedelta(days=day.weekday() == _SUNDAY) for day in days]
    days += [
        _nth(year, month, weekday, n) for month, weekday, n, first in _NTH_WEEKDAY if year >= first
    ]
    end_of_may = date(year, 5, 31)
    days.append(end_of_may - timedelta(days=end_of_may.weekday()))
    return frozenset(days)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def is_business_day(day: date) -> bool:
    """Return whether a day is a business day.

    Examples
    --------
    >>> is_business_day(date(2026, 7, 3)), is_business_day(date(2026, 7, 4))
    (True, False)
    """
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


def add_business_days(day: date, count: int) -> date:
    """Return the business day that is so many after a day.

    Parameters
    ----------
    day : datetime.date
        The day, a business day or not; it does not count itself.
    count : int
        At least 1.

    Returns
    -------
    datetime.date
        A business day.

    Examples
    --------
    >>> add_business_days(date(2026, 7, 2), 2)
    datetime.date(2026, 7, 6)
    """
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day
