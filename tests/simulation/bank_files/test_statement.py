from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plainscore.simulation.bank_files.statement import (
    Account,
    Entry,
    monthly,
    signed,
    spelled,
    whole_period,
)
from plainscore.simulation.streams import Stream


@st.composite
def accounts(draw):
    days = sorted(draw(st.lists(st.integers(0, 200), max_size=40)))
    entries, balance = [], 0
    for place, day in enumerate(days):
        cents = draw(st.integers(-500, 500))
        balance += cents
        booked = (date(2023, 11, 20) + timedelta(days=day)).isoformat()
        entries.append(
            Entry(f"T{place}", booked, spelled(cents), cents, balance, Stream.OWN, "", "")
        )
    return Account("A", "EUR", False, 0, "2020-01-01", tuple(entries))


@given(accounts(), st.integers(0, 6))
def test_monthly_statements_hold_every_entry_and_close(account, overlap):
    statements = monthly(account, overlap)
    held = {entry.transaction_id for statement in statements for entry in statement.entries}
    assert held == {entry.transaction_id for entry in account.entries}
    for statement in statements:
        assert statement.opening + sum(e.cents for e in statement.entries) == statement.closing
        assert all(statement.first <= entry.day <= statement.last for entry in statement.entries)
    assert [statement.number for statement in statements] == list(range(1, len(statements) + 1))


@given(accounts())
def test_without_overlap_no_entry_stands_twice(account):
    held = [e.transaction_id for statement in monthly(account, 0) for e in statement.entries]
    assert held == [entry.transaction_id for entry in account.entries]


@given(accounts())
def test_a_single_statement_holds_everything(account):
    statements = whole_period(account)
    assert len(statements) == bool(account.entries)
    for statement in statements:
        assert statement.entries == account.entries
        assert statement.closing == account.entries[-1].balance


@given(st.integers(-(10**12), 10**12))
def test_amounts_are_spelled_exactly(cents):
    assert round(float(signed(cents)) * 100) == cents
    assert spelled(cents) == signed(abs(cents))
    assert len(signed(cents).partition(".")[2]) == 2
