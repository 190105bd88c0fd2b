"""The stream pass: payments that recur, recognised by rhythm and amount alone.

Counterparties are not stored, so a stream is found from what is: the account, the role, amounts
that lie close together, and a cadence. See ``docs/decisions/streams-without-names.md``.
"""

import ibis
import ibis.expr.types as ir

from plainscore.features.cadence import calendar_days, monthly_at_most, nearest, period
from plainscore.features.plan import Plan
from plainscore.features.shapes import at_least, wide
from plainscore.features.sight import seen
from plainscore.records import BILL_ROLES, Role

OLDEST_DAY = 730

PAID_ROLES = (*sorted(BILL_ROLES), Role.DEBT_PAYMENT, Role.TAX)
"""Roles whose outflows may form a stream; income is the only inflow that may."""

NEIGHBOUR_TENTHS = 15
"""Amounts are alike while each is at most 15 tenths of the next smaller one."""

RETURN_DAYS = 5
"""A payment of which the same amount came back within so many days was not a payment."""

LEAST_EQUAL = 3
"""So many equal amounts with a rhythm stand out of a group of like amounts that has none."""

LANES = (1, 2, 3)
"""At most so many streams of like amounts are told apart by taking turns."""

WHOLE, REST = 0, -1
"""Parts of a group of like amounts: all of it, or what equal amounts leave. Any other part is an
amount, in ten-thousandths."""

ALIKE = ["link", "role", "cluster"]
GROUP = [*ALIKE, "part"]
STREAM = [*GROUP, "lane"]
"""What identifies a group of like amounts, a part of it, and a stream."""


def candidates(transactions: ir.Table, linked: ir.Table) -> ir.Table:
    """Return the rows that may recur, or tell something about those that do: the third pass.

    Parameters
    ----------
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Links in the main currency of their application.

    Returns
    -------
    ibis table
        ``link, application, role, age`` and the unsigned ``amount``. Corrections (income going
        out, a bill coming in) are left out.
    """
    inflows = (Role.INCOME, Role.DEBT_DISBURSEMENT, Role.RETURNED_PAYMENT)
    visible = seen(
        transactions,
        linked,
        "application",
        "role",
        "amount",
        oldest=OLDEST_DAY,
        roles=tuple(sorted((*inflows, *PAID_ROLES))),
    )
    comes_in = visible.role.isin(inflows)
    return visible.filter(
        (comes_in & (visible.amount > 0)) | (~comes_in & (visible.amount < 0))
    ).mutate(amount=visible.amount.abs())


def returned(rows: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Separate payments that held from payments that the bank returned.

    Parameters
    ----------
    rows : ibis table
        What `candidates` returns.

    Returns
    -------
    held, returned : tuple of ibis table
        Rows of income and of payments that held; payments that came back.
    """
    payments = rows.filter(rows.role.isin((*PAID_ROLES, Role.INCOME)))
    back = (
        rows.filter(rows.role == Role.RETURNED_PAYMENT.value)
        .select("link", "amount", back_age="age")
        .view()
    )
    same = [
        payments.role != Role.INCOME.value,
        payments.link == back.link,
        payments.amount == back.amount,
        payments.age >= back.back_age,
        payments.age <= back.back_age + RETURN_DAYS,
    ]
    return payments.anti_join(back, same), payments.semi_join(back, same)


def grouped(plan: Plan, held: ir.Table) -> ir.Table:
    """Group payments of like amounts; where a group has no rhythm, by equal amounts.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    held : ibis table
        Payments that held.

    Returns
    -------
    ibis table
        One row a day with payments of a group: ``application`` and the columns of `GROUP`; ``age,
        amount``; ``place`` in the row from 0; ``gap_1, gap_2, gap_3``, the days since the last
        payment but zero, one and two; ``period_1``, the period of the first of these gaps or null.
    """
    rows = plan.keep("alike", _alike(held))
    alike = plan.keep("alike_days", _in_a_row(rows.mutate(part=ibis.literal(WHOLE, "int64"))))
    steady = _periods(alike)
    steady = steady.filter(steady.period_1.notnull())
    unsteady = rows.anti_join(steady, ALIKE)
    by_amount = unsteady.mutate(part=(wide(unsteady.amount) * 10_000).cast("int64"))
    equal = plan.keep("equal_days", _in_a_row(by_amount))
    fixed = _periods(equal)
    fixed = fixed.filter(fixed.period_1.notnull() & (fixed.payments >= LEAST_EQUAL))
    rest = by_amount.anti_join(fixed, GROUP).mutate(part=ibis.literal(REST, "int64"))
    others = plan.keep("other_days", _in_a_row(rest))
    return ibis.union(
        _with_period(alike, steady),
        _with_period(equal, fixed),
        others.left_join(_periods(others), GROUP).select(*others.columns, "period_1"),
        distinct=False,
    )


def _alike(held: ir.Table) -> ir.Table:
    """Give numbers to groups of like amounts of a link and role, smallest first."""
    by_amount = ibis.window(group_by=[held.link, held.role], order_by=held.amount)
    last = held.amount.lag(1).over(by_amount)
    stepped = held.mutate(
        step=(wide(held.amount) * 10 > wide(last) * NEIGHBOUR_TENTHS)
        .fill_null(ibis.literal(value=False))
        .cast("int64")
    )
    # among equal amounts the one that starts a group comes first, so that all are in it
    up_to_here = ibis.cumulative_window(
        group_by=[stepped.link, stepped.role], order_by=[stepped.amount, stepped.step.desc()]
    )
    return stepped.select(
        "application",
        "link",
        "role",
        "age",
        "amount",
        cluster=stepped.step.sum().over(up_to_here),
    )


def _in_a_row(rows: ir.Table) -> ir.Table:
    """Add the payments of each group up by day, and put the days in a row."""
    days = rows.group_by("application", *GROUP, "age").aggregate(amount=rows.amount.sum())
    row = ibis.window(group_by=[days[column] for column in GROUP], order_by=days.age.desc())
    return days.mutate(
        place=ibis.row_number().over(row),
        **{f"gap_{lane}": days.age.lag(lane).over(row) - days.age for lane in LANES},
    )


def _periods(days: ir.Table) -> ir.Table:
    """Return the period of each group, or null, and its number of payments."""
    return days.group_by(GROUP).aggregate(
        payments=days.count(), period_1=period(days.gap_1.quantile([0.25, 0.5, 0.75]))
    )


def _with_period(days: ir.Table, periods: ir.Table) -> ir.Table:
    return days.join(periods, GROUP).select(*days.columns, periods.period_1)


def paced(days: ir.Table) -> ir.Table:
    """Count the cycles of each group with a rhythm.

    Payments whose gaps have no rhythm, but whose second (third) gaps have one of a month or less,
    are two (three) streams of like amounts that take turns.

    Parameters
    ----------
    days : ibis table
        What `grouped` returns.

    Returns
    -------
    ibis table
        One row a payment of a stream with a rhythm: ``application`` and the columns of `STREAM`;
        ``age, amount, gap, period``; ``first_age`` of the stream; ``residual``, the days since its
        first payment beyond whole periods.
    """
    restless = days.filter(days.period_1.isnull() & (days.part == REST))
    turns = restless.group_by(GROUP).aggregate(
        **{
            f"period_{lane}": monthly_at_most(
                period(restless[f"gap_{lane}"].quantile([0.25, 0.5, 0.75]))
            )
            for lane in LANES[1:]
        }
    )
    joined = days.left_join(turns, GROUP).select(
        *days.columns, *(turns[f"period_{lane}"] for lane in LANES[1:])
    )
    choices = [(joined[f"period_{lane}"], lane) for lane in LANES]
    lanes = ibis.cases(*((found.notnull(), lane) for found, lane in choices))
    laned = joined.mutate(
        period=ibis.coalesce(*(found for found, _ in choices)),
        lane=joined.place % lanes,
        gap=ibis.cases(*((lanes == lane, joined[f"gap_{lane}"]) for lane in LANES)),
    )
    laned = laned.filter(laned.period.notnull()).select(
        "application", *STREAM, "age", "amount", "period", "gap"
    )
    stream = [laned[column] for column in STREAM]
    stepped = laned.mutate(
        steps=nearest(laned.gap / laned.period).fill_null(0),
        first_age=laned.age.max().over(ibis.window(group_by=stream)),
    )
    up_to_here = ibis.cumulative_window(
        group_by=[stepped[column] for column in STREAM], order_by=stepped.age.desc()
    )
    cycles = stepped.steps.sum().over(up_to_here)
    return stepped.mutate(residual=stepped.first_age - stepped.age - cycles * stepped.period).drop(
        "steps"
    )


def streams(pace: ir.Table) -> ir.Table:
    """Sum up each stream.

    Parameters
    ----------
    pace : ibis table
        What `paced` returns.

    Returns
    -------
    ibis table
        ``application`` and the columns of `STREAM`; ``period``; ``payments``; ``first_age,
        last_age``; ``anchor``, the usual day: days from the first payment to the first usual day;
        ``usual_amount``; ``amount_180``, paid in the last 180 days; ``irregularity``, the median
        difference of a gap from the period beyond what calendars explain, in periods, over the
        last 180 days.
    """
    recent = pace.age <= 180
    unexplained = at_least((pace.gap - pace.period).abs() - calendar_days(pace.period), 0)
    return pace.group_by("application", *STREAM).aggregate(
        period=pace.period.max(),
        payments=pace.count(),
        first_age=pace.first_age.max().cast("int64"),
        last_age=pace.age.min().cast("int64"),
        anchor=pace.residual.median(),
        usual_amount=pace.amount.cast("float64").median(),
        amount_180=pace.amount.sum(where=recent),
        irregularity=recent.ifelse(unexplained / pace.period, None).median(),
    )


def cycles(pace: ir.Table, stream: ir.Table) -> ir.Table:
    """Hold each payment of a stream against its usual day.

    Parameters
    ----------
    pace : ibis table
        What `paced` returns.
    stream : ibis table
        What `streams` returns; payments of streams not in it are left out.

    Returns
    -------
    ibis table
        One row a cycle with a payment: ``application`` and the columns of `STREAM`; ``period``;
        ``cycle``, a number; ``late``, days from the usual day to the payment (negative if early);
        ``expected_age``, age of the usual day.
    """
    joined = pace.join(stream.select(*STREAM, "anchor"), STREAM)
    elapsed = joined.first_age - joined.age - joined.anchor
    cycle = nearest(elapsed / joined.period)
    numbered = joined.mutate(
        cycle=cycle,
        late=elapsed - cycle * joined.period,
        expected_age=joined.first_age - joined.anchor - cycle * joined.period,
    )
    return numbered.group_by("application", *STREAM, "cycle").aggregate(
        period=numbered.period.max(),
        late=numbered.late.min(),
        expected_age=numbered.expected_age.max(),
    )
