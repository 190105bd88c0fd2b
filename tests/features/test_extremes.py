"""Rows at the edge of what the contract allows: nothing overflows, nothing divides by zero."""

from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from plainscore.features import CATALOGUE, compute_features
from plainscore.records import Role

MOST = Decimal("99999999999999.9999")
LEAST = Decimal("0.0001")


def person(town: ModuleType, name: str, amount: Decimal, balance: Decimal | None) -> Any:
    """Return an account and rows of every role, both ways, every third day of a year."""
    account = {
        "account_id": f"{name}-a",
        "person_id": name,
        "kind": "current",
        "currency": "EUR",
        "opened_on": None,
        "credit_limit": balance,
    }
    rows = []
    for number in range(360):
        day = town.TODAY - timedelta(days=1 + number - number % 3)
        rows.append(
            {
                "transaction_id": str(number),
                "account_id": f"{name}-a",
                "booked_on": day,
                "known_at": town.first_instant_after(day),
                "amount": amount if number % 2 else -amount,
                "balance_after": balance,
                "role": list(Role)[number % len(Role)].value,
                "role_source": "default",
            }
        )
    return account, rows


@pytest.mark.parametrize(
    ("amount", "balance"),
    [(MOST, MOST), (MOST, None), (LEAST, LEAST), (Decimal(0), Decimal(0)), (MOST, -MOST)],
)
def test_nothing_overflows(town: ModuleType, amount: Decimal, balance: Decimal | None) -> None:
    account, rows = person(town, "edge", amount, balance)
    month = town.TODAY.replace(day=1)
    report = {
        "tradeline_id": "line",
        "month": month,
        "balance": amount,
        "due": amount,
        "paid": Decimal(0),
        "days_past_due": 2**31 - 1,
        "known_at": town.first_instant_after(month),
    }
    line = {
        "tradeline_id": "line",
        "person_id": "edge",
        "kind": "revolving",
        "currency": "EUR",
        "opened_on": month.replace(year=1900),
        "closed_on": None,
        "credit_limit": amount,
        "known_at": town.first_instant_after(month),
    }
    tables = {
        "accounts": [account],
        "transactions": rows,
        "tradelines": [line],
        "tradeline_months": [report, report | {"month": month.replace(year=1990)}],
    }
    moment = town.datetime.combine(town.TODAY, town.time(), town.UTC)
    application = {"application_id": "edge", "person_id": "edge", "as_of": moment}
    found = compute_features(
        town.records(tables), town.table("applications", [application])
    ).to_pylist()[0]
    assert found["enough_information"] is True
    for name in CATALOGUE:
        assert found[name] is None or abs(found[name]) < float("inf"), name
