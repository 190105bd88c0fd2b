"""Overdrafts: when, how often and how deep accounts stood below zero or below a limit.

Computed only for those whose accounts were below zero at all.
"""

import ibis
import ibis.expr.types as ir

from plainscore.features.intervals import days_within
from plainscore.features.plan import Plan


def overdrafts(plan: Plan, accounts: ir.Table, held: ir.Table) -> ir.Table:
    """Count days, spells and depths of overdrafts.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    accounts : ibis table
        What `plainscore.features.days.account_days` returns.
    held : ibis table
        ``application`` and ``was_overdrawn``.

    Returns
    -------
    ibis table
        ``application``; ``negative_days_90``, days below zero or below a known limit;
        ``used_90``, greatest sum overdrawn within limits; ``breached_365``, days below a known
        limit; ``negative_spells_180`` and their median depth ``negative_depth_180``. No row for
        those who were never below zero.
    """
    spans = plan.keep("overdrawn_spans", _spans(accounts, held))
    days_90 = days_within(spans, 0, 90)
    days = spans.group_by("application").aggregate(
        negative_days_90=days_90.sum(where=spans.beyond > 0),
        used_90=spans.used.max(where=days_90 > 0).cast("float64"),
        breached_365=days_within(spans, 0, 365).sum(where=spans.breached > 0),
    )
    spells = _spells(spans)
    return plan.keep(
        "overdrafts",
        days.left_join(spells, "application").select(
            *days.columns, spells.negative_spells_180, spells.negative_depth_180
        ),
    )


def _spans(accounts: ir.Table, held: ir.Table) -> ir.Table:
    """Add the overdrafts of a person's accounts up, from each day with rows to the next."""
    below = accounts.semi_join(held.filter(held.was_overdrawn), "application")
    days = below.group_by("application", "age").aggregate(
        overdrawn=below.overdrawn.sum(),
        beyond=below.beyond.sum(),
        used=below.used.sum(),
        breached=below.breached.sum(),
    )
    person = {"group_by": days.application, "order_by": days.age.desc()}
    up_to_here = ibis.cumulative_window(**person)
    return days.select(
        "application",
        "age",
        next_age=days.age.lead(1).over(ibis.window(**person)).fill_null(0),
        change=days.overdrawn,
        overdrawn=days.overdrawn.sum().over(up_to_here),
        beyond=days.beyond.sum().over(up_to_here),
        used=days.used.sum().over(up_to_here),
        breached=days.breached.sum().over(up_to_here),
    )


def _spells(spans: ir.Table) -> ir.Table:
    """Return the number of unbroken spells below zero within 180 days, and their usual depth."""
    below = spans.filter((spans.overdrawn > 0) & (spans.next_age < 180))
    starts = (below.overdrawn - below.change <= 0) | (below.age > 180)
    numbered = below.mutate(
        spell=starts.cast("int64")
        .sum()
        .over(ibis.cumulative_window(group_by=below.application, order_by=below.age.desc()))
    )
    spells = numbered.group_by("application", "spell").aggregate(depth=numbered.overdrawn.max())
    return spells.group_by("application").aggregate(
        negative_spells_180=spells.count(),
        negative_depth_180=spells.depth.cast("float64").median(),
    )
