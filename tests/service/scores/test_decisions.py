"""A decision owes exactly one notice, which is rendered again to the byte and kept 25 months."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from plainscore.service.actors import System, Task
from plainscore.service.database.schema import letters, retained_records
from plainscore.service.scores.retention import retain_decisions

PARTY = {"name": "A lender", "address": "2 Bank Street", "telephone": "555 0100"}
NOTICE = {
    "applicant": "The applicant\n1 Some Street",
    "creditor": PARTY,
    "authority": {"name": "Federal Trade Commission", "address": "Washington, DC 20580"},
}


@pytest.fixture
def score_id(ask, allow, with_statements, lender, approved):
    allow(with_statements.actor, lender.lender_id)
    return ask().json()["score_id"]


@pytest.fixture
def tell(lender, clock, score_id):
    """Tell of a decision on an application of some days ago."""

    def send(outcome="declined", *, days=3, notice=NOTICE, key="key-decision", **rest):
        body = {
            "score_id": score_id,
            "outcome": outcome,
            "applied_at": (clock.now() - timedelta(days=days)).isoformat(),
            "terms": {"amount": "5000 EUR"},
            "notice": notice,
        } | rest
        return lender.client.post("/v1/decisions", json=body, headers={"Idempotency-Key": key})

    return send


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("approved", "score_disclosure"),
        ("declined", "adverse_action"),
        ("counteroffer", "adverse_action"),
        ("less_favourable", "adverse_action"),
        ("withdrawn", None),
    ],
)
def test_fcra_615_each_outcome_has_exactly_one_correct_notice(
    tell, outcome, kind, service, with_statements
):
    answer = tell(outcome)
    assert answer.status_code == 201, answer.text
    assert answer.json()["notice"] == kind
    with service.database.transaction(with_statements.actor) as connection:
        kinds = connection.execute(select(letters.c.kind)).scalars().all()
    assert kinds == ([] if kind is None else [kind])


def test_the_letter_is_the_same_to_the_byte_for_lender_and_person(
    tell, lender, service, with_statements, clock
):
    said = tell().json()
    clock.forward(timedelta(minutes=5))
    page = lender.client.get(said["letter"])
    printed = lender.client.get(said["letter"], headers={"Accept": "application/pdf"})
    assert printed.content.startswith(b"%PDF-")
    with service.database.transaction(with_statements.actor) as connection:
        row = connection.execute(select(letters)).one()
    assert sha256(page.content).digest() == bytes(row.digest)
    shown = with_statements.get(f"/me/letters/{row.letter_id}")
    kept = with_statements.get(f"/me/letters/{row.letter_id}.pdf")
    assert (shown.content, kept.content) == (page.content, printed.content)
    policy = shown.headers["Content-Security-Policy"]
    assert "'sha256-" in policy
    assert "unsafe" not in policy
    assert "declined" in with_statements.get("/me/decisions").text.lower()


def test_the_same_decision_sent_again_is_told_once(tell, service, with_statements):
    assert tell().content == tell().content
    with service.database.transaction(with_statements.actor) as connection:
        assert len(connection.execute(select(letters)).all()) == 1


def test_reg_b_9_a_1_a_notice_after_thirty_days_is_refused(tell):
    assert tell(days=30).status_code == 201
    answer = tell(days=31, key="later")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_notice")


@pytest.mark.parametrize("wrong", [{"notice": None}, {"days": -1}])
def test_a_decision_without_its_notice_or_before_its_application_is_refused(tell, wrong):
    assert tell(**wrong).status_code == 422


def test_a_decision_rests_on_a_score_of_the_lender(tell, new_lender):
    other = new_lender(name="Another").client
    answer = tell()
    assert other.get(answer.headers["Location"]).status_code == 404
    sent = answer.request.content
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    assert other.post("/v1/decisions", content=sent, headers=headers).status_code == 404


@pytest.mark.parametrize(("day", "kept"), [((2028, 4, 1), 1), ((2028, 4, 3), 0)])
def test_reg_b_12_b_a_decision_is_kept_for_25_months(
    tell, service, with_statements, clock, day, kept
):
    tell()
    clock.set(datetime(*day, tzinfo=UTC))
    erasing = System(Task.ERASURE, with_statements.person_id)
    with service.database.transaction(erasing) as connection:
        assert retain_decisions(connection, service, with_statements.person_id) == kept
        rows = connection.execute(select(retained_records)).all()
    for row in rows:
        # told on 2 March 2026: kept to 2 April 2028, and deleted from the day after
        assert row.retain_until == datetime(2028, 4, 3, tzinfo=UTC)
        opened = service.master_keys.unseal(
            row.master_key_id, bytes(row.sealed), "retained", row.record_id
        )
        assert b"Notice of action taken" in opened
