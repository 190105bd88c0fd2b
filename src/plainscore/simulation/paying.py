"""Paying what falls due: on the day if there is money, returned or silently missed if not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, whole
from plainscore.simulation.budget import Budget
from plainscore.simulation.card import Card
from plainscore.simulation.cash import Cash
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.people import Housing, People
from plainscore.simulation.slots import BILL_SLOTS, LOAN_SLOTS, SLOT_STREAMS, Slot, marked
from plainscore.simulation.strain import Strain
from plainscore.simulation.streams import HOUSING_STREAMS, Stream

_BOUNCES = np.full(len(Slot), 0.7)
_BOUNCES[[Slot.HOUSING, Slot.TAX]] = 0.25, 0.1
"""Share of payments drawn by the creditor, which the bank returns; others are just not sent."""
_TRIED_AGAIN = 0.3
"""Creditors who were not paid last time seldom try the account again."""
_CATCH_UP = 0.35
"""Daily chance that a person with money pays an overdue instalment."""
_RESERVE = 0.35
"""Share of a month's essentials that people keep back from lenders: a week of food comes first."""
_UNSECURED = marked(*LOAN_SLOTS, Slot.CARD)
_BILLS = marked(*BILL_SLOTS)
_BILLS_CARRIED = 2
"""A bill this many periods overdue is given up by the creditor."""
_RISE = 1.03
_RISING = marked(Slot.HOUSING, Slot.MOBILE, Slot.INTERNET, Slot.INSURANCE)
_EXTRA_CARD_SHARE = 0.25


def by_turn(slot: Ints, who: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of slot and person so that nobody stands twice in one turn.

    Parameters
    ----------
    slot, who : ndarray of int64, shape (pairs,)
        Pairs in the order of the slots.

    Yields
    ------
    slot, who : ndarray of int64
        Everybody's first slot, then everybody's second, and so on.

    Examples
    --------
    >>> turns = by_turn(np.array([0, 1, 4]), np.array([7, 3, 7]))
    >>> [(slot.tolist(), who.tolist()) for slot, who in turns]
    [([1, 0], [3, 7]), ([4], [7])]
    """
    order = np.argsort(who, kind="stable")
    slot, who = slot[order], who[order]
    first = np.flatnonzero(np.diff(who, prepend=-1))
    turn = np.arange(len(who)) - np.repeat(first, np.diff(first, append=len(who)))
    for place in range(int(turn.max(initial=-1)) + 1):
        mine = turn == place
        yield slot[mine], who[mine]


@dataclass(slots=True)
class Payer:
    """Pays the obligations of a chunk of people out of their cash."""

    people: People
    budget: Budget
    obligations: Obligations
    cash: Cash
    card: Card
    strain: Strain
    draws: Draws
    returned_payment_fee: int

    def pay_due(self, today: Ints, step: int) -> None:
        """Take every instalment that falls due today, each person's in the order of the slots."""
        due = np.nonzero(self.obligations.due_on == today)
        for slot, who in by_turn(*self._with_debt(*due)):
            self._raise_prices(slot, who)
            late = self.obligations.behind(slot, who) > 0
            cents = self._instalment(slot, who)
            self.obligations.bill(slot, who, cents)
            forgets = self._draw(Topic.FORGET, slot, who, step) < self.people.forgetful[who]
            self._try(slot[~forgets], who[~forgets], cents[~forgets], late[~forgets], today, step)
            carried = late & _BILLS[slot]
            self._give_up(slot[carried], who[carried])

    def catch_up(self, today: Ints, step: int) -> None:
        """Pay overdue instalments, oldest first, where money has come in."""
        owing = self.obligations
        slots, people = np.nonzero(owing.due_month > owing.unpaid_month)
        wants = self._draw(Topic.CATCH_UP, slots, people, step) < _CATCH_UP
        for slot, who in by_turn(slots[wants], people[wants]):
            cents = self._instalment(slot, who)
            can = self.cash.available(who) >= cents + self._reserve(who)
            self._pay(slot[can], who[can], cents[can], today)

    def _draw(self, topic: Topic, slot: Ints, who: Ints, step: int) -> Floats:
        return self.draws.each(topic, step * len(Slot) + slot, who)

    def _reserve(self, who: Ints) -> Ints:
        return whole(_RESERVE * self.budget.essentials[who] * self.strain.factor[who])

    def _with_debt(self, slot: Ints, who: Ints) -> tuple[Ints, Ints]:
        """Send the month's card bills; where nothing is owed the month passes as paid."""
        is_card = slot == Slot.CARD
        holders = who[is_card]
        self.card.charge_interest(holders)
        idle = holders[self.card.balance[holders] == 0]
        self.obligations.bill(Slot.CARD, idle, np.zeros(len(idle), np.int64))
        self.obligations.forgive(Slot.CARD, idle)
        owes = ~is_card
        owes[is_card] = self.card.balance[holders] > 0
        return slot[owes], who[owes]

    def _instalment(self, slot: Ints, who: Ints) -> Ints:
        """Return what the oldest unpaid instalment costs."""
        cents: Ints = self.obligations.amount[slot, who]
        is_card = slot == Slot.CARD
        cents[is_card] = self.card.minimum(who[is_card])
        is_energy = slot == Slot.ENERGY
        metered = who[is_energy]
        month = self.obligations.unpaid_month[Slot.ENERGY, metered] % 12
        cents[is_energy] = whole(cents[is_energy] * self.budget.meter[metered, month])
        return cents

    def _raise_prices(self, slot: Ints, who: Ints) -> None:
        owing = self.obligations
        rises = _RISING[slot] & (owing.due_month[slot, who] % 12 == self.budget.rise_month[who])
        rises &= (slot != Slot.HOUSING) | (self.people.housing[who] == Housing.RENT)
        place = slot[rises], who[rises]
        owing.amount[place] = whole(owing.amount[place] * _RISE)

    def _try(self, slot: Ints, who: Ints, cents: Ints, late: Bools, today: Ints, step: int) -> None:
        covered = self.cash.ensure(who, cents)
        spared = self.cash.within_reach(who) >= cents + self._reserve(who)
        can = covered & (spared | ~_UNSECURED[slot])
        self._pay(slot[can], who[can], cents[can], today)
        short = ~covered
        slot, who, cents = slot[short], who[short], cents[short]
        chance = _BOUNCES[slot] * np.where(late[short], _TRIED_AGAIN, 1.0)
        drawn = self._draw(Topic.BOUNCE, slot, who, step) < chance
        self._bounce(slot[drawn], who[drawn], cents[drawn])

    def _pay(self, slot: Ints, who: Ints, cents: Ints, today: Ints) -> None:
        if not len(who):
            return
        count = np.ones(len(who), np.int64)
        is_card = slot == Slot.CARD
        if is_card.any():
            cents = cents.copy()
            cents[is_card], count[is_card] = self._off_the_card(who[is_card], cents[is_card])
        self.cash.move(who, -cents, self._stream(slot, who))
        self.obligations.settle(slot, who, cents, today, count)

    def _off_the_card(self, who: Ints, minimum: Ints) -> tuple[Ints, Ints]:
        """Pay the card, more than the minimum by those who can and will.

        Returns
        -------
        cents, count : ndarray of int64
            What is paid, and how many months' bills that settles.
        """
        own = np.maximum(self.cash.main[who] - minimum - self.budget.essentials[who] // 4, 0)
        some = whole(own * _EXTRA_CARD_SHARE)
        wanted = np.where(self.card.pays_in_full[who], own, some)
        cents = minimum + np.minimum(self.card.balance[who] - minimum, wanted)
        self.card.pay(who, cents)
        behind = self.obligations.behind(Slot.CARD, who)
        cleared = self.card.balance[who] == 0
        return cents, np.where(cleared, behind, np.minimum(cents // minimum, behind))

    def _bounce(self, slot: Ints, who: Ints, cents: Ints) -> None:
        self.cash.move(who, -cents, self._stream(slot, who))
        self.cash.move(who, cents, Stream.RETURNED)
        if self.returned_payment_fee:
            fee = np.full(len(who), -self.returned_payment_fee, np.int64)
            self.cash.move(who, fee, Stream.RETURN_FEE)

    def _give_up(self, slot: Ints, who: Ints) -> None:
        rented = (slot != Slot.HOUSING) | (self.people.housing[who] != Housing.MORTGAGE)
        gone = rented & (self.obligations.behind(slot, who) > _BILLS_CARRIED)
        self.obligations.forgive(slot[gone], who[gone])

    def _stream(self, slot: Ints, who: Ints) -> Ints:
        housing = HOUSING_STREAMS[self.people.housing[who]]
        return np.where(slot == Slot.HOUSING, housing, SLOT_STREAMS[slot])
