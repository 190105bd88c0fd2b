"""A scorecard over the catalogue's features, and a person with statements and consents."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from plainscore.cli.fit import catalogue_notes
from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.service.actors import Person
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.consent.postgres import add_consent_event, consents_of
from plainscore.service.identifiers import new_id

NOTES = catalogue_notes()


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


@pytest.fixture
def with_statements(person, store_account, clock):
    """The person, with a year of statements handed in."""
    store_account(person.actor, months_of_rows(clock.now().date(), 13))
    return person


@pytest.fixture
def more_data(store_account, with_statements, clock) -> Callable[[], str]:
    """Hand in a second account of the person's."""
    return lambda: store_account(
        with_statements.actor, months_of_rows(clock.now().date(), 13, late=True), number="DE002"
    )


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
