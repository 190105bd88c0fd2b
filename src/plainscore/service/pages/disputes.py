"""Disputes of a person: opened from the line, with their clock, added to and taken back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.actors import Person
from plainscore.service.data.accounts import accounts_at
from plainscore.service.data.tradelines import tradelines_at
from plainscore.service.data.words import ROLE_WORDS
from plainscore.service.disputes import (
    Dispute,
    Ground,
    Subject,
    SubjectKind,
    add_information,
    disputes_of,
    find_dispute,
    open_dispute,
    withdraw,
    write_statement,
)
from plainscore.service.disputes.events import events_of
from plainscore.service.disputes.letters import letters_about
from plainscore.service.disputes.marking import find_line
from plainscore.service.disputes.stored import clock_of, open_statement
from plainscore.service.disputes.words import (
    FINDINGS,
    GROUNDS,
    HAPPENED,
    STATUSES,
    SUBJECTS,
    written,
)
from plainscore.service.law import legal_day
from plainscore.service.pages.my_data import account_name
from plainscore.service.problems import Refusal
from plainscore.service.scores import find_score
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,80}$")]
Asked = Annotated[str | None, Query(max_length=240, pattern="^[^\x00]*$")]
Words = Annotated[str, Form(max_length=4000, pattern="^[^\x00]*$")]
Field = Annotated[str, Form(max_length=240, pattern="^[^\x00]*$")]


@router.get("/me/disputes")
def list_disputes(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show the person's disputes, each with its clock."""
    now = service.clock.now()
    with service.database.transaction(person) as connection:
        found = disputes_of(connection, person.person_id)
    zone = service.settings.zone
    told = [
        {"dispute": each, "what": what(each), "clock": days_left(each, now, zone)} for each in found
    ]
    return page(request, "disputes.html", disputes=told, statuses=STATUSES)


@router.get("/me/disputes/new")
def new_dispute(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    item: Asked = None,
    account: Asked = None,
    tradeline: Asked = None,
    feature: Asked = None,
    score: Asked = None,
) -> HTMLResponse:
    """Show the form, about the very line from which it was opened."""
    named = next((each for each in (item, tradeline, feature) if each), "")
    kind = SubjectKind.IDENTITY
    for wanted, given in (
        (SubjectKind.ITEM, item),
        (SubjectKind.ACCOUNT, account),
        (SubjectKind.TRADELINE, tradeline),
        (SubjectKind.FEATURE, feature),
    ):
        if given:
            kind = wanted
    line = None
    if kind is SubjectKind.ITEM:
        with service.database.transaction(person) as connection:
            key = open_person_key(connection, service, person.person_id)
            line = find_line(connection, key, named, service.clock.now())
        if line is None:
            raise Refusal(404, "nothing_to_dispute", "Nothing of this name is held of you.")
    return page(
        request,
        "dispute_new.html",
        kind=kind.value,
        about=SUBJECTS[kind],
        subject_id=named,
        account_id=account or "",
        score_id=score or "",
        line=line,
        named=_named(service, person, kind, named, account, score),
        role=ROLE_WORDS[line.role] if line else "",
        grounds=GROUNDS,
    )


def _named(
    service: Service,
    person: Person,
    kind: SubjectKind,
    named: str,
    account: str | None,
    score: str | None,
) -> str:
    """Return what the dispute is about as its person knows it; empty where that is clear."""
    with service.database.transaction(person) as connection:
        if kind is SubjectKind.FEATURE:
            parts = find_score(connection, service, score or "").evidence.parts
            found = [each.label for each in parts if each.feature == named]
        elif kind is SubjectKind.ACCOUNT:
            key = open_person_key(connection, service, person.person_id)
            found = [
                account_name(each)
                for each in accounts_at(connection, key, service.clock.now())
                if each.account_id == account
            ]
        elif kind is SubjectKind.TRADELINE:
            key = open_person_key(connection, service, person.person_id)
            lines = tradelines_at(connection, key, service.clock.now())[0].to_pylist()
            found = [
                f"{each['kind'].replace('_', ' ').capitalize()}, {each['currency']}, opened on "
                f"{written(each['opened_on'])}"
                for each in lines
                if each["tradeline_id"] == named
            ]
        else:
            return ""
    if not found:
        raise Refusal(404, "nothing_to_dispute", "Nothing of this name is held of you.")
    return found[0]


@router.post("/me/disputes")
def send_dispute(
    service: ServiceHere,
    person: PersonHere,
    kind: Annotated[SubjectKind, Form()],
    ground: Annotated[Ground, Form()],
    subject_id: Field = "",
    account_id: Field = "",
    score_id: Field = "",
    words: Words = "",
) -> RedirectResponse:
    """Open the dispute, and go to it."""
    subject = Subject(kind, subject_id or None, account_id or None, score_id or None)
    name = open_dispute(service, person, subject, ground, words.strip())
    return RedirectResponse(f"/me/disputes/{name}", status_code=303)


@router.get("/me/disputes/{dispute_id}")
def show_dispute(
    request: Request, service: ServiceHere, person: PersonHere, dispute_id: Name
) -> HTMLResponse:
    """Show one dispute: its clock, what happened, what was written."""
    now = service.clock.now()
    with service.database.transaction(person) as connection:
        dispute = find_dispute(connection, dispute_id)
        key = open_person_key(connection, service, person.person_id)
        events = events_of(connection, dispute_id)
        letters = [
            each for each in letters_about(connection, key, dispute_id) if each.lender_id is None
        ]
        line = None
        if dispute.subject.kind is SubjectKind.ITEM and dispute.subject.subject_id:
            line = find_line(connection, key, dispute.subject.subject_id, now)
        happened = [
            {
                "at": each.at,
                "what": HAPPENED[each.kind],
                "found": FINDINGS.get(each.finding or "", ""),
                "note": each.note(key),
            }
            for each in events
        ]
        statement = open_statement(key, dispute)
    clock = clock_of(dispute, events, service.settings.zone)
    return page(
        request,
        "dispute.html",
        dispute=dispute,
        what=what(dispute),
        ground=GROUNDS[dispute.ground],
        state=STATUSES[dispute.status],
        clock=days_left(dispute, now, service.settings.zone),
        extended=clock.is_extended,
        may_extend=legal_day(now, service.settings.zone) <= clock.thirtieth_day
        and not clock.is_extended,
        line=line,
        role=ROLE_WORDS[line.role] if line else "",
        happened=happened,
        letters=[each for each in letters if each.kind != "furnisher_notice"],
        statement=statement,
    )


@router.post("/me/disputes/{dispute_id}/information")
def send_information(
    service: ServiceHere, person: PersonHere, dispute_id: Name, words: Words = ""
) -> RedirectResponse:
    """Add what the person knows."""
    add_information(service, person, dispute_id, words.strip())
    return RedirectResponse(f"/me/disputes/{dispute_id}", status_code=303)


@router.post("/me/disputes/{dispute_id}/statement")
def send_statement(
    service: ServiceHere, person: PersonHere, dispute_id: Name, words: Words = ""
) -> RedirectResponse:
    """Write, change or take away the statement that goes with later scores."""
    write_statement(service, person, dispute_id, words)
    return RedirectResponse(f"/me/disputes/{dispute_id}", status_code=303)


@router.post("/me/disputes/{dispute_id}/withdraw")
def take_back(service: ServiceHere, person: PersonHere, dispute_id: Name) -> RedirectResponse:
    """Take the dispute back."""
    withdraw(service, person, dispute_id)
    return RedirectResponse(f"/me/disputes/{dispute_id}", status_code=303)


def what(dispute: Dispute) -> str:
    """Return what a dispute is about, as its person reads it."""
    words = SUBJECTS[dispute.subject.kind].replace("the person is", "you are")
    return words[0].upper() + words[1:]


def days_left(dispute: Dispute, now: datetime, zone: str) -> str:
    """Return the clock of an open dispute in days; empty where it is settled."""
    if not dispute.is_open:
        return ""
    days = (legal_day(dispute.due_at, zone) - legal_day(now, zone)).days
    if days <= 0:
        return "The time is over: what was not verified is being removed."
    return f"{days} day{'' if days == 1 else 's'} left"
