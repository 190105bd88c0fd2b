"""Lenders hand in statements: by a consent, once, and the same answer again."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from plainscore.records import Purpose
from plainscore.service.access.scopes import Scope
from plainscore.service.consent import DataKind, notice_digest
from plainscore.service.consent.giving import grant, revoke
from plainscore.service.consent.notice import notice_text
from plainscore.service.database.schema import disclosures, imports


@pytest.fixture
def allow(service, person):
    def give(lender, kinds=(DataKind.BANK_STATEMENTS,), days=30):
        with service.database.transaction(person.actor) as connection:
            return grant(
                connection, service, person.person_id, lender_id=lender.lender_id,
                purpose=Purpose.EXTENSION_OF_CREDIT, data_kinds=kinds, days=days,
                shown=notice_digest(notice_text("Plainscore")),
            ).consent_id  # fmt: skip

    return give


@pytest.fixture
def push(person, bank_csv):
    def send(lender, key="key-1", *, months=3, **change):
        body = {
            "person_id": person.person_id, "purpose": "extension_of_credit",
            "document": bank_csv(months).decode(),
        }  # fmt: skip
        headers = {"Idempotency-Key": key} if key else {}
        return lender.client.post("/v1/data", json=body | change, headers=headers)

    return send


def count(service, actor):
    with service.database.transaction(actor) as connection:
        return len(connection.execute(select(imports)).all())


def test_the_same_request_gives_the_same_answer_and_is_done_once(
    lender, push, allow, service, person, held
):
    allow(lender)
    first = push(lender)
    assert first.status_code == 201
    assert (first.json()["rows_added"], first.json()["rows_known"]) == (15, 0)
    again = push(lender)
    assert (again.status_code, again.content) == (201, first.content)
    assert count(service, person.actor) == 1
    other = push(lender, months=4)
    assert (other.status_code, other.json()["code"]) == (422, "key_used_before")
    more = push(lender, "key-2", months=4)
    assert (more.json()["rows_added"], more.json()["rows_known"]) == (5, 15)
    assert held(person).records.transactions.num_rows == 20
    path = f"/v1/data/{first.json()['import_id']}"
    assert lender.client.get(path).json() == first.json()


def test_the_same_request_many_times_at_once_is_done_once(lender, push, allow, service, person):
    allow(lender)
    answers = []
    threads = [Thread(target=lambda: answers.append(push(lender))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert count(service, person.actor) == 1


def test_a_key_is_a_lenders_own(new_lender, push, allow, person, service):
    for name in ("one", "two"):
        lender = new_lender(name=name)
        allow(lender)
        assert push(lender).status_code == 201
    assert count(service, person.actor) == 2


@pytest.mark.parametrize("key", [None, "", "x" * 256, "a b"])
def test_a_key_is_needed(lender, push, allow, key):
    allow(lender)
    assert push(lender, key).status_code == 422


def test_without_consent_it_is_refused_and_the_person_sees_it(
    lender, push, allow, service, person, clock
):
    assert push(lender).json()["reason"] == "no_consent"
    consent_id = allow(lender)
    assert push(lender, "k1", purpose="account_review").json()["reason"] == "other_purpose"
    assert push(lender, "k2", purpose="").json()["reason"] == "no_purpose"
    assert push(lender, "k3", person_id="person_none").json()["reason"] == "no_consent"
    clock.forward(timedelta(seconds=1))
    with service.database.transaction(person.actor) as connection:
        revoke(connection, service, person.person_id, consent_id)
    refused = push(lender, "k4")
    assert (refused.status_code, refused.json()["reason"]) == (403, "revoked")
    assert count(service, person.actor) == 0
    with service.database.transaction(person.actor) as connection:
        seen = connection.execute(select(disclosures.c.outcome, disclosures.c.reason)).all()
    assert sorted(row.reason for row in seen) == [
        "no_consent", "no_purpose", "other_purpose", "revoked",
    ]  # fmt: skip


def test_the_last_moment_of_a_consent_is_its_own(lender, push, allow, clock):
    allow(lender, days=1)
    # tokens last ten minutes: the clock stands just before the end when the token is asked for
    clock.forward(timedelta(days=1) - timedelta(microseconds=1))
    fresh(lender)
    assert push(lender).status_code == 201
    clock.forward(timedelta(microseconds=1))
    assert push(lender, "key-2").json()["reason"] == "expired"


def fresh(lender):
    answer = lender.client.post(
        "/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": lender.client_id,
            "client_secret": lender.secret,
        },
        headers={"Authorization": ""},
    )
    lender.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def test_tradelines_need_their_own_consent(lender, push, allow):
    allow(lender)
    lines = "tradeline_id,person_id,kind,currency,opened_on,known_at\n"
    lines += "t1,x,revolving,EUR,2020-01-01,2026-01-01T00:00:00Z\n"
    assert push(lender, document=lines).json()["reason"] == "other_data"
    allow(lender, kinds=tuple(DataKind))
    assert push(lender, document=lines).json()["rows_added"] == 1


def test_a_document_may_be_json(lender, push, allow):
    allow(lender)
    plaid = {
        "accounts": [{"account_id": "A1", "type": "depository", "subtype": "checking"}],
        "transactions": [
            {"account_id": "A1", "transaction_id": "T1", "date": "2026-01-05", "amount": 12.5,
             "iso_currency_code": "EUR", "name": "rent", "pending": False},
        ],
    }  # fmt: skip
    answer = push(lender, document=plaid).json()
    assert (answer["format"], answer["rows_added"]) == ("plaid", 1)


def test_nonsense_is_counted_as_such(lender, push, allow):
    allow(lender)
    for number, document in enumerate(("", "\0", {}, [], "a,b\n1,2")):
        answer = push(lender, f"k{number}", document=document)
        assert answer.status_code == 201, document
        assert answer.json()["rows_added"] == 0
        assert answer.json()["problems"]


def test_another_lender_sees_none_of_it(new_lender, push, allow):
    one, two = new_lender(), new_lender(Scope.DATA_WRITE)
    allow(one)
    allow(two)
    import_id = push(one).json()["import_id"]
    assert two.client.get(f"/v1/data/{import_id}").status_code == 404
    reader = new_lender(Scope.SCORES_READ)
    assert push(reader).json()["code"] == "wrong_scope"
