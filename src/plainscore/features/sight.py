"""What an application may see: its person's liquid accounts, up to its moment and no further."""

import ibis
import ibis.expr.types as ir

from plainscore.records import LIQUID_KINDS

_MOST_ACCOUNTS = 2**32
"""More accounts than one application can have: applications are numbered with 31 bits of 63."""


def links(applications: ir.Table, accounts: ir.Table) -> ir.Table:
    """Link every application to the accounts its person can pay from.

    Rows of card and loan accounts are left out: what is bought by card reaches the current account
    when the card is paid, and would otherwise count twice.

    Parameters
    ----------
    applications : ibis table
        Columns ``application, person_id, as_of, as_of_date``.
    accounts : ibis table
        The accounts of the records.

    Returns
    -------
    ibis table
        One row an application and account: ``link`` (a number), ``application``, ``account_id``,
        ``as_of``, ``as_of_date``, ``currency``, ``is_savings``, ``credit_limit``.
    """
    liquid = accounts.filter(accounts.kind.isin(sorted(LIQUID_KINDS)))
    joined = applications.join(liquid, "person_id")
    # numbered within each application: a number over all of them would be one task's work
    own = ibis.window(group_by=joined.application, order_by=joined.account_id)
    return joined.select(
        link=joined.application.cast("int64") * _MOST_ACCOUNTS + ibis.row_number().over(own),
        application=joined.application,
        account_id=joined.account_id,
        as_of=joined.as_of,
        as_of_date=joined.as_of_date,
        currency=joined.currency,
        is_savings=joined.kind == "savings",
        credit_limit=joined.credit_limit,
    )


def seen(
    transactions: ir.Table,
    linked: ir.Table,
    *columns: str,
    oldest: int | None = None,
    roles: tuple[str, ...] = (),
) -> ir.Table:
    """Return the transactions each link may see, with their age in days.

    The only place that decides what counts: booked before the day of the application, and known
    at its moment.

    Parameters
    ----------
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Links to look through.
    *columns : str
        Columns of the transactions, or the links, to keep.
    oldest : int, optional
        Greatest age to keep, in days; everything by default.
    roles : tuple of str
        Roles to keep; every role by default.

    Returns
    -------
    ibis table
        ``link``, ``age`` (days before the day of the application, at least 1), and `columns`.
    """
    joined = transactions.join(linked, "account_id")
    age = joined.as_of_date.delta(joined.booked_on, unit="day").cast("int32")
    conditions = [joined.booked_on < joined.as_of_date, joined.known_at <= joined.as_of]
    if oldest is not None:
        conditions.append(age <= oldest)
    if roles:
        conditions.append(joined.role.isin(roles))
    return joined.filter(conditions).select("link", *columns, age=age)
