"""Disputes for whoever furnished what is contested, and notices for those who received scores."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import DisputesReader, DisputesWriter
from plainscore.service.actors import Lender
from plainscore.service.consent.disclosures import disclose
from plainscore.service.disputes import Dispute, Finding
from plainscore.service.disputes.events import events_of
from plainscore.service.disputes.furnishing import (
    answer,
    certify,
    furnished_dispute,
    furnished_disputes,
)
from plainscore.service.disputes.letters import Letter, letters_about, letters_to
from plainscore.service.instants import instant_text
from plainscore.service.problems import Refusal
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.idempotency import IdempotencyHere, made_before, remember

router = APIRouter(prefix="/v1", tags=["disputes"])
MOST_A_PAGE = 100
NOTE_LETTERS_MAX = 2000


class NoticeOut(BaseModel):
    """A notice about a dispute."""

    letter_id: str
    dispute_id: str
    person_id: str
    kind: str
    at: str
    title: str
    paragraphs: list[str]


class AnswerOut(BaseModel):
    """What the furnisher answered."""

    finding: str
    at: str


class DisputeOut(BaseModel):
    """A dispute of something that the lender furnished."""

    dispute_id: str
    person_id: str
    subject: str
    subject_id: str | None
    account_id: str | None
    ground: str
    status: str
    opened_at: str
    due_at: str
    closed_at: str | None
    answers: list[AnswerOut]
    notices: list[NoticeOut]


class DisputesOut(BaseModel):
    """Disputes, the newest first."""

    disputes: list[DisputeOut]
    next: str | None


class NoticesOut(BaseModel):
    """Notices, the newest first."""

    notices: list[NoticeOut]


class AnswerIn(BaseModel):
    """What the furnisher found."""

    model_config = ConfigDict(extra="forbid")

    finding: Finding
    note: str = Field(default="", max_length=NOTE_LETTERS_MAX, pattern="^[^\x00]*$")


class CertificationIn(BaseModel):
    """That what was removed is right and complete."""

    model_config = ConfigDict(extra="forbid")

    certified: bool = Field(description="Nothing but true puts anything back.")
    note: str = Field(min_length=1, max_length=NOTE_LETTERS_MAX, pattern="^[^\x00]*$")


@router.get("/disputes")
def list_disputes(
    service: ServiceHere,
    lender: DisputesReader,
    only_open: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 20,
    before: Annotated[str | None, Query(max_length=80, pattern="^[a-z0-9_]*$")] = None,
) -> DisputesOut:
    """List disputes of what the lender furnished; each reading is seen by the person."""
    with service.database.transaction(lender) as connection:
        found = furnished_disputes(
            connection, lender, only_open=only_open, limit=limit + 1, before=before
        )
        listed = [_out(connection, service, lender, each) for each in found[:limit]]
    more = found[limit - 1].dispute_id if len(found) > limit else None
    return DisputesOut(disputes=listed, next=more)


@router.get("/disputes/{dispute_id}")
def read_dispute(service: ServiceHere, lender: DisputesReader, dispute_id: str) -> DisputeOut:
    """Return one dispute of what the lender furnished, with what the person says."""
    with service.database.transaction(lender) as connection:
        dispute = furnished_dispute(connection, lender, _name(dispute_id))
        return _out(connection, service, lender, dispute)


@router.post("/disputes/{dispute_id}/answer", status_code=201)
def answer_dispute(
    service: ServiceHere,
    lender: DisputesWriter,
    repeat: IdempotencyHere,
    dispute_id: str,
    body: AnswerIn,
) -> DisputeOut:
    """Answer whether what is contested is right, wrong, or cannot be verified."""
    with service.database.transaction(lender) as connection:
        if made_before(connection, lender, repeat) is None:
            remember(connection, service, lender, repeat, status=201, subject_id=dispute_id)
            answer(connection, service, lender, _name(dispute_id), body.finding, body.note)
    return read_dispute(service, lender, dispute_id)


@router.post("/disputes/{dispute_id}/certification", status_code=201)
def certify_removed(
    service: ServiceHere,
    lender: DisputesWriter,
    repeat: IdempotencyHere,
    dispute_id: str,
    body: CertificationIn,
) -> DisputeOut:
    """Certify that what was removed is right and complete: it is put back, the person is told."""
    if not body.certified:
        raise Refusal(422, "not_certified", "Only what is certified is put back.")
    with service.database.transaction(lender) as connection:
        if made_before(connection, lender, repeat) is None:
            remember(connection, service, lender, repeat, status=201, subject_id=dispute_id)
            certify(connection, service, lender, _name(dispute_id), body.note)
    return read_dispute(service, lender, dispute_id)


@router.get("/notices")
def list_notices(
    service: ServiceHere,
    lender: DisputesReader,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 20,
) -> NoticesOut:
    """List notices to the lender: of disputes, of what was removed or corrected since a score."""
    with service.database.transaction(lender) as connection:
        found = letters_to(connection, service, lender.lender_id, limit=limit)
        for each in found:
            disclose(
                connection,
                service,
                lender,
                each.person_id,
                what="notice",
                subject_id=each.letter_id,
            )
    return NoticesOut(notices=[_notice(each) for each in found])


def _name(dispute_id: str) -> str:
    if not dispute_id.isascii() or not dispute_id.replace("_", "").isalnum():
        raise Refusal(404, "no_such_dispute", "There is no such dispute.")
    return dispute_id


def _out(connection: Connection, service: Service, lender: Lender, dispute: Dispute) -> DisputeOut:
    person_id, dispute_id = dispute.person_id, dispute.dispute_id
    key = open_person_key(connection, service, person_id)
    notices = letters_about(connection, key, dispute_id)
    answers = [
        AnswerOut(finding=event.finding or "", at=instant_text(event.at))
        for event in events_of(connection, dispute_id)
        if event.kind == "furnisher_answered" and event.lender_id == lender.lender_id
    ]
    disclose(connection, service, lender, person_id, what="dispute", subject_id=dispute_id)
    closed = dispute.closed_at
    return DisputeOut(
        dispute_id=dispute_id,
        person_id=person_id,
        subject=dispute.subject.kind.value,
        subject_id=dispute.subject.subject_id,
        account_id=dispute.subject.account_id,
        ground=dispute.ground.value,
        status=dispute.status,
        opened_at=instant_text(dispute.opened_at),
        due_at=instant_text(dispute.due_at),
        closed_at=None if closed is None else instant_text(closed),
        answers=answers,
        notices=[_notice(each) for each in notices],
    )


def _notice(letter: Letter) -> NoticeOut:
    return NoticeOut(
        letter_id=letter.letter_id,
        dispute_id=letter.about_id,
        person_id=letter.person_id,
        kind=letter.kind,
        at=instant_text(letter.at),
        title=letter.title,
        paragraphs=list(letter.paragraphs),
    )
