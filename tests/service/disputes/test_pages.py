"""Disputes, reviews and disclosures as people, reviewers and lenders meet them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from plainscore.service.database.schema import (
    dispute_events,
    disputes,
    item_marks,
    review_events,
    score_events,
    statements,
)
from plainscore.service.disputes.reviews import Verdict, decide_review, overrides
from plainscore.service.problems import Refusal


@pytest.fixture
def sent(person, furnished) -> str:
    """Address of a dispute that the person sent from the line."""
    answer = person.send(
        "/me/disputes",
        {"kind": "item", "subject_id": "t7", "ground": "wrong_amount", "words": "It was 4."},
        page="/me/disputes/new?item=t7",
    )
    assert answer.status_code == 303
    return answer.headers["location"]


@pytest.fixture
def asked(service, person, furnished, approved, ask) -> tuple[str, str]:
    """A score, and the review by a human that the person asked for."""
    score_id = ask()["score_id"]
    answer = person.send("/me/reviews", {"score_id": score_id, "words": "I was ill."})
    assert answer.status_code == 303
    assert "A human will look at it" in person.get("/me/reviews").text
    with service.database.transaction(person.actor) as connection:
        review_id = connection.execute(select(review_events.c.review_id)).scalar_one()
    return score_id, review_id


def test_a_dispute_from_the_line_without_scripts(person, sent, clock):
    shown = person.get(sent).text
    assert "30 days left" in shown
    assert "It was 4." in shown
    clock.forward(timedelta(hours=11))
    assert "30 days left" in person.get("/me/disputes").text


def test_adding_and_taking_back_by_forms(person, sent, clock):
    assert person.send(f"{sent}/information", {"words": "A receipt."}, page=sent).status_code == 303
    assert "45 days left" in person.get(sent).text
    person.send(f"{sent}/withdraw", page=sent)
    assert "Taken back by you" in person.get(sent).text


@pytest.mark.parametrize("about", ["item=none", "item=t360"])
def test_what_is_not_held_cannot_be_disputed(person, furnished, about):
    assert person.get(f"/me/disputes/new?{about}").status_code == 404


@pytest.mark.parametrize("kind", ["item", "account", "tradeline", "feature"])
def test_a_form_about_nothing_is_refused(person, furnished, kind):
    sent = {"kind": kind, "subject_id": "none", "account_id": "x", "ground": "other"}
    answer = person.send("/me/disputes", sent, page="/me/disputes/new")
    assert answer.status_code == 404


def test_a_whole_account_and_who_one_is_can_be_disputed(person, furnished, held_items, settle):
    account = {"kind": "account", "account_id": furnished, "ground": "not_mine"}
    page = f"/me/disputes/new?account={furnished}"
    place = person.send("/me/disputes", account, page=page).headers["location"]
    settle(place.rsplit("/", 1)[1], "removed")
    assert held_items() == set()
    identity = {"kind": "identity", "ground": "identity_theft"}
    assert person.send("/me/disputes", identity, page="/me/disputes/new").status_code == 303


def test_another_person_sees_nothing_of_a_dispute(new_person, sent):
    other = new_person("Another")
    assert other.get(sent).status_code == 404
    assert "You have disputed nothing" in other.get("/me/disputes").text


def test_the_reviewer_decides_a_dispute_on_its_page(person, reviewer, sent, held_items, clock):
    assert "line of a bank statement" in reviewer.get("/staff/queue").text
    place = sent.replace("/me/", "/staff/")
    assert "It was 4." in reviewer.get(place).text
    clock.forward(timedelta(seconds=1))
    decision = {"outcome": "corrected", "amount": "-4.00", "reason": "The bank agrees."}
    assert reviewer.send(f"{place}/decide", decision, page=place).status_code == 303
    assert "The bank agrees." in person.get(sent).text
    assert "t7" in held_items()
    assert "A reviewer of ours" in person.get("/me/seen").text
    assert reviewer.get(place).status_code == 409


def test_what_is_late_is_said_in_the_queue(person, hand_in, dispute, new_staff, clock):
    from plainscore.service.actors import StaffRole  # noqa: PLC0415

    hand_in(person)
    dispute()
    clock.forward(timedelta(days=5))
    assert (
        "the furnisher was not told in time"
        in new_staff(StaffRole.REVIEWER).get("/staff/queue").text
    )


def test_only_reviewers_and_auditors_see_the_queue(person, analyst, auditor, nobody):
    assert person.get("/staff/queue").status_code in {303, 401}
    assert nobody.get("/staff/queue").status_code == 303
    assert analyst.get("/staff/queue").status_code == 403
    assert auditor.get("/staff/queue").status_code == 200


def test_a_human_can_change_the_outcome(service, person, reviewer, lender, asked, work, clock):
    score_id, review_id = asked
    place = f"/staff/reviews/{review_id}"
    clock.forward(timedelta(minutes=1))
    with pytest.raises(Refusal, match="look_first"):
        decide_review(service, reviewer.actor, review_id, Verdict(changed=True, reason="Wrong."))
    assert "I was ill." in reviewer.get(place).text
    verdict = {"outcome": "changed", "reason": "The fee was refunded.", "removed": ["t8", "t9"]}
    assert reviewer.send(f"{place}/decide", verdict, page=place).status_code == 303
    clock.forward(timedelta(minutes=1))
    work()
    with service.database.transaction(person.actor) as connection:
        table = score_events.c
        made = connection.execute(select(table.cause, table.supersedes_id).order_by(table.at)).all()
        kinds = set(connection.execute(select(review_events.c.kind)).scalars())
    assert made == [("asked", None), ("review", score_id)]
    assert kinds == {"opened", "evidence_viewed", "decided"}
    assert "The fee was refunded." in person.get("/me/reviews").text
    notices = lender.client.get("/v1/notices").json()["notices"]
    assert [each["title"] for each in notices] == ["A score was set aside"]
    with service.database.transaction(reviewer.actor) as connection:
        assert (overrides(connection).decided, overrides(connection).share) == (1, 1.0)


def test_gdpr_22_a_human_may_find_that_the_score_stands(person, reviewer, asked):
    _, review_id = asked
    place = f"/staff/reviews/{review_id}"
    assert person.send("/me/reviews", {"score_id": asked[0]}).status_code == 409
    reviewer.send(f"{place}/decide", {"outcome": "upheld", "reason": "It is right."}, page=place)
    assert "the score stands" in person.get("/me/reviews").text


def test_gdpr_12_3_a_review_is_due_within_a_month(service, person, asked):
    shown = person.get("/me/reviews").text
    # asked on 2 March: until the end of 2 April
    assert "before 3 April 2026" in shown


def test_a_reviewer_sees_evidence_only_while_it_is_open(
    service, reviewer, dispute, furnished, settle
):
    tables = (statements, item_marks)

    def seen():
        with service.database.transaction(reviewer.actor) as connection:
            return [connection.execute(select(table)).first() is not None for table in tables]

    assert seen() == [False, False]
    name = dispute()
    assert seen() == [True, True]
    settle(name, "kept")
    assert seen() == [False, False]


def test_a_lender_answers_what_it_furnished_and_nothing_else(
    service, person, lender, new_lender, consent, sent
):
    name = sent.rsplit("/", 1)[1]
    other = new_lender(name="Another")
    consent(person, other.lender_id)
    listed = lender.client.get("/v1/disputes?only_open=true").json()["disputes"]
    assert [(each["dispute_id"], each["ground"]) for each in listed] == [(name, "wrong_amount")]
    assert "It was 4." in listed[0]["notices"][0]["paragraphs"][1]
    assert other.client.get("/v1/disputes").json() == {"disputes": [], "next": None}
    assert other.client.get(f"/v1/disputes/{name}").status_code == 404
    body, key = {"finding": "inaccurate", "note": "Ours."}, {"Idempotency-Key": "a"}
    answers = [
        each.client.post(f"/v1/disputes/{name}/answer", json=body, headers=key)
        for each in (lender, lender, other)
    ]
    assert [each.status_code for each in answers] == [201, 201, 404]
    assert [each["finding"] for each in answers[1].json()["answers"]] == ["inaccurate"]
    with service.database.transaction(other.actor) as connection:
        # that something is contested it may know; what was said it may not
        assert connection.execute(select(disputes.c.dispute_id)).scalar_one() == name
        assert connection.execute(select(dispute_events)).first() is None
    certification = {"certified": False, "note": "x"}
    answer = lender.client.post(
        f"/v1/disputes/{name}/certification", json=certification, headers={"Idempotency-Key": "b"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_certified")
    assert "Your dispute of what it furnished" in person.get("/me/seen").text


def test_refusals_are_seen(person, lender, furnished):
    body = {"person_id": person.person_id, "purpose": "none"}
    lender.client.post("/v1/scores", json=body, headers={"Idempotency-Key": "x"})
    shown = re.sub(r"\s+", " ", person.get("/me/seen").text)
    assert "A lender" in shown
    assert "Refused." in shown
