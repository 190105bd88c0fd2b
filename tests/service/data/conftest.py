"""A person's bank files, and handing them in."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from plainscore.features import person_features
from plainscore.service.data import held_of
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import SentFile, parse

IBAN = "DE89370400440532013000"


def csv_of(months, *, account=IBAN, ids=True, first=date(2025, 3, 1)):
    """A current account as CSV: a salary, a rent and a bill a month, with a balance and an id."""
    lines = ["account_id,date,amount,currency,balance,id,description"]
    balance, number = Decimal(1000), 0
    for month in range(months):
        year, place = divmod(first.month - 1 + month, 12)
        start = date(first.year + year, place + 1, 1)
        for day, amount, words in (
            (1, Decimal("2100.00"), "SALARY ACME"),
            (3, Decimal("-800.00"), "RENT FLAT"),
            (9, Decimal("-60.50"), "ELECTRICITY POWER"),
            (12, Decimal("-20.00"), "CANARY-BAKERY"),
            (12, Decimal("-20.00"), "CANARY-BAKERY"),
        ):
            balance += amount
            number += 1
            booked = start + timedelta(days=day - 1)
            own = f"T{start:%y%m}{number % 5}" if ids else ""
            lines.append(f"{account},{booked},{amount},EUR,{balance},{own},{words}")
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture(scope="session")
def bank_csv():
    return csv_of


@pytest.fixture
def hand_in(service):
    """Take files in as a person, or as a lender."""

    def take(person_id, *contents, actor, lender_id=None, names=()):
        files = [
            SentFile(names[place] if names else f"file{place}.csv", content)
            for place, content in enumerate(contents)
        ]
        taken = []
        for parsed in parse(files):
            with service.database.transaction(actor) as connection:
                taken.append(take_in(connection, service, person_id, parsed, lender_id=lender_id))
        return taken

    return take


@pytest.fixture
def held(service):
    """What is held of a person, as they see it."""

    def open_(visitor, as_of=None):
        with service.database.transaction(visitor.actor) as connection:
            return held_of(connection, service, visitor.person_id, as_of=as_of)

    return open_


@pytest.fixture
def features(held):
    def of(visitor, as_of=datetime(2026, 3, 3, tzinfo=UTC)):
        return person_features(held(visitor, as_of).records, as_of)

    return of


def everything_in(database_url):
    """Every row of every table as text, bytes read as letters where they are."""
    with psycopg.connect(database_url) as connection:
        names = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname = 'plainscore'"
        ).fetchall()
        rows = []
        for (name,) in names:
            for row in connection.execute(f"SELECT * FROM {name}"):  # noqa: S608 - our tables
                rows += [
                    each.decode("latin-1")
                    if isinstance(each, bytes)
                    else json.dumps(each, default=str)
                    for each in row
                ]
    return "\n".join(rows).lower()


@pytest.fixture(scope="session")
def everything():
    return everything_in
