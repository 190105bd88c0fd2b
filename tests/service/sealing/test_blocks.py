from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.records import SCHEMAS, Role, RoleSource
from plainscore.service.sealing import (
    PersonKey,
    SealBrokenError,
    StatementBlock,
    seal_block,
    statement_blocks,
    unseal_block,
)

KEY = PersonKey.generate("person_1")
MARCH = date(2026, 3, 1)

rows = st.fixed_dictionaries(
    {
        "transaction_id": st.uuids().map(str),
        "account_id": st.sampled_from(["a", "b", "c"]),
        "booked_on": st.dates(date(2025, 11, 1), date(2026, 3, 31)),
        "known_at": st.just(datetime(2026, 4, 1, tzinfo=UTC)),
        "amount": st.decimals(-(10**6), 10**6, places=4),
        "balance_after": st.none() | st.decimals(-(10**6), 10**6, places=4),
        "role": st.sampled_from(sorted(Role)).map(str),
        "role_source": st.sampled_from(sorted(RoleSource)).map(str),
    }
)


def table(listed):
    return pa.Table.from_pylist(listed, schema=SCHEMAS["transactions"])


def one(account="a", day=MARCH, amount="12.5000"):
    return {
        "transaction_id": "t1",
        "account_id": account,
        "booked_on": day,
        "known_at": datetime(2026, 4, 1, tzinfo=UTC),
        "amount": Decimal(amount),
        "balance_after": None,
        "role": "income",
        "role_source": "bank",
    }


@given(st.lists(rows, max_size=30))
@settings(max_examples=50)
def test_every_row_is_in_exactly_one_block_and_comes_back(listed):
    transactions = table(listed)
    returned = []
    for block in statement_blocks(transactions):
        sealed = seal_block(KEY, block)
        read = unseal_block(KEY, sealed, block.account_id, block.month)
        assert read.equals(block.transactions)
        returned += read.to_pylist()
    by_id = {row["transaction_id"]: row for row in returned}
    assert len(returned) == len(listed)
    assert by_id == {row["transaction_id"]: row for row in transactions.to_pylist()}


def test_a_block_of_another_person_account_or_month_does_not_open():
    sealed = seal_block(KEY, StatementBlock("a", MARCH, table([one()])))
    for key, account, month in (
        (PersonKey.generate("person_1"), "a", MARCH),
        (PersonKey("person_2", 1, KEY.secret), "a", MARCH),
        (KEY, "b", MARCH),
        (KEY, "a", date(2026, 4, 1)),
    ):
        with pytest.raises(SealBrokenError):
            unseal_block(key, sealed, account, month)


def test_what_is_sealed_for_the_place_but_is_no_statement_is_refused():
    sealed = KEY.seal(b"no arrow", "statement", "a", "2026-03-01")
    with pytest.raises(SealBrokenError, match="holds no statement"):
        unseal_block(KEY, sealed, "a", MARCH)


@pytest.mark.parametrize(
    ("month", "row", "message"),
    [
        (date(2026, 3, 2), one(), "first day"),
        (MARCH, one(account="b"), "another account"),
        (MARCH, one(day=date(2026, 2, 28)), "another account or month"),
    ],
)
def test_a_block_holds_one_account_and_month(month, row, message):
    with pytest.raises(ValueError, match=message):
        StatementBlock("a", month, table([row]))


def test_a_block_holds_no_column_beyond_the_contract():
    named = table([one()]).append_column("counterparty", pa.array(["Somebody"]))
    with pytest.raises(ValueError, match="columns of the transactions table"):
        StatementBlock("a", MARCH, named)


def test_nothing_of_a_statement_shows_in_its_sealed_bytes():
    sealed = seal_block(KEY, StatementBlock("a", MARCH, table([one()] * 200)))
    for word in (b"income", b"transaction_id", b"account_id", b"booked_on"):
        assert word not in sealed
    # compressed before it is sealed: one row in the open takes more than 70 bytes
    assert len(sealed) < 200 * 20
