"""One day in the life of every household of a chunk, in the order things happen."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Ints
from plainscore.simulation.borrowing import Borrower
from plainscore.simulation.budget import Budget, draw_budget, draw_obligations
from plainscore.simulation.card import Card
from plainscore.simulation.cash import Cash
from plainscore.simulation.days import Calendar
from plainscore.simulation.draws import Draws
from plainscore.simulation.economy import Economy
from plainscore.simulation.employment import Employment
from plainscore.simulation.journal import Journal, Purse
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.overdraft import Overdraft
from plainscore.simulation.paying import Payer
from plainscore.simulation.people import People
from plainscore.simulation.spending import Spender
from plainscore.simulation.strain import Strain
from plainscore.simulation.tradelines import Furnisher

_KEPT_MONTHS = 0.9
"""Months of outgoings left on the current account on payday before anything is saved."""
_SAVED_SHARE = 0.5
_SAVING_STEP = 1_000
_LEAST_SAVED = 2_000
_SECOND_ACCOUNT_MONTHS = 0.12


@dataclass(slots=True)
class Households:
    """The households of a chunk of people and all that moves their money."""

    calendar: Calendar
    people: People
    budget: Budget
    journal: Journal
    cash: Cash
    card: Card
    obligations: Obligations
    employment: Employment
    strain: Strain
    payer: Payer
    spender: Spender
    borrower: Borrower
    overdraft: Overdraft
    furnisher: Furnisher

    @classmethod
    def settle(
        cls, economy: Economy, calendar: Calendar, people: People, draws: Draws, today: Ints
    ) -> "Households":
        """Furnish the households on the first day of life, `today`."""
        card = Card.draw(draws, people, economy.card_share)
        owing = draw_obligations(
            calendar,
            draws,
            people,
            today,
            has_card=card.limit > 0,
            thin_file_share=economy.thin_file_share,
        )
        budget = draw_budget(draws, people, owing)
        journal = Journal()
        cash = Cash(people, budget.opening, journal)
        strain = Strain(economy, draws, np.ones(len(people)))
        fee = round(economy.returned_payment_fee * 100)
        return cls(
            calendar=calendar,
            people=people,
            budget=budget,
            journal=journal,
            cash=cash,
            card=card,
            obligations=owing,
            employment=Employment.start(economy, calendar, people, draws, today),
            strain=strain,
            payer=Payer(people, budget, owing, cash, card, strain, draws, fee),
            spender=Spender(economy, calendar, people, budget, cash, card, strain, draws),
            borrower=Borrower(people, budget, owing, cash, draws),
            overdraft=Overdraft(economy, cash, np.zeros(len(people))),
            furnisher=Furnisher(people, owing, card, draws),
        )

    def live_day(self, today: Ints, step: int) -> None:
        """Live one day; `today` is each person's calendar day, `step` the day of life."""
        self.journal.day = step
        new_month = np.flatnonzero(self.calendar.day_of_month[today] == 1)
        self.employment.turn_month(new_month, today, step)
        self.strain.turn_month(new_month, step)
        paid = self.employment.pay(self.cash, today, step)
        self.payer.pay_due(today, step)
        self.payer.catch_up(today, step)
        self._put_aside(paid)
        self.spender.spend(today, step)
        who, lacking = self.spender.shock(step)
        self.borrower.borrow_for_shock(who, lacking, today, step)
        self.borrower.borrow_when_empty(today, step)
        self.overdraft.pass_day()
        ending = np.flatnonzero(self.calendar.last_of_month[today])
        self.overdraft.charge(ending)
        self.furnisher.report(ending, today, step)
        self.furnisher.start_month(ending)

    def _put_aside(self, paid: Ints) -> None:
        """On payday, fill the second account and save what is plainly spare."""
        second = paid[self.people.has_second[paid]]
        level = (_SECOND_ACCOUNT_MONTHS * self.budget.outgoings[second]).astype(np.int64)
        short = level - self.cash.balances[Purse.SECOND, second]
        gives = (short >= _LEAST_SAVED) & (self.cash.main[second] >= 3 * short)
        rounded = short[gives] // _SAVING_STEP * _SAVING_STEP
        self.cash.transfer(second[gives], rounded, Purse.MAIN, Purse.SECOND)
        savers = paid[self.people.has_savings[paid]]
        kept = (_KEPT_MONTHS * self.budget.outgoings[savers]).astype(np.int64)
        spare = ((self.cash.main[savers] - kept) * _SAVED_SHARE).astype(np.int64)
        saves = spare >= _LEAST_SAVED
        rounded = spare[saves] // _SAVING_STEP * _SAVING_STEP
        self.cash.transfer(savers[saves], rounded, Purse.MAIN, Purse.SAVINGS)
