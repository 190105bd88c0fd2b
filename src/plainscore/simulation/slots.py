"""The places a household's regular obligations stand in, and which are which."""

from enum import IntEnum

import numpy as np

from plainscore.records import TradelineKind
from plainscore.simulation.arrays import Bools
from plainscore.simulation.streams import Stream


class Slot(IntEnum):
    """One regular obligation; money that falls short goes to the earlier ones first."""

    HOUSING = 0
    ENERGY = 1
    WATER = 2
    MOBILE = 3
    INTERNET = 4
    INSURANCE = 5
    COVER = 6
    TAX = 7
    LOAN = 8
    SECOND_LOAN = 9
    STRESS_LOAN = 10
    CARD = 11
    NEW_LOAN = 12


BILL_SLOTS = tuple(slot for slot in Slot if slot <= Slot.TAX)
LOAN_SLOTS = (Slot.LOAN, Slot.SECOND_LOAN, Slot.STRESS_LOAN, Slot.NEW_LOAN)
MONTHS_BETWEEN = np.array([1, 1, 3, 1, 1, 1, 12, 12, 1, 1, 1, 1, 1])
"""Months from one due date to the next, by slot; the self-employed pay tax each quarter."""

SLOT_STREAMS = np.array([Stream[slot.name] if slot else Stream.RENT for slot in Slot])
"""Stream of a payment, by slot; that of housing depends on how a person is housed."""

TRADELINE_SLOTS: dict[Slot, TradelineKind] = {
    Slot.HOUSING: TradelineKind.MORTGAGE,
    Slot.LOAN: TradelineKind.INSTALMENT,
    Slot.SECOND_LOAN: TradelineKind.INSTALMENT,
    Slot.STRESS_LOAN: TradelineKind.INSTALMENT,
    Slot.CARD: TradelineKind.REVOLVING,
}
"""Obligations that lenders report, when they do; the new loan has no history before it is made."""


def marked(*slots: Slot) -> Bools:
    """Return a table that is true for some slots, to be looked up with an array of slots.

    Examples
    --------
    >>> marked(Slot.CARD)[[Slot.LOAN, Slot.CARD]].tolist()
    [False, True]
    """
    return np.isin(np.arange(len(Slot)), slots)
