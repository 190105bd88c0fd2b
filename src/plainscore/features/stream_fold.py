"""The fold of streams: what recurs, and whether it was paid when it was due."""

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir

from plainscore.features.cadence import grace, overdue_after, payments_needed
from plainscore.features.flows import BLOCK_DAYS
from plainscore.features.folded import PARTS, Part
from plainscore.features.plan import Plan, widened
from plainscore.features.shapes import wide
from plainscore.features.streams import (
    GROUP,
    STREAM,
    candidates,
    cycles,
    grouped,
    paced,
    returned,
    streams,
)
from plainscore.records import BILL_ROLES, Role

SHORT_TERM_DAYS = 62
SHORT_TERM_PERCENT = 135
"""A loan is short-term if one payment of its amount, or up to so much of it, soon repays it."""

_ZERO_WHEN_NONE = (
    "income_streams_active",
    "main_income_180",
    "fixed_monthly",
    "debt_streams_active",
    "debt_returned_90",
    "debt_returned_before_90",
    "housing_returned_90",
    "short_term_credit_90",
    "bill_streams",
    "bills_missed_180",
    *(
        f"{kind}_{what}_365"
        for kind in ("bills", "rent", "utility", "credit")
        for what in ("expected", "on_time")
    ),
)
"""Columns of which an application without such streams has none, rather than an unknown number."""

STREAM_COLUMNS: Mapping[str, str] = PARTS[Part.STREAMS]
"""Columns of the table ``stream_pieces``: one row an application."""


def fold(plan: Plan, transactions: ir.Table, linked: ir.Table) -> ir.Table:
    """Make the table ``stream_pieces``: the stream pass and what follows from it.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    transactions : ibis table
        The transactions of the records.
    linked : ibis table
        Links in the main currency of their application.

    Returns
    -------
    ibis table
        ``application`` and `STREAM_COLUMNS`.
    """
    rows = plan.keep("candidates", candidates(transactions, linked))
    held, back = returned(rows)
    days = plan.keep("stream_days", grouped(plan, held))
    pace = plan.keep("pace", paced(days))
    every = plan.keep("streams", streams(pace))
    mature = every.filter(every.payments >= payments_needed(every.period))
    paid = plan.keep("cycles", cycles(pace, mature))
    states = plan.keep("states", _states(mature, paid, days))
    pieces = [
        _returned_sums(back),
        _short_term(rows),
        _main_income(states),
        _counts(states),
        _lateness(paid),
    ]
    kept = [plan.keep(f"stream_piece_{number}", piece) for number, piece in enumerate(pieces)]
    whole = widened(linked.select("application").distinct(), kept, "application")
    return plan.keep("stream_pieces", whole.select("application", *STREAM_COLUMNS))


def finish(plan: Plan, pieces: ir.Table) -> ir.Table:
    """Make the part `Part.STREAMS` of the folded table from its pieces, row by row.

    Parameters
    ----------
    plan : Plan
        Where the steps are kept.
    pieces : ibis table
        What `fold` returns, or what the kernel does.

    Returns
    -------
    ibis table
        ``application`` and the columns of `Part.STREAMS`.
    """
    nothing = {column: pieces[column].fill_null(0) for column in _ZERO_WHEN_NONE}
    return plan.keep(
        "folded_streams",
        pieces.mutate(**nothing).select("application", *PARTS[Part.STREAMS]),
    )


def _states(mature: ir.Table, paid: ir.Table, days: ir.Table) -> ir.Table:
    """Return each mature stream with what was expected of it, and whether it still runs."""
    on_time = paid.late <= grace(paid.period)
    in_order = ibis.window(group_by=[paid[column] for column in STREAM], order_by=paid.cycle)
    # one cycle without a payment between two that have one is missed; more are a pause
    missed = (paid.cycle - paid.cycle.lag(1).over(in_order) == 2).fill_null(
        ibis.literal(value=False)
    )
    marked = paid.mutate(on_time=on_time, missed=missed, missed_age=paid.expected_age + paid.period)
    summed = marked.group_by(STREAM).aggregate(
        last_cycle=marked.cycle.max(),
        paid_365=(marked.expected_age <= 365).sum(),
        on_time_365=(marked.on_time & (marked.expected_age <= 365)).sum(),
        missed_180=(marked.missed & (marked.missed_age <= 180)).sum(),
        missed_365=(marked.missed & (marked.missed_age <= 365)).sum(),
    )
    groups = days.group_by("application", *GROUP).aggregate(first_age=days.age.max())
    newest = groups.group_by("application", "role").aggregate(newest=groups.first_age.min())
    joined = mature.join(summed, STREAM).join(newest, ["application", "role"])
    overdue_by = joined.first_age - joined.anchor - (joined.last_cycle + 1) * joined.period
    patience = overdue_after(joined.period)
    is_overdue = overdue_by > patience
    # two payments missing: the stream has ended; or it goes on under another amount or account
    has_ended = overdue_by - joined.period > patience
    is_replaced = joined.newest < joined.last_age
    pending = is_overdue & ~has_ended & ~is_replaced
    return joined.mutate(
        is_current=~is_overdue | pending,
        is_overdue=is_overdue,
        expected_365=joined.paid_365 + joined.missed_365 + pending.cast("int64"),
        missed_180=joined.missed_180 + pending.cast("int64"),
    )


def _counts(states: ir.Table) -> ir.Table:
    """Return what was expected and paid, by the kind of obligation."""

    def is_in(roles: Iterable[Role]) -> ir.BooleanValue:
        return states.role.isin(sorted(roles))

    bills, debts, income = is_in(BILL_ROLES), is_in([Role.DEBT_PAYMENT]), is_in([Role.INCOME])
    kinds = {
        "bills": bills,
        "rent": is_in([Role.HOUSING]),
        "utility": is_in([Role.UTILITIES, Role.TELECOM]),
        "credit": debts,
    }
    # added up as decimals: a sum of floats would depend on their order
    monthly = (states.usual_amount * BLOCK_DAYS / states.period).cast("decimal(38, 12)")
    return states.group_by("application").aggregate(
        income_streams_active=(income & ~states.is_overdue).sum(),
        debt_streams_active=(debts & states.is_current).sum(),
        fixed_monthly=monthly.sum(where=~income & states.is_current).cast("float64"),
        bills_missed_180=states.missed_180.sum(where=bills),
        bill_streams=bills.sum(),
        bill_first_age=states.first_age.max(where=bills),
        **{f"{kind}_expected_365": states.expected_365.sum(where=of) for kind, of in kinds.items()},
        **{f"{kind}_on_time_365": states.on_time_365.sum(where=of) for kind, of in kinds.items()},
    )


def _main_income(states: ir.Table) -> ir.Table:
    """Return the stream that brought most income in the last 180 days."""
    earned = states.filter(states.role == Role.INCOME.value)
    order = [earned.amount_180.fill_null(0).desc(), earned.first_age.desc()]
    ranked = earned.mutate(
        rank=ibis.row_number().over(
            ibis.window(
                group_by=earned.application,
                order_by=[*order, *(earned[column] for column in STREAM)],
            )
        )
    )
    return ranked.filter(ranked["rank"] == 0).select(
        "application",
        main_income_180=ranked.amount_180.fill_null(0).cast("float64"),
        main_income_irregularity=ranked.irregularity,
        main_income_last_age=ranked.last_age,
        main_income_first_age=ranked.first_age,
        main_income_period=ranked.period,
    )


def _lateness(paid: ir.Table) -> ir.Table:
    """Return how late the later bills were paid."""
    recent = (paid.expected_age <= 365) & paid.role.isin(sorted(BILL_ROLES))
    return paid.group_by("application").aggregate(
        bill_lateness_p90=ibis.greatest(paid.late, 0).quantile(0.9, where=recent)
    )


def _returned_sums(back: ir.Table) -> ir.Table:
    """Return the payments that came back, which are no payments."""

    def total(role: Role, youngest: int, oldest: int) -> ir.FloatingValue:
        inside = (back.role == role.value) & back.age.between(youngest, oldest)
        return back.amount.sum(where=inside).cast("float64")

    return back.group_by("application").aggregate(
        debt_returned_90=total(Role.DEBT_PAYMENT, 1, 90),
        debt_returned_before_90=total(Role.DEBT_PAYMENT, 91, 180),
        housing_returned_90=total(Role.HOUSING, 1, 90),
    )


def _short_term(rows: ir.Table) -> ir.Table:
    """Return the number of loans that were soon repaid in one payment, a fee on top."""
    loans = rows.filter(rows.role == Role.DEBT_DISBURSEMENT.value)
    repayments = (
        rows.filter((rows.role == Role.DEBT_PAYMENT.value) & (rows.age <= 90))
        .select("application", paid="amount", paid_age="age")
        .view()
    )
    repaid = loans.semi_join(
        repayments,
        [
            loans.application == repayments.application,
            repayments.paid_age < loans.age,
            repayments.paid_age >= loans.age - SHORT_TERM_DAYS,
            repayments.paid >= loans.amount,
            wide(repayments.paid) * 100 <= wide(loans.amount) * SHORT_TERM_PERCENT,
        ],
    )
    return repaid.group_by("application").aggregate(short_term_credit_90=repaid.count())
