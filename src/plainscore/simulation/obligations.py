"""What households owe and by when: bills, loans and the card, in one table of slots by people.

An obligation is billed on its due date and paid oldest first, so how late a household is follows
from two months: the next to be billed and the oldest unpaid.
"""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, nearest
from plainscore.simulation.days import NEVER, Calendar
from plainscore.simulation.slots import Slot

Slots = Slot | Ints
"""One slot for everybody, or one for each of the people named beside it."""

PLENTY = 1 << 20
"""Instalments left of an obligation that does not end."""


@dataclass(slots=True)
class Obligations:
    """The obligations of a chunk of people; every array has shape (slots, people).

    Parameters
    ----------
    calendar : Calendar
        The bank's calendar.
    amount : ndarray of int64
        Cents of one instalment; 0 where a person has no such obligation.
    day : ndarray of int64
        Day of the month it falls due on.
    every : ndarray of int64
        Months between instalments.
    due_month : ndarray of int64
        Month of the next instalment to be billed.
    unpaid_month : ndarray of int64
        Month of the oldest instalment not paid; equal to `due_month` when nothing is late.
    due_on : ndarray of int64
        Day the next instalment is taken; `NEVER` when none is to come.
    to_bill, left : ndarray of int64
        Instalments not yet billed, and not yet paid.
    rate : ndarray of float64
        Monthly interest of loans.
    opened_on, closed_on : ndarray of int64
        First and last day of loans; `NEVER` when not closed.
    principal : ndarray of int64
        Cents lent at the start.
    reported : ndarray of bool
        Whether the lender reports to a bureau.
    paid_in_month, billed_in_month : ndarray of int64
        Cents since the first of the month.
    """

    calendar: Calendar
    amount: Ints
    day: Ints
    every: Ints
    due_month: Ints
    unpaid_month: Ints
    due_on: Ints
    to_bill: Ints
    left: Ints
    rate: Floats
    opened_on: Ints
    closed_on: Ints
    principal: Ints
    reported: Bools
    paid_in_month: Ints
    billed_in_month: Ints

    def due_day(self, slot: Slots, who: Ints, month: Ints) -> Ints:
        """Return the day a month's instalment is taken: the next open day of the bank."""
        day: Ints = self.calendar.after[self.calendar.nominal(month, self.day[slot, who])]
        return day

    def bill(self, slot: Slots, who: Ints, cents: Ints) -> None:
        """Note that an instalment was asked for and set the next due date."""
        self.billed_in_month[slot, who] += cents
        self.due_month[slot, who] += self.every[slot, who]
        self.to_bill[slot, who] -= 1
        following = self.due_day(slot, who, self.due_month[slot, who])
        self.due_on[slot, who] = np.where(self.to_bill[slot, who] > 0, following, NEVER)

    def settle(
        self, slot: Slots, who: Ints, cents: Ints, today: Ints, count: Ints | int = 1
    ) -> None:
        """Note that the oldest unpaid instalment was paid, or the oldest `count` ones."""
        self.paid_in_month[slot, who] += cents
        self.unpaid_month[slot, who] += self.every[slot, who] * count
        self.left[slot, who] -= count
        closed = np.where(self.left[slot, who] == 0, today[who], self.closed_on[slot, who])
        self.closed_on[slot, who] = closed

    def forgive(self, slot: Slots, who: Ints) -> None:
        """Drop the oldest unpaid instalment without payment."""
        self.unpaid_month[slot, who] += self.every[slot, who]

    def behind(self, slot: Slots, who: Ints) -> Ints:
        """Return how many billed instalments are unpaid."""
        late: Ints = self.due_month[slot, who] - self.unpaid_month[slot, who]
        count: Ints = late // self.every[slot, who]
        return count

    def days_past_due(self, slot: Slots, who: Ints, today: Ints) -> Ints:
        """Return the days since the due date of the oldest unpaid instalment; 0 if none is."""
        late = self.behind(slot, who) > 0
        since = today[who] - self.due_day(slot, who, self.unpaid_month[slot, who])
        return np.where(late, np.maximum(since, 0), 0)

    def owed(self, slot: Slots, who: Ints) -> Ints:
        """Return what is left of loans: the present value of the instalments not yet paid."""
        left, rate = self.left[slot, who], self.rate[slot, who]
        discount = -np.expm1(-left * np.log1p(rate))
        months = np.divide(discount, rate, out=left.astype(np.float64), where=rate > 0)
        return nearest(self.amount[slot, who] * months)

    def open_loan(
        self, slot: Slots, who: Ints, instalment: Ints, count: Ints, rate: Floats, today: Ints
    ) -> Ints:
        """Open a loan for each of `who`, first due next month, and return what is paid out."""
        self.amount[slot, who] = instalment
        self.rate[slot, who] = rate
        self.to_bill[slot, who] = count
        self.left[slot, who] = count
        self.due_month[slot, who] = self.calendar.month[today[who]] + 1
        self.unpaid_month[slot, who] = self.due_month[slot, who]
        self.due_on[slot, who] = self.due_day(slot, who, self.due_month[slot, who])
        self.opened_on[slot, who] = today[who]
        self.closed_on[slot, who] = NEVER
        payout = self.owed(slot, who)
        self.principal[slot, who] = payout
        return payout
