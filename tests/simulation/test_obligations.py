from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.simulation import Economy
from plainscore.simulation.budget import draw_obligations
from plainscore.simulation.days import NEVER
from plainscore.simulation.draws import Draws
from plainscore.simulation.people import calendar_for, draw_people
from plainscore.simulation.slots import Slot

ECONOMY = Economy()
CALENDAR = calendar_for(replace(ECONOMY, outcome_months=72), 6)
ONE = np.array([0])


def owing(number=3):
    people_number = np.array([number])
    draws = Draws(1, people_number)
    people = draw_people(ECONOMY, CALENDAR, draws, people_number, 6)
    today = people.as_of - 360
    table = draw_obligations(
        CALENDAR, draws, people, today, has_card=np.array([False]), thin_file_share=0.0
    )
    return table, today


def loan(count=24, cents=10_000, rate=0.01):
    table, today = owing()
    payout = table.open_loan(
        Slot.NEW_LOAN, ONE, np.array([cents]), np.array([count]), np.array([rate]), today
    )
    return table, today, int(payout[0])


def bill(table):
    today = table.due_on[Slot.NEW_LOAN].copy()
    table.bill(Slot.NEW_LOAN, ONE, table.amount[Slot.NEW_LOAN, ONE])
    return today


def settle(table, today):
    table.settle(Slot.NEW_LOAN, ONE, table.amount[Slot.NEW_LOAN, ONE], today)


@given(st.integers(0, 500))
def test_first_due_dates_lie_ahead(number):
    table, today = owing(number)
    due = table.due_on[:, 0]
    assert ((due > today[0]) | (due == NEVER)).all()
    assert (table.behind(Slot.HOUSING, ONE) == 0).all()


@settings(max_examples=25)
@given(st.integers(1, 60), st.integers(500, 200_000), st.floats(0.0, 0.03))
def test_a_loan_paid_to_plan_ends_with_nothing_owed(count, cents, rate):
    table, _, payout = loan(count, cents, rate)
    debt = float(payout)
    for _ in range(count):
        today = bill(table)
        settle(table, today)
        debt = debt * (1 + rate) - cents
    assert table.left[Slot.NEW_LOAN, 0] == 0
    assert table.owed(Slot.NEW_LOAN, ONE)[0] == 0
    assert table.closed_on[Slot.NEW_LOAN, 0] == today[0]
    assert table.due_on[Slot.NEW_LOAN, 0] == NEVER
    # the cent that rounding the payout costs grows with the interest
    assert abs(debt) <= (1 + rate) ** count


def test_days_past_due_count_from_the_oldest_unpaid_instalment():
    table, _, _ = loan()
    first = bill(table)
    assert table.days_past_due(Slot.NEW_LOAN, ONE, first)[0] == 0
    assert table.days_past_due(Slot.NEW_LOAN, ONE, first + 10)[0] == 10
    second = bill(table)
    third = bill(table)
    assert table.behind(Slot.NEW_LOAN, ONE)[0] == 3
    assert table.days_past_due(Slot.NEW_LOAN, ONE, third)[0] == third[0] - first[0]
    settle(table, third)
    assert table.days_past_due(Slot.NEW_LOAN, ONE, third)[0] == third[0] - second[0]
    settle(table, third)
    settle(table, third)
    assert table.days_past_due(Slot.NEW_LOAN, ONE, third + 5)[0] == 0


def test_what_is_billed_and_paid_in_a_month_is_counted():
    table, _, _ = loan()
    today = bill(table)
    settle(table, today)
    assert table.billed_in_month[Slot.NEW_LOAN, 0] == 10_000
    assert table.paid_in_month[Slot.NEW_LOAN, 0] == 10_000


@pytest.mark.parametrize("rate", [0.0, 0.005, 0.02])
def test_the_payout_is_the_present_value_of_the_instalments(rate):
    _, _, payout = loan(12, 10_000, rate)
    assert payout == pytest.approx(
        sum(10_000 / (1 + rate) ** month for month in range(1, 13)), abs=1
    )


def test_a_bill_given_up_is_owed_no_longer():
    table, _, _ = loan()
    bill(table)
    table.forgive(Slot.NEW_LOAN, ONE)
    assert table.behind(Slot.NEW_LOAN, ONE)[0] == 0
    assert table.left[Slot.NEW_LOAN, 0] == 24
