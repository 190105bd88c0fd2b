"""Reading the values that every format holds: amounts, days, currencies, identifiers, text."""

import re
from datetime import date, datetime
from decimal import Context, Decimal
from functools import lru_cache

from plainscore.sources.currencies import CURRENCIES
from plainscore.sources.unreadable import UnreadableError

FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2099, 12, 31)
"""Bookings outside these days are taken for errors of the file."""

_PLAIN_AMOUNT = re.compile(r"[+-]?\d{1,14}(?:\.\d{1,4})?", re.ASCII)
_ANY_AMOUNT = re.compile(r"[+-]?(?:\d{1,200}\.?\d{0,200}|\.\d{1,200})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_LONGEST_IDENTIFIER = 256
_MOST_DIGITS = 14
_LIMIT = 10**_MOST_DIGITS
_SMALLEST = Decimal("0.0001")
_WIDE = Context(prec=500)


def read_amount(value: object, column: str) -> Decimal:
    """Read an exact amount: at most 14 digits before the point and 4 that count after it.

    Parameters
    ----------
    value : object
        Text with a decimal point, or a number.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    decimal.Decimal
        The amount, exact, with at most four decimals.

    Raises
    ------
    UnreadableError
        If the value is absent, not a finite number, or does not fit exactly.

    Examples
    --------
    >>> read_amount("-12.50", "amount")
    Decimal('-12.50')
    >>> read_amount("0.12345", "amount")
    Traceback (most recent call last):
    ...
    plainscore.sources.unreadable.UnreadableError: has more than four decimals
    """
    if isinstance(value, str):
        text = value.strip()
        if _PLAIN_AMOUNT.fullmatch(text):
            return Decimal(text)
        if not text:
            raise UnreadableError("empty", column, "is empty", "give the amount")
    elif isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -4 <= exponent <= 0 and abs(value) < _LIMIT:
            return value
    elif value is None:
        raise UnreadableError("empty", column, "is empty", "give the amount")
    return _odd_amount(value, column)


def _odd_amount(value: object, column: str) -> Decimal:
    """Read the amounts that are not plain decimal text: numbers, and too many digits."""
    amount = _decimal_of(value)
    if amount is None:
        raise UnreadableError("bad_amount", column, "is not a number", "write digits with a point")
    if not amount.is_finite():
        raise UnreadableError("bad_amount", column, "is not a finite number", "correct the value")
    if amount and amount.adjusted() >= _MOST_DIGITS:
        raise UnreadableError(
            "amount_too_large",
            column,
            f"has more than {_MOST_DIGITS} digits before the point",
            "correct the amount",
        )
    exact = _WIDE.quantize(amount, _SMALLEST) if amount.adjusted() >= -8 else None
    if exact != amount:
        raise UnreadableError(
            "too_precise", column, "has more than four decimals", "round to four decimals"
        )
    return exact


def _decimal_of(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, str) and _ANY_AMOUNT.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


def read_unsigned(value: object, column: str) -> Decimal:
    """Read an amount whose direction stands elsewhere, so that it has no sign of its own.

    Parameters
    ----------
    value : object
        Text with a decimal point, or a number.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    decimal.Decimal
        The amount, not negative.

    Raises
    ------
    UnreadableError
        If it cannot be read, or is negative: then the sign and the indicator disagree.

    Examples
    --------
    >>> read_unsigned("12.50", "Amt")
    Decimal('12.50')
    """
    amount = read_amount(value, column)
    if amount < 0:
        raise UnreadableError(
            "negative_amount",
            column,
            "is negative beside a debit or credit indicator",
            "give the absolute amount",
        )
    return amount


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


def read_currency(value: object, column: str) -> str:
    """Read an ISO 4217 currency code.

    Parameters
    ----------
    value : object
        Text of three letters.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    str
        The code in capitals.

    Raises
    ------
    UnreadableError
        If ISO 4217 has no such currency.

    Examples
    --------
    >>> read_currency("eur", "currency")
    'EUR'
    """
    if isinstance(value, str):
        if value in CURRENCIES:
            return value
        code = value.strip().upper()
        if code in CURRENCIES:
            return code
    if value is None or value == "":
        raise UnreadableError("empty", column, "is empty", "give the ISO 4217 code")
    raise UnreadableError(
        "bad_currency", column, "is not an ISO 4217 currency", "give a code such as EUR"
    )


def read_identifier(value: object, column: str) -> str:
    """Read the identifier of an account or a line.

    Parameters
    ----------
    value : object
        Text or a whole number.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    str
        The identifier without surrounding spaces.

    Raises
    ------
    UnreadableError
        If it is absent, too long, or cannot be written as UTF-8.

    Examples
    --------
    >>> read_identifier(576, "account_id")
    '576'
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        raise UnreadableError("empty", column, "is empty", "give the identifier")
    if not isinstance(value, str):
        raise UnreadableError("bad_identifier", column, "is not text", "give the identifier")
    text = value.strip()
    if not text:
        raise UnreadableError("empty", column, "is empty", "give the identifier")
    if len(text) > _LONGEST_IDENTIFIER or not (
        text.isprintable() and (text.isascii() or _encodable(text))
    ):
        raise UnreadableError(
            "bad_identifier",
            column,
            f"holds unprintable characters or is longer than {_LONGEST_IDENTIFIER}",
            "correct the identifier",
        )
    return text


def read_text(value: object) -> str:
    """Read free text; anything else is no text.

    Parameters
    ----------
    value : object
        Text, or nothing.

    Returns
    -------
    str
        The text, with characters that cannot be written as UTF-8 replaced.

    Examples
    --------
    >>> read_text("rent May"), read_text(None), read_text(12)
    ('rent May', '', '')
    """
    if not isinstance(value, str):
        return ""
    if value.isascii() or _encodable(value):
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
