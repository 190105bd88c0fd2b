"""Scorecards: handed in by one analyst, looked at and approved by another, retired by any."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from plainscore.scorecard.pair_table import pair_tables
from plainscore.service.access.signed_in import AnalystHere, signed_in_staff
from plainscore.service.actors import Staff, StaffRole
from plainscore.service.cards import (
    CardState,
    approve_card,
    card_of,
    card_problems,
    end_card,
    events_of,
    state_of,
    submit_card,
)
from plainscore.service.cards.lifecycle import row_of
from plainscore.service.database.schema import scorecards, staff
from plainscore.service.problems import Refusal
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter(prefix="/staff/scorecards")
Watcher = Annotated[Staff, Depends(signed_in_staff(StaffRole.ANALYST, StaffRole.AUDITOR))]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, Form(max_length=400)]
USUAL_APPROVAL = timedelta(days=365)


@router.get("")
def listed(request: Request, service: ServiceHere, watcher: Watcher) -> HTMLResponse:
    """List all scorecards, the newest first."""
    now = service.clock.now()
    with service.database.transaction(watcher) as connection:
        events = events_of(connection)
        rows = connection.execute(
            select(
                scorecards.c.scorecard_digest,
                scorecards.c.name,
                scorecards.c.created_at,
                staff.c.name.label("author"),
            )
            .join(staff, staff.c.staff_id == scorecards.c.author_id)
            .order_by(scorecards.c.created_at.desc(), scorecards.c.scorecard_digest)
        ).all()
    states = {digest: state_of(each, now) for digest, each in events.items()}
    approved = [
        (events[digest][-1].at, digest)
        for digest, state in states.items()
        if state is CardState.APPROVED
    ]
    return page(
        request,
        "scorecards.html",
        rows=rows,
        events=events,
        states=states,
        in_use=max(approved)[1] if approved else None,
    )


@router.post("")
def hand_in(
    service: ServiceHere,
    analyst: AnalystHere,
    document: Annotated[UploadFile, File()],
    report: Annotated[UploadFile | None, File()] = None,
    note: Note = "",
) -> RedirectResponse:
    """Hand in a scorecard, with its validation report."""
    shown = report.file.read() if report is not None else b""
    digest = submit_card(service, analyst, document.file.read(), report=shown or None, note=note)
    return RedirectResponse(f"/staff/scorecards/{digest}", status_code=303)


@router.get("/{digest}")
def one(request: Request, service: ServiceHere, watcher: Watcher, digest: Digest) -> HTMLResponse:
    """Show a scorecard: its points, its life, and what can be done with it."""
    now = service.clock.now()
    with service.database.transaction(watcher) as connection:
        row = row_of(connection, digest)
        events = events_of(connection, digest)[digest]
        names = {
            each.staff_id: each.name
            for each in connection.execute(select(staff.c.staff_id, staff.c.name))
        }
        try:
            card = card_of(connection, digest)
        except Refusal:
            card = None
    return page(
        request,
        "scorecard.html",
        digest=digest,
        card=card,
        pairs=() if card is None else pair_tables(card),
        name=row.name,
        state=state_of(events, now),
        problems=() if card is None else card_problems(card),
        events=events,
        names=names,
        is_author=row.author_id == watcher.staff_id,
        is_analyst=watcher.role is StaffRole.ANALYST,
        has_report=row.report is not None,
        usual=(now + USUAL_APPROVAL).date(),
        latest=(now + USUAL_APPROVAL).date(),
    )


@router.get("/{digest}/document.json")
def document(service: ServiceHere, watcher: Watcher, digest: Digest) -> Response:
    """Give the document, byte for byte as it was handed in."""
    with service.database.transaction(watcher) as connection:
        content = bytes(row_of(connection, digest).document)
    return _file(content, "application/json", f"scorecard-{digest[:12]}.json")


@router.get("/{digest}/report.html")
def report(service: ServiceHere, watcher: Watcher, digest: Digest) -> Response:
    """Give the validation report, as a file: our pages run no scripts that came from elsewhere."""
    with service.database.transaction(watcher) as connection:
        content = row_of(connection, digest).report
    if content is None:
        raise Refusal(404, "no_report", "No report was handed in with this scorecard.")
    return _file(bytes(content), "text/html", f"report-{digest[:12]}.html")


@router.post("/{digest}/approve")
def approve(
    service: ServiceHere,
    analyst: AnalystHere,
    digest: Digest,
    until: Annotated[date, Form()],
    note: Note = "",
) -> RedirectResponse:
    """Approve a scorecard until a day."""
    expires_at = datetime.combine(until, time(), UTC)
    approve_card(service, analyst, digest, expires_at=expires_at, note=note)
    return RedirectResponse(f"/staff/scorecards/{digest}", status_code=303)


@router.post("/{digest}/end")
def end(
    service: ServiceHere, analyst: AnalystHere, digest: Digest, note: Note = ""
) -> RedirectResponse:
    """Reject a scorecard that waits, or retire one that scores."""
    end_card(service, analyst, digest, note=note)
    return RedirectResponse(f"/staff/scorecards/{digest}", status_code=303)


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
