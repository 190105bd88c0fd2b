"""Consents: given, seen, renewed and taken back, each in one step."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, select

from plainscore.records import Purpose
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.consent import ConsentLog, ConsentState, DataKind, notice_digest
from plainscore.service.consent.giving import find_consent, grant, renew, revoke
from plainscore.service.consent.notice import DATA_WORDS, PURPOSE_WORDS, notice_text
from plainscore.service.consent.postgres import consents_of
from plainscore.service.database.schema import consent_events, lenders
from plainscore.service.problems import Refusal
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
PERIODS = {30: "30 days", 90: "90 days", 180: "180 days", 365: "365 days, the longest"}
OWN = "own"
Days = Annotated[int, Form(ge=1, le=365)]
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,80}$")]


@router.get("/me/consents")
def consents(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show what the person allowed, and to whom."""
    with service.database.transaction(person) as connection:
        log = consents_of(connection, person.person_id)
        names = _lender_names(connection)
    told = _told(log, names, service.clock.now(), service.settings.operator)
    return page(
        request,
        "consents.html",
        active=[each for each in told if each["active"]],
        ended=[each for each in told if not each["active"]],
        person_id=person.person_id,
    )


@router.get("/me/consents/new")
def new(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    to: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show the form of a new consent, with the notice."""
    with service.database.transaction(person) as connection:
        names = _lender_names(connection)
    return page(
        request,
        "consent_new.html",
        **_notice(service),
        lenders=sorted(names.items(), key=lambda each: each[1].casefold()),
        to=to,
        purposes={each.value: PURPOSE_WORDS[each] for each in Purpose if each != Purpose.OWN_VIEW},
        kinds={each.value: DATA_WORDS[each] for each in DataKind},
        periods=PERIODS,
    )


@router.post("/me/consents")
def give(
    service: ServiceHere,
    person: PersonHere,
    to: Annotated[str, Form(max_length=80)],
    days: Days,
    notice: Annotated[str, Form(max_length=80)],
    purpose: Annotated[str, Form(max_length=80)] = "",
    data: Annotated[list[str] | None, Form(max_length=10)] = None,
) -> RedirectResponse:
    """Give a consent, for the own view or to a lender."""
    own = to == OWN
    try:
        wanted = Purpose.OWN_VIEW if own else Purpose(purpose)
        kinds = [DataKind(each) for each in data or ()]
    except ValueError as error:
        raise Refusal(422, "no_such_consent", "Choose a purpose and the data.") from error
    with service.database.transaction(person) as connection:
        grant(
            connection,
            service,
            person.person_id,
            lender_id=None if own else to,
            purpose=wanted,
            data_kinds=kinds,
            days=days,
            shown=notice,
        )
    return RedirectResponse("/me/consents", status_code=303)


@router.get("/me/consents/{consent_id}/renew")
def renew_form(
    request: Request, service: ServiceHere, person: PersonHere, consent_id: Name
) -> HTMLResponse:
    """Show what would be renewed, with the notice."""
    with service.database.transaction(person) as connection:
        events = find_consent(consents_of(connection, person.person_id), consent_id)
        names = _lender_names(connection)
    told = _told(ConsentLog(tuple(events)), names, service.clock.now(), service.settings.operator)
    return page(request, "consent_renew.html", **_notice(service), consent=told[0], periods=PERIODS)


@router.post("/me/consents/{consent_id}/renew")
def renew_it(
    service: ServiceHere,
    person: PersonHere,
    consent_id: Name,
    days: Days,
    notice: Annotated[str, Form(max_length=80)],
) -> RedirectResponse:
    """Renew a consent from now."""
    with service.database.transaction(person) as connection:
        renew(connection, service, person.person_id, consent_id, days, notice)
    return RedirectResponse("/me/consents", status_code=303)


@router.post("/me/consents/{consent_id}/revoke")
def revoke_it(service: ServiceHere, person: PersonHere, consent_id: Name) -> RedirectResponse:
    """Take a consent back: nothing is asked, and it counts at once."""
    with service.database.transaction(person) as connection:
        revoke(connection, service, person.person_id, consent_id)
    return RedirectResponse("/me/consents", status_code=303)


@router.get("/me/consents/receipts/{event_id}")
def receipt(service: ServiceHere, person: PersonHere, event_id: Name) -> Response:
    """Give the receipt of an event: a signed text that verifies offline."""
    with service.database.transaction(person) as connection:
        found = connection.scalar(
            select(consent_events.c.receipt).where(consent_events.c.event_id == event_id)
        )
    if found is None:
        raise Refusal(404, "no_such_receipt", "There is no such receipt.")
    return Response(
        found,
        media_type="application/jose",
        headers={
            "Content-Disposition": f'attachment; filename="{event_id}.jws"',
            "Cache-Control": "no-store",
        },
    )


def _notice(service: Service) -> dict[str, Any]:
    shown = notice_text(service.settings.operator)
    return {"paragraphs": shown.split("\n\n"), "notice": notice_digest(shown)}


def _lender_names(connection: Connection) -> dict[str, str]:
    found = connection.execute(select(lenders).where(lenders.c.ended_at.is_(None)))
    return {row.lender_id: row.name for row in found}


def _told(
    log: ConsentLog, names: dict[str, str], now: datetime, operator: str
) -> list[dict[str, Any]]:
    """Return the consents of a log as they are told to the person, the newest first."""
    told = []
    for consent_id in dict.fromkeys(event.consent_id for event in log.events):
        events = [event for event in log.events if event.consent_id == consent_id]
        last, state = events[-1], log.state(consent_id, now)
        to = f"You, on the pages of {operator}"
        if last.lender_id is not None:
            to = names.get(last.lender_id, "A lender that has left")
        told.append(
            {
                "consent_id": consent_id,
                "to": to,
                "own": last.lender_id is None,
                "purpose": PURPOSE_WORDS[last.purpose],
                "data": " and ".join(DATA_WORDS[each] for each in sorted(last.data_kinds)),
                "active": state is ConsentState.ACTIVE,
                "state": state.value,
                "given_at": events[0].at,
                "ends_at": last.expires_at,
                "events": events,
            }
        )
    return told[::-1]
