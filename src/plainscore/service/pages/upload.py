"""Uploading of bank files, and what became of their rows."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from plainscore.records import Purpose
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.rates import Rate
from plainscore.service.access.signed_in import PersonHere, limit
from plainscore.service.actors import Person
from plainscore.service.consent import ConsentState, DataKind, notice_digest
from plainscore.service.consent.giving import grant
from plainscore.service.consent.notice import notice_text
from plainscore.service.consent.postgres import consents_of
from plainscore.service.data.importing import Taken, take_in
from plainscore.service.data.items import imports_of
from plainscore.service.data.parsing import Parsed, SentFile, parse
from plainscore.service.problems import Refusal
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
UPLOAD_RATE = Rate("upload", 60, timedelta(hours=1))
FILES_MAX = 36
OWN_VIEW_DAYS = 365
BYTES_A_MEGABYTE = 1_000_000


@router.get("/me/upload")
def form(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show the form."""
    return _form(request, service, person)


@router.post("/me/upload")
def upload(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    files: Annotated[list[UploadFile] | None, File()] = None,
    notice: Annotated[str, Form(max_length=80)] = "",
    allow: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Take in bank files, with the consent to show the person their own score from them."""
    limit(service, UPLOAD_RATE, person.person_id)
    sent = [SentFile(each.filename, each.file.read()) for each in files or () if each.filename][
        :FILES_MAX
    ]
    if not sent:
        return _form(request, service, person, wrong="Choose at least one file.")
    with service.database.transaction(person) as connection:
        asked = not _is_allowed(connection, service, person)
    if asked and not allow:
        wrong = "We may not read your file before you allow it: tick the box."
        return _form(request, service, person, wrong=wrong)
    if asked:
        with service.database.transaction(person) as connection:
            grant(
                connection,
                service,
                person.person_id,
                lender_id=None,
                purpose=Purpose.OWN_VIEW,
                data_kinds=tuple(DataKind),
                days=OWN_VIEW_DAYS,
                shown=notice,
            )
    taken = [_take_in(service, person, each) for each in parse(sent)]
    path = f"/me/imports/{taken[0].import_id}" if len(taken) == 1 else "/me/data#imports"
    return RedirectResponse(path, status_code=303)


@router.get("/me/imports/{import_id}")
def show_import(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    import_id: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,80}$")],
) -> HTMLResponse:
    """Show what became of the rows of an import, with every problem in plain words."""
    with service.database.transaction(person) as connection:
        key = open_person_key(connection, service, person.person_id)
        found = {each.import_id: each for each in imports_of(connection, key)}.get(import_id)
    if found is None:
        raise Refusal(404, "no_such_import", "There is no such import.")
    names = found.names.split(", ")
    listed = [
        {**each, "name": names[each["file"] - 1] if each["file"] else "all files"}
        for each in found.problems
    ]
    return page(request, "import.html", taken=found, problems=listed)


def _take_in(service: Service, person: Person, parsed: Parsed) -> Taken:
    with service.database.transaction(person) as connection:
        return take_in(connection, service, person.person_id, parsed)


def _form(request: Request, service: Service, person: Person, *, wrong: str = "") -> HTMLResponse:
    shown = notice_text(service.settings.operator)
    with service.database.transaction(person) as connection:
        allowed = _is_allowed(connection, service, person)
    return page(
        request,
        "upload.html",
        status=422 if wrong else 200,
        wrong=wrong,
        asked=not allowed,
        paragraphs=shown.split("\n\n"),
        notice=notice_digest(shown),
        ends_at=service.clock.now() + timedelta(days=OWN_VIEW_DAYS),
        megabytes=service.settings.upload_bytes_max // BYTES_A_MEGABYTE,
    )


def _is_allowed(connection: Connection, service: Service, person: Person) -> bool:
    """Tell whether the person allows anybody to use their statements now."""
    log = consents_of(connection, person.person_id)
    now = service.clock.now()
    return any(
        log.state(event.consent_id, now) is ConsentState.ACTIVE
        and DataKind.BANK_STATEMENTS in event.data_kinds
        for event in log.events
    )
