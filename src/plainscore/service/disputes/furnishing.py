"""What whoever furnished a contested item may do: read, answer, certify."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Lender, Staff
from plainscore.service.database.schema import disputes
from plainscore.service.disputes.events import add_event, events_of, record_dispute_events
from plainscore.service.disputes.opening import tell_furnisher
from plainscore.service.disputes.stored import (
    OPEN,
    Dispute,
    dispute_of,
    find_dispute,
    find_open_dispute,
)
from plainscore.service.disputes.subject import Finding
from plainscore.service.jobs.queue import enqueue
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

REINSERT_JOB = "reinsert_certified"


def furnished_disputes(
    connection: Connection,
    lender: Lender,
    *,
    only_open: bool = False,
    limit: int = 20,
    before: str | None = None,
) -> Sequence[Dispute]:
    """Return disputes of what a lender furnished, the newest first.

    Parameters
    ----------
    connection : Connection
        The lender's transaction.
    lender : Lender
        Which.
    only_open : bool
        Without those that are settled.
    limit : int
        At most so many.
    before : str, optional
        Only those opened before this one.

    Returns
    -------
    sequence of Dispute
        None of what others furnished.
    """
    table = disputes.c
    query = select(disputes).where(table.lender_id == lender.lender_id)
    if only_open:
        query = query.where(table.status.in_(OPEN))
    if before is not None:
        query = query.where(table.dispute_id < before)
    found = connection.execute(query.order_by(table.dispute_id.desc()).limit(limit))
    return [dispute_of(row) for row in found]


def furnished_dispute(connection: Connection, lender: Lender, dispute_id: str) -> Dispute:
    """Return one dispute of what a lender furnished.

    Raises
    ------
    Refusal
        With status 404 if it furnished nothing of it.
    """
    dispute = find_dispute(connection, dispute_id)
    if dispute.lender_id != lender.lender_id:
        raise Refusal(404, "no_such_dispute", "There is no such dispute.")
    return dispute


def answer(
    connection: Connection,
    service: Service,
    lender: Lender,
    dispute_id: str,
    finding: Finding,
    note: str,
) -> None:
    """Note what the furnisher found; do it last in a transaction. A reviewer decides.

    Parameters
    ----------
    connection : Connection
        The lender's transaction.
    service : Service
        Its parts.
    lender : Lender
        Who answers.
    dispute_id : str
        Which dispute.
    finding : Finding
        What was found.
    note : str
        More about it; the person reads it.

    Raises
    ------
    Refusal
        If it is settled, or of what others furnished.
    """
    dispute = furnished_dispute(connection, lender, dispute_id)
    if not dispute.is_open:
        raise Refusal(409, "dispute_settled", "This dispute is settled.")
    key = open_person_key(connection, service, dispute.person_id)
    event = add_event(
        connection,
        key,
        dispute_id,
        "furnisher_answered",
        service.clock.now(),
        lender_id=lender.lender_id,
        finding=finding.value,
        note=note,
    )
    record_dispute_events(connection, [event])


def certify(
    connection: Connection, service: Service, lender: Lender, dispute_id: str, note: str
) -> None:
    """Note that the furnisher certifies what was removed; do it last in a transaction.

    It is then put back, and the person is told.

    Raises
    ------
    Refusal
        If nothing was removed by the dispute.
    """
    dispute = furnished_dispute(connection, lender, dispute_id)
    if dispute.status != "removed":
        raise Refusal(409, "not_removed", "Nothing was removed by this dispute.")
    now = service.clock.now()
    key = open_person_key(connection, service, dispute.person_id)
    event = add_event(
        connection, key, dispute_id, "certified", now, lender_id=lender.lender_id, note=note
    )
    enqueue(
        connection,
        REINSERT_JOB,
        {"dispute_id": dispute_id},
        now=now,
        person_id=dispute.person_id,
    )
    record_dispute_events(connection, [event])


def note_furnisher_told(service: Service, reviewer: Staff, dispute_id: str) -> None:
    """Write the notice to a furnisher without a program here, and note that it was sent.

    Raises
    ------
    Refusal
        If the furnisher was told already.
    """
    with service.database.transaction(reviewer) as connection:
        dispute = find_open_dispute(connection, dispute_id)
        events = events_of(connection, dispute_id)
        if any(event.kind == "furnisher_told" for event in events):
            raise Refusal(409, "told_already", "The furnisher was told already.")
        key = open_person_key(connection, service, dispute.person_id)
        words = " ".join(
            event.note(key) for event in events if event.kind in {"opened", "information_added"}
        )
        told = tell_furnisher(
            connection, service, key, dispute, words.strip(), staff_id=reviewer.staff_id
        )
        if dispute.status == "open":
            connection.execute(
                disputes.update()
                .where(disputes.c.dispute_id == dispute_id)
                .values(status="investigating")
            )
        record_dispute_events(connection, [told])
