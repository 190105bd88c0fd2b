"""Finding the rhythm of a series of days."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median_low


class Cadence(StrEnum):
    """How often a payment comes back.

    Examples
    --------
    >>> Cadence("monthly").name
    'MONTHLY'
    """

    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    SEMI_MONTHLY = "semi_monthly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    EVERY_MONTH = "every_month"
    """On no particular day, but in nearly every month: how irregular work is paid."""


GAPS: dict[Cadence, tuple[int, int]] = {
    Cadence.WEEKLY: (5, 9),
    Cadence.TWO_WEEKLY: (10, 19),
    Cadence.MONTHLY: (24, 35),
    Cadence.QUARTERLY: (85, 97),
    Cadence.YEARLY: (358, 373),
}
"""Fewest and most days between two payments.

The nominal gap (for a month 28 to 31, for a quarter 90 to 92) with four days either way: a payment
due on a weekend or a holiday is booked before or after it, and due on the 31st on the last day.
"""

FEWEST_OCCURRENCES = 3
REGULAR_SHARE = 0.75
"""Share of the gaps that must fit: one in four may hold a missed or an additional payment."""

FEWEST_IRREGULAR = 6
"""Days on which irregular pay must have come: twice as many as of regular pay."""

MONTH_DAYS = 30
FILLED_SHARE = 0.8
"""Share of the months in which irregular pay must have come."""

STEADY_DAYS = 3
"""Days by which payments of a fixed number of weeks stray from their beat, for holidays."""


def find_cadence(days: Sequence[int]) -> Cadence | None:
    """Find the rhythm of a series of days.

    Parameters
    ----------
    days : sequence of int
        Day numbers (`datetime.date.toordinal`), in any order; a repeated day counts once.

    Returns
    -------
    Cadence or None
        The rhythm, or None with fewer than three days or without regularity.

    Examples
    --------
    >>> january = date(2024, 1, 1).toordinal()
    >>> find_cadence([january, january + 31, january + 60, january + 91]).value
    'monthly'
    >>> find_cadence([january, january + 3, january + 50, january + 61]) is None
    True
    """
    distinct = sorted(set(days))
    if len(distinct) < FEWEST_OCCURRENCES:
        return None
    gaps = [later - earlier for earlier, later in pairwise(distinct)]
    middle = median_low(gaps)
    for cadence, (fewest, most) in GAPS.items():
        if fewest <= middle <= most:
            fitting = sum(fewest <= gap <= most for gap in gaps)
            if fitting < max(FEWEST_OCCURRENCES - 1, REGULAR_SHARE * len(gaps)):
                return None
            return _by_calendar_or_weeks(cadence, distinct)
    return None


def comes_every_month(days: Sequence[int]) -> bool:
    """Say whether something happens in nearly every month, if on no particular day.

    Parameters
    ----------
    days : sequence of int
        Day numbers, in any order; a repeated day counts once.

    Returns
    -------
    bool
        Whether at least `FEWEST_IRREGULAR` days fall into three or more blocks of 30 days of
        which few are empty, counted from the first day.

    Examples
    --------
    >>> comes_every_month([738000, 738004, 738029, 738041, 738055, 738062, 738088])
    True
    >>> comes_every_month([738000, 738004, 738005, 738006, 738007, 738300])
    False
    """
    distinct = sorted(set(days))
    if len(distinct) < FEWEST_IRREGULAR:
        return False
    months = {(day - distinct[0]) // MONTH_DAYS for day in distinct}
    return len(months) >= max(FEWEST_OCCURRENCES, FILLED_SHARE * (max(months) + 1))


def _by_calendar_or_weeks(cadence: Cadence, days: list[int]) -> Cadence:
    """Tell payments on a day of the month from payments every so many weeks."""
    if cadence is Cadence.TWO_WEEKLY:
        return cadence if _beat_strays(days, 14) <= STEADY_DAYS else Cadence.SEMI_MONTHLY
    if cadence is Cadence.MONTHLY:
        by_weeks, by_calendar = _beat_strays(days, 28), _day_of_month_strays(days)
        return Cadence.FOUR_WEEKLY if by_weeks < by_calendar else cadence
    return cadence


def _beat_strays(days: list[int], period: int) -> int:
    return _circular_spread([day % period for day in days], period)


def _day_of_month_strays(days: list[int]) -> int:
    return _circular_spread([date.fromordinal(day).day - 1 for day in days], 31)


def _circular_spread(values: list[int], length: int) -> int:
    """Return the length of the shortest arc of a circle that holds all values."""
    around = sorted(set(values))
    gaps = [later - earlier for earlier, later in pairwise([*around, around[0] + length])]
    return length - max(gaps)
