"""The stream pass: payments that recur, recognised by rhythm and amount alone.

Counterparties are not stored, so a stream is found from what is: the account, the role, amounts
that lie close together, and a cadence. See ``docs/decisions/streams-without-names.md``.
"""

import ibis
import ibis.expr.types as ir

from plainscore.features.cadence import nearest, period
from plainscore.features.sight import seen
from plainscore.records import BILL_ROLES, Role

OLDEST_DAY = 730

PAID_ROLES = (*sorted(BILL_ROLES), Role.DEBT_PAYMENT, Role.TAX)
"""Roles whose outflows may form a stream; income is the only inflow that may."""

NEIGHBOUR_TENTHS = 13
"""Amounts belong together while each is at most 13 tenths of the next smaller one."""

RETURN_DAYS = 5
"""A payment of which the same amount came back within so many days was not a payment."""

LANES = 3
"""At most so many streams of like amounts are told apart by taking turns."""

STREAM = ["link", "role", "cluster", "lane"]
"""What identifies a stream."""


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


def occurrences(held: ir.Table) -> ir.Table:
    """Group payments of like amounts, and put those of each group in a row.

    Parameters
    ----------
    held : ibis table
        Payments that held.

    Returns
    -------
    ibis table
        One row a day with payments of a group: ``application, link, role, cluster, age, amount``,
        ``place`` in the row from 0, and ``gap_1, gap_2, gap_3``, the days since the last payment
        but zero, one and two.
    """
    by_amount = {"group_by": [held.link, held.role], "order_by": held.amount}
    stepped = held.mutate(
        step=(
            held.amount * 10 > held.amount.lag(1).over(ibis.window(**by_amount)) * NEIGHBOUR_TENTHS
        )
        .fill_null(ibis.literal(value=False))
        .cast("int64")
    )
    # among equal amounts the one that starts a group comes first, so that all are in it
    up_to_here = ibis.cumulative_window(
        group_by=[stepped.link, stepped.role], order_by=[stepped.amount, stepped.step.desc()]
    )
    clustered = stepped.mutate(cluster=stepped.step.sum().over(up_to_here))
    days = clustered.group_by("application", "link", "role", "cluster", "age").aggregate(
        amount=clustered.amount.sum()
    )
    row = ibis.window(group_by=[days.link, days.role, days.cluster], order_by=days.age.desc())
    return days.mutate(
        place=ibis.row_number().over(row),
        **{f"gap_{lane}": days.age.lag(lane).over(row) - days.age for lane in range(1, LANES + 1)},
    )


def paced(days: ir.Table) -> ir.Table:
    """Find the rhythm of each group, and number its cycles.

    Payments of a group whose gaps have no rhythm, but whose second (third) gaps do, are two
    (three) streams of like amounts that take turns.

    Parameters
    ----------
    days : ibis table
        What `occurrences` returns.

    Returns
    -------
    ibis table
        One row a payment of a stream with a rhythm: ``application`` and the columns of `STREAM`;
        ``age, amount, gap, period``; ``first_age`` of the stream; ``residual``, the days since its
        first payment beyond whole periods.
    """
    quartiles = days.group_by("link", "role", "cluster").aggregate(
        **{
            f"period_{lane}": period(days[f"gap_{lane}"].quantile([0.25, 0.5, 0.75]))
            for lane in range(1, LANES + 1)
        }
    )
    choices = [(quartiles[f"period_{lane}"], lane) for lane in range(1, LANES + 1)]
    rhythm = quartiles.select(
        "link",
        "role",
        "cluster",
        period=ibis.coalesce(*(found for found, _ in choices)),
        lanes=ibis.cases(*((found.notnull(), lane) for found, lane in choices)),
    )
    joined = days.join(rhythm.filter(rhythm.period.notnull()), ["link", "role", "cluster"])
    laned = joined.select(
        "application",
        "link",
        "role",
        "cluster",
        "age",
        "amount",
        "period",
        lane=joined.place % joined.lanes,
        gap=ibis.cases(
            *((joined.lanes == lane, joined[f"gap_{lane}"]) for lane in range(1, LANES + 1))
        ),
    )
    stream = [laned[column] for column in STREAM]
    stepped = laned.mutate(
        steps=nearest(laned.gap / laned.period).fill_null(0),
        first_age=laned.age.max().over(ibis.window(group_by=stream)),
    )
    cycles = stepped.steps.sum().over(
        ibis.cumulative_window(
            group_by=[stepped[column] for column in STREAM], order_by=stepped.age.desc()
        )
    )
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
        difference of a gap from the period, in periods, over the last 180 days.
    """
    recent = pace.age <= 180
    return pace.group_by("application", *STREAM).aggregate(
        period=pace.period.max(),
        payments=pace.count(),
        first_age=pace.first_age.max().cast("int64"),
        last_age=pace.age.min().cast("int64"),
        anchor=pace.residual.median(),
        usual_amount=pace.amount.cast("float64").median(),
        amount_180=pace.amount.sum(where=recent),
        irregularity=((pace.gap - pace.period).abs() / pace.period).median(where=recent),
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
