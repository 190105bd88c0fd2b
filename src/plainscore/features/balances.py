"""What a person has at the end of each day, all liquid accounts together, and its fold.

The person's balance is constant between days with rows, so each such day stands for an interval of
days, and every statistic over days is taken over intervals with their length as weight.
"""

import ibis
import ibis.expr.types as ir

from plainscore.features.days import account_days, by_day, chained
from plainscore.features.folded import PARTS, Part
from plainscore.features.plan import Plan
from plainscore.features.shapes import median, slopes
from plainscore.features.statistics import BLOCK_DAYS, HALF_YEAR

LEAST_INCOME_SHARE = 0.25
"""A day on which less than a quarter of a usual month's income comes in ends no pay cycle."""

_ORDER = 10**7
"""Greater than any age divided by the smallest unit of money: makes (balance, age) one number."""


def fold(plan: Plan, transactions: ir.Table, linked: ir.Table, folded_sums: ir.Table) -> ir.Table:
    """Make the balance part of the folded table: the day pass and what follows from it.

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
        ``application`` and the columns of `Part.DAYS`.
    """
    chain = plan.keep("chain", chained(by_day(transactions, linked)))
    accounts = plan.keep("account_days", account_days(chain, linked))
    spans = plan.keep("spans", intervals(accounts))
    totals = plan.keep("totals", _totals(accounts, spans))
    known = spans.semi_join(totals.filter(totals.accounts_without_balance == 0), "application")
    levels = plan.keep("levels", _levels(known, folded_sums))
    pieces = [
        levels,
        plan.keep("pre_income", _before_income(known, folded_sums)),
        plan.keep("spells", _spells(known)),
        plan.keep("recoveries", _recoveries(known, levels)),
    ]
    whole = totals
    for piece in pieces:
        added = [column for column in piece.columns if column != "application"]
        whole = whole.left_join(piece, "application").select(
            *whole.columns, *(piece[column] for column in added)
        )
    return plan.keep(
        "folded_days",
        whole.mutate(
            balance_slope_180=median(whole.balance_slopes),
            limit_use_90=whole.used_90 / whole.arranged.nullif(0),
            limit_breach_days_365=(whole.arranged > 0).ifelse(whole.breached_365, None),
            negative_spells_180=whole.covered.ifelse(whole.negative_spells_180.fill_null(0), None),
            negative_depth_180=whole.covered.ifelse(whole.negative_depth_180.fill_null(0), None),
        ).select("application", *PARTS[Part.DAYS]),
    )


def intervals(accounts: ir.Table) -> ir.Table:
    """Add the accounts of a person up to what the person has after each day with rows.

    Parameters
    ----------
    accounts : ibis table
        What `account_days` returns.

    Returns
    -------
    ibis table
        ``application``; the days from ``age`` to before ``next_age`` (0: the application);
        ``income`` of the first of them; ``balance``, ``overdrawn``, ``beyond``, ``used``,
        ``breached`` throughout; ``balance_before``, ``overdrawn_before`` the first day; ``lowest``
        balance at the end of the three days before the first.
    """
    days = accounts.group_by("application", "age").aggregate(
        income=accounts.income.sum(),
        opening=accounts.opening.sum(),
        change=accounts.change.sum(),
        overdrawn=accounts.overdrawn.sum(),
        beyond=accounts.beyond.sum(),
        used=accounts.used.sum(),
        breached=accounts.breached.sum(),
    )
    person = {"group_by": days.application, "order_by": days.age.desc()}
    up_to_here, row = ibis.cumulative_window(**person), ibis.window(**person)
    whole = ibis.window(group_by=days.application)
    spans = days.select(
        "application",
        "age",
        "income",
        "change",
        next_age=days.age.lead(1).over(row).fill_null(0),
        balance=days.opening.sum().over(whole) + days.change.sum().over(up_to_here),
        overdrawn=days.overdrawn.sum().over(up_to_here),
        overdrawn_change=days.overdrawn,
        beyond=days.beyond.sum().over(up_to_here),
        used=days.used.sum().over(up_to_here),
        breached=days.breached.sum().over(up_to_here),
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
        (spans.age_1 < spans.age + 3).ifelse(second, before),
        (spans.age_2 < spans.age + 3).ifelse(third, before),
    )
    return spans.select(
        "application",
        "age",
        "next_age",
        "income",
        "balance",
        "overdrawn",
        "beyond",
        "used",
        "breached",
        balance_before=before,
        overdrawn_before=spans.overdrawn - spans.overdrawn_change,
        lowest=lowest,
    )


def _totals(accounts: ir.Table, spans: ir.Table) -> ir.Table:
    """Return what needs no order: activity, and what the accounts hold now."""
    held = accounts.group_by("application").aggregate(
        accounts_without_balance=(accounts.is_first & accounts.balance.isnull()).sum(),
        balance_now=accounts.balance.sum(where=accounts.is_last),
        savings_balance_now=accounts.balance.sum(where=accounts.is_last & accounts.is_savings),
        arranged=accounts.arranged.sum().cast("float64"),
    )
    recent = spans.next_age < 90
    active = spans.group_by("application").aggregate(
        days_with_transactions=(spans.age <= 90).sum(),
        longest_gap_days=(ibis.least(spans.age, 90) - spans.next_age).max(where=recent),
    )
    joined = held.join(active, "application")
    known = joined.accounts_without_balance == 0
    return joined.mutate(
        balance_now=known.ifelse(joined.balance_now, None).cast("float64"),
        savings_balance_now=known.ifelse(joined.savings_balance_now.fill_null(0), None).cast(
            "float64"
        ),
    )


def _length(spans: ir.Table, youngest: int, oldest: int) -> ir.IntegerValue:
    """Return how many days of each interval have an age from `youngest` + 1 to `oldest`."""
    return ibis.greatest(ibis.least(spans.age, oldest) - ibis.greatest(spans.next_age, youngest), 0)


def _levels(spans: ir.Table, folded_sums: ir.Table) -> ir.Table:
    """Return quantiles, means and counts of days."""
    joined = spans.join(folded_sums, "application").select(
        *spans.columns, daily=folded_sums.outgoings_90 / 90
    )
    ranked = joined.mutate(days_90=_length(joined, 0, 90), days_180=_length(joined, 0, 180))
    rising = ibis.cumulative_window(
        group_by=ranked.application, order_by=[ranked.balance, ranked.age]
    )
    ranked = ranked.mutate(
        up_to_90=ranked.days_90.sum().over(rising), up_to_180=ranked.days_180.sum().over(rising)
    )

    def at(share: float, days: int) -> ir.NumericValue:
        """Return a quantile over the last `days` days (type 7 of Hyndman and Fan 1996)."""
        up_to = ranked[f"up_to_{days}"]
        place = share * (days - 1)
        low = ranked.balance.min(where=up_to > int(place)).cast("float64")
        high = ranked.balance.min(where=up_to > -int(-place // 1)).cast("float64")
        return low + (place - int(place)) * (high - low)

    covered = ranked.age.max()

    def over(days: int, value: ir.NumericValue) -> ir.NumericValue:
        return (covered >= days).ifelse(value, None)

    means = {
        f"mean_{block}": over(
            BLOCK_DAYS * HALF_YEAR,
            (ranked.balance * _length(ranked, BLOCK_DAYS * block, BLOCK_DAYS * (block + 1)))
            .sum()
            .cast("float64")
            / BLOCK_DAYS,
        )
        for block in range(HALF_YEAR)
    }
    levels = ranked.group_by("application").aggregate(
        covered=covered >= 180,
        balance_median_90=over(90, at(0.5, 90)),
        balance_p10_90=over(90, at(0.1, 90)),
        balance_median_180=over(180, at(0.5, 180)),
        balance_p10_180=over(180, at(0.1, 180)),
        low_balance_days_90=over(
            90, ranked.days_90.sum(where=ranked.balance.cast("float64") < ranked.daily).fill_null(0)
        ),
        negative_days_90=over(90, ranked.days_90.sum(where=ranked.beyond > 0).fill_null(0)),
        used_90=over(90, ranked.used.max(where=ranked.days_90 > 0).cast("float64")),
        breached_365=_length(ranked, 0, 365).sum(where=ranked.breached > 0).fill_null(0),
        **means,
    )
    blocks = [levels[name] for name in means]
    return levels.mutate(balance_slopes=slopes(blocks)).drop(*means)


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


def _spells(spans: ir.Table) -> ir.Table:
    """Return how often and how deep accounts were overdrawn within 180 days."""
    below = spans.filter((spans.overdrawn > 0) & (spans.next_age < 180))
    starts = (below.overdrawn_before <= 0) | (below.age > 180)
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
