"""Consents in PostgreSQL: each event with its receipt, and in the ledger, in one transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from plainscore.records import Purpose
from plainscore.service.consent.event import ConsentEvent, ConsentKind, DataKind
from plainscore.service.consent.log import ConsentLog, Permission
from plainscore.service.consent.receipt import ReceiptSigner
from plainscore.service.database.schema import consent_events
from plainscore.service.instants import instant_text
from plainscore.service.ledger import Json
from plainscore.service.ledger.postgres import record_event
from plainscore.service.service import Service

_ORDER = tuple(ConsentKind)
_OF_PERSON = select(consent_events).where(consent_events.c.person_id == bindparam("person"))


def consents_of(connection: Connection, person_id: str) -> ConsentLog:
    """Return the events of a person's consents, as far as the actor sees them.

    Parameters
    ----------
    connection : Connection
        A transaction; a lender sees the consents that name it.
    person_id : str
        Whose.

    Returns
    -------
    ConsentLog
        In order of time.
    """
    found = connection.execute(_OF_PERSON, {"person": person_id})
    return ConsentLog(tuple(in_order(found)))


def in_order(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[ConsentEvent]:
    """Return the events of rows of ``consent_events`` in order of time.

    Of one moment, what is granted comes before what takes it back.
    """
    return sorted(map(event_of, rows), key=lambda e: (e.at, _ORDER.index(e.kind), e.event_id))


def consent_allowing(
    connection: Connection,
    person_id: str,
    lender_id: str | None,
    purpose: Purpose,
    data_kinds: Collection[DataKind],
    now: datetime,
) -> Permission:
    """Return whether a use of a person's data is allowed now, and by which consent.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's, the lender's, or a task's for the person.
    person_id : str
        Whose data.
    lender_id : str or None
        Who uses them; None for the person's own view.
    purpose : Purpose
        What for.
    data_kinds : collection of DataKind
        Which data.
    now : datetime.datetime
        The moment.

    Returns
    -------
    Permission
        With the consent's id, or with the code of the refusal.
    """
    log = consents_of(connection, person_id)
    return log.permission(lender_id, purpose, frozenset(data_kinds), now)


def add_consent_event(connection: Connection, service: Service, event: ConsentEvent) -> str:
    """Store an event, with its receipt, and note it in the ledger; do it last in a transaction.

    Parameters
    ----------
    connection : Connection
        The person's transaction.
    service : Service
        Its parts.
    event : ConsentEvent
        What happened; it follows those before it.

    Returns
    -------
    str
        The receipt, a JWS.

    Raises
    ------
    ConsentError
        If it cannot follow what happened before.
    """
    consents_of(connection, event.person_id).add(event)
    receipt = receipt_signer(service).sign(event)
    connection.execute(
        consent_events.insert().values(
            event_id=event.event_id,
            consent_id=event.consent_id,
            person_id=event.person_id,
            lender_id=event.lender_id,
            kind=event.kind.value,
            purpose=event.purpose.value,
            data_kinds=sorted(kind.value for kind in event.data_kinds),
            at=event.at,
            expires_at=event.expires_at,
            notice_version=event.notice_version,
            notice_digest=event.notice_digest,
            receipt=receipt,
        )
    )
    record_event(
        connection,
        f"consent.{event.kind.value}",
        event.event_id,
        event.person_id,
        event.at,
        consent_payload(event),
    )
    return receipt


def consent_payload(event: ConsentEvent) -> Json:
    """Return what the ledger commits to of an event."""
    return {
        "consent_id": event.consent_id,
        "data_kinds": sorted(kind.value for kind in event.data_kinds),
        "expires_at": instant_text(event.expires_at),
        "kind": event.kind.value,
        "lender_id": event.lender_id,
        "notice_digest": event.notice_digest,
        "notice_version": event.notice_version,
        "person_id": event.person_id,
        "purpose": event.purpose.value,
    }


def receipt_signer(service: Service) -> ReceiptSigner:
    """Return what signs the receipts of a service."""
    return ReceiptSigner(service.settings.public_url, service.keys.receipt)


def event_of(row: Row[*tuple[Any, ...]]) -> ConsentEvent:
    """Return the event of a row of ``consent_events``."""
    return ConsentEvent(
        event_id=row.event_id,
        consent_id=row.consent_id,
        person_id=row.person_id,
        lender_id=row.lender_id,
        kind=ConsentKind(row.kind),
        purpose=Purpose(row.purpose),
        data_kinds=frozenset(map(DataKind, row.data_kinds)),
        at=row.at,
        expires_at=row.expires_at,
        notice_version=row.notice_version,
        notice_digest=row.notice_digest,
    )
