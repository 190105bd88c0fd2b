"""What a person has at the end of each day, all liquid accounts together, and its fold."""

from collections.abc import Mapping
from math import ceil, floor
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from plainscore.features.days import account_days, by_day
from plainscore.features.flows import BLOCK_DAYS
from plainscore.features.folded import PARTS, Part
from plainscore.features.intervals import days_within, intervals
from plainscore.features.overdrafts import overdrafts
from plainscore.features.plan import Plan, widened
from plainscore.features.shapes import median, slopes
from plainscore.features.statistics import HALF_YEAR

LEAST_INCOME_SHARE = 0.25
"""A day on which less than a quarter of a usual month's income comes in ends no pay cycle."""

DAY_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "accounts_without_balance": "int64",
        "arranged": "float64",
        "balance_now": "float64",
        "savings_balance_now": "float64",
        "covered_days": "int64",
        "days_with_transactions": "int64",
        "longest_gap_days": "int64",
        "balance_median_90": "float64",
        "balance_p10_90": "float64",
        "balance_median_180": "float64",
        "balance_p10_180": "float64",
        "low_balance_days_90": "int64",
        **{f"mean_{block}": "float64" for block in range(HALF_YEAR)},
        "balance_before_income": "float64",
        "recovery_days": "float64",
        "negative_days_90": "int64",
        "used_90": "float64",
        "breached_365": "int64",
        "negative_spells_180": "int64",
        "negative_depth_180": "float64",
    }
)
"""Columns of the table ``day_pieces``: one row an application with rows in the last 13 months."""

_ORDER = 10**7
"""Greater than any age divided by the smallest unit of money: makes (balance, age) one number."""


def fold(plan: Plan, transactions: ir.Table, linked: ir.Table, folded_sums: ir.Table) -> ir.Table:
    """Make the table ``day_pieces``: the day pass and what follows from it.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Links in the main currency of their application.
    folded_sums : ibis table
        The part `Part.SUMS`, for a person's usual income and outgoings.

    Returns
    -------
    ibis table
        ``application`` and `DAY_COLUMNS`.
    """
    day = plan.keep("days", by_day(transactions, linked))
    accounts = account_days(plan, day, linked)
    held = plan.keep("held", _held(accounts))
    spans = plan.keep("spans", intervals(accounts, held))
    known = spans.filter(spans.balance.notnull())
    levels = plan.keep("levels", _levels(known, folded_sums))
    pieces = [
        plan.keep("activity", _activity(spans)),
        levels,
        plan.keep("pre_income", _before_income(known, folded_sums)),
        plan.keep("recoveries", _recoveries(known, levels)),
        overdrafts(plan, accounts, held),
    ]
    whole = widened(held, pieces, "application")
    return plan.keep("day_pieces", whole.select("application", *DAY_COLUMNS))


def finish(plan: Plan, pieces: ir.Table) -> ir.Table:
    """Make the part `Part.DAYS` of the folded table from its pieces, row by row.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    pieces : ibis table
        What `fold` returns, or what the kernel does.

    Returns
    -------
    ibis table
        ``application`` and the columns of `Part.DAYS`.
    """

    def counted(days: int, column: str) -> ir.NumericValue:
        """Return a count of overdrafts: none without any, unknown without balances that long."""
        is_known = (pieces.covered_days >= days) & (pieces.accounts_without_balance == 0)
        return is_known.ifelse(pieces[column].fill_null(0), None)

    means = [pieces[f"mean_{block}"] for block in range(HALF_YEAR)]
    pieces = plan.keep("balance_slopes", pieces.mutate(balance_slopes=slopes(means)))
    return plan.keep(
        "folded_days",
        pieces.mutate(
            balance_slope_180=median(pieces.balance_slopes),
            negative_days_90=counted(90, "negative_days_90"),
            negative_spells_180=counted(180, "negative_spells_180"),
            negative_depth_180=counted(180, "negative_depth_180"),
            limit_use_90=counted(90, "used_90") / pieces.arranged.nullif(0),
            limit_breach_days_365=(pieces.arranged > 0).ifelse(counted(1, "breached_365"), None),
        ).select("application", *PARTS[Part.DAYS]),
    )


def _held(accounts: ir.Table) -> ir.Table:
    """Return what the accounts of a person hold at both ends of what is seen."""
    held = accounts.group_by("application").aggregate(
        accounts_without_balance=(accounts.is_first & accounts.balance.isnull()).sum(),
        opening=accounts.opening.sum(),
        now=accounts.balance.sum(where=accounts.is_last),
        saved=accounts.balance.sum(where=accounts.is_last & accounts.is_savings).fill_null(0),
        arranged=accounts.arranged.sum().cast("float64"),
        lowest=accounts.balance.min(),
    )
    known = held.accounts_without_balance == 0
    return held.select(
        "application",
        "accounts_without_balance",
        "arranged",
        opening=known.ifelse(held.opening, None),
        was_overdrawn=known & (held.lowest < 0),
        balance_now=known.ifelse(held.now, None).cast("float64"),
        savings_balance_now=known.ifelse(held.saved, None).cast("float64"),
    )


def _activity(spans: ir.Table) -> ir.Table:
    """Return on how many days something was booked, and how long it was silent."""
    return spans.group_by("application").aggregate(
        covered_days=spans.age.max(),
        days_with_transactions=(spans.age <= 90).sum(),
        longest_gap_days=(ibis.least(spans.age, 90) - spans.next_age).max(
            where=spans.next_age < 90
        ),
    )


def _levels(spans: ir.Table, folded_sums: ir.Table) -> ir.Table:
    """Return quantiles, means and counts of days."""
    recent = spans.filter(spans.next_age < 180)
    joined = recent.join(folded_sums, "application").select(
        *recent.columns, daily=folded_sums.outgoings_90 / 90
    )
    weighed = joined.mutate(
        days_90=days_within(joined, 0, 90), days_180=days_within(joined, 0, 180)
    )
    rising = ibis.cumulative_window(group_by=weighed.application, order_by=weighed.balance)
    ranked = weighed.mutate(
        up_to_90=weighed.days_90.sum().over(rising), up_to_180=weighed.days_180.sum().over(rising)
    )
    covered = ranked.age.max()

    def over(days: int, value: ir.NumericValue) -> ir.NumericValue:
        return (covered >= days).ifelse(value, None)

    def at(share: float, days: int) -> ir.NumericValue:
        """Return a quantile over the last `days` days (type 7 of Hyndman and Fan 1996)."""
        up_to = ranked[f"up_to_{days}"]
        place = share * (days - 1)
        low = ranked.balance.min(where=up_to > floor(place)).cast("float64")
        high = ranked.balance.min(where=up_to > ceil(place)).cast("float64")
        return over(days, low + (place - floor(place)) * (high - low))

    def mean(block: int) -> ir.NumericValue:
        """Return the mean balance of a 30-day month."""
        length = days_within(ranked, BLOCK_DAYS * block, BLOCK_DAYS * (block + 1))
        return (ranked.balance * length).sum().cast("float64") / BLOCK_DAYS

    is_low = ranked.balance.cast("float64") < ranked.daily
    return ranked.group_by("application").aggregate(
        balance_median_90=at(0.5, 90),
        balance_p10_90=at(0.1, 90),
        balance_median_180=at(0.5, 180),
        balance_p10_180=at(0.1, 180),
        low_balance_days_90=over(90, ranked.days_90.sum(where=is_low).fill_null(0)),
        **{f"mean_{block}": over(180, mean(block)) for block in range(HALF_YEAR)},
    )


def _before_income(spans: ir.Table, folded_sums: ir.Table) -> ir.Table:
    """Return the usual low point of the three days before income comes in."""
    joined = spans.join(folded_sums, "application")
    least = joined.income_median_180 * LEAST_INCOME_SHARE
    ends_cycle = (
        (joined.age <= 180) & (joined.income > 0) & (joined.income.cast("float64") >= least)
    )
    cycles = joined.filter(ends_cycle)
    return cycles.group_by("application").aggregate(
        balance_before_income=cycles.lowest.cast("float64").median()
    )


def _recoveries(spans: ir.Table, levels: ir.Table) -> ir.Table:
    """Return how many days it usually takes from a low point back to the median."""
    joined = spans.join(levels, "application")
    middle = joined.balance_median_180
    below = joined.filter((joined.next_age < 180) & (joined.balance.cast("float64") < middle))
    starts = (below.balance_before.cast("float64") >= below.balance_median_180) | (below.age > 180)
    numbered = below.select(
        "application",
        "next_age",
        "balance",
        age=ibis.least(below.age, 180),
        run=starts.cast("int64")
        .sum()
        .over(ibis.cumulative_window(group_by=below.application, order_by=below.age.desc())),
    )
    # the earliest of the days with the lowest balance
    low_first = numbered.balance * _ORDER - numbered.age
    runs = numbered.group_by("application", "run").aggregate(
        trough=numbered.age.argmin(low_first), back=numbered.next_age.min()
    )
    done = runs.filter(runs.back > 0)
    return done.group_by("application").aggregate(
        recovery_days=(done.trough - done.back).cast("float64").median()
    )
