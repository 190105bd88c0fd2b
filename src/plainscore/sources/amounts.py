"""Reading amounts: exact decimals, or a reason."""

import re
from decimal import Context, Decimal

from plainscore.sources.unreadable import UnreadableError

AMOUNT_LIMIT = 10**14
"""Amounts and balances stay below this, in either direction."""

_PLAIN_AMOUNT = re.compile(r"[+-]?\d{1,14}(?:\.\d{1,4})?", re.ASCII)
_ANY_AMOUNT = re.compile(r"[+-]?(?:\d{1,200}\.?\d{0,200}|\.\d{1,200})", re.ASCII)
_MOST_DIGITS = 14
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
        if isinstance(exponent, int) and -4 <= exponent <= 0 and abs(value) < AMOUNT_LIMIT:
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
