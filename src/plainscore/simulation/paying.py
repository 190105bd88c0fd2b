"""Paying what falls due: on the day if there is money, returned or silently missed if not."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Ints, whole
from plainscore.simulation.budget import Budget
from plainscore.simulation.card import Card
from plainscore.simulation.cash import Cash
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.people import Housing, People
from plainscore.simulation.slots import BILL_SLOTS, SLOT_STREAMS, Slot
from plainscore.simulation.strain import Strain
from plainscore.simulation.streams import HOUSING_STREAMS, Stream

_BOUNCES = dict.fromkeys(Slot, 0.7) | {Slot.HOUSING: 0.25, Slot.TAX: 0.1}
"""Share of payments drawn by the creditor, which the bank returns; others are just not sent."""
_TRIED_AGAIN = 0.3
"""Creditors who were not paid last time seldom try the account again."""
_CATCH_UP = 0.35
"""Daily chance that a person with money pays an overdue instalment."""
_RESERVE = 0.35
"""Share of a month's essentials that people keep back from lenders: a week of food comes first."""
_UNSECURED = frozenset({Slot.LOAN, Slot.SECOND_LOAN, Slot.STRESS_LOAN, Slot.CARD, Slot.NEW_LOAN})
_BILLS_CARRIED = 2
"""A bill this many periods overdue is given up by the creditor."""
_RISE = 1.03
_RISING = (Slot.HOUSING, Slot.MOBILE, Slot.INTERNET, Slot.INSURANCE)
_EXTRA_CARD_SHARE = 0.25


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
        """Take every instalment that falls due today, in the order of the slots."""
        owing = self.obligations
        due = owing.due_on == today
        for slot in Slot:
            who = np.flatnonzero(due[slot])
            if not len(who):
                continue
            if slot is Slot.CARD:
                who = self._with_card_debt(who)
            if slot in _RISING:
                self._raise_prices(slot, who)
            late_already = owing.behind(slot, who) > 0
            cents = self._instalment(slot, who)
            owing.bill(slot, who, cents)
            forgets = self.draws.happens(
                self.people.forgetful[who], Topic.FORGET, step * len(Slot) + slot, who
            )
            self._try(slot, who[~forgets], cents[~forgets], late_already[~forgets], today, step)
            if slot in BILL_SLOTS and late_already.any():
                self._give_up(slot, who[late_already])

    def catch_up(self, today: Ints, step: int) -> None:
        """Pay overdue instalments, oldest first, where money has come in."""
        owing = self.obligations
        overdue = owing.due_month > owing.unpaid_month
        for slot in Slot:
            who = np.flatnonzero(overdue[slot])
            if not len(who):
                continue
            wants = self.draws.happens(_CATCH_UP, Topic.CATCH_UP, step * len(Slot) + slot, who)
            who = who[wants]
            cents = self._instalment(slot, who)
            can = self.cash.available(who) >= cents + self._reserve(who)
            self._pay(slot, who[can], cents[can], today)

    def _reserve(self, who: Ints) -> Ints:
        reserve = _RESERVE * self.budget.essentials[who] * self.strain.factor[who]
        return whole(reserve)

    def _with_card_debt(self, who: Ints) -> Ints:
        """Send the month's card bills; where nothing is owed the month passes as paid."""
        self.card.charge_interest(who)
        owes = self.card.balance[who] > 0
        idle = who[~owes]
        self.obligations.bill(Slot.CARD, idle, np.zeros(len(idle), np.int64))
        self.obligations.forgive(Slot.CARD, idle)
        return who[owes]

    def _instalment(self, slot: Slot, who: Ints) -> Ints:
        """Return what the oldest unpaid instalment costs."""
        if slot is Slot.CARD:
            return self.card.minimum(who)
        cents: Ints = self.obligations.amount[slot, who]
        if slot is Slot.ENERGY:
            month = self.obligations.unpaid_month[slot, who] % 12
            return whole(cents * self.budget.meter[who, month])
        return cents

    def _raise_prices(self, slot: Slot, who: Ints) -> None:
        owing = self.obligations
        rises = owing.due_month[slot, who] % 12 == self.budget.rise_month[who]
        if slot is Slot.HOUSING:
            rises &= self.people.housing[who] == Housing.RENT
        raised = who[rises]
        owing.amount[slot, raised] = (owing.amount[slot, raised] * _RISE).astype(np.int64)

    def _try(self, slot: Slot, who: Ints, cents: Ints, late: Bools, today: Ints, step: int) -> None:
        covered = self.cash.ensure(who, cents)
        can = covered
        if slot in _UNSECURED:
            can = covered & (self.cash.within_reach(who) >= cents + self._reserve(who))
        self._pay(slot, who[can], cents[can], today)
        who, cents, late = who[~covered], cents[~covered], late[~covered]
        if not len(who):
            return
        chance = _BOUNCES[slot] * np.where(late, _TRIED_AGAIN, 1.0)
        drawn = self.draws.happens(chance, Topic.BOUNCE, step * len(Slot) + slot, who)
        self._bounce(slot, who[drawn], cents[drawn])

    def _pay(self, slot: Slot, who: Ints, cents: Ints, today: Ints) -> None:
        if not len(who):
            return
        count: Ints | int = 1
        if slot is Slot.CARD:
            minimum = cents
            cents = minimum + self._more_off_the_card(who, minimum)
            self.card.pay(who, cents)
            behind = self.obligations.behind(slot, who)
            cleared = self.card.balance[who] == 0
            count = np.where(cleared, behind, np.minimum(cents // minimum, behind))
        self.cash.move(who, -cents, self._stream(slot, who))
        self.obligations.settle(slot, who, cents, today, count)

    def _more_off_the_card(self, who: Ints, minimum: Ints) -> Ints:
        """Return what people pay above the minimum: the rest if they can and will."""
        rest: Ints = self.card.balance[who] - minimum
        own = np.maximum(self.cash.main[who] - minimum - self.budget.essentials[who] // 4, 0)
        some = (own * _EXTRA_CARD_SHARE).astype(np.int64)
        wanted = np.where(self.card.pays_in_full[who], own, some)
        more: Ints = np.minimum(rest, wanted)
        return more

    def _bounce(self, slot: Slot, who: Ints, cents: Ints) -> None:
        self.cash.move(who, -cents, self._stream(slot, who))
        self.cash.move(who, cents, Stream.RETURNED)
        if self.returned_payment_fee:
            fee = np.full(len(who), -self.returned_payment_fee, np.int64)
            self.cash.move(who, fee, Stream.RETURN_FEE)

    def _give_up(self, slot: Slot, who: Ints) -> None:
        if slot is Slot.HOUSING:
            who = who[self.people.housing[who] != Housing.MORTGAGE]
        gone = who[self.obligations.behind(slot, who) > _BILLS_CARRIED]
        self.obligations.forgive(slot, gone)

    def _stream(self, slot: Slot, who: Ints) -> Stream | Ints:
        if slot is Slot.HOUSING:
            streams: Ints = HOUSING_STREAMS[self.people.housing[who]]
            return streams
        return SLOT_STREAMS[slot]
