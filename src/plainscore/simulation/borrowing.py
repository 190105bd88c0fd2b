"""Borrowing when money runs out: a small expensive loan, once, from a lender who looks briefly."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Ints
from plainscore.simulation.budget import Budget
from plainscore.simulation.cash import Cash
from plainscore.simulation.days import NEVER
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.people import People
from plainscore.simulation.slots import Slot
from plainscore.simulation.streams import Stream

_WEEKLY_CHANCE = 0.03
_MONTHLY_RATE = 0.22 / 12
_SHOCK_CHANCE = 0.3
_MOST_BEHIND = 1


@dataclass(slots=True)
class Borrower:
    """Takes out stress loans for a chunk of people."""

    people: People
    budget: Budget
    obligations: Obligations
    cash: Cash
    draws: Draws

    def borrow_when_empty(self, today: Ints, step: int) -> None:
        """Once a week, let people who own less than nothing try for a loan."""
        empty = self.cash.liquid() < 0
        week = (today + self.people.number) % 7 == 0
        tries = np.flatnonzero(empty & week & self._free())
        tries = tries[self.draws.happens(_WEEKLY_CHANCE, Topic.BORROW, step, tries)]
        self._open(tries, np.zeros(len(tries), np.int64), today, step)

    def borrow_for_shock(self, who: Ints, cents: Ints, today: Ints, step: int) -> None:
        """Let people meet an expense they cannot pay: by a loan, or in part, or not at all."""
        tries = self.draws.happens(_SHOCK_CHANCE, Topic.BORROW, step + (1 << 20), who)
        tries &= self._free()[who]
        self._open(who[tries], cents[tries], today, step)
        room = np.maximum(self.cash.available(who), 0)
        paid = np.minimum(np.where(tries, room, room // 2), cents)
        some = paid > 0
        self.cash.move(who[some], -paid[some], Stream.SHOCK)

    def _free(self) -> Bools:
        owing = self.obligations
        worst = np.maximum.reduce(
            [
                (owing.due_month[slot] - owing.unpaid_month[slot])
                for slot in (Slot.LOAN, Slot.SECOND_LOAN)
            ]
        )
        free: Bools = (owing.left[Slot.STRESS_LOAN] == 0) & (worst <= _MOST_BEHIND)
        free &= owing.opened_on[Slot.STRESS_LOAN] == NEVER
        return free

    def _open(self, who: Ints, need: Ints, today: Ints, step: int) -> None:
        if not len(who):
            return
        size = self.people.income[who] * (
            0.6 + 1.0 * self.draws.uniform(Topic.BORROW_SIZE, step, who)
        )
        principal = np.maximum(size, need * 1.1)
        count = np.where(principal > self.people.income[who], 24, 12)
        rate = np.full(len(who), _MONTHLY_RATE)
        instalment = np.rint(principal * rate / (1 - (1 + rate) ** -count)).astype(np.int64)
        payout = self.obligations.open_loan(Slot.STRESS_LOAN, who, instalment, count, rate, today)
        self.cash.move(who, payout, Stream.LOAN_PAYOUT)
