import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.simulation import Economy
from plainscore.simulation.cash import Cash
from plainscore.simulation.draws import Draws
from plainscore.simulation.journal import Journal, Purse
from plainscore.simulation.people import calendar_for, draw_people
from plainscore.simulation.streams import Stream

ECONOMY = Economy()
NUMBER = np.arange(4)
PEOPLE = draw_people(ECONOMY, calendar_for(ECONOMY, 3), Draws(1, NUMBER), NUMBER, 3)
EVERYONE = np.arange(4)
CENTS = st.integers(0, 500_000)
BALANCES = st.lists(CENTS, min_size=12, max_size=12)


def cash_of(balances):
    journal = Journal(recording=True)
    return Cash(PEOPLE, np.array(balances).reshape(3, 4), journal), journal


@given(BALANCES, st.lists(CENTS, min_size=4, max_size=4))
def test_fetching_own_money_creates_none(balances, needs):
    cash, _ = cash_of(balances)
    owned = cash.liquid()
    covered = cash.ensure(EVERYONE, np.array(needs))
    assert cash.liquid().tolist() == owned.tolist()
    assert (cash.balances[Purse.SECOND] >= 0).all()
    assert (cash.balances[Purse.SAVINGS] >= 0).all()
    assert (cash.available(EVERYONE)[covered] >= np.array(needs)[covered]).all()


@given(BALANCES, st.lists(CENTS, min_size=4, max_size=4))
def test_what_is_within_reach_is_covered_and_nothing_else(balances, needs):
    cash, _ = cash_of(balances)
    reach = cash.within_reach(EVERYONE)
    covered = cash.ensure(EVERYONE, np.array(needs))
    assert covered.tolist() == (reach >= np.array(needs)).tolist()


def test_every_move_is_in_the_journal_with_its_balance():
    cash, journal = cash_of([1000] * 12)
    cash.move(np.array([2, 0]), np.array([-300, 500]), Stream.WAGE)
    cash.transfer(np.array([2]), np.array([200]), Purse.SAVINGS, Purse.MAIN)
    rows = journal.movements(np.zeros(4, np.int64))
    assert rows.who.tolist() == [0, 2, 2, 2]
    assert rows.purse.tolist() == [Purse.MAIN, Purse.MAIN, Purse.MAIN, Purse.SAVINGS]
    assert rows.cents.tolist() == [500, -300, 200, -200]
    assert rows.balance.tolist() == [1500, 700, 900, 800]
    assert rows.stream.tolist() == [Stream.WAGE, Stream.WAGE, Stream.SAVINGS, Stream.SAVINGS]


def test_nothing_is_written_while_nobody_looks():
    cash, journal = cash_of([1000] * 12)
    journal.recording = False
    cash.move(EVERYONE, np.full(4, 10), Stream.WAGE)
    assert len(journal.movements(np.zeros(4, np.int64))) == 0


@pytest.mark.parametrize("first_day", [0, 3, 9])
def test_rows_before_a_record_begins_are_left_out(first_day):
    cash, journal = cash_of([1000] * 12)
    for day in range(6):
        journal.day = day
        cash.move(np.array([1]), np.array([1]), Stream.WAGE)
    rows = journal.movements(np.full(4, first_day))
    assert rows.day.tolist() == list(range(first_day, 6))
