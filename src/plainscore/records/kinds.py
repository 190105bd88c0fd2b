"""The closed lists of account and tradeline kinds."""

from enum import StrEnum


class AccountKind(StrEnum):
    """What kind of bank account a statement comes from.

    Examples
    --------
    >>> AccountKind("savings") in LIQUID_KINDS
    True
    """

    CURRENT = "current"
    SAVINGS = "savings"
    CARD = "card"
    LOAN = "loan"
    OTHER = "other"


LIQUID_KINDS = frozenset({AccountKind.CURRENT, AccountKind.SAVINGS})
"""Accounts whose balance a person can pay with today."""


class TradelineKind(StrEnum):
    """What kind of credit a tradeline reports (the Metro 2 portfolio types, spelled out).

    Examples
    --------
    >>> TradelineKind("revolving").value
    'revolving'
    """

    REVOLVING = "revolving"
    LINE_OF_CREDIT = "line_of_credit"
    INSTALMENT = "instalment"
    MORTGAGE = "mortgage"
    OPEN = "open"
