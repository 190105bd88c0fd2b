"""What the ledger committed to, as it is stored now: payloads and salts, for an auditor."""

from sqlalchemy import Connection, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import System, Task
from plainscore.service.consent.postgres import consent_payload, event_of
from plainscore.service.database.schema import (
    consent_events,
    dispute_events,
    ledger_salts,
    person_keys,
    review_events,
    score_events,
)
from plainscore.service.disputes.events import DisputeEvent, event_payload
from plainscore.service.ledger import Json, Openings
from plainscore.service.scores.stored import ledger_payload, open_score
from plainscore.service.service import Service


def openings_of(service: Service) -> Openings:
    """Return payload and salt of every consent, dispute, review and score that is still held.

    They are made from the rows as they stand now, so a row that was changed does not open its
    entry any more. Of erased people there is nothing to open.

    Parameters
    ----------
    service : Service
        Its parts.

    Returns
    -------
    Openings
        By key of the event.
    """
    with service.database.transaction(System(Task.LEDGER)) as connection:
        payloads = _of_events(connection)
        salts = {
            row.subject_id: bytes(row.salt)
            for row in connection.execute(select(ledger_salts.c.subject_id, ledger_salts.c.salt))
        }
        people = connection.execute(select(score_events.c.person_id).distinct()).scalars().all()
    for person_id in people:
        with service.database.transaction(System(Task.RECOMPUTE, person_id)) as connection:
            payloads |= _of_scores(connection, service, person_id)
    return {
        subject: (payload, salts[subject])
        for subject, payload in payloads.items()
        if subject in salts
    }


def _of_events(connection: Connection) -> dict[str, Json]:
    found: dict[str, Json] = {
        row.event_id: consent_payload(event_of(row))
        for row in connection.execute(select(consent_events))
    }
    names = DisputeEvent.__dataclass_fields__
    said = connection.execute(select(*(dispute_events.c[name] for name in names))).mappings()
    for event in (DisputeEvent(**dict(row)) for row in said):
        found[event.event_id] = event_payload(event)
    for row in connection.execute(select(review_events)):
        found[row.event_id] = {
            "kind": row.kind,
            "review_id": row.review_id,
            "staff_id": row.staff_id,
        }
    return found


def _of_scores(connection: Connection, service: Service, person_id: str) -> dict[str, Json]:
    held = select(person_keys.c.version).where(person_keys.c.person_id == person_id).limit(1)
    if connection.execute(held).first() is None:
        return {}
    key = open_person_key(connection, service, person_id)
    rows = connection.execute(select(score_events).where(score_events.c.person_id == person_id))
    return {row.score_id: ledger_payload(open_score(key, row)) for row in rows}
