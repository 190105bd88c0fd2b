"""Money at hand: a person's accounts, and the one place where their balances change."""

import numpy as np

from plainscore.simulation.arrays import Bools, Ints
from plainscore.simulation.journal import Journal, Purse
from plainscore.simulation.people import People
from plainscore.simulation.streams import Stream

_WITHDRAWAL_STEP = 20_000
"""People move round sums out of savings."""


class Cash:
    """Balances of the three purses of some people, in cents.

    Parameters
    ----------
    people : People
        Whose money it is.
    opening : ndarray of int64, shape (3, people)
        Balance of each purse on the first day of life.
    journal : Journal
        Where every change is written.
    """

    def __init__(self, people: People, opening: Ints, journal: Journal) -> None:
        self.balances = opening.copy()
        self._limit = people.overdraft
        self._journal = journal

    @property
    def main(self) -> Ints:
        """Balance of the main current account, shape (people,)."""
        balance: Ints = self.balances[Purse.MAIN]
        return balance

    def liquid(self) -> Ints:
        """Return all a person owns on accounts; arranged overdrafts are not owned."""
        total: Ints = self.balances.sum(axis=0)
        return total

    def move(
        self, who: Ints, cents: Ints, stream: Stream | Ints, purse: Purse = Purse.MAIN
    ) -> None:
        """Book `cents` (inflow positive) for each of `who`, who are all different people."""
        if not len(who):
            return
        balance = self.balances[purse, who] + cents
        self.balances[purse, who] = balance
        self._journal.add(who, purse, cents, balance, stream)

    def transfer(self, who: Ints, cents: Ints, source: Purse, target: Purse) -> None:
        """Move a positive sum between two accounts of the same person."""
        moves_savings = Purse.SAVINGS in (source, target)
        stream = Stream.SAVINGS if moves_savings else Stream.OWN
        self.move(who, -cents, stream, source)
        self.move(who, cents, stream, target)

    def within_reach(self, who: Ints) -> Ints:
        """Return all that `who` could pay today: own money and the arranged overdraft."""
        total: Ints = self.balances[:, who].sum(axis=0) + self._limit[who]
        return total

    def available(self, who: Ints) -> Ints:
        """Return what the main account can pay today, the arranged overdraft included."""
        room: Ints = self.balances[Purse.MAIN, who] + self._limit[who]
        return room

    def ensure(self, who: Ints, cents: Ints) -> Bools:
        """Fetch own money from the other accounts where the main one would fall below zero.

        Returns
        -------
        ndarray of bool
            Whether the main account can then pay `cents`, its overdraft included.
        """
        for purse in (Purse.SECOND, Purse.SAVINGS):
            short = cents - self.balances[Purse.MAIN, who]
            needy = np.flatnonzero(short > 0)
            if not len(needy):
                break
            held = self.balances[purse, who]
            fetches = needy[held[needy] > 0]
            if len(fetches):
                rounded = -(-short[fetches] // _WITHDRAWAL_STEP) * _WITHDRAWAL_STEP
                self.transfer(who[fetches], np.minimum(rounded, held[fetches]), purse, Purse.MAIN)
        return self.available(who) >= cents
