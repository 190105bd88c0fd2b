"""The grouped pass: sums per account, role and age bucket, and their fold.

The sums are additive: the sums of two sets of transactions that share no row add up to those of
their union. Everything that looks at flows of money is folded from them without another pass.
"""

from collections.abc import Mapping
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir

from plainscore.features.flows import (
    BEFORE,
    BLOCK_DAYS,
    BLOCKS,
    FLOW_COLUMNS,
    FLOWS,
    REST_OF_YEAR,
    WINDOWS,
    Flow,
)
from plainscore.features.folded import PARTS, Part
from plainscore.features.plan import Plan
from plainscore.features.sight import seen
from plainscore.features.statistics import by_month
from plainscore.records import Role


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
            (age <= BLOCKS * BLOCK_DAYS, (age - 1) // BLOCK_DAYS),
            (age <= 365, REST_OF_YEAR),
            else_=BEFORE,
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
    """Fold the sums into the table ``flows``, one row an application.

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
        ``application`` and `plainscore.features.flows.FLOW_COLUMNS`.
    """
    buckets = _buckets(sums, linked)

    def total(flow: str, first: int, after: int) -> ir.NumericValue:
        inside = (buckets.bucket >= first) & (buckets.bucket < after)
        return buckets[flow].sum(where=inside).fill_null(0).cast("float64")

    whole = buckets.group_by("application").aggregate(
        history_days=buckets.oldest.max().cast("int64"),
        returned_90=buckets.returned.sum(where=buckets.bucket < 3).fill_null(0),
        returned_last_age=buckets.returned_age.min(where=buckets.bucket <= REST_OF_YEAR).cast(
            "int64"
        ),
        overdraft_fees_180=ibis.greatest(
            buckets.fees.sum(where=buckets.bucket < 6).fill_null(0), 0
        ),
        **{name: total(*window) for name, window in WINDOWS.items()},
    )
    joined = whole.join(_primary_account(sums, linked), "application").join(
        currencies, "application"
    )
    return plan.keep("flows", joined.select("application", *FLOW_COLUMNS))


def finish(plan: Plan, flows: ir.Table) -> ir.Table:
    """Make the part `Part.SUMS` of the folded table from the flows, row by row.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    flows : ibis table
        What `fold` returns, or what the kernel does.

    Returns
    -------
    ibis table
        ``application`` and the columns of `Part.SUMS`.
    """
    months = by_month(plan, flows)
    return plan.keep(
        "folded_sums",
        flows.join(months, "application").select("application", *PARTS[Part.SUMS]),
    )


def _buckets(sums: ir.Table, linked: ir.Table) -> ir.Table:
    """Return the flows of each age bucket."""
    joined = sums.join(linked, "link")
    joined = joined.mutate(outflow=joined.amount - joined.inflow)

    def total(column: str, roles: Mapping[Role, int], flow: Flow) -> list[ir.NumericValue]:
        signed = []
        for sign in (1, -1):
            taken = sorted(role for role in roles if roles[role] == sign)
            if taken:
                inside = joined.role.isin(taken)
                if flow.beside_savings:
                    inside &= ~joined.is_savings
                signed.append(joined[column].sum(where=inside).fill_null(0) * sign)
        return signed

    def exact(flow: Flow) -> ir.NumericValue:
        sums_of_roles = (
            *total("inflow", flow.inflows, flow),
            *total("outflow", flow.outflows, flow),
        )
        return reduce(add, sums_of_roles).cast("decimal(38, 4)")

    came_back = joined.role == Role.RETURNED_PAYMENT.value
    fee = joined.role == Role.FEE_OVERDRAFT.value
    return joined.group_by("application", "bucket").aggregate(
        returned=joined.inflow_rows.sum(where=came_back).fill_null(0),
        returned_age=joined.youngest_inflow.min(where=came_back),
        fees=(joined.outflow_rows - joined.inflow_rows).sum(where=fee).fill_null(0),
        oldest=joined.oldest.max(),
        **{name: exact(flow) for name, flow in FLOWS.items()},
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
