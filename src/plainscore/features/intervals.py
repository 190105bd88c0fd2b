"""Intervals of days: what a person has from one day with rows to the next.

The person's balance is constant between days with rows, so each such day stands for an interval of
days, and every statistic over days is taken over intervals with their length as weight.
"""

import ibis
import ibis.expr.types as ir

PRE_INCOME_DAYS = 3


def intervals(accounts: ir.Table, held: ir.Table) -> ir.Table:
    """Add the accounts of a person up to what the person has after each day with rows.

    Parameters
    ----------
    accounts : ibis table
        What `account_days` returns.
    held : ibis table
        ``application`` and ``opening``, what its accounts held before all rows; null if unknown.

    Returns
    -------
    ibis table
        ``application``; the days from ``age`` to before ``next_age`` (0: the application);
        ``income`` of the first of them; ``balance`` throughout, null if unknown;
        ``balance_before`` the first day; ``lowest`` balance at the end of the three days before.
    """
    days = accounts.group_by("application", "age").aggregate(
        income=accounts.income.sum(), change=accounts.change.sum()
    )
    days = days.join(held, "application").select(*days.columns, held.opening)
    person = {"group_by": days.application, "order_by": days.age.desc()}
    row = ibis.window(**person)
    spans = days.select(
        "application",
        "age",
        "income",
        "change",
        next_age=days.age.lead(1).over(row).fill_null(0),
        balance=days.opening + days.change.sum().over(ibis.cumulative_window(**person)),
        change_1=days.change.lag(1).over(row),
        change_2=days.change.lag(2).over(row),
        age_1=days.age.lag(1).over(row),
        age_2=days.age.lag(2).over(row),
    )
    # balances that held at the end of one of the three days before: the last one always did, an
    # earlier one did if the row that followed it came later than three days before
    before = spans.balance - spans.change
    second = before - spans.change_1
    third = second - spans.change_2
    lowest = ibis.least(
        before,
        (spans.age_1 < spans.age + PRE_INCOME_DAYS).ifelse(second, before),
        (spans.age_2 < spans.age + PRE_INCOME_DAYS).ifelse(third, before),
    )
    return spans.select(
        "application",
        "age",
        "next_age",
        "income",
        "balance",
        balance_before=before,
        lowest=lowest,
    )


def days_within(spans: ir.Table, youngest: int, oldest: int) -> ir.IntegerValue:
    """Return how many days of each interval have an age above `youngest`, up to `oldest`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> spans = ibis.memtable(pa.table({"age": [40, 10], "next_age": [10, 0]}))
    >>> ibis.duckdb.connect().to_pyarrow(days_within(spans, 0, 30)).to_pylist()
    [20, 10]
    """
    return ibis.greatest(ibis.least(spans.age, oldest) - ibis.greatest(spans.next_age, youngest), 0)
