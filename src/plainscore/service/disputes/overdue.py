"""The clocks of open disputes: what is late is raised, and what was not verified is removed."""

from datetime import datetime

from sqlalchemy import select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import System, Task
from plainscore.service.database.schema import disputes
from plainscore.service.disputes.deciding import NOT_VERIFIED, Decision, settle
from plainscore.service.disputes.events import (
    DisputeEvent,
    add_event,
    events_of,
    record_dispute_events,
)
from plainscore.service.disputes.marking import lines_of
from plainscore.service.disputes.stored import OPEN, Dispute, clock_of, find_dispute
from plainscore.service.disputes.subject import Outcome
from plainscore.service.law import legal_day
from plainscore.service.service import Service

FURNISHER_NOTICE = "furnisher_notice"
COMPLETION = "completion"


def late_in(
    dispute: Dispute, events: tuple[DisputeEvent, ...], now: datetime, zone: str
) -> tuple[str, ...]:
    """Return what is late in an open dispute.

    Parameters
    ----------
    dispute : Dispute
        The dispute.
    events : tuple of DisputeEvent
        What happened in it.
    now : datetime.datetime
        The moment.
    zone : str
        Where days are counted.

    Returns
    -------
    tuple of str
        `FURNISHER_NOTICE`, `COMPLETION`, both or none.
    """
    clock, today = clock_of(dispute, events, zone), legal_day(now, zone)
    told = any(event.kind == "furnisher_told" for event in events)
    late = []
    if not told and today > clock.furnisher_told_by:
        late.append(FURNISHER_NOTICE)
    if clock.is_overdue(today):
        late.append(COMPLETION)
    return tuple(late)


def advance_all(service: Service) -> None:
    """Look at the clocks of all open disputes."""
    with service.database.transaction(System(Task.CLOCKS)) as connection:
        found = connection.execute(
            select(disputes.c.dispute_id, disputes.c.person_id).where(disputes.c.status.in_(OPEN))
        ).all()
    for dispute_id, person_id in found:
        advance(service, dispute_id, person_id)


def advance(service: Service, dispute_id: str, person_id: str) -> None:
    """Raise what is late in a dispute, once; remove what was not verified when the time is over.

    Parameters
    ----------
    service : Service
        Its parts.
    dispute_id, person_id : str
        Which, and whose.
    """
    now = service.clock.now()
    with service.database.transaction(System(Task.RESCORE, person_id)) as connection:
        dispute = find_dispute(connection, dispute_id, lock=True)
        if not dispute.is_open:
            return
        events = events_of(connection, dispute_id)
        raised = {event.finding for event in events if event.kind == "overdue"}
        late = late_in(dispute, events, now, service.settings.zone)
        if not set(late) - raised:
            return
        key = open_person_key(connection, service, person_id)
        made = [
            add_event(connection, key, dispute_id, "overdue", now, finding=each)
            for each in late
            if each not in raised
        ]
        if COMPLETION in late and lines_of(connection, key, dispute.subject, now):
            made += settle(
                connection, service, key, dispute, Decision(Outcome.REMOVED, NOT_VERIFIED)
            )
        record_dispute_events(connection, made)
