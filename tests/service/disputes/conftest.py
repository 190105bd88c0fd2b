"""A person whose statements a lender furnished, and the steps of a dispute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from plainscore.cli.fit import catalogue_notes
from plainscore.scorecard import ScorecardClassifier
from plainscore.service.actors import StaffRole
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.data.held import records_of
from plainscore.service.disputes import (
    Decision,
    Ground,
    Outcome,
    Subject,
    SubjectKind,
    decide,
    find_dispute,
    open_dispute,
)
from plainscore.service.disputes.events import events_of
from plainscore.service.disputes.overdue import advance_all


@pytest.fixture
def hand_in(service, store_account) -> Callable[..., str]:
    """Store half a year of an account, furnished by a lender or by the person."""

    def store(person, furnisher: str = "person", *, number: str = "DE001", prefix: str = "t"):
        now = service.clock.now()
        rows, balance = [], Decimal(500)
        for place in range(360):
            day = now.date() - timedelta(days=360 - place)
            amount, role = Decimal(-40), "other"
            if day.day == 1:
                amount, role = Decimal(2000), "income"
            elif day.day == 20:
                amount, role = Decimal(-25), "fee_overdraft"
            balance += amount
            rows.append(
                {
                    "transaction_id": f"{prefix}{place}",
                    "booked_on": day,
                    "known_at": datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1),
                    "amount": amount,
                    "balance_after": balance,
                    "role": role,
                    "role_source": "bank_code",
                }
            )
        return store_account(person.actor, rows, number=number, furnisher=furnisher)

    return store


@pytest.fixture
def consent(allow) -> Callable[..., str]:
    """Let a person allow a lender, or the own view."""
    return lambda person, *rest: allow(person.actor, *rest)


@pytest.fixture
def furnished(person, lender, consent, hand_in) -> str:
    """The account of the person that the lender furnished."""
    consent(person, lender.lender_id)
    return hand_in(person, lender.lender_id)


@pytest.fixture
def dispute(service, person) -> Callable[..., str]:
    """Dispute a line of the person's."""

    def send(item: str = "t7", words: str = "I never paid this.") -> str:
        subject = Subject(SubjectKind.ITEM, item)
        return open_dispute(service, person.actor, subject, Ground.NOT_MINE, words)

    return send


@pytest.fixture
def settle(service, reviewer, clock) -> Callable[..., None]:
    """Decide a dispute as the reviewer, a second after what was before."""

    def send(dispute_id: str, outcome: str, reason: str = "As found.", **rest) -> None:
        clock.forward(timedelta(seconds=1))
        decide(service, reviewer.actor, dispute_id, Decision(Outcome(outcome), reason, **rest))

    return send


@pytest.fixture
def stored(service, person):
    """Read a dispute and its events as the person sees them."""

    def read(dispute_id: str):
        with service.database.transaction(person.actor) as connection:
            return find_dispute(connection, dispute_id), events_of(connection, dispute_id)

    return read


@pytest.fixture
def held_items(service, person) -> Callable[[], set[str]]:
    """Names of the lines that count now."""

    def read() -> set[str]:
        with service.database.transaction(person.actor) as connection:
            records = records_of(connection, service, person.person_id)
        return set(records.transactions["transaction_id"].to_pylist())

    return read


def fitted(**columns: tuple[float, float]):
    """Fit a scorecard on made-up values: each feature has a mean and what risk does to it."""
    rng = np.random.default_rng(5)
    risk = rng.normal(size=2000)
    table = pa.table(
        {
            name: mean + slope * (risk + rng.normal(size=2000))
            for name, (mean, slope) in columns.items()
        }
    )
    every_note = catalogue_notes()
    notes = {name: every_note[name] for name in table.column_names}
    bad = rng.random(2000) < 1 / (1 + np.exp(2 - 1.5 * risk))
    model = ScorecardClassifier(
        name="two features", notes=notes, gate="enough_information", max_bins=6
    )
    return model.fit(table, bad.astype(int)).scorecard_


@pytest.fixture(scope="session")
def small_card():
    """A scorecard of two features of bank statements."""
    return fitted(overdraft_fee_count_net=(2, 1), income_cv=(0.3, 0.1))


@pytest.fixture(scope="session")
def tradeline_card():
    """A scorecard of a feature of tradelines and one of bank statements."""
    return fitted(overdraft_fee_count_net=(2, 1), worst_dpd_24m=(20, 15))


@pytest.fixture
def approved(service, new_staff, small_card) -> str:
    """The scorecard, approved by another than its author."""
    author, approver = (new_staff(StaffRole.ANALYST).actor for _ in range(2))
    digest = submit_card(service, author, small_card.to_json().encode())
    expires = service.clock.now() + timedelta(days=300)
    approve_card(service, approver, digest, expires_at=expires)
    return digest


@pytest.fixture
def ask(lender, person) -> Callable[..., dict]:
    """Let the lender ask for the person's score."""

    def send(program=lender) -> dict:
        send.count += 1
        answer = program.client.post(
            "/v1/scores",
            json={"person_id": person.person_id, "purpose": "extension_of_credit"},
            headers={"Idempotency-Key": f"key-{send.count}"},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    send.count = 0
    return send


@pytest.fixture
def look_at_clocks(service) -> Callable[[], None]:
    """Look at the clocks of all open disputes, as the worker does every quarter of an hour."""
    return lambda: advance_all(service)
