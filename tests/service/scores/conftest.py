"""A scorecard over the catalogue's features, and a person with statements and consents."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from plainscore.features import CATALOGUE
from plainscore.records import SCHEMAS, Purpose
from plainscore.scorecard import Direction, FeatureNote, Scorecard, ScorecardClassifier
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Person
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.consent import (
    ConsentEvent,
    ConsentKind,
    DataKind,
    latest_end,
    notice_digest,
)
from plainscore.service.consent.postgres import add_consent_event, consents_of
from plainscore.service.data.accounts import add_account
from plainscore.service.data.blocks import add_blocks
from plainscore.service.database.schema import imports
from plainscore.service.identifiers import new_id

NOTES = {
    name: FeatureNote(
        label=feature.label,
        factor=feature.factor.value,
        unit=feature.unit,
        sentence=feature.sentence,
        direction=Direction(feature.direction.value),
    )
    for name, feature in CATALOGUE.items()
}


def fitted(names: dict[str, tuple[float, float]], *, seed: int = 3, rows: int = 3000) -> Scorecard:
    """Fit a scorecard on made-up values: each feature has a mean and what risk does to it."""
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    columns = {
        name: mean + slope * (risk + rng.normal(size=rows)) for name, (mean, slope) in names.items()
    }
    table = pa.table({**columns, "enough_information": np.ones(rows, bool)})
    bad = rng.random(rows) < 1 / (1 + np.exp(2 - 1.5 * risk))
    model = ScorecardClassifier(
        name="made-up people",
        notes={name: NOTES[name] for name in names},
        gate="enough_information",
        max_bins=5,
    )
    return model.fit(table.select(list(names)), bad.astype(int)).scorecard_


@pytest.fixture(scope="session")
def card() -> Scorecard:
    """A scorecard that needs bank statements only."""
    return fitted(
        {
            "residual_ratio": (0.25, -0.2),
            "low_balance_days": (0.3, 0.2),
            "overdraft_fee_count_net": (1.0, 1.0),
            "income_cv": (0.3, 0.15),
            "bills_on_time_share": (0.85, -0.1),
            "buffer_days": (20.0, -12.0),
        }
    )


@pytest.fixture
def approved(service, new_staff, card) -> str:
    """The scorecard, submitted by one analyst and approved by another."""
    from plainscore.service.actors import StaffRole  # noqa: PLC0415

    author, approver = (new_staff(StaffRole.ANALYST).actor for _ in range(2))
    digest = submit_card(service, author, card.to_json().encode())
    expires = service.clock.now() + timedelta(days=300)
    approve_card(service, approver, digest, expires_at=expires)
    return digest


def months_of_rows(end: date, months: int, *, late: bool = False) -> list[dict]:
    """Twelve months in the life of a current account: salary, rent, bills and what is left."""
    rows, balance = [], Decimal(900)
    first = end.year * 12 + end.month - 1 - months
    for month in range(first, first + months + 1):
        year, number = month // 12, month % 12 + 1
        lasts = monthrange(year, number)[1]
        wage = Decimal(2100 + 60 * (month % 3))
        booked = [
            (1, wage, "income"),
            (2, Decimal(-750), "housing"),
            (5, Decimal(-90), "utilities"),
            (9 if late and month % 3 == 0 else 6, Decimal(-35), "telecom"),
            *((day, Decimal(-55), "other") for day in range(3, lasts, 3)),
        ]
        if late and month % 2:
            booked.append((20, Decimal(-12), "fee_overdraft"))
        for place, (day, amount, role) in enumerate(sorted(booked, key=lambda each: each[0])):
            on = date(year, number, min(day, lasts))
            if on >= end:
                continue
            balance += amount
            rows.append(
                {
                    "transaction_id": f"{year}{number:02}-{place}",
                    "booked_on": on,
                    "known_at": datetime.combine(on + timedelta(days=1), datetime.min.time(), UTC),
                    "amount": amount,
                    "balance_after": balance,
                    "role": role,
                    "role_source": "bank_code",
                }
            )
    return rows


@dataclass
class Bank:
    """Puts statements where a person's data are held."""

    service: object

    def hand_in(self, person: Person, rows: list[dict], *, number: str = "DE001") -> str:
        """Store rows of one account, as known now; return our name of the account."""
        service, now = self.service, self.service.clock.now()
        with service.database.transaction(person) as connection:
            key = open_person_key(connection, service, person.person_id)
            import_id = new_id("import", now)
            connection.execute(
                imports.insert().values(
                    import_id=import_id,
                    person_id=person.person_id,
                    source_format="test",
                    content_digest="",
                    rows_read=len(rows),
                    rows_added=len(rows),
                    rows_left_out=0,
                    problems=[],
                    at=now,
                )
            )
            account = {
                "account_id": number,
                "person_id": person.person_id,
                "kind": "current",
                "currency": "EUR",
                "opened_on": None,
                "credit_limit": None,
            }
            account_id = add_account(connection, service, key, account, "person")
            table = pa.Table.from_pylist(
                [row | {"account_id": account_id} for row in rows], SCHEMAS["transactions"]
            )
            add_blocks(connection, key, import_id, table, now)
        return account_id


@pytest.fixture
def bank(service) -> Bank:
    return Bank(service)


@pytest.fixture
def with_statements(person, bank, clock):
    """The person, with a year of statements handed in."""
    bank.hand_in(person.actor, months_of_rows(clock.now().date(), 13))
    return person


@pytest.fixture
def more_data(bank, with_statements, clock) -> Callable[[], str]:
    """Hand in a second account of the person's."""
    return lambda: bank.hand_in(
        with_statements.actor, months_of_rows(clock.now().date(), 13, late=True), number="DE002"
    )


@pytest.fixture
def allow(service) -> Callable[..., str]:
    """Let a person consent, and return the name of the consent."""

    def grant(
        person: Person,
        lender_id: str | None,
        purpose: Purpose = Purpose.EXTENSION_OF_CREDIT,
        kinds=(DataKind.BANK_STATEMENTS, DataKind.TRADELINES),
    ) -> str:
        now = service.clock.now()
        event = ConsentEvent(
            event_id=new_id("event", now),
            consent_id=new_id("consent", now),
            person_id=person.person_id,
            lender_id=lender_id,
            kind=ConsentKind.GRANTED,
            purpose=purpose,
            data_kinds=frozenset(kinds),
            at=now,
            expires_at=latest_end(now),
            notice_version="1",
            notice_digest=notice_digest("A notice."),
        )
        with service.database.transaction(person) as connection:
            add_consent_event(connection, service, event)
        return event.consent_id

    return grant


@pytest.fixture
def revoke(service) -> Callable[[Person, str], None]:
    """Let a person take a consent back."""

    def end(person: Person, consent_id: str) -> None:
        now = service.clock.now()
        with service.database.transaction(person) as connection:
            log = consents_of(connection, person.person_id)
            add_consent_event(
                connection, service, log.revocation(consent_id, new_id("event", now), now)
            )

    return end


@pytest.fixture
def ask(lender, with_statements) -> Callable[..., object]:
    """Let the lender ask for the person's score, each time with a key of its own."""

    def send(purpose: str = "extension_of_credit", *, key: str | None = None, person_id=None):
        send.count += 1
        return lender.client.post(
            "/v1/scores",
            json={"person_id": person_id or with_statements.person_id, "purpose": purpose},
            headers={"Idempotency-Key": key or f"key-{send.count}"},
        )

    send.count = 0
    return send
