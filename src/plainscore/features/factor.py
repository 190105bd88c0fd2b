"""The closed lists that describe a feature: its factor, its direction, its unit."""

from enum import StrEnum


class Factor(StrEnum):
    """What part of paying one's way a feature speaks of. Nothing else is scored.

    Examples
    --------
    >>> [factor.value for factor in Factor][:3]
    ['income', 'obligations', 'balance']
    """

    INCOME = "income"
    OBLIGATIONS = "obligations"
    BALANCE = "balance"
    OVERDRAFT = "overdraft"
    BILLS = "bills"
    NET_FLOW = "net_flow"
    TRADELINES = "tradelines"


class Direction(StrEnum):
    """How risk is expected to move with a feature; a scorecard may not contradict it.

    Examples
    --------
    >>> Direction("higher_is_safer") is Direction.HIGHER_IS_SAFER
    True
    """

    HIGHER_IS_SAFER = "higher_is_safer"
    HIGHER_IS_RISKIER = "higher_is_riskier"
    NEUTRAL = "neutral"


class Unit(StrEnum):
    """What a feature counts in. Only amounts change when every amount is scaled.

    Examples
    --------
    >>> Unit.AMOUNT.value
    'amount'
    """

    AMOUNT = "amount"
    RATIO = "ratio"
    SHARE = "share"
    COUNT = "count"
    DAYS = "days"
    MONTHS = "months"
