"""The queue of reviewers: what is open, what is late, the evidence, and the decision."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, select

from plainscore.records import Role
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import ReviewerHere, signed_in_staff
from plainscore.service.actors import Staff, StaffRole
from plainscore.service.consent.disclosures import disclose
from plainscore.service.data.held import held_of
from plainscore.service.data.marks import Correction
from plainscore.service.data.words import ROLE_WORDS
from plainscore.service.database.schema import disputes, reviews
from plainscore.service.disputes import Decision, Outcome, SubjectKind, decide, find_dispute
from plainscore.service.disputes.events import events_of
from plainscore.service.disputes.furnishing import note_furnisher_told
from plainscore.service.disputes.marking import find_line
from plainscore.service.disputes.overdue import late_in
from plainscore.service.disputes.reviews import (
    Verdict,
    decide_review,
    find_review,
    overrides,
    view_evidence,
    words_of,
)
from plainscore.service.disputes.stored import OPEN, dispute_of
from plainscore.service.disputes.words import FINDINGS, GROUNDS, HAPPENED, STATUSES, SUBJECTS
from plainscore.service.problems import Refusal
from plainscore.service.scores import find_score
from plainscore.service.scores.spoken import speaker_for
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
QueueReader = Annotated[Staff, Depends(signed_in_staff(StaffRole.REVIEWER, StaffRole.AUDITOR))]
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,80}$")]
Words = Annotated[str, Form(max_length=4000, pattern="^[^\x00]*$")]
Short = Annotated[str, Form(max_length=40, pattern="^[^\x00]*$")]
LINES_A_PAGE = 50
AMOUNT_MAX = Decimal(10) ** 12


def correction_sent(
    amount: Short = "", booked_on: Short = "", role: Short = ""
) -> Correction | None:
    """Return what a form says that a line should have said; None where it says nothing."""
    try:
        number = Decimal(amount) if amount else None
        day = date.fromisoformat(booked_on) if booked_on else None
        kind = Role(role) if role else None
    except (InvalidOperation, ValueError) as error:
        raise Refusal(422, "bad_correction", "Amount, day or kind cannot be read.") from error
    if number is not None and not (number.is_finite() and abs(number) < AMOUNT_MAX):
        raise Refusal(422, "bad_correction", "This is no amount.")
    if number is None and day is None and kind is None:
        return None
    return Correction(amount=number, booked_on=day, role=kind)


CorrectionSent = Annotated[Correction | None, Depends(correction_sent)]
Column = Annotated[list[str] | None, Form(max_length=LINES_A_PAGE)]


def corrections_sent(
    item: Column = None, amount: Column = None, booked_on: Column = None, role: Column = None
) -> tuple[tuple[str, Correction], ...]:
    """Return the lines of a form that should have said something else, each with what."""
    columns = [each or [] for each in (item, amount, booked_on, role)]
    if len({len(each) for each in columns}) > 1:
        raise Refusal(422, "bad_correction", "The form is not whole.")
    said = ((name, correction_sent(*rest)) for name, *rest in zip(*columns, strict=True))
    return tuple((name, correction) for name, correction in said if correction is not None)


CorrectionsSent = Annotated[tuple[tuple[str, Correction], ...], Depends(corrections_sent)]


@router.get("/staff/queue")
def queue(request: Request, service: ServiceHere, staff: QueueReader) -> HTMLResponse:
    """Show what is open: the late first, then what is due soonest."""
    now = service.clock.now()
    with service.database.transaction(staff) as connection:
        contested = [
            dispute_of(row)
            for row in connection.execute(
                select(disputes).where(disputes.c.status.in_(OPEN)).order_by(disputes.c.due_at)
            )
        ]
        listed = [
            {
                "dispute": each,
                "late": [
                    FINDINGS[code]
                    for code in late_in(
                        each, events_of(connection, each.dispute_id), now, service.settings.zone
                    )
                ],
            }
            for each in contested
        ]
        asked = connection.execute(
            select(reviews).where(reviews.c.closed_at.is_(None)).order_by(reviews.c.due_at)
        ).all()
        rate = overrides(connection)
    listed.sort(key=lambda each: not each["late"])
    return page(
        request,
        "review_queue.html",
        disputes=listed,
        reviews=asked,
        rate=rate,
        subjects=SUBJECTS,
        grounds=GROUNDS,
        statuses=STATUSES,
        handles=staff.role is StaffRole.REVIEWER,
    )


@router.get("/staff/disputes/{dispute_id}")
def handle_dispute(
    request: Request, service: ServiceHere, reviewer: ReviewerHere, dispute_id: Name
) -> HTMLResponse:
    """Show a dispute with its evidence; the person sees that it was looked at."""
    now = service.clock.now()
    with service.database.transaction(reviewer) as connection:
        dispute = find_dispute(connection, dispute_id)
        if not dispute.is_open:
            raise Refusal(
                409, "dispute_settled", "This dispute is settled; its evidence is closed."
            )
        key = open_person_key(connection, service, dispute.person_id)
        events = events_of(connection, dispute_id)
        happened = [
            {
                "at": each.at,
                "what": HAPPENED[each.kind],
                "found": FINDINGS.get(each.finding or "", ""),
                "note": each.note(key),
            }
            for each in events
        ]
        line = None
        if dispute.subject.kind is SubjectKind.ITEM and dispute.subject.subject_id:
            line = find_line(connection, key, dispute.subject.subject_id, now)
        disclose(
            connection,
            service,
            reviewer,
            dispute.person_id,
            what="evidence",
            subject_id=dispute_id,
        )
    return page(
        request,
        "dispute_handling.html",
        dispute=dispute,
        what=SUBJECTS[dispute.subject.kind],
        ground=GROUNDS[dispute.ground],
        standing=STATUSES[dispute.status],
        late=[FINDINGS[code] for code in late_in(dispute, events, now, service.settings.zone)],
        happened=happened,
        told=any(each.kind == "furnisher_told" for each in events),
        line=line,
        roles=ROLE_WORDS,
        by_lines=dispute.subject.account_id is None,
    )


@router.post("/staff/disputes/{dispute_id}/told")
def furnisher_was_told(
    service: ServiceHere, reviewer: ReviewerHere, dispute_id: Name
) -> RedirectResponse:
    """Note that the notice went to a furnisher without a program here."""
    note_furnisher_told(service, reviewer, dispute_id)
    return RedirectResponse(f"/staff/disputes/{dispute_id}", status_code=303)


@router.post("/staff/disputes/{dispute_id}/decide")
def decide_dispute(
    service: ServiceHere,
    reviewer: ReviewerHere,
    dispute_id: Name,
    outcome: Annotated[Outcome, Form()],
    correction: CorrectionSent,
    reason: Words = "",
    lines: Words = "",
) -> RedirectResponse:
    """Decide a dispute."""
    decision = Decision(outcome, reason.strip(), correction, tuple(lines.split()))
    decide(service, reviewer, dispute_id, decision)
    return RedirectResponse("/staff/queue", status_code=303)


@router.get("/staff/reviews/{review_id}")
def handle_review(
    request: Request,
    service: ServiceHere,
    reviewer: ReviewerHere,
    review_id: Name,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show a score's evidence to the reviewer; that it was viewed is noted."""
    with service.database.transaction(reviewer) as connection:
        review = find_review(connection, review_id)
        if review.closed_at is not None:
            raise Refusal(409, "review_over", "This review is over; its evidence is closed.")
        score = find_score(connection, service, review.score_id)
        key = open_person_key(connection, service, review.person_id)
        words = words_of(key, review)
        rows, coverage = _rows(connection, service, review.person_id)
        spoken = speaker_for(connection, review.person_id)
        view_evidence(connection, service, reviewer, review)
    start = (number - 1) * LINES_A_PAGE
    return page(
        request,
        "review_handling.html",
        review=review,
        score=score,
        words=words,
        rows=rows[start : start + LINES_A_PAGE],
        total=len(rows),
        coverage=coverage,
        roles=ROLE_WORDS,
        spoken=spoken,
        number=number,
        last=max(1, -(-len(rows) // LINES_A_PAGE)),
    )


def _rows(
    connection: Connection, service: Service, person_id: str
) -> tuple[list[dict[str, object]], object]:
    held = held_of(connection, service, person_id)
    rows = held.records.transactions.sort_by(
        [("booked_on", "descending"), ("transaction_id", "ascending")]
    )
    return rows.to_pylist(), held.coverage


@router.post("/staff/reviews/{review_id}/decide")
def decide_asked(
    service: ServiceHere,
    reviewer: ReviewerHere,
    review_id: Name,
    outcome: Annotated[str, Form(pattern="^(upheld|changed)$")],
    corrected: CorrectionsSent,
    reason: Words = "",
    removed: Annotated[list[str] | None, Form()] = None,
) -> RedirectResponse:
    """Decide a review."""
    gone = tuple(removed or ())
    if {name for name, _ in corrected} & set(gone):
        raise Refusal(422, "bad_correction", "A line is removed or corrected, not both.")
    verdict = Verdict(outcome == "changed", reason.strip(), gone, corrected)
    decide_review(service, reviewer, review_id, verdict)
    return RedirectResponse("/staff/queue", status_code=303)
