"""Consents as people give them and lenders read them, to the boundary moments."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from plainscore.records import Purpose
from plainscore.service.access.scopes import Scope
from plainscore.service.actors import System, Task
from plainscore.service.consent import DataKind, notice_digest, read_receipt
from plainscore.service.consent.disclosures import refuse_without_consent, stated_purpose
from plainscore.service.consent.notice import notice_text
from plainscore.service.consent.postgres import consent_allowing
from plainscore.service.database.schema import disclosures, ledger_leaves
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.problems import Refusal

NEW = "/me/consents/new"
STATEMENTS = {DataKind.BANK_STATEMENTS}


def give(visitor, to, *, purpose="extension_of_credit", days=365, data="bank_statements"):
    shown = re.search(r'name="notice" value="([^"]+)"', visitor.get(NEW).text)[1]
    form = {"to": to, "purpose": purpose, "days": days, "data": data, "notice": shown}
    return visitor.send("/me/consents", form, page=NEW)


def the_consent(visitor):
    return re.search(r"/me/consents/(consent_\w+)/revoke", visitor.get("/me/consents").text)[1]


@pytest.fixture
def allows(service, person, lender):
    """Whether the lender may, now."""

    def ask(purpose=Purpose.EXTENSION_OF_CREDIT, kinds=STATEMENTS):
        with service.database.transaction(lender.actor) as connection:
            return consent_allowing(
                connection, person.person_id, lender.lender_id, purpose, kinds, service.clock.now()
            )

    return ask


def test_a_consent_holds_from_its_moment_to_its_end(person, lender, clock, allows):
    assert allows().refusal == "no_consent"
    assert give(person, lender.lender_id).status_code == 303
    assert allows().allowed
    assert allows(Purpose.ACCOUNT_REVIEW).refusal == "other_purpose"
    assert allows(kinds={*DataKind}).refusal == "other_data"
    clock.forward(timedelta(days=365) - timedelta(microseconds=1))
    assert allows().allowed
    clock.forward(timedelta(microseconds=1))
    assert allows().refusal == "expired"


def test_a_consent_lasts_a_year_at_most(person, lender, allows):
    assert give(person, lender.lender_id, days=366).status_code == 422
    assert give(person, lender.lender_id, days=0).status_code == 422
    assert not allows().allowed


def test_taking_back_is_one_click_and_counts_at_once(person, lender, allows):
    give(person, lender.lender_id)
    path = f"/me/consents/{the_consent(person)}/revoke"
    # the button stands on the page of consents: opening it and one click is all
    assert person.send(path, page="/me/consents").status_code == 303
    assert allows().refusal == "revoked"
    assert person.send(path, page=NEW).status_code == 303
    assert "taken back on 2 March 2026" in person.get("/me/consents").text


def test_given_twice_is_given_once(person, lender, allows, service):
    for _ in range(2):
        give(person, lender.lender_id)
    assert person.get("/me/consents").text.count("/revoke") == 1
    person.send(f"/me/consents/{the_consent(person)}/revoke", page="/me/consents")
    assert not allows().allowed


def test_renewal_prolongs_and_an_ended_consent_is_not_renewed(person, lender, clock, allows):
    give(person, lender.lender_id, days=30)
    path = f"/me/consents/{the_consent(person)}/renew"
    clock.forward(timedelta(days=29))
    # a sign-in does not last that long
    again = person.codes[0]
    person.client.cookies.clear()
    assert person.send("/sign-in", {"code": again}).status_code == 303
    shown = re.search(r'name="notice" value="([^"]+)"', person.get(path).text)[1]
    assert person.send(path, {"days": 30, "notice": shown}).status_code == 303
    clock.forward(timedelta(hours=3))
    assert allows().allowed
    person.send(f"/me/consents/{the_consent(person)}/revoke", page="/me/consents")
    assert person.send(path, {"days": 30, "notice": shown}, page=NEW).status_code == 409


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"purpose": "hiring"}, 422),
        ({"purpose": ""}, 422),
        ({"data": "social_media"}, 422),
        ({"data": []}, 422),
        ({"to": "lender_none"}, 404),
        ({"notice": "sha256:" + "0" * 64}, 409),
    ],
)
def test_what_no_consent_may_say(person, lender, change, status):
    shown = notice_digest(notice_text("Plainscore"))
    form = {
        "to": lender.lender_id, "purpose": "account_review", "days": 30,
        "data": "bank_statements", "notice": shown,
    }  # fmt: skip
    assert person.send("/me/consents", form | change, page=NEW).status_code == status
    assert "/revoke" not in person.get("/me/consents").text


def test_the_stored_digest_is_of_the_text_on_the_page(person, lender):
    text = person.get(NEW).text
    paragraphs = re.findall(r"  <p>([^<]+)</p>", text.split("</section>")[0])
    shown = re.search(r'name="notice" value="([^"]+)"', text)[1]
    assert notice_digest("\n\n".join(paragraphs)) == shown


def test_a_receipt_verifies_offline_and_every_event_is_in_the_ledger(
    person, nobody, lender, service
):
    give(person, lender.lender_id)
    person.send(f"/me/consents/{the_consent(person)}/revoke", page="/me/consents")
    give(person, "own", purpose="")
    links = re.findall(r"/me/consents/receipts/(\w+)", person.get("/me/consents").text)
    keys = nobody.client.get("/v1/keys").json()
    kinds = set()
    for event_id in links:
        token = person.get(f"/me/consents/receipts/{event_id}").text
        event = read_receipt(token, json.loads(json.dumps(keys))).event
        assert (event.event_id, event.person_id) == (event_id, person.person_id)
        kinds.add((event.kind.value, event.purpose.value))
    assert ("revoked", "extension_of_credit") in kinds
    assert ("granted", "own_view") in kinds
    with service.database.transaction(System(Task.LEDGER)) as connection:
        rows = connection.execute(select(ledger_leaves.c.kind)).scalars().all()
        assert sorted(rows) == ["consent.granted", "consent.granted", "consent.revoked"]
        assert PostgresLedger(connection).size() == 3


def test_nobody_elses_consent_can_be_touched(person, new_person, lender, allows):
    give(person, lender.lender_id)
    other, consent_id = new_person(), the_consent(person)
    event_id = re.search(r"/receipts/(\w+)", person.get("/me/consents").text)[1]
    assert other.send(f"/me/consents/{consent_id}/revoke", page=NEW).status_code == 404
    assert other.get(f"/me/consents/{consent_id}/renew").status_code == 404
    assert other.get(f"/me/consents/receipts/{event_id}").status_code == 404
    assert allows().allowed


def test_a_lender_reads_the_consents_that_name_it(person, new_person, new_lender, clock):
    one, two = new_lender(Scope.CONSENTS_READ), new_lender(Scope.CONSENTS_READ)
    people = [person, new_person(), new_person()]
    for each in people:
        give(each, one.lender_id)
        clock.forward(timedelta(seconds=1))
    first = one.client.get("/v1/consents?limit=2").json()
    rest = one.client.get(f"/v1/consents?limit=2&after={first['next']}").json()
    found = [each["person_id"] for each in first["consents"] + rest["consents"]]
    assert found == [each.person_id for each in people]
    assert rest["next"] is None
    (mine,) = one.client.get(f"/v1/consents?person_id={person.person_id}").json()["consents"]
    assert (mine["state"], len(mine["events"])) == ("active", 1)
    path = f"/v1/consents/{mine['consent_id']}"
    assert one.client.get(path).json() == mine
    assert two.client.get(path).status_code == 404
    assert two.client.get("/v1/consents").json()["consents"] == []
    person.send(f"/me/consents/{mine['consent_id']}/revoke", page=NEW)
    assert one.client.get(path).json()["state"] == "revoked"


def test_a_use_without_consent_or_purpose_is_refused_and_seen_by_the_person(
    person, lender, service
):
    with pytest.raises(Refusal) as refused:
        refuse_without_consent(
            service, lender.actor, person.person_id, what="score",
            purpose=Purpose.ACCOUNT_REVIEW, reason="expired",
        )  # fmt: skip
    assert (refused.value.status, refused.value.extra["reason"]) == (403, "expired")
    for stated in (None, "", "hiring", "own_view"):
        with pytest.raises(Refusal):
            stated_purpose(service, lender.actor, person.person_id, stated, what="score")
    with service.database.transaction(person.actor) as connection:
        rows = connection.execute(select(disclosures)).all()
    found = sorted((row.outcome, row.reason, row.purpose) for row in rows)
    assert found == [
        ("refused", "expired", "account_review"),
        *[("refused", "no_purpose", None)] * 4,
    ]
    # of one who does not exist nothing else is told
    with pytest.raises(Refusal) as refused:
        refuse_without_consent(
            service, lender.actor, "person_none", what="score", purpose=None, reason="expired"
        )
    assert refused.value.code == "no_consent"
