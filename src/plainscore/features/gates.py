"""Gates: whether there is enough to speak of a person at all. They are never scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from plainscore.features.enough import (
    ACTIVITY_DAYS,
    GREATEST_GAP_DAYS,
    LEAST_DAYS_WITH_TRANSACTIONS,
    LEAST_HISTORY_DAYS,
)
from plainscore.features.folded import FOLDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A column that says how much is known, and never enters a score.

    Parameters
    ----------
    name : str
        The column of the features table.
    label : str
        Short name for pages.
    formula : str
        What is computed, in plain text.
    expression : ibis.expr.types.Value
        Its value from the columns of the folded table.

    Examples
    --------
    >>> GATES["history_days"].label
    'Days of history'
    """

    name: str
    label: str
    formula: str
    expression: ir.Value = field(repr=False, compare=False)


def _if_seen(count: ir.IntegerValue, silent: int) -> ir.IntegerValue:
    """Give those whose every row is old the count of a silent year; others keep theirs."""
    return FOLDED.history_days.notnull().ifelse(count.fill_null(silent), None).cast("int64")


_DAYS = _if_seen(FOLDED.days_with_transactions, 0)
_GAP = _if_seen(FOLDED.longest_gap_days, ACTIVITY_DAYS)
_ENOUGH = (
    (FOLDED.history_days >= LEAST_HISTORY_DAYS)
    & (_DAYS >= LEAST_DAYS_WITH_TRANSACTIONS)
    & (_GAP <= GREATEST_GAP_DAYS)
).fill_null(ibis.literal(value=False))

GATES: Mapping[str, Gate] = MappingProxyType(
    {
        gate.name: gate
        for gate in (
            Gate(
                name="history_days",
                label="Days of history",
                formula="days from the first transaction seen on a current or savings account in "
                "the main currency to the application",
                expression=FOLDED.history_days,
            ),
            Gate(
                name="days_with_transactions",
                label="Days with transactions",
                formula="days of the last 90 with at least one transaction",
                expression=_DAYS,
            ),
            Gate(
                name="longest_gap_days",
                label="Longest silence",
                formula="greatest number of days from one day with transactions to the next, or to "
                "the application, in the last 90 days",
                expression=_GAP,
            ),
            Gate(
                name="other_currency_share",
                label="Share left out for its currency",
                formula="share of transactions on current and savings accounts outside the main "
                "currency, which no feature uses",
                expression=FOLDED.other_currency_share,
            ),
            Gate(
                name="accounts_without_balance",
                label="Accounts without a balance",
                formula="accounts of the last 13 months for which no balance is stated; unless "
                "zero, features of balance are null",
                expression=_if_seen(FOLDED.accounts_without_balance, 0),
            ),
            Gate(
                name="enough_information",
                label="Enough to score",
                formula=f"history_days >= {LEAST_HISTORY_DAYS} and days_with_transactions >= "
                f"{LEAST_DAYS_WITH_TRANSACTIONS} and longest_gap_days <= {GREATEST_GAP_DAYS}; "
                "otherwise the answer is 'not enough information', never a low score",
                expression=_ENOUGH,
            ),
        )
    }
)
"""Gates by name, in the order of their columns."""
