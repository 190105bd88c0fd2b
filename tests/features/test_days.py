"""End-of-day balances: rows of one day have no order, and contradictions are not believed."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from types import ModuleType

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.features.days import closing, end_marks, possible_end
from plainscore.records import MONEY

cents = st.decimals(-100_000, 100_000, places=2)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def ends(
    connection: duckdb.DuckDBPyConnection, *days: list[tuple[Decimal, Decimal | None]]
) -> list[Decimal | None]:
    """Return the closing balance of each day of (amount, balance after), as the engine has it."""
    rows = [(day, amount, after) for day, lines in enumerate(days) for amount, after in lines]
    table = pa.table(
        {
            "day": [row[0] for row in rows],
            "amount": pa.array([row[1] for row in rows], MONEY),
            "balance_after": pa.array([row[2] for row in rows], MONEY),
        }
    )
    lines = ibis.table(
        {"day": "int64", "amount": "decimal(18, 4)", "balance_after": "decimal(18, 4)"},
        name="lines",
    )
    summed = lines.group_by("day").aggregate(**end_marks(lines))
    summed = summed.mutate(end=possible_end(summed))
    query = summed.select("day", closed=closing(summed)).order_by("day")
    connection.register("lines", table)
    found = connection.execute(str(ibis.to_sql(query, dialect="duckdb"))).fetchall()
    return [end for _, end in found]


def chain(opening: Decimal, amounts: list[Decimal]) -> list[tuple[Decimal, Decimal]]:
    lines = []
    for amount in amounts:
        opening += amount
        lines.append((amount, opening))
    return lines


@settings(max_examples=40, deadline=None)
@given(opening=cents, amounts=st.lists(cents, min_size=1, max_size=4))
def test_the_end_of_a_chain_is_found_in_any_order(
    opening: Decimal, amounts: list[Decimal], connection: duckdb.DuckDBPyConnection
) -> None:
    lines = chain(opening, amounts)
    expected = None if len(lines) > 1 and sum(amounts) == 0 else lines[-1][1]
    for found in ends(connection, *(list(order) for order in permutations(lines))):
        assert found == expected


def test_the_only_balance_of_a_day_is_its_last(connection: duckdb.DuckDBPyConnection) -> None:
    day = [(Decimal(-5), None), (Decimal(-7), Decimal(88)), (Decimal(-1), None)]
    assert ends(connection, day) == [Decimal(88)]


def test_a_day_with_some_balances_is_unknown(connection: duckdb.DuckDBPyConnection) -> None:
    day = [(Decimal(-5), Decimal(95)), (Decimal(-7), Decimal(88)), (Decimal(-1), None)]
    assert ends(connection, day) == [None]


def test_rows_that_contradict_each_other_are_not_believed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    # the second row should have left 88, or the first have come after it
    days = [
        [(Decimal(-5), Decimal(95)), (Decimal(-7), Decimal(after))]
        for after in range(80, 1200)
        if after not in (88, 100)
    ]
    assert ends(connection, *days) == [None] * len(days)


@pytest.mark.parametrize(
    ("most", "known"), [("99999999999.99", True), ("49999999999999.99", False)]
)
def test_great_amounts_do_not_overflow(
    most: str, known: bool, connection: duckdb.DuckDBPyConnection
) -> None:
    """Beyond what a float can divide to the cent, the end is unknown rather than off."""
    great = Decimal(most)
    lines = chain(Decimal(0), [great, great, -great, Decimal("0.01")])
    assert ends(connection, lines) == [great + Decimal("0.01") if known else None]


def test_balances_before_the_first_stated_one_follow_backwards(town: ModuleType) -> None:
    """Without any balance the sum is unknown, with one on any day it is known for all."""
    from plainscore.features import compute_features  # noqa: PLC0415

    day = town.TODAY
    rows = [
        {
            "transaction_id": str(age),
            "account_id": f"{person}-a",
            "booked_on": day - town.timedelta(days=age),
            "known_at": town.first_instant_after(day - town.timedelta(days=age)),
            "amount": Decimal(-10),
            "balance_after": Decimal(500) if (person, age) == ("told", 40) else None,
            "role": "other",
            "role_source": "default",
        }
        for person in ("told", "untold")
        for age in range(10, 130, 10)
    ]
    tables = {
        "accounts": [
            {
                "account_id": f"{person}-a",
                "person_id": person,
                "kind": "current",
                "currency": "EUR",
                "opened_on": None,
                "credit_limit": None,
            }
            for person in ("told", "untold")
        ],
        "transactions": rows,
        "tradelines": [],
        "tradeline_months": [],
    }
    applications = [
        {
            "application_id": person,
            "person_id": person,
            "as_of": town.datetime.combine(day, town.time(), town.UTC),
        }
        for person in ("told", "untold")
    ]
    told, untold = compute_features(
        town.records(tables),
        town.table("applications", applications),
        features=["balance_eod_median", "negative_days_share"],
    ).to_pylist()
    # ten days each of 550, 540, ... down to 470
    assert told["balance_eod_median"] == pytest.approx(510)
    assert told["accounts_without_balance"] == 0
    assert untold["accounts_without_balance"] == 1
    assert untold["balance_eod_median"] is None
    assert untold["negative_days_share"] is None
