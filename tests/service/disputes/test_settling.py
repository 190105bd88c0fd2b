"""What follows a settled dispute: marks, new scores, notices, and putting back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import System, Task
from plainscore.service.consent.disclosures import disclose
from plainscore.service.data.held import held_of
from plainscore.service.data.marks import Correction
from plainscore.service.database.schema import ledger_leaves, letters, score_events
from plainscore.service.disputes import (
    Finding,
    Outcome,
    open_disputes,
    statements_of,
    withdraw,
    write_statement,
)
from plainscore.service.disputes.furnishing import answer, certify
from plainscore.service.disputes.letters import letters_about
from plainscore.service.disputes.settling import put_back, recent_recipients
from plainscore.service.problems import Refusal

FEE = "t8"


@pytest.fixture
def letters_on(service, person):
    def read(dispute_id):
        with service.database.transaction(person.actor) as connection:
            key = open_person_key(connection, service, person.person_id)
            return letters_about(connection, key, dispute_id)

    return read


def scores(service, person):
    with service.database.transaction(person.actor) as connection:
        table = score_events.c
        return connection.execute(
            select(table.score_id, table.cause, table.supersedes_id).order_by(table.at)
        ).all()


def test_a_removed_line_makes_a_new_score_and_the_old_one_stays(  # noqa: PLR0917 - fixtures
    service, person, furnished, approved, ask, dispute, settle, work, clock
):
    before = ask()
    name = dispute(FEE)
    clock.forward(timedelta(days=1))
    settle(name, Outcome.REMOVED, "The bank took the fee back.")
    clock.forward(timedelta(minutes=1))
    work()
    made = scores(service, person)
    assert [(cause, supersedes) for _, cause, supersedes in made] == [
        ("asked", None), ("dispute", before["score_id"]),
    ]  # fmt: skip


def test_a_corrected_line_counts_as_corrected(service, person, furnished, dispute, settle):
    name = dispute(FEE)
    with pytest.raises(Refusal, match="no_correction"):
        settle(name, Outcome.CORRECTED)
    settle(name, Outcome.CORRECTED, correction=Correction(amount=Decimal("-2.50")))
    with service.database.transaction(person.actor) as connection:
        rows = held_of(connection, service, person.person_id).records.transactions.to_pylist()
    assert {row["transaction_id"]: row["amount"] for row in rows}[FEE] == Decimal("-2.5000")


def test_everything_about_the_person_is_flagged_while_it_is_open(
    service, person, lender, furnished, approved, ask, dispute, settle
):
    assert not ask()["disputed"]
    name = dispute(FEE)
    flagged = ask()
    assert (flagged["disputed"], flagged["coverage"]["disputed_items"]) == (True, 1)
    for actor in (person.actor, lender.actor):
        with service.database.transaction(actor) as connection:
            assert [each.dispute_id for each in open_disputes(connection, person.person_id)] == [
                name
            ]
    settle(name, Outcome.KEPT)
    assert not ask()["disputed"]
    with service.database.transaction(lender.actor) as connection:
        assert open_disputes(connection, person.person_id) == ()


def test_what_was_not_verified_cannot_be_kept(service, lender, furnished, dispute, settle):
    name = dispute()
    with service.database.transaction(lender.actor) as connection:
        answer(connection, service, lender.actor, name, Finding.NOT_VERIFIABLE, "")
    with pytest.raises(Refusal, match="found_wrong"):
        settle(name, Outcome.KEPT)
    settle(name, Outcome.REMOVED)


def test_a_settled_dispute_is_settled(service, person, furnished, dispute, settle):
    name = dispute()
    settle(name, Outcome.KEPT)
    for again in (
        lambda: settle(name, Outcome.REMOVED),
        lambda: withdraw(service, person.actor, name),
    ):
        with pytest.raises(Refusal, match="dispute_settled"):
            again()


def test_the_same_line_is_disputed_once_at_a_time(furnished, dispute, settle):
    name = dispute()
    with pytest.raises(Refusal, match="disputed_already"):
        dispute()
    settle(name, Outcome.KEPT)
    assert dispute() != name


def test_withdrawing_takes_the_flag_away(
    service, person, furnished, dispute, work, held_items, clock
):
    name = dispute()
    clock.forward(timedelta(minutes=1))
    withdraw(service, person.actor, name)
    work()
    work()
    with service.database.transaction(person.actor) as connection:
        assert not held_of(connection, service, person.person_id).marks.disputed
    assert "t7" in held_items()


def test_fcra_1681i_d_recipients_of_the_last_six_months_are_told(  # noqa: PLR0917 - fixtures
    service, person, lender, new_lender, furnished, consent, dispute, settle, work, clock,
    letters_on,
):  # fmt: skip
    # six months before 31 August is 28 February
    recent, old, refused = (new_lender(name=name) for name in ("Recent", "Old", "Refused"))
    for each in (recent, old, refused):
        consent(person, each.lender_id)

    def release(program, day):
        clock.set(clock.now().replace(month=day.month, day=day.day, hour=0))
        with service.database.transaction(program.actor) as connection:
            disclose(connection, service, program.actor, person.person_id, what="score")

    release(old, date(2026, 3, 10))
    release(recent, date(2026, 3, 11))
    refused.client.post(
        "/v1/scores",
        json={"person_id": person.person_id, "purpose": "none"},
        headers={"Idempotency-Key": "k"},
    )
    clock.set(clock.now().replace(month=9, day=11))
    with service.database.transaction(System(Task.RESCORE, person.person_id)) as connection:
        assert recent_recipients(connection, service, person.person_id) == (recent.lender_id,)
    name = dispute()
    settle(name, Outcome.REMOVED)
    work()
    work()
    notices = [each for each in letters_on(name) if each.kind == "recipient_notice"]
    assert [each.lender_id for each in notices] == [recent.lender_id]
    with service.database.transaction(recent.actor) as connection:
        kinds = connection.execute(select(letters.c.kind)).scalars().all()
    assert kinds == ["recipient_notice"]


def test_what_was_removed_comes_back_only_with_certification_and_notice(  # noqa: PLR0917 - fixtures
    service, person, lender, furnished, dispute, settle, work, held_items, letters_on, stored, clock
):
    name = dispute()
    with (
        pytest.raises(Refusal, match="not_removed"),
        service.database.transaction(lender.actor) as connection,
    ):
        certify(connection, service, lender.actor, name, "It is right.")
    settle(name, Outcome.REMOVED)
    with pytest.raises(Refusal, match="not_certified"):
        put_back(service, name, person.person_id)
    assert "t7" not in held_items()
    with service.database.transaction(lender.actor) as connection:
        certify(connection, service, lender.actor, name, "We certify it as right and complete.")
    clock.forward(timedelta(seconds=1))
    work()
    assert "t7" in held_items()
    assert [each.kind for each in letters_on(name)][-1] == "reinsertion"
    found, events = stored(name)
    assert found.status == "reinserted"
    told = {event.kind: event.at for event in events}
    # 1681i(a)(5)(B)(ii) allows five business days
    assert told["person_told"] == told["reinserted"]


def test_a_statement_goes_with_later_scores(service, person, lender, furnished, dispute, settle):
    name = dispute()
    settle(name, Outcome.KEPT)
    write_statement(service, person.actor, name, "My employer paid late that month.")
    with service.database.transaction(lender.actor) as connection:
        key = open_person_key(connection, service, person.person_id)
        assert statements_of(connection, key) == ("My employer paid late that month.",)
    write_statement(service, person.actor, name, "")
    with service.database.transaction(lender.actor) as connection:
        assert statements_of(connection, key) == ()


def test_every_event_stands_in_the_ledger(service, person, furnished, dispute, settle, stored):
    name = dispute()
    settle(name, Outcome.KEPT)
    _, events = stored(name)
    with service.database.transaction(person.actor) as connection:
        leaves = connection.execute(select(ledger_leaves.c.kind, ledger_leaves.c.subject_id))
        recorded = {(kind, subject) for kind, subject in leaves}
    assert {(f"dispute.{event.kind}", event.event_id) for event in events} <= recorded
    assert len(events) == 4
