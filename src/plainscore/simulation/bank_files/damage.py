"""Lines that a bank, or whoever passed the file on, has spoilt."""

from dataclasses import replace
from random import Random

from plainscore.simulation.bank_files.statement import Entry, Statement

SPOILT_AMOUNT = "n/a"


def damaged(statement: Statement, rate: float, random: Random) -> Statement:
    """Spoil the amount or the day of some lines so that no reader can make sense of them.

    Parameters
    ----------
    statement : Statement
        A statement; its balances stay as they were, so they no longer follow from its lines.
    rate : float
        Chance of a line to be spoilt.
    random : random.Random
        Generator of the chances.

    Returns
    -------
    Statement
        The same one, if nothing was spoilt.

    Examples
    --------
    >>> from plainscore.simulation.bank_files.statement import Account, whole_period
    >>> from plainscore.simulation.streams import Stream
    >>> entry = Entry("T1", "2024-01-31", "1.00", 100, 100, Stream.WAGE, "", "")
    >>> whole = whole_period(Account("A", "EUR", False, 0, "2020-01-01", (entry,)))[0]
    >>> damaged(whole, 0.0, Random(1)) is whole
    True
    >>> damaged(whole, 1.0, Random(1)).entries[0] == entry
    False
    """
    if not rate:
        return statement
    spoilt = {
        place: _spoil(entry, random)
        for place, entry in enumerate(statement.entries)
        if random.random() < rate
    }
    if not spoilt:
        return statement
    entries = tuple(spoilt.get(place, entry) for place, entry in enumerate(statement.entries))
    return replace(statement, entries=entries)


def _spoil(entry: Entry, random: Random) -> Entry:
    if random.random() < 0.5:
        return entry._replace(amount=SPOILT_AMOUNT)
    return entry._replace(day=f"{entry.day[:4]}-13-41")
