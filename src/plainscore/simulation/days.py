"""The bank's calendar: months, weekdays and business days, as tables indexed by day.

Days are whole numbers counted from the calendar's first day, months from its first month.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np

from plainscore.simulation.arrays import Bools, Ints

DAYS_PER_MONTH = 30.4375
NEVER = 1 << 30
"""A day that does not come."""

_EPOCH = date(1970, 1, 1)


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian computus).

    Examples
    --------
    >>> easter(2024).isoformat()
    '2024-03-31'
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - quarter_rest) % 7
    month_shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * month_shift + 114, 31)
    return date(year, month, day + 1)


def closing_days(year: int) -> set[date]:
    """Return the weekdays on which the euro payment system is closed (the TARGET calendar)."""
    sunday = easter(year)
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {sunday - timedelta(days=2), sunday + timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Tables over the days and months of a span of whole years.

    Parameters
    ----------
    first : datetime.date
        Day 0, a 1 January.
    day_of_month, weekday, month : ndarray of int64, shape (days,)
        Day of the month from 1, weekday from Monday = 0, month counted from the first.
    before, after : ndarray of int64, shape (days,)
        The day itself if the banks are open, otherwise the last open day before or the next after.
    month_start, month_length : ndarray of int64, shape (months,)
        First day of a month and its number of days.
    last_of_month : ndarray of bool, shape (days,)
        Whether a day ends its month.

    Examples
    --------
    >>> calendar = Calendar.over(2024, 2025)
    >>> saturday = (date(2024, 6, 1) - calendar.first).days
    >>> [calendar.date_of(int(day)).isoformat()
    ...  for day in (calendar.before[saturday], calendar.after[saturday])]
    ['2024-05-31', '2024-06-03']
    """

    first: date
    day_of_month: Ints
    weekday: Ints
    month: Ints
    before: Ints
    after: Ints
    month_start: Ints
    month_length: Ints
    last_of_month: Bools

    @classmethod
    def over(cls, first_year: int, last_year: int) -> Self:
        """Build the calendar of the years, both included."""
        first = date(first_year, 1, 1)
        count = (date(last_year + 1, 1, 1) - first).days
        dates = [first + timedelta(days=day) for day in range(count)]
        closed = {day for year in range(first_year, last_year + 1) for day in closing_days(year)}
        is_open = np.array([day.weekday() < 5 and day not in closed for day in dates])
        positions = np.arange(count)
        before = np.maximum.accumulate(np.where(is_open, positions, 0))
        after = np.minimum.accumulate(np.where(is_open, positions, count - 1)[::-1])[::-1]
        day_of_month = np.array([day.day for day in dates])
        month_start = np.flatnonzero(day_of_month == 1)
        month_length = np.diff(np.append(month_start, count))
        return cls(
            first=first,
            day_of_month=day_of_month,
            weekday=np.array([day.weekday() for day in dates]),
            month=np.cumsum(day_of_month == 1) - 1,
            before=before,
            after=np.ascontiguousarray(after),
            month_start=month_start,
            month_length=month_length,
            last_of_month=np.append(day_of_month[1:] == 1, [True]),
        )

    @property
    def epoch_day(self) -> int:
        """Day 0 counted from 1 January 1970, as Arrow counts days."""
        return (self.first - _EPOCH).days

    def date_of(self, day: int) -> date:
        """Return the date of a day."""
        return self.first + timedelta(days=day)

    def day_of(self, moment: date) -> int:
        """Return the day of a date."""
        return (moment - self.first).days

    def nominal(self, month: Ints, day_of_month: Ints) -> Ints:
        """Return the days of a month, the last one where the month is too short."""
        length = self.month_length[month]
        return self.month_start[month] + np.minimum(day_of_month, length) - 1
