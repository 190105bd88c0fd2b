"""Reading booking days: the day the bank wrote, or a reason."""

import re
from datetime import date, datetime
from functools import lru_cache

from plainscore.sources.unreadable import UnreadableError

FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2099, 12, 31)
"""Bookings outside these days are taken for errors of the file."""

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def read_day(value: object, column: str) -> date:
    """Read a day as the file writes it: ``YYYY-MM-DD``, ``YYYYMMDD`` or a moment of that day.

    The day is the one written down, in the bank's own time zone: that is the day the bank booked.

    Parameters
    ----------
    value : object
        Text, a date or a datetime.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    datetime.date
        A day between `FIRST_DAY` and `LAST_DAY`.

    Raises
    ------
    UnreadableError
        If there is no such day, or it is out of range.

    Examples
    --------
    >>> read_day("2017-04-05T10:43:07+00:00", "BookingDateTime")
    datetime.date(2017, 4, 5)
    """
    if isinstance(value, str):
        day = _day_of_text(value)
    elif isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    else:
        day = None
    if day is None:
        if value is None or value == "":
            raise UnreadableError("empty", column, "is empty", "give the booking day")
        raise UnreadableError("bad_date", column, "is not a date", "write YYYY-MM-DD")
    return within_range(day, column)


def within_range(day: date, column: str) -> date:
    """Return the day if it can be the day of a booking.

    Parameters
    ----------
    day : datetime.date
        Any day.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    datetime.date
        The same day.

    Raises
    ------
    UnreadableError
        If it lies before `FIRST_DAY` or after `LAST_DAY`.

    Examples
    --------
    >>> within_range(date(2024, 2, 29), "date")
    datetime.date(2024, 2, 29)
    """
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise UnreadableError(
        "date_out_of_range",
        column,
        f"lies outside {FIRST_DAY.year} to {LAST_DAY.year}",
        "correct the year",
    )


@lru_cache(maxsize=8192)
def _day_of_text(text: str) -> date | None:
    stripped = text.strip()
    if iso := _ISO_DAY.match(stripped):
        candidate = iso[1]
    elif compact := _COMPACT_DAY.fullmatch(stripped):
        candidate = "-".join(compact.groups())
    else:
        return None
    try:
        return date.fromisoformat(candidate)
    except ValueError:
        return None
