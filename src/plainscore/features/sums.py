"""The grouped pass: sums per account, role and age bucket, and their fold.

The sums are additive: the sums of two sets of transactions that share no row add up to those of
their union. Everything that looks at flows of money is folded from them without another pass.
"""

from collections.abc import Callable, Iterable

import ibis
import ibis.expr.types as ir

from plainscore.features.folded import PARTS, Part
from plainscore.features.plan import Plan
from plainscore.features.shapes import MONTHS
from plainscore.features.sight import seen
from plainscore.features.statistics import BLOCK_DAYS, MEASURES, by_month
from plainscore.records import BILL_ROLES, Role

BLOCKS = MONTHS

REST_OF_YEAR = BLOCKS
"""Bucket of the ages 361 to 365: part of a window of 365 days, of no whole block."""
BEFORE = BLOCKS + 1
"""Bucket of everything older than 365 days."""


def bucket(age: ir.NumericValue) -> ir.NumericValue:
    """Return the age bucket of an age of at least one day.

    Examples
    --------
    >>> connection = ibis.duckdb.connect()
    >>> [connection.to_pyarrow(bucket(ibis.literal(age))).as_py() for age in (1, 30, 31, 365, 900)]
    [0, 0, 1, 12, 13]
    """
    return (
        ibis.cases(
            (age <= BLOCKS * BLOCK_DAYS, (age - 1) // BLOCK_DAYS), (age <= 365, 12), else_=13
        )
    ).cast("int8")


def grouped(transactions: ir.Table, linked: ir.Table) -> ir.Table:
    """Add up the transactions of each link by role and age bucket: the first pass.

    Parameters
    ----------
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Every link.

    Returns
    -------
    ibis table
        ``link, role, bucket, amount, inflow`` (exact decimals), ``rows, inflow_rows,
        outflow_rows``, ``youngest_inflow, oldest`` (ages, days). The sums and counts merge by
        adding, the ages by least and greatest.
    """
    visible = seen(transactions, linked, "role", "amount")
    return visible.group_by("link", "role", bucket=bucket(visible.age)).aggregate(
        amount=visible.amount.sum(),
        inflow=ibis.greatest(visible.amount, 0).sum(),
        rows=visible.count(),
        inflow_rows=(visible.amount > 0).sum(),
        outflow_rows=(visible.amount < 0).sum(),
        youngest_inflow=visible.age.min(where=visible.amount > 0),
        oldest=visible.age.max(),
    )


def main_currency(sums: ir.Table, linked: ir.Table) -> ir.Table:
    """Return the currency each application is read in, and what is left out by it.

    The currency with the most rows of income; with the most rows where that does not decide; the
    first by its letters where that does not either.

    Parameters
    ----------
    sums : ibis table
        What `grouped` returns.
    linked : ibis table
        Every link.

    Returns
    -------
    ibis table
        ``application, currency, other_currency_share``.
    """
    joined = sums.join(linked, "link")
    tally = joined.group_by("application", "currency").aggregate(
        income_rows=joined.rows.sum(where=joined.role == Role.INCOME.value).fill_null(0),
        rows=joined.rows.sum(),
    )
    person = ibis.window(group_by=tally.application)
    ranked = tally.mutate(
        rank=ibis.row_number().over(
            ibis.window(
                group_by=tally.application,
                order_by=[tally.income_rows.desc(), tally.rows.desc(), tally.currency],
            )
        ),
        every_row=tally.rows.sum().over(person),
    )
    return ranked.filter(ranked["rank"] == 0).select(
        "application",
        "currency",
        other_currency_share=1 - ranked.rows / ranked.every_row,
    )


def fold(plan: Plan, sums: ir.Table, linked: ir.Table, currencies: ir.Table) -> ir.Table:
    """Fold the sums into one row an application.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    sums : ibis table
        What `grouped` returns.
    linked : ibis table
        Links in the main currency of their application.
    currencies : ibis table
        What `main_currency` returns.

    Returns
    -------
    ibis table
        ``application`` and the columns of `Part.SUMS`.
    """
    months = _months(sums, linked)
    year = months.bucket <= REST_OF_YEAR

    def total(column: str, first: int, after: int) -> ir.NumericValue:
        inside = (months.bucket >= first) & (months.bucket < after)
        return months[column].sum(where=inside).fill_null(0).cast("float64")

    blocks = plan.keep(
        "month_blocks",
        months.group_by("application").aggregate(
            history_days=months.oldest.max().cast("int64"),
            income_90=total("income", 0, 3),
            income_180=total("income", 0, 6),
            income_365=months.income.sum(where=year).fill_null(0).cast("float64"),
            inflow_90=total("inflow", 0, 3),
            outgoings_30=total("outgoings", 0, 1),
            outgoings_90=total("outgoings", 0, 3),
            outgoings_180=total("outgoings", 0, 6),
            housing_90=total("housing", 0, 3),
            debt_90=total("debt", 0, 3),
            debt_before_90=total("debt", 3, 6),
            borrowed_90=total("borrowed", 0, 3),
            saved_180=total("saved", 0, 6),
            returned_90=months.returned.sum(where=months.bucket < 3).fill_null(0),
            returned_last_age=months.returned_age.min(where=year).cast("int64"),
            overdraft_fees_180=ibis.greatest(
                months.fees.sum(where=months.bucket < 6).fill_null(0), 0
            ),
            **{
                f"{measure}_{block}": total(measure, block, block + 1)
                for measure in MEASURES
                for block in range(BLOCKS)
            },
        ),
    )
    folded = (
        blocks.join(by_month(plan, blocks), "application")
        .join(_primary_account(sums, linked), "application")
        .join(currencies, "application")
    )
    return plan.keep("folded_sums", folded.select("application", *PARTS[Part.SUMS]))


def _months(sums: ir.Table, linked: ir.Table) -> ir.Table:
    """Return what came in and went out in each age bucket, by what it was for."""
    joined = sums.join(linked, "link")
    outflow = joined.amount - joined.inflow

    def over(
        value: ir.NumericValue,
        roles: Iterable[Role],
        aggregate: Callable[..., ir.NumericValue] = ir.NumericColumn.sum,
    ) -> ir.NumericValue:
        return aggregate(value, where=joined.role.isin(sorted(roles)))

    def exact(value: ir.NumericValue) -> ir.NumericValue:
        return value.fill_null(0).cast("decimal(38, 4)")

    # everyday money may flow both ways under one role; elsewhere the opposite sign is a correction
    both_ways = (Role.OTHER, Role.CASH)
    obliged = (*BILL_ROLES, Role.TAX, Role.DEBT_PAYMENT, Role.FEE_OVERDRAFT, Role.RETURNED_PAYMENT)
    months = joined.group_by("application", "bucket").aggregate(
        income=exact(over(joined.amount, (Role.INCOME,))),
        received=exact(over(joined.inflow, both_ways)),
        everyday_out=exact(over(outflow, both_ways)),
        refunds=exact(over(joined.amount, (Role.REFUND,))),
        obliged=exact(over(joined.amount, obliged)),
        housing=-exact(over(joined.amount, (Role.HOUSING,))),
        debt=-exact(over(joined.amount, (Role.DEBT_PAYMENT,))),
        borrowed=exact(over(joined.inflow, (Role.DEBT_DISBURSEMENT,))),
        saved=-exact(
            joined.amount.sum(
                where=(joined.role == Role.SAVINGS_TRANSFER.value) & ~joined.is_savings
            )
        ),
        returned=over(joined.inflow_rows, (Role.RETURNED_PAYMENT,)).fill_null(0),
        returned_age=over(joined.youngest_inflow, (Role.RETURNED_PAYMENT,), ir.NumericColumn.min),
        fees=over(joined.outflow_rows - joined.inflow_rows, (Role.FEE_OVERDRAFT,)).fill_null(0),
        oldest=joined.oldest.max(),
    )
    inflow = months.income + months.received
    everyday = -(months.everyday_out + months.refunds)
    outgoings = everyday - months.obliged
    return months.mutate(
        inflow=inflow, everyday=everyday, outgoings=outgoings, net=inflow - outgoings
    )


def _primary_account(sums: ir.Table, linked: ir.Table) -> ir.Table:
    """Return how long ago the account with the most rows is first seen."""
    accounts = sums.group_by("link").aggregate(rows=sums.rows.sum(), oldest=sums.oldest.max())
    joined = accounts.join(linked, "link")
    ranked = joined.mutate(
        rank=ibis.row_number().over(
            ibis.window(
                group_by=joined.application, order_by=[joined.rows.desc(), joined.oldest.desc()]
            )
        )
    )
    return ranked.filter(ranked["rank"] == 0).select(
        "application", primary_account_days=ranked.oldest.cast("int64")
    )
