"""Daily life: food and travel, pleasures, cash, gifts and the expense nobody planned."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, whole
from plainscore.simulation.budget import Budget
from plainscore.simulation.card import Card
from plainscore.simulation.cash import Cash
from plainscore.simulation.days import DAYS_PER_MONTH, Calendar
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.economy import Economy
from plainscore.simulation.journal import Purse
from plainscore.simulation.people import People
from plainscore.simulation.strain import Strain
from plainscore.simulation.streams import Stream

_WEEK = np.array([0.9, 0.85, 0.9, 0.95, 1.2, 1.5, 0.7])
"""Purchases by weekday, from Monday; the mean is 1."""
_GROCERY_DAILY, _TRANSPORT_DAILY, _LEISURE_DAILY, _CASH_DAILY = 0.34, 0.11, 0.27, 0.05
_TRANSPORT_SHARE = 0.28
_CASH_SHARE = 0.15
_REFUND_DAILY = 0.006
_HELP_DAILY = 0.01
_SHOCK_SPREAD = 0.85
_SMALLEST_PURCHASE = 250
_CARELESS_MONTHS = 0.35


@dataclass(slots=True)
class Spender:
    """Spends the money of a chunk of people, day by day."""

    economy: Economy
    calendar: Calendar
    people: People
    budget: Budget
    cash: Cash
    card: Card
    strain: Strain
    draws: Draws

    def spend(self, today: Ints, step: int) -> None:
        """Buy what a day brings; people with little left buy less."""
        week = _WEEK[self.calendar.weekday[today]]
        goal = np.maximum(self.people.buffer_goal * self.budget.outgoings, 1.0)
        comfort = self.cash.liquid() / goal
        need = np.clip(0.75 + 0.4 * comfort, 0.75, 1.15) * self.strain.factor
        want = np.clip(0.35 + 0.65 * comfort, 0.35, 1.6)
        monthly = DAYS_PER_MONTH
        food = self.budget.essentials * (1 - _TRANSPORT_SHARE) / (_GROCERY_DAILY * monthly)
        self._buy(Stream.GROCERY, week * _GROCERY_DAILY, food * need, 0.55, step)
        travel = self.budget.essentials * _TRANSPORT_SHARE / (_TRANSPORT_DAILY * monthly)
        self._buy(Stream.TRANSPORT, week * _TRANSPORT_DAILY, travel * need, 0.5, step)
        fun = self.budget.leisure * (1 - _CASH_SHARE) / (_LEISURE_DAILY * monthly)
        often = np.sqrt(want)
        self._buy(Stream.LEISURE, week * _LEISURE_DAILY * often, fun * want / often, 0.85, step)
        self._withdraw(week * _CASH_DAILY, want, step)
        self._receive(step)

    def shock(self, step: int) -> tuple[Ints, Ints]:
        """Let large unplanned expenses happen.

        Returns
        -------
        who, cents : ndarray of int64
            People who could not pay, and what they lack.
        """
        chance = self.economy.shock / DAYS_PER_MONTH
        who = np.flatnonzero(self.draws.happens(chance, Topic.SHOCK, step))
        if not len(who):
            return who, who
        size = 100 * self.economy.shock_median
        spread = np.exp(_SHOCK_SPREAD * self.draws.normal(Topic.SHOCK_SIZE, step, who))
        cents = whole(size * spread)
        pays = self.cash.ensure(who, cents)
        self.cash.move(who[pays], -cents[pays], Stream.SHOCK)
        who, cents = who[~pays], cents[~pays]
        by_card = self.card.room(who) >= cents
        self.card.buy(who[by_card], cents[by_card])
        return who[~by_card], cents[~by_card]

    def _buy(self, stream: Stream, chance: Floats, mean: Floats, spread: float, step: int) -> None:
        topic = Topic[stream.name]
        who = np.flatnonzero(self.draws.happens(chance, topic, step))
        if not len(who):
            return
        size = self.draws.normal(Topic[f"{stream.name}_SIZE"], step, who)
        cents = whole(mean[who] * np.exp(spread * size - spread**2 / 2))
        cents = np.maximum(cents, _SMALLEST_PURCHASE)
        by_card = self.draws.happens(self.card.use[who], Topic.BY_CARD, step * 64 + stream, who)
        by_card &= self.card.room(who) >= cents
        self.card.buy(who[by_card], cents[by_card])
        who, cents = who[~by_card], cents[~by_card]
        if stream is Stream.LEISURE:
            second = self.cash.balances[Purse.SECOND, who] >= cents
            self.cash.move(who[second], -cents[second], stream, Purse.SECOND)
            who, cents = who[~second], cents[~second]
        can = self.cash.ensure(who, cents)
        if stream is Stream.LEISURE:
            # pleasures are put on the overdraft only by people who keep little aside
            careless = self.people.buffer_goal[who] < _CARELESS_MONTHS
            can &= careless | (self.cash.main[who] >= cents)
        self.cash.move(who[can], -cents[can], stream)
        self._make_do(stream, who[~can], cents[~can])

    def _make_do(self, stream: Stream, who: Ints, cents: Ints) -> None:
        """Without money: food on the card if there is one, otherwise less food; no pleasures."""
        if stream is Stream.LEISURE or not len(who):
            return
        by_card: Bools = self.card.room(who) >= cents
        self.card.buy(who[by_card], cents[by_card])
        who = who[~by_card]
        left = self.cash.available(who)
        some = left >= _SMALLEST_PURCHASE
        self.cash.move(who[some], -np.minimum(left, cents[~by_card])[some], stream)

    def _withdraw(self, chance: Floats, want: Floats, step: int) -> None:
        who = np.flatnonzero(self.draws.happens(chance, Topic.CASH, step))
        mean = (self.budget.leisure[who] * _CASH_SHARE) / (_CASH_DAILY * DAYS_PER_MONTH)
        size = np.exp(0.4 * self.draws.normal(Topic.CASH_SIZE, step, who))
        tens = np.maximum(whole(mean * want[who] * size / 1000), 1)
        cents = np.minimum(tens, 40) * 1000
        can = self.cash.available(who) >= cents
        self.cash.move(who[can], -cents[can], Stream.CASH)

    def _receive(self, step: int) -> None:
        """Money back from a shop, and help from others when the account is empty."""
        returns = np.flatnonzero(self.draws.happens(_REFUND_DAILY, Topic.REFUND, step))
        size = self.draws.uniform(Topic.REFUND_SIZE, step, returns)
        self.cash.move(returns, whole(500 + 6000 * size**2), Stream.REFUND)
        empty = np.flatnonzero(self.cash.main < 0)
        helped = empty[self.draws.happens(_HELP_DAILY, Topic.HELP, step, empty)]
        size = self.draws.uniform(Topic.HELP_SIZE, step, helped)
        self.cash.move(helped, 2000 * whole(1 + 9 * size), Stream.HELP)
