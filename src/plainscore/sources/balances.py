"""Rebuilding the balance after each line from the balances a statement states.

camt, MT940 and OFX state a balance for a day, not for a line. Where the lines lead exactly from
the opening to the closing balance, the balance after each of them follows. Where they do not, or
nothing says that the list is complete, no balance is made up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import attrgetter

from plainscore.sources.amounts import AMOUNT_LIMIT
from plainscore.sources.statement import StatementLine

_NAMES = [field.name for field in fields(StatementLine)]
_VALUES = attrgetter(*_NAMES)
_BALANCE = _NAMES.index("balance_after")


def newest_first(days: Sequence[date], *, usual: bool = False) -> bool:
    """Return whether a file lists its lines from the newest to the oldest.

    Parameters
    ----------
    days : sequence of datetime.date
        Booking days in the order of the file.
    usual : bool
        What the format usually does, for a file whose first and last day are the same.

    Returns
    -------
    bool
        True when the last day listed is before the first.

    Examples
    --------
    >>> newest_first([date(2024, 5, 3), date(2024, 5, 1)])
    True
    """
    if not days or days[0] == days[-1]:
        return usual
    return days[-1] < days[0]


def lines_newest_first(lines: Sequence[StatementLine], *, usual: bool = False) -> bool:
    """Return whether the lines of an account stand newest first, by their balances or days.

    Parameters
    ----------
    lines : sequence of StatementLine
        Lines of one account, in the order of the file.
    usual : bool
        What the format usually does, where neither balances nor days tell.

    Returns
    -------
    bool
        True when more balances follow from the line below than from the line above.

    Examples
    --------
    >>> day = date(2024, 5, 1)
    >>> lines = [StatementLine("f", row, "A", day, Decimal(5), "EUR", None, Decimal(balance))
    ...          for row, balance in ((1, 15), (2, 10))]
    >>> lines_newest_first(lines)
    True
    """
    down = up = 0
    for above, below in pairwise(lines):
        if above.balance_after is not None and below.balance_after is not None:
            down += above.balance_after + below.amount == below.balance_after
            up += below.balance_after + above.amount == above.balance_after
    if down != up:
        return up > down
    return newest_first([line.booked_on for line in lines], usual=usual)


def in_booking_order(days: Sequence[date], *, reverse: bool) -> list[int]:
    """Return the positions of the lines from the first booked to the last.

    Parameters
    ----------
    days : sequence of datetime.date
        Booking days in the order of the file.
    reverse : bool
        Whether the file lists the newest first.

    Returns
    -------
    list of int
        Positions; within a day the order of the file, or its reverse.

    Examples
    --------
    >>> in_booking_order([date(2024, 5, 2), date(2024, 5, 2), date(2024, 5, 1)], reverse=True)
    [2, 1, 0]
    """
    positions = range(len(days))
    return sorted(reversed(positions) if reverse else positions, key=days.__getitem__)


def running_balances(
    days: Sequence[date],
    amounts: Sequence[Decimal],
    opening: Decimal | None,
    closing: Decimal | None,
    *,
    reverse: bool = False,
) -> list[Decimal] | None:
    """Return the balance after each line, if the chain closes.

    Parameters
    ----------
    days : sequence of datetime.date, shape (n,)
        Booking days in the order of the file.
    amounts : sequence of decimal.Decimal, shape (n,)
        Signed amounts, inflow positive.
    opening, closing : decimal.Decimal or None
        Balances before the first and after the last line. With one of them the caller vouches
        that the lines are all there are on that side; with both they are checked.
    reverse : bool
        Whether the file lists the newest first.

    Returns
    -------
    list of decimal.Decimal, shape (n,), or None
        In the order of the file; None when neither balance is given, or
        they do not close, or a balance is out of all range.

    Examples
    --------
    >>> two = [date(2024, 5, 1), date(2024, 5, 2)]
    >>> running_balances(two, [Decimal(5), Decimal(-2)], Decimal(10), Decimal(13))
    [Decimal('15'), Decimal('13')]
    >>> running_balances(two, [Decimal(5), Decimal(-2)], Decimal(10), Decimal(14)) is None
    True
    """
    if opening is None:
        if closing is None:
            return None
        opening = closing - sum(amounts)
    elif closing is not None and opening + sum(amounts) != closing:
        return None
    order = in_booking_order(days, reverse=reverse)
    running = list(accumulate((amounts[position] for position in order), initial=opening))[1:]
    if any(abs(balance) >= AMOUNT_LIMIT for balance in running):
        return None
    balances = [Decimal(0)] * len(order)
    for position, balance in zip(order, running, strict=True):
        balances[position] = balance
    return balances


def with_balances(
    lines: Iterable[StatementLine], balances: Iterable[Decimal]
) -> list[StatementLine]:
    """Return the lines with these balances after them, save those that state their own.

    Parameters
    ----------
    lines : iterable of StatementLine
        Lines.
    balances : iterable of decimal.Decimal
        As many balances.

    Returns
    -------
    list of StatementLine
        In the same order.

    Examples
    --------
    >>> line = StatementLine("f", 1, "A", date(2024, 5, 1), Decimal(5), "EUR")
    >>> with_balances([line], [Decimal(15)])[0].balance_after
    Decimal('15')
    """
    rebuilt = []
    for line, balance in zip(lines, balances, strict=True):
        if line.balance_after is None:
            values = list(_VALUES(line))
            values[_BALANCE] = balance
            rebuilt.append(StatementLine(*values))
        else:
            rebuilt.append(line)
    return rebuilt
