"""Statement lines in few words."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from plainscore.records import AccountKind
from plainscore.sources.statement import StatementAccount, StatementLine

FIRST_DAY = date(2024, 1, 1)


@pytest.fixture
def booked() -> Callable[..., StatementLine]:
    """Build a line from a day (a date, or days since 1 January 2024) and an amount."""
    rows = itertools.count(1)

    def build(day: date | int, amount: object, **fields: Any) -> StatementLine:
        when = day if isinstance(day, date) else FIRST_DAY + timedelta(days=day)
        balance = fields.pop("balance_after", None)
        return StatementLine(
            fields.pop("file", "bank"),
            next(rows),
            fields.pop("account_id", "A"),
            when,
            Decimal(str(amount)),
            fields.pop("currency", "EUR"),
            balance_after=None if balance is None else Decimal(str(balance)),
            **fields,
        )

    return build


@pytest.fixture
def account() -> Callable[..., StatementAccount]:
    def build(
        account_id: str = "A", kind: AccountKind = AccountKind.CURRENT, person: str | None = None
    ) -> StatementAccount:
        return StatementAccount(account_id, kind, "EUR", person_id=person)

    return build
