"""The credit card: bought with now, billed once a month, paid in full or in part."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, whole
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.people import People

_MONTHLY_RATE = 0.19 / 12
_MINIMUM_SHARE = 0.03
_MINIMUM_CENTS = 2_500
_FULL_PAYERS = 0.55
_STEP = 10_000


@dataclass(slots=True)
class Card:
    """The card debt of a chunk of people.

    Parameters
    ----------
    limit, balance : ndarray of int64, shape (people,)
        Cents that may be and that are owed; a limit of 0 means no card.
    pays_in_full : ndarray of bool, shape (people,)
        Whether the person clears the card whenever there is money.
    use : ndarray of float64, shape (people,)
        Share of purchases made with the card.
    """

    limit: Ints
    balance: Ints
    pays_in_full: Bools
    use: Floats

    @classmethod
    def draw(cls, draws: Draws, people: People, share: float) -> "Card":
        """Draw who holds a card and what is owed on it."""
        has = draws.happens(share * (people.income / 200_000).clip(0.4, 1.3), Topic.CARD)
        size = people.income * (0.5 + 1.5 * draws.uniform(Topic.CARD_LIMIT))
        limit = np.where(has, np.maximum(whole(size / _STEP), 3) * _STEP, 0)
        thrifty = np.tanh(people.buffer_goal) * 0.6 + _FULL_PAYERS - 0.3
        full = draws.happens(thrifty, Topic.CARD_USE, 1)
        used = np.where(full, 0.12, 0.45) * 2 * draws.uniform(Topic.CARD_BALANCE)
        return cls(
            limit=limit,
            balance=whole(limit * used.clip(0, 0.95)),
            pays_in_full=full,
            use=np.where(has, 0.05 + 0.3 * draws.uniform(Topic.CARD_USE), 0.0),
        )

    def room(self, who: Ints) -> Ints:
        """Return what can still be bought with the card."""
        room: Ints = np.maximum(self.limit[who] - self.balance[who], 0)
        return room

    def buy(self, who: Ints, cents: Ints) -> None:
        """Buy with the card; no bank account moves."""
        self.balance[who] += cents

    def charge_interest(self, who: Ints) -> None:
        """Add a month's interest to what people carry over."""
        carried = np.where(self.pays_in_full[who], 0, self.balance[who])
        self.balance[who] += whole(carried * _MONTHLY_RATE)

    def minimum(self, who: Ints) -> Ints:
        """Return the least that must be paid now."""
        least = np.maximum(whole(self.balance[who] * _MINIMUM_SHARE), _MINIMUM_CENTS)
        return np.minimum(least, self.balance[who])

    def pay(self, who: Ints, cents: Ints) -> None:
        """Take a payment off the balance."""
        self.balance[who] -= cents
