"""What a negative balance costs."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Floats, Ints
from plainscore.simulation.cash import Cash
from plainscore.simulation.economy import Economy
from plainscore.simulation.streams import Stream


@dataclass(slots=True)
class Overdraft:
    """Interest and fees of the negative days of a chunk of people.

    Parameters
    ----------
    economy : Economy
        Sets the rate and the fee.
    cash : Cash
        The accounts.
    interest : ndarray of float64, shape (people,)
        Cents of interest owed since the last charge.
    """

    economy: Economy
    cash: Cash
    interest: Floats

    def pass_day(self) -> None:
        """Let a day's interest run up at the balance of the evening."""
        negative = np.minimum(self.cash.main, 0)
        self.interest -= negative * (self.economy.overdraft_rate / 365)

    def charge(self, who: Ints) -> None:
        """Charge the month's interest and fee to those of `who` who owe any."""
        owing = who[self.interest[who] > 0]
        cents = np.rint(self.interest[owing] + self.economy.overdraft_fee * 100).astype(np.int64)
        self.interest[owing] = 0.0
        charged = cents > 0
        self.cash.move(owing[charged], -cents[charged], Stream.OVERDRAFT_FEE)
