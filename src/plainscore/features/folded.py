"""The folded table: one row an application, from which every feature is a formula.

It is declared here once, as an unbound Ibis table, so that a feature is an expression that belongs
to no engine. Each part of the table is made by one pass over the records; a feature that reads
only other parts does not cause the pass to run. Amounts are summed as exact decimals and become
float64 only here, when the summing is over.
"""

from enum import StrEnum

import ibis

from plainscore.features.statistics import STATISTICS

HISTORY = "history_days"
APPLICATION = "application"
"""Position of the application in the table of applications; joins the parts."""


class Part(StrEnum):
    """A part of the folded table, and the pass that makes it.

    Examples
    --------
    >>> Part("sums").value
    'sums'
    """

    SUMS = "sums"
    DAYS = "days"
    STREAMS = "streams"
    TRADELINES = "tradelines"


PARTS: dict[Part, dict[str, str]] = {
    Part.SUMS: {
        # days from the first row seen to the application, on the accounts of the main currency
        HISTORY: "int64",
        # the same for the account with the most rows
        "primary_account_days": "int64",
        # share of the rows of liquid accounts that stand in another currency
        "other_currency_share": "float64",
        # over whole 30-day months, see plainscore.features.statistics
        **STATISTICS,
        "income_90": "float64",
        "income_180": "float64",
        "income_365": "float64",
        "inflow_90": "float64",
        "outgoings_30": "float64",
        "outgoings_90": "float64",
        "outgoings_180": "float64",
        "housing_90": "float64",
        "debt_90": "float64",
        "debt_before_90": "float64",
        "borrowed_90": "float64",
        "saved_180": "float64",
        "returned_90": "int64",
        "returned_last_age": "int64",
        "overdraft_fees_180": "int64",
    },
    Part.DAYS: {
        "days_with_transactions": "int64",
        "longest_gap_days": "int64",
        "accounts_without_balance": "int64",
        "balance_now": "float64",
        "savings_balance_now": "float64",
        "balance_median_90": "float64",
        "balance_p10_90": "float64",
        "balance_p10_180": "float64",
        "balance_median_180": "float64",
        # Theil-Sen slope a month of the mean balances of the last six months
        "balance_slope_180": "float64",
        "balance_before_income": "float64",
        "low_balance_days_90": "int64",
        "recovery_days": "float64",
        "negative_days_90": "int64",
        "negative_spells_180": "int64",
        "negative_depth_180": "float64",
        "limit_use_90": "float64",
        "limit_breach_days_365": "int64",
    },
    Part.STREAMS: {
        "income_streams_active": "int64",
        "main_income_180": "float64",
        "main_income_irregularity": "float64",
        "main_income_last_age": "int64",
        "main_income_first_age": "int64",
        "main_income_period": "float64",
        "fixed_monthly": "float64",
        "debt_streams_active": "int64",
        "debt_returned_90": "float64",
        "debt_returned_before_90": "float64",
        "housing_returned_90": "float64",
        "short_term_credit_90": "int64",
        "bills_expected_365": "int64",
        "bills_on_time_365": "int64",
        "rent_expected_365": "int64",
        "rent_on_time_365": "int64",
        "utility_expected_365": "int64",
        "utility_on_time_365": "int64",
        "credit_expected_365": "int64",
        "credit_on_time_365": "int64",
        "bills_missed_180": "int64",
        "bill_streams": "int64",
        "bill_lateness_p90": "float64",
        "bill_first_age": "int64",
    },
    Part.TRADELINES: {
        "revolving_use": "float64",
        "revolving_use_max": "float64",
        "revolving_use_before": "float64",
        "worst_days_past_due_24": "int64",
        "months_since_30": "int64",
        "past_due": "float64",
        "tradeline_oldest_days": "int64",
    },
}
"""Columns and types of each part."""

FOLDED = ibis.table(
    {APPLICATION: "int32", "application_id": "string"}
    | {name: kind for columns in PARTS.values() for name, kind in columns.items()},
    name="folded",
)
"""The folded table, unbound: features are written against it."""


def part_of(column: str) -> Part:
    """Return the part of the folded table that holds a column.

    Parameters
    ----------
    column : str
        A column of `FOLDED`.

    Returns
    -------
    Part
        Its part.

    Raises
    ------
    KeyError
        If no part holds it.

    Examples
    --------
    >>> part_of("income_90")
    <Part.SUMS: 'sums'>
    """
    for part, columns in PARTS.items():
        if column in columns:
            return part
    raise KeyError(f"the folded table has no column {column!r}")
