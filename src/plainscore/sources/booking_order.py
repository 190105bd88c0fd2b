"""The order in which an account's transactions were booked.

A day is all that a bank promises. Within a day the balances tell, where they are stated: each
balance is the one before plus the amount. Where they do not tell, the order of the file stands.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from plainscore.sources.balances import in_booking_order, lines_newest_first
from plainscore.sources.formats import Format
from plainscore.sources.identity import Batch, Transaction
from plainscore.sources.statement import StatementLine

NEWEST_FIRST = frozenset({Format.PLAID, Format.OBIE})
"""Formats that usually list the newest line first."""


def booking_order(
    transactions: Sequence[Transaction], batches: Sequence[Batch]
) -> list[Transaction]:
    """Sort transactions by account, day and place within the day.

    Parameters
    ----------
    transactions : sequence of Transaction
        In any order.
    batches : sequence of Batch
        The files they came from.

    Returns
    -------
    list of Transaction
        The same transactions; their order does not depend on the order of the files.

    Examples
    --------
    >>> booking_order([], [])
    []
    """
    place = _places(batches)
    ordered = sorted(
        transactions,
        key=lambda found: (
            found.line.account_id,
            found.line.booked_on,
            place[found.batch, found.line.row],
            found.transaction_id,
        ),
    )
    chained: list[Transaction] = []
    for _, account in groupby(ordered, key=lambda found: found.line.account_id):
        before: Decimal | None = None
        for _, day in groupby(account, key=lambda found: found.line.booked_on):
            day_long = list(day)
            chained += day_long if len(day_long) == 1 else by_balance(day_long, before)
            before = chained[-1].line.balance_after
    return chained


def by_balance(day: list[Transaction], before: Decimal | None) -> list[Transaction]:
    """Sort the transactions of one day so that each balance follows from the one before.

    Parameters
    ----------
    day : list of Transaction
        The transactions of one account and day, in the order of the file.
    before : decimal.Decimal or None
        The balance before them, when it is known.

    Returns
    -------
    list of Transaction
        In the order of their balances; as given, where the balances form no single chain.

    Examples
    --------
    >>> by_balance([], None)
    []
    """
    following: dict[Decimal, list[Transaction]] = defaultdict(list)
    reached = set()
    for found in day:
        balance = found.line.balance_after
        if balance is None:
            return day
        following[balance - found.line.amount].append(found)
        reached.add(balance)
    if before not in following:
        starts = [opening for opening in following if opening not in reached]
        if len(starts) != 1:
            return day
        before = starts[0]
    chain = _trail(before, following)
    return chain if chain is not None and len(chain) == len(day) else day


def _trail(
    before: Decimal | None, following: dict[Decimal, list[Transaction]]
) -> list[Transaction] | None:
    """Use every transaction once, each from the balance the last one left (Hierholzer 1873)."""
    backwards: list[Transaction] = []
    stack: list[tuple[Decimal | None, Transaction | None]] = [(before, None)]
    while stack:
        balance, found = stack[-1]
        if balance is not None and following.get(balance):
            onward = following[balance].pop(0)
            stack.append((onward.line.balance_after, onward))
        else:
            stack.pop()
            if found is not None:
                backwards.append(found)
    chain = backwards[::-1]
    for found in chain:
        if before is None or before + found.line.amount != found.line.balance_after:
            return None
        before = found.line.balance_after
    return chain


def _places(batches: Sequence[Batch]) -> dict[tuple[int, int], int]:
    """Return, for each batch and row, how many lines of the day the file puts before it."""
    place: dict[tuple[int, int], int] = {}
    for number, batch in enumerate(batches):
        by_account = defaultdict[str, list[StatementLine]](list)
        for line in batch.lines:
            by_account[line.account_id].append(line)
        for lines in by_account.values():
            reverse = lines_newest_first(lines, usual=batch.format in NEWEST_FIRST)
            day, within = date.min, 0
            for position in in_booking_order([line.booked_on for line in lines], reverse=reverse):
                line = lines[position]
                within = within + 1 if line.booked_on == day else 0
                day = line.booked_on
                place[number, line.row] = within
    return place
