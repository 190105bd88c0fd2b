"""A service in use: a person with statements, a scorecard, a lender they allow, scores, decisions.

Everything is made as its owner would make it, by the routes.
"""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Thread
from time import monotonic, sleep

import numpy as np
import pyarrow as pa
import pytest
import uvicorn

from plainscore.cli.fit import catalogue_notes
from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.service.actors import StaffRole
from plainscore.service.cards import approve_card, submit_card

# the mean of each feature among made-up people, and what risk does to it
WHAT_RISK_DOES = {
    "residual_ratio": (0.25, -0.2),
    "low_balance_days": (0.3, 0.2),
    "overdraft_fee_count_net": (1.0, 1.0),
    "income_cv": (0.3, 0.15),
    "bills_on_time_share": (0.85, -0.1),
    "buffer_days": (20.0, -12.0),
}
MOST = {"residual_ratio": 1, "low_balance_days": 1, "bills_on_time_share": 1}
IBAN = "DE89370400440532013000"
MONTHS = 14


@pytest.fixture(scope="session")
def statement() -> Callable[..., bytes]:
    """Fourteen months of a current account as CSV, up to February 2026."""

    def write(account: str = IBAN) -> bytes:
        lines = ["account_id,date,amount,currency,balance,id,description"]
        balance = Decimal(700)
        for month in range(MONTHS):
            year, place = divmod(month, 12)
            start = date(2025 + year, place + 1, 1)
            booked = [
                (1, "2100.00", "SALARY"),
                (3, "-800.00", "RENT FLAT"),
                (9 + month % 3, "-60.50", "ELECTRICITY POWER"),
                (12, "-35.00", "MOBILE PHONE"),
                *((day, "-48.00", "SHOP") for day in range(5, 28, 2)),
                *([(27, "-12.00", "OVERDRAFT FEE")] if month % 4 == 0 else []),
            ]
            for number, (day, amount, words) in enumerate(sorted(booked, key=lambda row: row[0])):
                balance += Decimal(amount)
                on = start + timedelta(days=day - 1)
                lines.append(f"{account},{on},{amount},EUR,{balance},T{start:%y%m}{number},{words}")
        return ("\n".join(lines) + "\n").encode()

    return write


@pytest.fixture(scope="session")
def card() -> Scorecard:
    rng = np.random.default_rng(3)
    risk = rng.normal(size=3000)
    columns = {
        name: np.clip(mean + slope * (risk + rng.normal(size=risk.size)), 0, MOST.get(name))
        for name, (mean, slope) in WHAT_RISK_DOES.items()
    }
    bad = rng.random(risk.size) < 1 / (1 + np.exp(2 - 1.5 * risk))
    notes = {name: note for name, note in catalogue_notes().items() if name in columns}
    model = ScorecardClassifier(
        name="made-up people", notes=notes, gate="enough_information", max_bins=5
    )
    return model.fit(pa.table(columns), bad.astype(int)).scorecard_


@pytest.fixture
def approved(service, new_staff, card) -> str:
    """The scorecard, handed in by one analyst and approved by another."""
    author, approver = (new_staff(StaffRole.ANALYST).actor for _ in range(2))
    digest = submit_card(service, author, card.to_json().encode())
    approve_card(service, approver, digest, expires_at=service.clock.now() + timedelta(days=300))
    return digest


def one(pattern: str, text: str) -> str:
    """What a pattern finds on a page."""
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in {text[:2000]}"
    return found[1]


def allow(visitor, to: str, purpose: str = "extension_of_credit") -> str:
    """Give a consent as a person does, and return its name."""
    notice = one(r'name="notice" value="([^"]+)"', visitor.get("/me/consents/new").text)
    data = ["bank_statements", "tradelines"]
    form = {"to": to, "purpose": purpose, "days": 90, "data": data, "notice": notice}
    assert visitor.send("/me/consents", form, page="/me/consents/new").status_code == 303
    return one(r"/me/consents/(consent_\w+)/revoke", visitor.get("/me/consents").text)


def hand_in(visitor, content: bytes) -> str:
    """Upload a statement as a person does, and return the name of the import."""
    form = visitor.get("/me/upload").text
    fields = {"csrf": one(r'name="csrf" value="([0-9a-f]{64})"', form), "allow": "yes"}
    found = re.search(r'name="notice" value="([^"]+)"', form)
    fields |= {"notice": found[1]} if found else {}
    answer = visitor.client.post(
        "/me/upload",
        data=fields,
        files={"files": ("statement.csv", content, "text/csv")},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 303, answer.text
    return one(r"/me/imports/(\w+)", answer.headers["Location"])


def dispute(visitor, month: str) -> str:
    """Dispute the first line of a month as a person does, and return the dispute's name."""
    page = one(r'href="(/me/disputes/new\?[^"]+)"', visitor.get(month).text).replace("&amp;", "&")
    form = visitor.get(page).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    ground = one(r'<option value="([^"]+)"', form)
    answer = visitor.client.post(
        "/me/disputes",
        data=fields | {"ground": ground, "words": "It was not mine."},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 303, answer.text
    return one(r"/me/disputes/(\w+)", answer.headers["Location"])


@dataclass
class World:
    """Who there is, and the names of what they have: ``{parameter of a path: value}``."""

    person: object
    lender: object
    names: dict[str, str]


NOTICE = {
    "applicant": "An applicant",
    "creditor": {"name": "A lender", "address": "1 Long Street"},
    "authority": {"name": "The authority", "address": "2 Long Street"},
}


@pytest.fixture
def world(approved, person, lender, reviewer, statement, work) -> World:
    consent_id = allow(person, lender.lender_id)
    import_id = hand_in(person, statement())
    work()
    send = lender.client.post
    score = send(
        "/v1/scores",
        json={"person_id": person.person_id, "purpose": "extension_of_credit"},
        headers={"Idempotency-Key": "score-1"},
    )
    assert score.status_code == 201, score.text
    decision = send(
        "/v1/decisions",
        json={
            "score_id": score.json()["score_id"],
            "outcome": "declined",
            "applied_at": "2026-03-01T09:00:00Z",
            "notice": NOTICE,
        },
        headers={"Idempotency-Key": "decision-1"},
    )
    assert decision.status_code == 201, decision.text
    pushed = send(
        "/v1/data",
        json={
            "person_id": person.person_id,
            "purpose": "extension_of_credit",
            "document": statement("DE02120300000000202051").decode(),
        },
        headers={"Idempotency-Key": "data-1"},
    )
    assert pushed.status_code == 201, pushed.text
    work()
    # what the lender handed in is what it furnished
    theirs = r"(?s)ending in 2051.*?/me/data/(account_\w+)/2026-01"
    furnished = one(theirs, person.get("/me/data").text)
    disputed = dispute(person, f"/me/data/{furnished}/2026-01")
    work()
    asked = person.send("/me/reviews", {"score_id": score.json()["score_id"]})
    assert asked.status_code == 303, asked.text
    consents = person.get("/me/consents").text
    names = {
        "person_id": person.person_id,
        "consent_id": consent_id,
        "event_id": one(r"/me/consents/receipts/(\w+)", consents),
        "import_id": import_id,
        "digest": approved,
        "score_id": score.json()["score_id"],
        "decision_id": decision.json()["decision_id"],
        "account_id": one(r"/me/data/(account_\w+)/include", person.get("/me/data").text),
        "month": "2026-01",
        "dispute_id": disputed,
        "review_id": one(r"/staff/reviews/(\w+)", reviewer.get("/staff/queue").text),
        "letter_id": one(r"/me/letters/(letter_\w+)", person.get("/me/decisions").text),
    }
    return World(person, lender, names | {"pushed_id": pushed.json()["import_id"]})


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        yield opened


@pytest.fixture
def address(app, listening) -> Iterator[str]:
    """Where the service is reached on this machine."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until = monotonic() + 20
    while not server.started:
        assert monotonic() < until
        sleep(0.01)
    yield f"http://localhost:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def settings(settings):
    # tokens that outlive a walk through all routes, by a clock that is moved on against rates
    return replace(settings, token_minutes=600)
