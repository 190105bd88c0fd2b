"""Periods: the last day of one, and whether a day is within it."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plainscore.service.law.business_days import add_business_days, is_business_day
from plainscore.service.law.rule import Rule, Unit

_MONTHS_A_YEAR = 12


def legal_day(instant: datetime, zone: str) -> date:
    """Return the day on which an instant falls where the rule is counted.

    Parameters
    ----------
    instant : datetime.datetime
        An instant with a time zone.
    zone : str
        IANA name of the operator's time zone.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    ValueError
        If the instant has no time zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> legal_day(datetime(2026, 3, 1, 2, tzinfo=UTC), "America/New_York")
    datetime.date(2026, 2, 28)
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where it has no such day.

    This is how the law of the Union counts months (Regulation 1182/71, Art. 3(2)(c)).

    Parameters
    ----------
    day : datetime.date
        The day.
    months : int
        How many later; negative is earlier.

    Returns
    -------
    datetime.date
        The day.

    Examples
    --------
    >>> add_months(date(2026, 1, 31), 1), add_months(date(2024, 2, 29), 84)
    (datetime.date(2026, 2, 28), datetime.date(2031, 2, 28))
    """
    place = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(place, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(rule: Rule, start: date) -> date:
    """Return the last day of the period of a rule.

    Parameters
    ----------
    rule : Rule
        A rule that counts days, business days, months or years.
    start : datetime.date
        The day it starts from. It is the first of the period where the text says "beginning on
        the date", and otherwise the day before the first.

    Returns
    -------
    datetime.date
        What is done on this day is in time; on the next it is late.

    Raises
    ------
    ValueError
        If the rule counts no time.

    Examples
    --------
    >>> from plainscore.service.law import rule_on
    >>> received = date(2026, 3, 2)
    >>> last_day(rule_on("fcra.reinvestigation", received), received)
    datetime.date(2026, 3, 31)
    """
    if rule.unit is Unit.DAYS:
        return start + timedelta(days=rule.amount - rule.first_day_counts)
    if rule.unit is Unit.BUSINESS_DAYS:
        counts = rule.first_day_counts and is_business_day(start)
        return add_business_days(start, rule.amount - counts)
    if rule.unit in {Unit.MONTHS, Unit.YEARS}:
        months = rule.amount * (_MONTHS_A_YEAR if rule.unit is Unit.YEARS else 1)
        return add_months(start, months) - timedelta(days=rule.first_day_counts)
    raise ValueError(f"{rule.id} counts no time")


def first_counted_day(rule: Rule, asked: date) -> date:
    """Return how far back a rule looks.

    Parameters
    ----------
    rule : Rule
        A lookback in months.
    asked : datetime.date
        The day from which it looks.

    Returns
    -------
    datetime.date
        What happened on this day or after counts.

    Raises
    ------
    ValueError
        If the rule counts no months.

    Examples
    --------
    >>> from plainscore.service.law import rule_on
    >>> first_counted_day(rule_on("fcra.recent_recipients", date(2026, 8, 31)), date(2026, 8, 31))
    datetime.date(2026, 2, 28)
    """
    if rule.unit is not Unit.MONTHS:
        raise ValueError(f"{rule.id} counts no months")
    return add_months(asked, -rule.amount)


def may_delete_from(rule: Rule, start: date) -> date:
    """Return the first day on which what a rule keeps may be deleted.

    Parameters
    ----------
    rule : Rule
        A rule of kind ``keep``.
    start : datetime.date
        The day its period starts from.

    Returns
    -------
    datetime.date
        The day after the last one of the period.

    Examples
    --------
    >>> from plainscore.service.law import rule_on
    >>> notified = date(2026, 1, 31)
    >>> may_delete_from(rule_on("reg_b.retention", notified), notified)
    datetime.date(2028, 3, 1)
    """
    return last_day(rule, start) + timedelta(days=1)
