"""Values as a person says them: percent, money with its currency, days and months."""

import math
import re
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import Connection, select

from plainscore.features import CATALOGUE, Unit
from plainscore.service.database.schema import accounts

Speaker = Callable[[str, str], str]
"""Gives a value or a group of a feature, by the feature's name, as a person says it."""

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
_CENT = Decimal("0.01")


def speaker_for(connection: Connection, person_id: str) -> Speaker:
    """Return the speaker for a person: amounts are in the one currency of their accounts, if any.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    person_id : str
        Whose.

    Returns
    -------
    Speaker
        See `spoken`.
    """
    query = select(accounts.c.currency).where(accounts.c.person_id == person_id).distinct()
    currencies = connection.execute(query).scalars().all()
    currency = currencies[0] if len(currencies) == 1 else ""
    return lambda feature, text: spoken(feature, text, currency)


def spoken(feature: str, text: str, currency: str = "") -> str:
    """Return a value or a group of a feature as a person says it.

    Parameters
    ----------
    feature : str
        Name of the feature; of a pair of features the text stays as it is.
    text : str
        As the scorecard writes it: ``0.84`` or ``0.4 to below 0.6``.
    currency : str
        Of amounts; empty where there are several.

    Returns
    -------
    str
        The same numbers, exactly: shares and ratios in percent, amounts with their currency.

    Examples
    --------
    >>> spoken("bills_on_time_share", "0.4 to below 0.85")
    '40% to below 85%'
    >>> spoken("income_monthly_median", "2,485.5 and above", "EUR")
    '2,485.50 EUR and above'
    >>> [spoken("nsf_returned_count", each) for each in ("0.5 to below 1.6", "2.5 and above")]
    ['1', '3 or more']
    >>> spoken("buffer_days", "below 1"), spoken("buffer_days", "41 days")
    ('below 1 day', '41 days')
    """
    if feature not in CATALOGUE:
        return text
    unit = CATALOGUE[feature].unit
    if unit in {Unit.SHARE, Unit.RATIO}:
        return _NUMBER.sub(lambda found: f"{_plain(_read(found) * 100)}%", text)
    if unit is Unit.AMOUNT:
        return _NUMBER.sub(lambda found: f"{_money(_read(found))} {currency}".strip(), text)
    if unit is Unit.COUNT:
        return _whole(text)
    if unit in {Unit.DAYS, Unit.MONTHS} and not text.endswith(unit.value):
        numbers = list(_NUMBER.finditer(text))
        if numbers:
            last = numbers[-1]
            word = unit.value[:-1] if _read(last) == 1 else unit.value
            return f"{text[: last.end()]} {word}{text[last.end() :]}"
    return text


def _read(found: re.Match[str]) -> Decimal:
    return Decimal(found[0].replace(",", ""))


def _whole(text: str) -> str:
    """Return a group of a count, which is a whole number, by the counts that are in it."""
    numbers = [_read(each) for each in _NUMBER.finditer(text)]
    if text.endswith(" and above") and len(numbers) == 1:
        return f"{math.ceil(numbers[0]):,} or more"
    if "below " not in text or len(numbers) not in {1, 2}:
        return text
    low = math.ceil(numbers[0]) if len(numbers) == 2 else 0
    high = math.ceil(numbers[-1]) - 1
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _plain(number: Decimal) -> str:
    shown = f"{number.normalize():,f}"
    return "0" if shown == "-0" else shown


def _money(number: Decimal) -> str:
    exact = number.quantize(_CENT)
    return f"{exact:,f}" if exact == number else f"{number:,f}"
