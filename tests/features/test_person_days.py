"""Sums by day: rows added day by day, late ones too, give what all rows at once give."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.features import PersonDays, person_features
from plainscore.records import SCHEMAS, Records

TODAY = datetime(2026, 3, 17, 12, tzinfo=UTC)


def one_person(town: ModuleType, seed: int) -> Records:
    """Return the records of a person with accounts, of the town of a seed."""
    made_up = town.Town(seed, 1)
    while not made_up.tables["transactions"]:
        seed += 1_000
        made_up = town.Town(seed, 1)
    return made_up.records()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 400), steps=st.lists(st.integers(0, 500), max_size=5), data=st.data())
def test_added_up_in_steps_equals_all_at_once(
    seed: int, steps: list[int], data: st.DataObject, town: ModuleType
) -> None:
    records = one_person(town, seed)
    first = datetime(2023, 1, 1, tzinfo=UTC)
    moments = sorted(TODAY - timedelta(days=back, hours=back % 24) for back in steps)
    days = PersonDays.of(records.accounts, records.transactions, first)
    for moment in moments:
        days = days.with_rows(records.transactions, moment)
        as_of = moment + timedelta(hours=data.draw(st.integers(0, 5)))
        known = records.transactions.filter(
            pa.compute.less_equal(records.transactions["known_at"], pa.scalar(moment))
        )
        seen = Records(records.accounts, known, records.tradelines, records.tradeline_months)
        stored = PersonDays.from_bytes(days.to_bytes())
        assert stored.features(
            as_of, records.tradelines, records.tradeline_months
        ) == person_features(seen, as_of)


def test_as_of_the_moment_of_the_sums_it_is_the_whole_records(town: ModuleType) -> None:
    for seed in range(20):
        records = one_person(town, seed)
        days = PersonDays.of(
            records.accounts, records.transactions, TODAY - timedelta(days=40)
        ).with_rows(records.transactions, TODAY)
        found = days.features(TODAY, records.tradelines, records.tradeline_months)
        assert found == person_features(records, TODAY)


def account(name: str) -> dict[str, Any]:
    return {
        "account_id": name,
        "person_id": "p",
        "kind": "current",
        "currency": "EUR",
        "opened_on": None,
        "credit_limit": None,
    }


def row(name: str, age: int, amount: str, late: int = 0) -> dict[str, Any]:
    day = (TODAY - timedelta(days=age)).date()
    return {
        "transaction_id": f"{name}-{age}-{late}",
        "account_id": name,
        "booked_on": day,
        "known_at": datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1 + late),
        "amount": Decimal(amount),
        "balance_after": None,
        "role": "income",
        "role_source": "default",
    }


def tables(*rows: dict[str, Any]) -> tuple[pa.Table, pa.Table]:
    names = sorted({each["account_id"] for each in rows})
    return (
        pa.Table.from_pylist([account(name) for name in names], SCHEMAS["accounts"]),
        pa.Table.from_pylist(list(rows), SCHEMAS["transactions"]),
    )


def test_an_account_that_is_new_takes_its_place_among_the_others() -> None:
    accounts, old = tables(*(row("m", age, "100") for age in range(10, 300, 30)))
    days = PersonDays.of(accounts, old, TODAY - timedelta(days=5))
    every, rows = tables(*(row(name, age, "100") for name in "am" for age in range(1, 300, 9)))
    added = days.with_rows(rows, TODAY, every)
    fresh = PersonDays.of(every, rows, TODAY)
    known_before = sum(each["known_at"] <= days.known_until for each in rows.to_pylist())
    assert added.cells[:, 6].sum() == old.num_rows + rows.num_rows - known_before
    assert set(added.cells[:, 0]) == set(fresh.cells[:, 0]) == {0, 1}


def test_a_missing_account_is_refused() -> None:
    accounts, rows = tables(row("a", 9, "1"), row("b", 9, "1"))
    days = PersonDays.of(accounts, rows, TODAY)
    with pytest.raises(ValueError, match="missing: b"):
        days.with_rows(rows, TODAY, accounts.slice(0, 1))


def test_moments_before_that_of_the_sums_are_refused() -> None:
    accounts, rows = tables(row("a", 9, "1"))
    days = PersonDays.of(accounts, rows, TODAY)
    with pytest.raises(ValueError, match="became known up to"):
        days.features(TODAY - timedelta(days=1))
    with pytest.raises(ValueError, match="in the sums already"):
        days.with_rows(rows, TODAY - timedelta(days=1))


def test_amounts_beyond_64_bits_are_refused() -> None:
    accounts, rows = tables(row("a", 9, "99999999999999"))
    with pytest.raises(OverflowError, match="keep the records"):
        PersonDays.of(accounts, rows, TODAY)
