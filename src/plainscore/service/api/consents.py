"""The consents that name a lender, as they are now."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel
from sqlalchemy import Row, select

from plainscore.records import Purpose
from plainscore.service.access.signed_in import ConsentsReader
from plainscore.service.consent import ConsentKind, ConsentLog, ConsentState, DataKind
from plainscore.service.consent.postgres import in_order
from plainscore.service.database.schema import consent_events
from plainscore.service.problems import Refusal
from plainscore.service.service import ServiceHere

router = APIRouter(tags=["consents"])
NAME = r"^[a-z0-9_]{1,80}$"
PAGE_MAX = 100


class Happened(BaseModel):
    """One event of a consent."""

    event_id: str
    kind: ConsentKind
    at: datetime
    expires_at: datetime
    receipt: str


class Consent(BaseModel):
    """A consent, as it is now."""

    consent_id: str
    person_id: str
    purpose: Purpose
    data_kinds: list[DataKind]
    state: ConsentState
    expires_at: datetime
    events: list[Happened]


class Consents(BaseModel):
    """A page of consents."""

    consents: list[Consent]
    next: str | None


@router.get("/v1/consents")
def consents(
    service: ServiceHere,
    lender: ConsentsReader,
    person_id: Annotated[str | None, Query(pattern=NAME)] = None,
    after: Annotated[str | None, Query(pattern=NAME)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> Consents:
    """List the consents that name the lender, the oldest first; ``next`` is the next ``after``."""
    table = consent_events.c
    wanted = select(table.consent_id).distinct().order_by(table.consent_id).limit(limit + 1)
    if person_id is not None:
        wanted = wanted.where(table.person_id == person_id)
    if after is not None:
        wanted = wanted.where(table.consent_id > after)
    with service.database.transaction(lender) as connection:
        names = list(connection.scalars(wanted))
        rows = connection.execute(
            select(consent_events).where(table.consent_id.in_(names[:limit]))
        ).all()
    return Consents(
        consents=_told(rows, service.clock.now()),
        next=names[limit - 1] if len(names) > limit else None,
    )


@router.get("/v1/consents/{consent_id}", responses={404: {"description": "None of that name."}})
def consent(
    service: ServiceHere, lender: ConsentsReader, consent_id: Annotated[str, Path(pattern=NAME)]
) -> Consent:
    """Return one consent that names the lender."""
    with service.database.transaction(lender) as connection:
        rows = connection.execute(
            select(consent_events).where(consent_events.c.consent_id == consent_id)
        ).all()
    if not rows:
        raise Refusal(404, "no_such_consent", "There is no such consent.")
    return _told(rows, service.clock.now())[0]


def _told(rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> list[Consent]:
    receipts = {row.event_id: row.receipt for row in rows}
    events = sorted(in_order(rows), key=lambda event: event.consent_id)
    found = []
    for consent_id, group in groupby(events, key=lambda event: event.consent_id):
        log = ConsentLog(tuple(group))
        last = log.events[-1]
        found.append(
            Consent(
                consent_id=consent_id,
                person_id=last.person_id,
                purpose=last.purpose,
                data_kinds=sorted(last.data_kinds),
                state=log.state(consent_id, now),
                expires_at=last.expires_at,
                events=[
                    Happened(
                        event_id=event.event_id,
                        kind=event.kind,
                        at=event.at,
                        expires_at=event.expires_at,
                        receipt=receipts[event.event_id],
                    )
                    for event in log.events
                ],
            )
        )
    return found
