"""Giving, renewing and taking back a consent, each in the person's own transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, text

from plainscore.records import Purpose
from plainscore.service.consent.event import (
    ConsentError,
    ConsentEvent,
    ConsentKind,
    DataKind,
    notice_digest,
)
from plainscore.service.consent.log import ConsentLog, ConsentState
from plainscore.service.consent.notice import NOTICE_VERSION, notice_text
from plainscore.service.consent.postgres import add_consent_event, consents_of
from plainscore.service.database.schema import lenders
from plainscore.service.identifiers import new_id
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def grant(
    connection: Connection,
    service: Service,
    person_id: str,
    *,
    lender_id: str | None,
    purpose: Purpose,
    data_kinds: Collection[DataKind],
    days: int,
    shown: str,
) -> ConsentEvent:
    """Give a consent; what is already allowed in the same words is not given twice.

    Parameters
    ----------
    connection : Connection
        The person's transaction; do this last in it.
    service : Service
        Its parts.
    person_id : str
        Who consents.
    lender_id : str or None
        To whom; None for the own view.
    purpose : Purpose
        What for.
    data_kinds : collection of DataKind
        Which data.
    days : int
        How long.
    shown : str
        Digest of the notice that was shown.

    Returns
    -------
    ConsentEvent
        What happened.

    Raises
    ------
    Refusal
        If there is no such lender, the notice has changed meanwhile, or no consent may say this.
    """
    log = _log(connection, person_id)
    _check_notice(service, shown)
    if lender_id is not None:
        _check_lender(connection, lender_id)
    now, kinds = service.clock.now(), frozenset(data_kinds)
    for given in _active(log, now):
        if (given.lender_id, given.purpose, given.data_kinds) == (lender_id, purpose, kinds):
            return given
    try:
        event = ConsentEvent(
            event_id=new_id("consent_event", now),
            consent_id=new_id("consent", now),
            person_id=person_id,
            lender_id=lender_id,
            kind=ConsentKind.GRANTED,
            purpose=purpose,
            data_kinds=kinds,
            at=now,
            expires_at=now + timedelta(days=days),
            notice_version=NOTICE_VERSION,
            notice_digest=shown,
        )
    except ConsentError as error:
        raise Refusal(422, "no_such_consent", f"{str(error).capitalize()}.") from error
    add_consent_event(connection, service, event)
    return event


def renew(
    connection: Connection, service: Service, person_id: str, consent_id: str, days: int, shown: str
) -> ConsentEvent:
    """Let a consent last longer, from now.

    Parameters
    ----------
    connection : Connection
        The person's transaction; do this last in it.
    service : Service
        Its parts.
    person_id, consent_id : str
        Whose, and which.
    days : int
        How long from now.
    shown : str
        Digest of the notice that was shown.

    Returns
    -------
    ConsentEvent
        What happened.

    Raises
    ------
    Refusal
        If there is no such consent, it has ended, or the notice has changed meanwhile.
    """
    log = _log(connection, person_id)
    _check_notice(service, shown)
    now = service.clock.now()
    given = find_consent(log, consent_id)[-1]
    event = ConsentEvent(
        event_id=new_id("consent_event", now),
        consent_id=consent_id,
        person_id=person_id,
        lender_id=given.lender_id,
        kind=ConsentKind.RENEWED,
        purpose=given.purpose,
        data_kinds=given.data_kinds,
        at=now,
        expires_at=now + timedelta(days=days),
        notice_version=NOTICE_VERSION,
        notice_digest=shown,
    )
    try:
        add_consent_event(connection, service, event)
    except ConsentError as error:
        raise Refusal(409, "consent_ended", "This consent has ended. Give a new one.") from error
    return event


def revoke(connection: Connection, service: Service, person_id: str, consent_id: str) -> None:
    """Take a consent back: from this moment nothing is done by it. Twice is the same as once.

    Parameters
    ----------
    connection : Connection
        The person's transaction, or the erasure's; do this last in it.
    service : Service
        Its parts.
    person_id, consent_id : str
        Whose, and which.

    Raises
    ------
    Refusal
        If there is no such consent.
    """
    log = _log(connection, person_id)
    if find_consent(log, consent_id)[-1].kind is ConsentKind.REVOKED:
        return
    now = service.clock.now()
    event = log.revocation(consent_id, new_id("consent_event", now), now)
    add_consent_event(connection, service, event)


def find_consent(log: ConsentLog, consent_id: str) -> list[ConsentEvent]:
    """Return the events of one consent.

    Raises
    ------
    Refusal
        If there is none of that name.
    """
    events = [event for event in log.events if event.consent_id == consent_id]
    if not events:
        raise Refusal(404, "no_such_consent", "There is no such consent.")
    return events


def _log(connection: Connection, person_id: str) -> ConsentLog:
    connection.execute(_LOCK, {"name": f"consents {person_id}"})
    return consents_of(connection, person_id)


def _active(log: ConsentLog, now: datetime) -> list[ConsentEvent]:
    return [
        event
        for event in log.events
        if event.kind is ConsentKind.GRANTED
        and log.state(event.consent_id, now) is ConsentState.ACTIVE
    ]


def _check_notice(service: Service, shown: str) -> None:
    if shown != notice_digest(notice_text(service.settings.operator)):
        raise Refusal(
            409, "notice_changed", "The notice has changed. Open the page again and read it."
        )


def _check_lender(connection: Connection, lender_id: str) -> None:
    found = connection.execute(
        select(lenders.c.lender_id).where(
            lenders.c.lender_id == lender_id, lenders.c.ended_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise Refusal(404, "no_such_lender", "There is no such lender here.")
