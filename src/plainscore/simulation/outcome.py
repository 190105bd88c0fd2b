"""The loan applied for, and whether it goes bad in the months that nobody has seen yet."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Ints
from plainscore.simulation.cash import Cash
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.people import People
from plainscore.simulation.slots import Slot
from plainscore.simulation.streams import Stream

BAD_DAYS_PAST_DUE = 90
"""Default as in Article 178 of Regulation (EU) 575/2013."""

_TERMS = np.array([24, 36, 48])
_MONTHLY_RATE = 0.09 / 12
_SPREAD = 0.45
_LEAST_SPENT = 0.9


@dataclass(slots=True)
class NewLoan:
    """The loan that each of a chunk of people applied for.

    Parameters
    ----------
    instalment : ndarray of int64, shape (people,)
        Cents a month.
    worst : ndarray of int64, shape (people,)
        Most days past due so far.
    """

    obligations: Obligations
    instalment: Ints
    worst: Ints

    @classmethod
    def grant(
        cls,
        people: People,
        obligations: Obligations,
        cash: Cash,
        draws: Draws,
        today: Ints,
        median_share: float,
    ) -> "NewLoan":
        """Pay out a loan to everyone; nearly all of it is spent at once on what it is for."""
        everyone = np.arange(len(people))
        share = median_share * np.exp(_SPREAD * draws.normal(Topic.NEW_LOAN))
        instalment = np.rint(people.income * share).astype(np.int64)
        count = _TERMS[(draws.uniform(Topic.NEW_LOAN, 1) * len(_TERMS)).astype(np.int64)]
        obligations.day[Slot.NEW_LOAN] = 1 + (draws.uniform(Topic.NEW_LOAN_DAY) * 28).astype(int)
        rate = np.full(len(people), _MONTHLY_RATE)
        payout = obligations.open_loan(Slot.NEW_LOAN, everyone, instalment, count, rate, today)
        spent = _LEAST_SPENT + (1 - _LEAST_SPENT) * draws.uniform(Topic.NEW_LOAN_SPENT)
        kept = payout - np.rint(payout * spent).astype(np.int64)
        cash.move(everyone, kept, Stream.LOAN_PAYOUT)
        return cls(obligations, instalment, np.zeros(len(people), np.int64))

    def observe(self, today: Ints) -> None:
        """Note how late everyone is today."""
        late = np.flatnonzero(
            self.obligations.due_month[Slot.NEW_LOAN] > self.obligations.unpaid_month[Slot.NEW_LOAN]
        )
        days = self.obligations.days_past_due(Slot.NEW_LOAN, late, today)
        self.worst[late] = np.maximum(self.worst[late], days)

    @property
    def bad(self) -> Bools:
        """Who was ever that many days past due that the loan counts as defaulted."""
        return self.worst >= BAD_DAYS_PAST_DUE
