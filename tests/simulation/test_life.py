from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from plainscore.records import Role
from plainscore.simulation import Economy
from plainscore.simulation.journal import Purse
from plainscore.simulation.life import live
from plainscore.simulation.outcome import BAD_DAYS_PAST_DUE
from plainscore.simulation.people import Job, calendar_for
from plainscore.simulation.slots import Slot
from plainscore.simulation.streams import STREAM_ROLES, Stream

SHORT = Economy(warm_up_months=1, outcome_months=4)
BRIEFLY = settings(max_examples=2, deadline=None)


def short_lives(seed, number, months=2):
    return live(SHORT, calendar_for(SHORT, months), seed, np.asarray(number), months)


def person_rows(lived, place):
    rows = lived.movements
    mine = rows.who == place
    return [getattr(rows, f.name)[mine].tolist() for f in fields(rows) if f.name != "who"]


@BRIEFLY
@given(st.integers(0, 2**64), st.integers(0, 10**9 - 40), st.integers(1, 29))
def test_a_life_is_the_same_whoever_else_is_in_the_chunk(seed, first, cut):
    number = np.arange(first, first + 30)
    together = short_lives(seed, number)
    for part, offset in ((number[:cut], 0), (number[cut:], cut)):
        apart = short_lives(seed, part)
        assert apart.bad.tolist() == together.bad[offset : offset + len(part)].tolist()
        assert apart.liquid.tolist() == together.liquid[offset : offset + len(part)].tolist()
        for place in range(len(part)):
            assert person_rows(apart, place) == person_rows(together, place + offset)


def chained(rows):
    """Whether each balance is the one before plus the amount, account by account."""
    same = (np.diff(rows.who) == 0) & (np.diff(rows.purse) == 0)
    follows = rows.balance[:-1] + rows.cents[1:] == rows.balance[1:]
    return bool(follows[same].all())


@BRIEFLY
@given(st.integers(0, 2**64))
def test_balances_chain_exactly_for_any_seed(seed):
    rows = short_lives(seed, range(60)).movements
    assert len(rows) > 0
    assert chained(rows)


def test_balances_chain_exactly(lived):
    assert chained(lived.movements)


def test_a_broken_chain_would_be_noticed(lived):
    balance = lived.movements.balance.copy()
    balance[5] += 1
    assert not chained(replace(lived.movements, balance=balance))


def test_rows_stand_in_booking_order(lived):
    rows = lived.movements
    account = rows.who * len(Purse) + rows.purse
    assert (np.diff(account) >= 0).all()
    assert (np.diff(rows.day)[np.diff(account) == 0] >= 0).all()


def test_everything_recorded_lies_within_the_record_and_before_the_application(lived):
    booked = lived.start[lived.movements.who] + lived.movements.day
    assert (booked >= lived.people.first_seen[lived.movements.who]).all()
    assert (booked < lived.people.as_of[lived.movements.who]).all()


def test_no_movement_is_of_the_loan_applied_for(lived):
    assert not (lived.movements.stream == Stream.NEW_LOAN).any()


@pytest.mark.parametrize("stream", [Stream.SAVINGS, Stream.OWN])
def test_transfers_between_own_accounts_create_no_money(lived, stream):
    rows = lived.movements
    moved = rows.stream == stream
    total = np.zeros((len(lived.people), rows.day.max() + 1), np.int64)
    np.add.at(total, (rows.who[moved], rows.day[moved]), rows.cents[moved])
    assert moved.any()
    assert not total.any()


def test_signs_follow_from_what_money_moved_for(lived):
    rows = lived.movements
    inflow = {Role.INCOME, Role.DEBT_DISBURSEMENT, Role.REFUND, Role.RETURNED_PAYMENT}
    both = {Role.SAVINGS_TRANSFER, Role.OWN_TRANSFER}
    for stream, role in STREAM_ROLES.items():
        cents = rows.cents[rows.stream == stream]
        if role in both:
            continue
        positive = role in inflow or stream is Stream.HELP
        assert ((cents > 0) if positive else (cents < 0)).all(), stream.name


def test_savings_and_the_second_account_are_never_overdrawn(lived):
    rows = lived.movements
    assert (rows.balance[rows.purse != Purse.MAIN] >= 0).all()


def test_every_returned_payment_undoes_the_line_before_it(lived):
    rows = lived.movements
    returned = np.flatnonzero(rows.stream == Stream.RETURNED)
    # a record may begin with a return only if the debit was on the day before it, which is not so
    assert (returned > 0).all()
    assert (rows.who[returned] == rows.who[returned - 1]).all()
    assert (rows.cents[returned] == -rows.cents[returned - 1]).all()
    assert (rows.day[returned] == rows.day[returned - 1]).all()


def test_payments_come_back_where_there_was_no_money(lived):
    rows = lived.movements
    limit = lived.people.overdraft
    returned = np.flatnonzero(rows.stream == Stream.RETURNED)
    before = rows.balance[returned]
    assert len(returned) > 50
    assert (before + limit[rows.who[returned]] < rows.cents[returned]).all()


def test_a_cleared_card_is_not_overdue(lived):
    rows = lived.reports
    cleared = (rows.slot == Slot.CARD) & (rows.balance == 0)
    assert cleared.any()
    assert (rows.days_past_due[cleared] == 0).all()


def test_a_month_has_about_thirty_transactions(lived):
    days = (lived.people.as_of - lived.people.first_seen).sum()
    assert 24 <= len(lived.movements) / (days / 30.4375) <= 36


def test_reports_are_of_months_that_ended_before_the_application(lived):
    rows = lived.reports
    as_of = lived.people.as_of[rows.who]
    calendar = calendar_for(Economy(), 6)
    ended = calendar.month_start[rows.month] + calendar.month_length[rows.month] - 1
    assert (ended < as_of).all()
    assert (rows.known_on - ended >= 3).all()
    assert (rows.known_on - ended <= 8).all()
    for values in (rows.balance, rows.due, rows.paid, rows.days_past_due):
        assert (values >= 0).all()


def test_lateness_follows_from_what_was_not_paid(lived):
    """Who is a full month late has been billed more than was paid since the reports began."""
    rows = lived.reports
    key = rows.who * 100 + rows.slot
    first = np.flatnonzero(np.append([True], np.diff(key) != 0))
    missing = np.add.reduceat(rows.due - rows.paid, first)
    last = np.append(first[1:], len(key)) - 1
    late = (rows.days_past_due[last] >= 31) & (rows.slot[last] != Slot.CARD)
    assert late.sum() > 10
    assert (missing[late] > 0).all()


def test_about_one_in_ten_is_bad(lived):
    assert 0.08 <= lived.bad.mean() <= 0.15


def test_people_out_of_work_go_bad_more_often(lived):
    out = lived.out_of_work
    assert out.sum() > 100
    assert lived.bad[out].mean() > 2.5 * lived.bad[~out].mean()


def test_a_buffer_protects_without_deciding(lived):
    buffer = lived.liquid / lived.instalment
    assert 0.65 < roc_auc_score(lived.bad, -buffer) < 0.90


def test_returned_payments_foretell_trouble(lived):
    rows = lived.movements
    late = rows.day >= (lived.people.as_of - lived.start - 90)[rows.who]
    returned = np.bincount(
        rows.who[late & (rows.stream == Stream.RETURNED)], minlength=len(lived.people)
    )
    assert lived.bad[returned > 0].mean() > 2 * lived.bad[returned == 0].mean()


def test_insecure_work_is_riskier_than_a_pension(lived):
    def rate(*jobs):
        return lived.bad[np.isin(lived.people.job, jobs)].mean()

    assert rate(Job.HOURLY, Job.GIG) > 1.5 * rate(Job.PERMANENT) > 1.5 * rate(Job.PENSION)


def lived_in(economy):
    return live(economy, calendar_for(economy, 2), 3, np.arange(500), 2).bad.mean()


def test_risk_comes_from_what_happens_to_people(lived):
    usual = lived.bad.mean()
    calm = lived_in(Economy(job_loss=0.0, hours_cut=0.0, strain=0.0, shock=0.0))
    harsh = lived_in(Economy(job_loss=0.03, job_found=0.06))
    assert calm < usual / 2
    assert harsh > 1.3 * usual


def test_bad_is_the_usual_90_days():
    assert BAD_DAYS_PAST_DUE == 90


def test_an_outcome_window_too_short_to_be_late_has_no_bads():
    economy = Economy(outcome_months=3)
    assert not live(economy, calendar_for(economy, 1), 3, np.arange(200), 1).bad.any()
