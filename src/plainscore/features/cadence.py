"""Cadences: how often a stream of payments comes, read from the days between payments."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

MONTH_DAYS = 30.4375
"""Mean length of a month of the Julian calendar: off by a minute, and exact in binary."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """One rhythm.

    Parameters
    ----------
    name : str
        Name of the rhythm.
    least_gap, greatest_gap : float
        Median days between payments, from and to (both included).
    period : float
        Days from one expected payment to the next.
    payments : int
        Payments needed before a stream counts as mature.

    Examples
    --------
    >>> CADENCES[0].name, CADENCES[0].period
    ('weekly', 7.0)
    """

    name: str
    least_gap: float
    greatest_gap: float
    period: float
    payments: int


CADENCES = (
    Cadence("weekly", 6, 8, 7.0, 3),
    Cadence("two-weekly", 13, 14.5, 14.0, 3),
    Cadence("half-monthly", 14.6, 16.5, MONTH_DAYS / 2, 3),
    Cadence("four-weekly", 26, 28.5, 28.0, 3),
    Cadence("monthly", 28.6, 35, MONTH_DAYS, 3),
    Cadence("two-monthly", 56, 66, MONTH_DAYS * 2, 3),
    Cadence("quarterly", 84, 98, MONTH_DAYS * 3, 3),
    Cadence("half-yearly", 175, 190, MONTH_DAYS * 6, 3),
    Cadence("yearly", 355, 375, MONTH_DAYS * 12, 2),
)
"""Every rhythm that is recognised."""

STEADY = 0.5
"""The middle half of the gaps may spread over at most this share of the period."""

GRACE_DAYS = 5
"""Weekends, holidays and the lengths of months move a payment by less than this."""


def period(quartiles: ir.ArrayValue) -> ir.FloatingValue:
    """Return the period of a stream from the quartiles of its gaps; null if it has no rhythm.

    Parameters
    ----------
    quartiles : ibis array of float64
        Lower quartile, median and upper quartile of the days between payments.

    Returns
    -------
    ibis float64
        Days from one expected payment to the next.

    Examples
    --------
    >>> connection = ibis.duckdb.connect()
    >>> for gaps in ([29.0, 30.0, 31.0], [4.0, 15.0, 26.0], [7.0, 7.0, 7.0]):
    ...     print(connection.to_pyarrow(period(ibis.literal(gaps))).as_py())
    30.4375
    None
    7.0
    """
    low, middle, high = quartiles[0], quartiles[1], quartiles[2]
    nominal = ibis.cases(
        *(
            (middle.between(cadence.least_gap, cadence.greatest_gap), cadence.period)
            for cadence in CADENCES
        )
    )
    # engines read literals as decimals of few places; the period must not round what it enters
    nominal = nominal.cast("decimal(9, 5)").cast("float64")
    return (high - low <= nominal * STEADY).ifelse(nominal, None)


def monthly_at_most(period_days: ir.FloatingValue) -> ir.FloatingValue:
    """Return a period of a month or less; null for a longer one.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(monthly_at_most(ibis.literal(60.875))).as_py()
    """
    return (period_days <= MONTH_DAYS).ifelse(period_days, None)


def payments_needed(period_days: ir.FloatingValue) -> ir.IntegerValue:
    """Return how many payments make a stream of this period mature.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(payments_needed(ibis.literal(7.0))).as_py()
    3
    """
    return (period_days > MONTH_DAYS * 11).ifelse(2, 3)


def grace(period_days: ir.FloatingValue) -> ir.NumericValue:
    """Return how many days after its usual day a payment is still on time.

    Examples
    --------
    >>> connection = ibis.duckdb.connect()
    >>> [connection.to_pyarrow(grace(ibis.literal(days))).as_py() for days in (7.0, MONTH_DAYS)]
    [2, 5]
    """
    return ibis.least((period_days / 3).floor().cast("int64"), GRACE_DAYS)


def calendar_days(period_days: ir.FloatingValue) -> ir.IntegerValue:
    """Return by how many days the calendar alone may move a payment of a period.

    Examples
    --------
    >>> connection = ibis.duckdb.connect()
    >>> [connection.to_pyarrow(calendar_days(ibis.literal(days))).as_py() for days in (7.0, 91.0)]
    [0, 3]
    """
    return ibis.least((period_days / 10).floor().cast("int64"), 3)


def overdue_after(period_days: ir.FloatingValue) -> ir.FloatingValue:
    """Return how many days after its usual day a payment that has not come counts as missed.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(overdue_after(ibis.literal(91.0))).as_py()
    15.0
    """
    return ibis.least(period_days / 2, 15.0)


def nearest(value: ir.FloatingValue) -> ir.IntegerValue:
    """Round to the nearest whole number, halves upward, alike on every engine.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(nearest(ibis.literal(-1.5))).as_py()
    -1
    """
    return (value + 0.5).floor().cast("int64")
