"""What a bank knows of a person's accounts when it writes a statement."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from plainscore.simulation.streams import Stream


class Entry(NamedTuple):
    """One booked movement, its parts spelled for speed; `amount` is absolute.

    `other_account` is the number of the other side's account, where the bank gives one.
    """

    transaction_id: str
    day: str
    amount: str
    cents: int
    balance: int
    stream: Stream
    text: str
    counterparty: str
    other_account: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account and everything booked on it, in booking order."""

    account_id: str
    currency: str
    savings: bool
    limit: int
    opened: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account over one period.

    Parameters
    ----------
    account : Account
        The account.
    number : int
        Position in the sequence of statements, from 1.
    first, last : str
        ISO dates of the period.
    entries : tuple of Entry
        What was booked in it.
    opening, closing : int
        Balances in cents before the first and after the last entry.
    """

    account: Account
    number: int
    first: str
    last: str
    entries: tuple[Entry, ...]
    opening: int
    closing: int


def spelled(cents: int) -> str:
    """Spell an absolute amount with a decimal point.

    Examples
    --------
    >>> spelled(-1205)
    '12.05'
    """
    cents = abs(cents)
    return f"{cents // 100}.{cents % 100:02d}"


def signed(cents: int) -> str:
    """Spell a signed amount with a decimal point.

    Examples
    --------
    >>> signed(-5)
    '-0.05'
    """
    return f"-{spelled(cents)}" if cents < 0 else spelled(cents)


def whole_period(account: Account) -> list[Statement]:
    """Return everything as a single statement; no statement without entries."""
    if not account.entries:
        return []
    return [_cut(account, 1, account.entries[0].day, account.entries[-1].day)]


def monthly(account: Account, overlap_days: int) -> list[Statement]:
    """Cut an account into calendar months, each running some days into the next.

    Examples
    --------
    >>> entries = tuple(Entry("", day, "1.00", 100, 100 * n, Stream.WAGE, "", "")
    ...                 for n, day in enumerate(("2024-01-30", "2024-02-01", "2024-02-20"), 1))
    >>> account = Account("A", "EUR", False, 0, "2020-01-01", entries)
    >>> [(one.first, one.last, len(one.entries), one.opening) for one in monthly(account, 2)]
    [('2024-01-30', '2024-02-02', 2, 0), ('2024-02-01', '2024-02-20', 2, 100)]
    """
    if not account.entries:
        return []
    statements: list[Statement] = []
    first, end = (
        date.fromisoformat(account.entries[place].day) for place in (0, len(account.entries) - 1)
    )
    while first <= end:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = min(following + timedelta(days=overlap_days - 1), end)
        number = len(statements) + 1
        statements.append(_cut(account, number, first.isoformat(), last.isoformat()))
        first = following
    return statements


def _cut(account: Account, number: int, first: str, last: str) -> Statement:
    start = bisect_left(account.entries, first, key=_day)
    stop = bisect_left(account.entries, last + "~", key=_day)
    entries = account.entries[start:stop]
    before = account.entries[min(start, len(account.entries) - 1)]
    opening = before.balance - before.cents if start < len(account.entries) else before.balance
    closing = entries[-1].balance if entries else opening
    return Statement(account, number, first, last, entries, opening, closing)


def _day(entry: Entry) -> str:
    return entry.day
