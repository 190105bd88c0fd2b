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

from plainscore.features.plan import Plan
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
        ``link, age``; ``income`` (exact decimal); the sums of `end_marks`; the `possible_end`.
    """
    visible = seen(transactions, linked, "role", "amount", "balance_after", oldest=OLDEST_DAY)
    day = visible.group_by("link", "age").aggregate(
        income=visible.amount.sum(where=visible.role == Role.INCOME.value),
        **end_marks(visible),
    )
    return day.mutate(end=possible_end(day))


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


def possible_end(day: ir.Table) -> ir.DecimalValue:
    """Return where the chain of a day's rows ends, if they are a chain.

    Parameters
    ----------
    day : ibis table
        The sums of `end_marks`.

    Returns
    -------
    ibis decimal
        ``(A + Q / A) / 2``; null on days that net to zero.
    """
    net = day.amount.cast("float64")
    end = ((net + day.chain.cast("float64") / net) / 2).round(MONEY.scale)
    fits = (day.amount != 0) & end.abs().between(0, _GREATEST)
    return fits.ifelse(end, None).cast(_MONEY)


def closing(day: ir.Table) -> ir.DecimalValue:
    """Return the closing balance of a day where its rows tell it, else null.

    Parameters
    ----------
    day : ibis table
        The sums of `end_marks`, and ``end``, what `possible_end` returns.

    Returns
    -------
    ibis decimal
        The one balance stated, if there is just one; the end of the chain, if every row states
        one and the chain holds; null otherwise, and on days that net to zero.
    """
    holds = (
        (day.dated == day.rows)
        & (day.amount * (day.end * 2 - day.amount) == day.chain)
        & (_mark(day.end) - _mark(day.end - day.amount) == day.marks)
    )
    return ibis.cases((day.dated == 1, day.stated), (holds, day.end))


def _mark(balance: ir.DecimalValue) -> ir.IntegerValue:
    """Return a number that balances hardly share: small enough to be added up, and not linear."""
    # a decimal could overflow; a float is the same for the same balance, which is all it takes
    rest = (balance.cast("float64") * 10**MONEY.scale).round().cast("int64") % _PRIME
    return rest * rest * rest


def account_days(plan: Plan, day: ir.Table, linked: ir.Table) -> ir.Table:
    """Return the balance of each account before and after each day with rows.

    Most days tell it themselves, or together with the two days before. Only accounts where some
    day does not are gone through from end to end.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    day : ibis table
        What `by_day` returns.
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
    rows = plan.keep("account_rows", _in_a_row(day))
    unsure = rows.filter(rows.balance.isnull() | rows.balance_before.isnull())
    patchy = plan.keep("patchy_links", unsure.select("link").distinct())
    chain = plan.keep("chain", _chained(rows.semi_join(patchy, "link")))
    balances = ibis.union(
        rows.anti_join(patchy, "link").select(*_BALANCES), _carried(chain), distinct=False
    )
    return plan.keep("account_days", _with_changes(balances, linked))


_BALANCES = (
    "link",
    "age",
    "income",
    "is_first",
    "is_last",
    "balance",
    "balance_before",
)


def _in_a_row(day: ir.Table) -> ir.Table:
    """Put the days of each account in a row, with the balances that neighbours tell."""
    known = day.mutate(closed=closing(day))
    row = ibis.window(group_by=known.link, order_by=known.age.desc())
    laid = known.select(
        "link",
        "age",
        "amount",
        "closed",
        income=known.income.fill_null(0).cast(_SUM),
        closed_1=known.closed.lag(1).over(row),
        closed_2=known.closed.lag(2).over(row),
        amount_1=known.amount.lag(1).over(row),
        place=ibis.row_number().over(row),
        is_last=known.age.lead(1).over(row).isnull(),
    )
    is_first = laid.place == 0
    before = ibis.coalesce(
        laid.closed_1,
        laid.closed_2 + laid.amount_1,
        is_first.ifelse(laid.closed - laid.amount, None),
    )
    return laid.select(
        "link",
        "age",
        "amount",
        "closed",
        "income",
        "is_last",
        is_first=is_first,
        balance=ibis.coalesce(laid.closed, laid.closed_1 + laid.amount).cast(_SUM),
        balance_before=before.cast(_SUM),
    )


def _chained(rows: ir.Table) -> ir.Table:
    """Add the sum ``booked`` up to each day, and the number ``anchor`` of known balances."""
    up_to_here = ibis.cumulative_window(group_by=rows.link, order_by=rows.age.desc())
    return rows.mutate(
        booked=rows.amount.sum().over(up_to_here),
        anchor=rows.closed.count().over(up_to_here),
    )


def _carried(chain: ir.Table) -> ir.Table:
    """Carry the known balances to every day with rows.

    From a day whose closing balance is known, later days follow by adding what was booked; days
    before the first known one by taking it away. Where two known balances contradict what was
    booked between them (rows are missing) each holds from its own day.
    """
    anchors = chain.filter(chain.closed.notnull()).select(
        "link", "anchor", base=chain.closed - chain.booked
    )
    now = anchors.rename(here="anchor")
    then = anchors.rename(earlier="anchor", base_before="base")
    numbered = chain.drop("balance", "balance_before").mutate(
        here=ibis.greatest(chain.anchor, 1),
        earlier=ibis.greatest(chain.anchor - chain.closed.notnull().cast("int64"), 1),
    )
    based = numbered.left_join(now, ["link", "here"]).select(*numbered.columns, now.base)
    based = based.left_join(then, ["link", "earlier"]).select(*based.columns, then.base_before)
    return based.mutate(
        balance=(based.base + based.booked).cast(_SUM),
        balance_before=(based.base_before + based.booked - based.amount).cast(_SUM),
    ).select(*_BALANCES)


def _with_changes(balances: ir.Table, linked: ir.Table) -> ir.Table:
    """Turn balances into changes, which add up over accounts."""
    joined = balances.join(linked, "link")
    rows = joined.mutate(
        floor=-joined.credit_limit.fill_null(0),
        limited=(joined.credit_limit > 0).fill_null(ibis.literal(value=False)),
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
        opening=rows.is_first.ifelse(rows.balance_before, 0),
        change=rows.balance - rows.balance_before,
        overdrawn=below(ibis.literal(0)),
        beyond=below(rows.floor),
        used=rows.limited.ifelse(below(ibis.literal(0)), 0),
        breached=rows.limited.ifelse(below(rows.floor), 0),
        arranged=(rows.is_first & rows.limited).ifelse(rows.credit_limit, 0),
    )
