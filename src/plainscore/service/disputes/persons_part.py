"""What the person may do in an open dispute: add information, take it back, write a statement."""

from sqlalchemy import update

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Person
from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import disputes
from plainscore.service.disputes.events import add_event, record_dispute_events
from plainscore.service.disputes.following import demand
from plainscore.service.disputes.opening import tell_furnisher
from plainscore.service.disputes.stored import (
    end_of,
    find_dispute,
    find_open_dispute,
    stored_clock,
)
from plainscore.service.law import legal_day, rule_on
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

MAY_BE_STATED_ON = ("kept", "reinserted")


def add_information(service: Service, person: Person, dispute_id: str, words: str) -> bool:
    """Add information to an open dispute; within the 30 days it may add 15 days (1681i(a)(1)(B)).

    Parameters
    ----------
    service : Service
        Its parts.
    person : Person
        Whose dispute.
    dispute_id : str
        Which.
    words : str
        The information.

    Returns
    -------
    bool
        Whether days were added: not when the 30 days are over, nor when the item was found wrong
        or not verifiable already (1681i(a)(1)(C)).

    Raises
    ------
    Refusal
        If the dispute is settled, or nothing was said.
    """
    if not words.strip():
        raise Refusal(422, "no_words", "Write what you want to add.")
    now = service.clock.now()
    with service.database.transaction(person) as connection:
        dispute = find_open_dispute(connection, dispute_id)
        key = open_person_key(connection, service, person.person_id)
        before = stored_clock(connection, dispute, service.settings.zone)
        events = [add_event(connection, key, dispute_id, "information_added", now, note=words)]
        after = stored_clock(connection, dispute, service.settings.zone)
        extended = after.is_extended and not before.is_extended
        if extended:
            events.append(add_event(connection, key, dispute_id, "extended", now))
            connection.execute(
                update(disputes)
                .where(disputes.c.dispute_id == dispute_id)
                .values(status="extended", due_at=end_of(after.completed_by, service.settings.zone))
            )
        if dispute.lender_id is not None:
            # all that is relevant is passed on (1681i(a)(2)(B))
            current = find_dispute(connection, dispute_id)
            events.append(tell_furnisher(connection, service, key, current, words))
        record_dispute_events(connection, events)
    return extended


def withdraw(service: Service, person: Person, dispute_id: str) -> None:
    """Take a dispute back: what it was about counts as it did before.

    Raises
    ------
    Refusal
        If it is settled.
    """
    with service.database.transaction(person) as connection:
        dispute = find_open_dispute(connection, dispute_id)
        settle_before_change(connection, person.person_id)
        now = service.clock.now()
        key = open_person_key(connection, service, person.person_id)
        connection.execute(
            update(disputes)
            .where(disputes.c.dispute_id == dispute_id)
            .values(status="withdrawn", closed_at=now)
        )
        demand(connection, dispute, now)
        record_dispute_events(
            connection, [add_event(connection, key, dispute_id, "withdrawn", now)]
        )


def write_statement(service: Service, person: Person, dispute_id: str, words: str) -> None:
    """Write the statement that goes with later scores, where a dispute changed nothing (1681i(b)).

    Parameters
    ----------
    service : Service
        Its parts.
    person : Person
        Whose dispute.
    dispute_id : str
        Which.
    words : str
        At most as many words as the law lets a statement be limited to; none takes it away.

    Raises
    ------
    Refusal
        If it is too long, or the dispute is not one that left the item in place.
    """
    now = service.clock.now()
    most = rule_on("fcra.statement_words", legal_day(now, service.settings.zone)).amount
    count = len(words.split())
    if count > most:
        raise Refusal(
            422,
            "statement_too_long",
            f"The statement has {count} words. It may have {most}.",
        )
    with service.database.transaction(person) as connection:
        dispute = find_dispute(connection, dispute_id, lock=True)
        if dispute.status not in MAY_BE_STATED_ON:
            raise Refusal(
                409,
                "no_statement_yet",
                "A statement can be written once a dispute ended without a change.",
            )
        key = open_person_key(connection, service, person.person_id)
        sealed = key.seal(words.strip().encode(), "dispute_statement", dispute_id)
        connection.execute(
            update(disputes)
            .where(disputes.c.dispute_id == dispute_id)
            .values(statement_sealed=sealed if count else None)
        )
        demand(connection, dispute, now)
        event = add_event(connection, key, dispute_id, "statement_written", now, note=words.strip())
        record_dispute_events(connection, [event])
