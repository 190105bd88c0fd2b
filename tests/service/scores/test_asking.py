"""POST /v1/scores: by a consent for the purpose, with the approved scorecard, and not otherwise."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text

from plainscore.records import Purpose
from plainscore.service.consent import DataKind
from plainscore.service.consent.giving import revoke
from plainscore.service.database.schema import disclosures, score_events
from plainscore.service.scores import band_of


@pytest.fixture
def allowed(with_statements, lender, allow, approved):
    return allow(with_statements.actor, lender.lender_id)


def test_a_score_says_range_date_scorecard_factors_and_coverage(
    ask, allowed, approved, with_statements, card, clock
):
    answer = ask()
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert said["status"] == "scored"
    assert card.lowest_score <= said["score"] <= card.highest_score
    assert said["band"] == band_of(said["score"]).code
    assert said["range"] == {"lowest": 350, "highest": 950}
    assert said["as_of"] == "2026-03-02T12:00:00.000000Z"
    assert said["scorecard"]["digest"] == approved == card.digest
    assert said["person_id"] == with_statements.person_id
    assert said["consent_id"] == allowed
    short = [each["points_short"] for each in said["key_factors"]]
    assert len(short) <= 4
    assert short == sorted(short, reverse=True)
    assert said["coverage"]["accounts_used"] == 1
    assert said["coverage"]["chosen_by_person"] is False
    assert said["disputed"] is False


def test_a_score_read_again_is_the_same_to_the_byte(ask, allowed, lender, clock):
    made = ask()
    clock.forward(timedelta(minutes=9))
    read = lender.client.get(made.headers["Location"])
    assert read.status_code == 200
    assert read.content == made.content


def test_the_same_request_sent_again_makes_nothing_new(ask, allowed, service, with_statements):
    first, second = ask(key="once"), ask(key="once")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    with service.database.transaction(with_statements.actor) as connection:
        assert len(connection.execute(select(score_events)).all()) == 1


def test_a_consent_taken_back_while_a_score_is_made_ends_it(ask, allowed, service, with_statements):
    person, waiting = with_statements.actor, text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as lender:
        # an import under way holds the score back between the look at the consent and the data
        with service.database.transaction(person) as importing:
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            importing.execute(lock, {"name": f"held {person.person_id}"})
            asked = lender.submit(ask)
            until = monotonic() + 20
            while importing.scalar(waiting) == 0:
                assert monotonic() < until
                sleep(0.01)
            with service.database.transaction(person) as connection:
                revoke(connection, service, person.person_id, allowed)
        answer = asked.result(20)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_consent")
    assert answer.json()["reason"] == "revoked"
    with service.database.transaction(person) as connection:
        seen = connection.execute(select(disclosures.c.outcome, disclosures.c.reason)).all()
        assert not connection.execute(select(score_events)).all()
    assert ("refused", "revoked") in seen


@pytest.mark.parametrize("purpose", ["", "hiring", "own_view"])
def test_fcra_604_without_a_purpose_it_is_refused_and_the_person_sees_it(
    ask, allowed, purpose, service, with_statements
):
    answer = ask(purpose)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert seen_by(service, with_statements) == [("refused", "no_purpose")]


def test_fcra_604_without_a_consent_it_is_refused_and_the_person_sees_it(
    ask, approved, service, with_statements
):
    answer = ask()
    assert (answer.status_code, answer.json()["reason"]) == (403, "no_consent")
    assert seen_by(service, with_statements) == [("refused", "no_consent")]


def test_a_consent_for_other_data_or_another_purpose_does_not_do(
    ask, approved, allow, lender, with_statements
):
    allow(with_statements.actor, lender.lender_id, kinds=[DataKind.TRADELINES])
    assert ask().json()["reason"] == "other_data"
    allow(with_statements.actor, lender.lender_id, Purpose.ACCOUNT_REVIEW)
    assert ask("prequalification").json()["reason"] == "other_purpose"


def test_gdpr_7_3_a_consent_taken_back_ends_at_once(ask, allowed, revoke, with_statements):
    assert ask().status_code == 201
    revoke(with_statements.actor, allowed)
    answer = ask()
    assert (answer.status_code, answer.json()["reason"]) == (403, "revoked")


def test_of_somebody_unknown_nothing_is_told(ask, approved):
    answer = ask(person_id="person_00000000000000000000000000")
    assert (answer.status_code, answer.json()["reason"]) == (403, "no_consent")


def test_with_too_little_information_there_is_no_score(
    ask, allowed, lender, new_person, allow, approved
):
    other = new_person()
    allow(other.actor, lender.lender_id)
    said = ask(person_id=other.person_id).json()
    assert (said["status"], said["score"], said["band"]) == ("not_enough_information", None, None)
    assert said["lacking"]
    assert said["key_factors"] == []


def test_every_release_is_seen_by_the_person(ask, allowed, lender, service, with_statements):
    made = ask()
    lender.client.get(made.headers["Location"])
    assert seen_by(service, with_statements) == [("released", None), ("released", None)]


def test_scores_are_listed_the_newest_first_in_pages(ask, allowed, lender, with_statements, clock):
    made = []
    for _ in range(3):
        made.append(ask().json()["score_id"])
        clock.forward(timedelta(minutes=1))
    listed, before = [], None
    while True:
        answer = lender.client.get(
            "/v1/scores",
            params={"person_id": with_statements.person_id, "limit": 2}
            | ({"before": before} if before else {}),
        ).json()
        listed += [each["score_id"] for each in answer["scores"]]
        before = answer["next"]
        if before is None:
            break
    assert listed == made[::-1]


def test_a_score_is_another_lenders_business_never(ask, allowed, new_lender):
    made = ask()
    other = new_lender(name="Another")
    assert other.client.get(made.headers["Location"]).status_code == 404


def seen_by(service, visitor) -> list[tuple[str, str | None]]:
    with service.database.transaction(visitor.actor) as connection:
        query = select(disclosures.c.outcome, disclosures.c.reason).where(
            disclosures.c.lender_id.is_not(None)
        )
        return [tuple(row) for row in connection.execute(query.order_by(disclosures.c.at))]


def test_the_answer_holds_nothing_but_what_is_stored(ask, allowed):
    said = ask().content
    assert json.dumps(json.loads(said), sort_keys=True, separators=(",", ":")).encode() == said
