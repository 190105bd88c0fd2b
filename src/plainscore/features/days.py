"""The day pass: the balance of each account at the end of each day with rows.

Rows of one day have no order, so none is assumed. If every row of a day states the balance after
it, the rows form a chain from the opening balance O to the closing balance C, whatever their
order, and the sum of ``b^2 - (b - a)^2`` over its rows (amount a, balance after b) telescopes to
``C^2 - O^2``. With the day's net amount ``A = C - O`` this gives the closing balance from sums
alone: ``C = (A + Q / A) / 2`` where ``Q = sum(a (2b - a)) = A (2C - A)``. Rows that are no chain
give a C too, so it is verified by a second telescoping sum, of a function of the balances that is
not a square. See ``docs/decisions/end-of-day-balance.md``.
"""

import ibis
import ibis.expr.types as ir

from plainscore.features.sight import seen
from plainscore.records import MONEY, Role

OLDEST_DAY = 396
"""Thirteen months: a year, and a month so that an account that only books its yearly interest
still shows its balance."""

_MONEY = f"decimal({MONEY.precision}, {MONEY.scale})"
_SUM = f"decimal(38, {MONEY.scale})"
_GREATEST = 10.0 ** (MONEY.precision - MONEY.scale - 1)
_PRIME = 100_003


def by_day(transactions: ir.Table, linked: ir.Table) -> ir.Table:
    """Add up the transactions of each link by day: the second pass.

    Parameters
    ----------
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Links in the main currency of their application.

    Returns
    -------
    ibis table
        ``link, age``; ``income`` (exact decimal); the sums of `end_marks`.
    """
    visible = seen(transactions, linked, "role", "amount", "balance_after", oldest=OLDEST_DAY)
    return visible.group_by("link", "age").aggregate(
        income=visible.amount.sum(where=visible.role == Role.INCOME.value),
        **end_marks(visible),
    )


def end_marks(rows: ir.Table) -> dict[str, ir.NumericValue]:
    """Return the sums over the rows of a day that tell its closing balance.

    Parameters
    ----------
    rows : ibis table
        Rows with ``amount`` and ``balance_after``.

    Returns
    -------
    dict of str to ibis expression
        ``amount``, ``rows``, ``dated`` (rows that state a balance), ``stated`` (the sum of the
        balances stated), ``chain`` (the sum Q), ``marks`` (the sum that checks it).
    """
    before = rows.balance_after - rows.amount
    return {
        "amount": rows.amount.sum(),
        "rows": rows.count(),
        "dated": rows.balance_after.count(),
        "stated": rows.balance_after.sum(),
        "chain": (rows.amount * (rows.balance_after + before)).sum(),
        "marks": (_mark(rows.balance_after) - _mark(before)).sum(),
    }


def closing(day: ir.Table) -> ir.DecimalValue:
    """Return the closing balance of a day where its rows tell it, else null.

    Parameters
    ----------
    day : ibis table
        The sums of `end_marks`.

    Returns
    -------
    ibis decimal
        The one balance stated, if there is just one; the end of the chain, if every row states
        one and the chain holds; null otherwise, and on days that net to zero.
    """
    net = day.amount.cast("float64")
    end = ((net + day.chain.cast("float64") / net) / 2).round(MONEY.scale)
    fits = (day.amount != 0) & end.abs().between(0, _GREATEST)
    exact = fits.ifelse(end, None).cast(_MONEY)
    holds = (
        (day.dated == day.rows)
        & (day.amount * (exact * 2 - day.amount) == day.chain)
        & (_mark(exact) - _mark(exact - day.amount) == day.marks)
    )
    return ibis.cases((day.dated == 1, day.stated), (holds, exact))


def _mark(balance: ir.DecimalValue) -> ir.IntegerValue:
    """Return a number that balances hardly share: small enough to be added up, and not linear."""
    # a decimal could overflow; a float is the same for the same balance, which is all it takes
    rest = (balance.cast("float64") * 10**MONEY.scale).round().cast("int64") % _PRIME
    return rest * rest * rest


def chained(day: ir.Table) -> ir.Table:
    """Put the days of each account in a row.

    Parameters
    ----------
    day : ibis table
        What `by_day` returns.

    Returns
    -------
    ibis table
        ``link, age, amount, income``; ``closed``, the known closing balance or null; ``booked``,
        the sum of amounts up to the day; ``anchor``, the number of known closing balances up to
        the day; ``place`` in the row from 1; ``is_last``.
    """
    known = day.mutate(closed=closing(day))
    account = {"group_by": known.link, "order_by": known.age.desc()}
    up_to_here = ibis.cumulative_window(**account)
    return known.select(
        "link",
        "age",
        "amount",
        "closed",
        income=known.income.fill_null(0).cast(_SUM),
        booked=known.amount.sum().over(up_to_here),
        anchor=known.closed.count().over(up_to_here),
        place=ibis.row_number().over(ibis.window(**account)) + 1,
        is_last=known.age.lead(1).over(ibis.window(**account)).isnull(),
    )


def account_days(chain: ir.Table, linked: ir.Table) -> ir.Table:
    """Carry the known balances to every day with rows.

    From a day whose closing balance is known, later days follow by adding what was booked; days
    before the first known one by taking it away. Where two known balances contradict what was
    booked between them (rows are missing) each holds from its own day.

    Parameters
    ----------
    chain : ibis table
        What `chained` returns.
    linked : ibis table
        Links in the main currency of their application.

    Returns
    -------
    ibis table
        ``application, age, income, is_savings, is_first, is_last``; ``balance`` after the day
        (null if no balance of the account is known), ``opening`` balance on the first day, else
        zero; the ``change`` over the day of the balance, and of the sum ``overdrawn`` (below
        zero), ``beyond`` (below the arranged limit, or zero where none is known), ``used`` and
        ``breached`` (overdrawn and beyond, where a limit is arranged); limit ``arranged``, on the
        first day, else zero.
    """
    anchors = chain.filter(chain.closed.notnull()).select(
        "link", "anchor", base=chain.closed - chain.booked
    )
    now = anchors.rename(here="anchor")
    then = anchors.rename(earlier="anchor", base_before="base")
    numbered = chain.mutate(
        here=ibis.greatest(chain.anchor, 1),
        earlier=ibis.greatest(chain.anchor - chain.closed.notnull().cast("int64"), 1),
    )
    based = numbered.left_join(now, ["link", "here"]).select(*numbered.columns, now.base)
    based = based.left_join(then, ["link", "earlier"]).select(*based.columns, then.base_before)
    rows = based.join(linked, "link")
    is_first = rows.place == 1
    balance = rows.base + rows.booked
    balance_before = rows.base_before + rows.booked - rows.amount
    rows = rows.mutate(
        balance=balance,
        balance_before=balance_before,
        opening=is_first.ifelse(balance_before, 0),
        change=balance - balance_before,
        floor=-rows.credit_limit.fill_null(0),
        limited=(rows.credit_limit > 0).fill_null(ibis.literal(value=False)),
        is_first=is_first,
    )

    def below(floor: ir.NumericValue) -> ir.NumericValue:
        """Return the change over the day of the sum that is missing below a floor."""
        after = ibis.greatest(floor - rows.balance, 0)
        before = rows.is_first.ifelse(0, ibis.greatest(floor - rows.balance_before, 0))
        return after - before

    return rows.select(
        "application",
        "age",
        "income",
        "is_savings",
        "is_first",
        "is_last",
        "balance",
        "opening",
        "change",
        overdrawn=below(ibis.literal(0)),
        beyond=below(rows.floor),
        used=rows.limited.ifelse(below(ibis.literal(0)), 0),
        breached=rows.limited.ifelse(below(rows.floor), 0),
        arranged=(rows.is_first & rows.limited).ifelse(rows.credit_limit, 0),
    )
