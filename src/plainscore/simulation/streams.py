"""What a simulated movement of money really was: finer than a role, known to the simulator only.

The records hold roles and no more. Streams are laid aside in ``audit/``, so that bank files can be
written with realistic texts and the recogniser's roles can be held against the truth.
"""

from enum import IntEnum, auto

import numpy as np

from plainscore.records import Role, RoleSource


class Stream(IntEnum):
    """Why money moved."""

    WAGE = 0
    GIG = auto()
    BENEFIT = auto()
    PENSION = auto()
    ALLOWANCE = auto()
    RENT = auto()
    MORTGAGE = auto()
    BOARD = auto()
    ENERGY = auto()
    WATER = auto()
    MOBILE = auto()
    INTERNET = auto()
    INSURANCE = auto()
    COVER = auto()
    TAX = auto()
    LOAN = auto()
    SECOND_LOAN = auto()
    STRESS_LOAN = auto()
    CARD = auto()
    NEW_LOAN = auto()
    LOAN_PAYOUT = auto()
    SAVINGS = auto()
    OWN = auto()
    GROCERY = auto()
    TRANSPORT = auto()
    LEISURE = auto()
    SHOCK = auto()
    CASH = auto()
    REFUND = auto()
    HELP = auto()
    OVERDRAFT_FEE = auto()
    RETURN_FEE = auto()
    RETURNED = auto()


STREAM_ROLES: dict[Stream, Role] = {
    Stream.WAGE: Role.INCOME,
    Stream.GIG: Role.INCOME,
    Stream.BENEFIT: Role.INCOME,
    Stream.PENSION: Role.INCOME,
    Stream.ALLOWANCE: Role.INCOME,
    Stream.RENT: Role.HOUSING,
    Stream.MORTGAGE: Role.HOUSING,
    Stream.BOARD: Role.HOUSING,
    Stream.ENERGY: Role.UTILITIES,
    Stream.WATER: Role.UTILITIES,
    Stream.MOBILE: Role.TELECOM,
    Stream.INTERNET: Role.TELECOM,
    Stream.INSURANCE: Role.INSURANCE,
    Stream.COVER: Role.INSURANCE,
    Stream.TAX: Role.TAX,
    Stream.LOAN: Role.DEBT_PAYMENT,
    Stream.SECOND_LOAN: Role.DEBT_PAYMENT,
    Stream.STRESS_LOAN: Role.DEBT_PAYMENT,
    Stream.CARD: Role.DEBT_PAYMENT,
    Stream.NEW_LOAN: Role.DEBT_PAYMENT,
    Stream.LOAN_PAYOUT: Role.DEBT_DISBURSEMENT,
    Stream.SAVINGS: Role.SAVINGS_TRANSFER,
    Stream.OWN: Role.OWN_TRANSFER,
    Stream.GROCERY: Role.OTHER,
    Stream.TRANSPORT: Role.OTHER,
    Stream.LEISURE: Role.OTHER,
    Stream.SHOCK: Role.OTHER,
    Stream.CASH: Role.CASH,
    Stream.REFUND: Role.REFUND,
    Stream.HELP: Role.OTHER,
    Stream.OVERDRAFT_FEE: Role.FEE_OVERDRAFT,
    Stream.RETURN_FEE: Role.FEE_OVERDRAFT,
    Stream.RETURNED: Role.RETURNED_PAYMENT,
}
"""The true role of each stream; money from a friend or relative is not income."""

STREAM_NAMES: tuple[str, ...] = tuple(stream.name.lower() for stream in Stream)
ROLE_NAMES: tuple[str, ...] = tuple(STREAM_ROLES[stream].value for stream in Stream)
ROLE_SOURCES: tuple[str, ...] = tuple(
    (RoleSource.DEFAULT if STREAM_ROLES[stream] is Role.OTHER else RoleSource.BANK_CODE).value
    for stream in Stream
)
"""A simulated bank names every role it can; what people buy stays at the default."""

HOUSING_STREAMS = np.array([Stream.RENT, Stream.MORTGAGE, Stream.BOARD])
"""Stream of a housing payment, by `plainscore.simulation.people.Housing`."""
