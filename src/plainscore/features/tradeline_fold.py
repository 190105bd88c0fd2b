"""The tradeline part of the folded table: what lenders report, as it was known at the moment."""

import ibis
import ibis.expr.types as ir

from plainscore.features.folded import PARTS, Part
from plainscore.features.plan import Plan
from plainscore.features.shapes import at_most
from plainscore.records import TradelineKind

WITH_LIMIT = (TradelineKind.REVOLVING, TradelineKind.LINE_OF_CREDIT)
MONTHS_CAP = 84
"""A late payment is forgotten after seven years (15 USC 1681c)."""


def fold(plan: Plan, moments: ir.Table, tradelines: ir.Table, reports: ir.Table) -> ir.Table:
    """Make the tradeline part of the folded table.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    moments : ibis table
        The applications: ``application, person_id, as_of, as_of_date``.
    tradelines, reports : ibis table
        The tables ``tradelines`` and ``tradeline_months`` of the records.

    Returns
    -------
    ibis table
        ``application`` and the columns of `Part.TRADELINES`.
    """
    lines = plan.keep("lines", _lines(moments, tradelines))
    months = plan.keep("line_months", _months(lines, reports))
    ages = lines.group_by("application").aggregate(
        tradeline_oldest_days=lines.age.max().cast("int64")
    )
    folded = ages.left_join(_use(months), "application")
    return plan.keep("folded_tradelines", folded.select("application", *PARTS[Part.TRADELINES]))


def _lines(moments: ir.Table, tradelines: ir.Table) -> ir.Table:
    """Return the tradelines each application may see."""
    joined = moments.join(tradelines, "person_id")
    known = (joined.known_at <= joined.as_of) & (joined.opened_on < joined.as_of_date)
    limited = joined.kind.isin(WITH_LIMIT) & (joined.credit_limit > 0)
    return joined.filter(known).select(
        "application",
        "tradeline_id",
        "as_of",
        "as_of_date",
        age=joined.as_of_date.delta(joined.opened_on, unit="day"),
        is_open=joined.closed_on.isnull() | (joined.closed_on >= joined.as_of_date),
        limit_amount=limited.ifelse(joined.credit_limit, None),
    )


def _months(lines: ir.Table, reports: ir.Table) -> ir.Table:
    """Return the monthly reports as last known at the moment, with their rank from the newest."""
    joined = lines.join(reports, "tradeline_id")
    known = joined.filter(
        (joined.known_at <= joined.as_of) & (joined.month < joined.as_of_date)
    ).mutate(
        age=joined.as_of_date.delta(joined.month, unit="day"),
        months_ago=(joined.as_of_date.year() - joined.month.year()) * 12
        + joined.as_of_date.month()
        - joined.month.month(),
    )
    version = ibis.row_number().over(
        ibis.window(
            group_by=[known.application, known.tradeline_id, known.month],
            order_by=known.known_at.desc(),
        )
    )
    newest = known.mutate(version=version).filter(lambda rows: rows.version == 0)
    line = [newest.application, newest.tradeline_id]
    order = ibis.window(group_by=line, order_by=newest.month.desc())
    old = newest.age >= 180
    ranked = newest.mutate(
        rank=ibis.row_number().over(order),
        old_rank=ibis.row_number().over(
            ibis.window(group_by=[*line, old], order_by=newest.month.desc())
        ),
        is_old=old,
    )
    return ranked.mutate(
        latest_days_past_due=ranked.days_past_due.max(where=ranked["rank"] == 0).over(
            ibis.window(group_by=[ranked.application, ranked.tradeline_id])
        ),
        latest_age=ranked.age.min().over(
            ibis.window(group_by=[ranked.application, ranked.tradeline_id])
        ),
    )


def _use(months: ir.Table) -> ir.Table:
    """Fold the reports into one row an application."""
    now = (months["rank"] == 0) & months.is_open & months.limit_amount.notnull()
    then = months.is_old & (months.old_rank == 0) & months.is_open & months.limit_amount.notnull()

    def use(where: ir.BooleanValue) -> ir.FloatingValue:
        return months.balance.sum(where=where).cast("float64") / months.limit_amount.sum(
            where=where
        ).cast("float64")

    unpaid = (
        months.is_open
        & (months.latest_days_past_due > 0)
        & (months.age <= months.latest_age + months.latest_days_past_due)
    )
    late = months.days_past_due >= 30
    return months.group_by("application").aggregate(
        revolving_use=use(now),
        revolving_use_max=(
            months.balance.cast("float64") / months.limit_amount.cast("float64")
        ).max(where=now),
        revolving_use_before=use(then),
        worst_days_past_due_24=at_most(
            months.days_past_due.max(where=months.months_ago <= 24) // 30 * 30, 180
        ).cast("int64"),
        months_since_30=ibis.least(
            months.months_ago.min(where=late).fill_null(MONTHS_CAP), MONTHS_CAP
        ).cast("int64"),
        past_due=ibis.greatest(months.due - months.paid, 0)
        .sum(where=unpaid)
        .fill_null(0)
        .cast("float64"),
    )
