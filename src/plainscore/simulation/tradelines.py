"""What lenders report: at each month's end, the state of every reported credit."""

from dataclasses import dataclass, field

import numpy as np

from plainscore.simulation.arrays import Bools, Ints, whole
from plainscore.simulation.card import Card
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import Obligations
from plainscore.simulation.people import Housing, People
from plainscore.simulation.slots import TRADELINE_SLOTS, Slot

_SLOTS = np.array(list(TRADELINE_SLOTS))
_EARLIEST_REPORT, _LATEST_REPORT = 3, 8
"""Days after the month's end in which a report arrives."""
_MORTGAGE_VALUE_MONTHS = 170
"""Debt of a mortgage in months of instalments; only its payments matter to the household."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Month reports of a chunk, one entry a row."""

    who: Ints
    slot: Ints
    month: Ints
    balance: Ints
    due: Ints
    paid: Ints
    days_past_due: Ints
    known_on: Ints


@dataclass(frozen=True, slots=True)
class Contracts:
    """Reported credits of a chunk, one entry a credit, sorted by person and slot.

    `closed_on` is `plainscore.simulation.days.NEVER` for a credit still open; `limit` is the
    credit limit of a card and the sum lent of a loan, in cents.
    """

    who: Ints
    slot: Ints
    opened_on: Ints
    closed_on: Ints
    limit: Ints


@dataclass(slots=True)
class Furnisher:
    """Reports the credits of a chunk of people to the bureau."""

    people: People
    obligations: Obligations
    card: Card
    draws: Draws
    _rows: list[tuple[Ints, ...]] = field(default_factory=list)

    def report(self, who: Ints, today: Ints, step: int) -> None:
        """Report the month that ends today for `who`."""
        if not len(who):
            return
        slot = np.repeat(_SLOTS, len(who))
        who = np.tile(who, len(_SLOTS))
        exists = self._exists(slot, who, today)
        self._rows.append(self._row(slot[exists], who[exists], today, step))

    def start_month(self, who: Ints) -> None:
        """Begin to count what is billed and paid anew."""
        self.obligations.paid_in_month[:, who] = 0
        self.obligations.billed_in_month[:, who] = 0

    def reports(self) -> Reports:
        """Return everything reported, sorted by person, credit and month."""
        if not self._rows:
            return Reports(*(np.empty(0, np.int64) for _ in range(8)))
        columns = [np.concatenate(column) for column in zip(*self._rows, strict=True)]
        order = np.lexsort((columns[2], columns[1], columns[0]))
        return Reports(*(column[order] for column in columns))

    def contracts(self) -> Contracts:
        """Return every credit that a report was made of."""
        reported = self.reports()
        pairs = np.unique(reported.who * len(Slot) + reported.slot)
        who, slot = pairs // len(Slot), pairs % len(Slot)
        owing = self.obligations
        limit = owing.principal[slot, who]
        limit = np.where(slot == Slot.CARD, self.card.limit[who], limit)
        value = owing.amount[slot, who] * _MORTGAGE_VALUE_MONTHS
        return Contracts(
            who=who,
            slot=slot,
            opened_on=owing.opened_on[slot, who],
            closed_on=owing.closed_on[slot, who],
            limit=np.where(slot == Slot.HOUSING, value, limit),
        )

    def _exists(self, slot: Ints, who: Ints, today: Ints) -> Bools:
        owing = self.obligations
        held: Bools = owing.reported[slot, who] & (owing.amount[slot, who] > 0)
        held &= owing.opened_on[slot, who] <= today[who]
        # the month in which a loan is paid off is still reported, with nothing left
        month_start = owing.calendar.month_start[owing.calendar.month[today[who]]]
        held &= owing.closed_on[slot, who] >= month_start
        held &= (slot != Slot.HOUSING) | (self.people.housing[who] == Housing.MORTGAGE)
        return held

    def _row(self, slot: Ints, who: Ints, today: Ints, step: int) -> tuple[Ints, ...]:
        owing = self.obligations
        balance = owing.owed(slot, who)
        balance = np.where(slot == Slot.CARD, self.card.balance[who], balance)
        elapsed = (today[who] - owing.opened_on[slot, who]) // 60
        mortgage = owing.amount[slot, who] * np.maximum(_MORTGAGE_VALUE_MONTHS - elapsed, 12)
        spread = _LATEST_REPORT - _EARLIEST_REPORT + 1
        late = self.draws.each(Topic.REPORT_DELAY, step * len(Slot) + slot, who)
        return (
            who,
            slot,
            owing.calendar.month[today[who]],
            np.where(slot == Slot.HOUSING, mortgage, balance),
            owing.billed_in_month[slot, who],
            owing.paid_in_month[slot, who],
            owing.days_past_due(slot, who, today),
            today[who] + _EARLIEST_REPORT + whole(late * spread),
        )
