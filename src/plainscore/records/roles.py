"""The closed list of roles: what a transaction is for, and never what was bought."""

from enum import StrEnum


class Role(StrEnum):
    """What a transaction is for.

    Everything a person buys is `OTHER`. Salary, pension, benefit and child support are all
    `INCOME`: which of them a person lives on is nobody's business (Reg B, 12 CFR 1002.6(b)).
    Adding a member needs a line in ``docs/decisions/closed-lists.md``; a test holds this.

    Examples
    --------
    >>> Role("income")
    <Role.INCOME: 'income'>
    >>> Role.HOUSING in BILL_ROLES
    True
    """

    INCOME = "income"
    HOUSING = "housing"
    UTILITIES = "utilities"
    TELECOM = "telecom"
    INSURANCE = "insurance"
    TAX = "tax"
    DEBT_PAYMENT = "debt_payment"
    DEBT_DISBURSEMENT = "debt_disbursement"
    SAVINGS_TRANSFER = "savings_transfer"
    OWN_TRANSFER = "own_transfer"
    CASH = "cash"
    FEE_OVERDRAFT = "fee_overdraft"
    RETURNED_PAYMENT = "returned_payment"
    REFUND = "refund"
    OTHER = "other"


BILL_ROLES = frozenset({Role.HOUSING, Role.UTILITIES, Role.TELECOM, Role.INSURANCE})
"""Recurring household obligations whose punctuality is scored."""

OWN_MONEY_ROLES = frozenset({Role.SAVINGS_TRANSFER, Role.OWN_TRANSFER})
"""Movements between a person's own accounts: neither income nor spending."""


class RoleSource(StrEnum):
    """How the role of a transaction was found, from the firmest to the weakest.

    Examples
    --------
    >>> [source.value for source in RoleSource]
    ['person', 'bank_code', 'bank_category', 'own_account', 'recurrence', 'keyword', 'default']
    """

    PERSON = "person"
    BANK_CODE = "bank_code"
    BANK_CATEGORY = "bank_category"
    OWN_ACCOUNT = "own_account"
    RECURRENCE = "recurrence"
    KEYWORD = "keyword"
    DEFAULT = "default"
