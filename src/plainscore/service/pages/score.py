"""The person's own score: the number, its band, its date, what it rests on."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, exists, select

from plainscore.scorecard import HIGHEST_SCORE, LOWEST_SCORE
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.database.schema import imports, inclusions, item_marks
from plainscore.service.disputes.flags import open_disputes
from plainscore.service.problems import Refusal
from plainscore.service.scores import BANDS, band_of, last_scores, score_for_self
from plainscore.service.scores.decisions import decisions_about
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()


@router.get("/me")
def own_score(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show the score that was worked out last; looking works nothing out."""
    with service.database.transaction(person) as connection:
        scores = last_scores(connection, service, person.person_id, None)
        decisions = decisions_about(connection, service, person.person_id)
        last = scores[0] if scores else None
        contested = len(open_disputes(connection, person.person_id))
        stale = last is not None and _changed_since(connection, person.person_id, last.at)
    value = None if last is None else last.evidence.score
    return page(
        request,
        "score.html",
        score=last,
        stale=stale,
        contested=contested,
        value=value,
        band=None if value is None else band_of(value),
        bands=BANDS,
        lowest=LOWEST_SCORE,
        highest=HIGHEST_SCORE,
        letters=sum(each.letter_id is not None for each in decisions),
    )


@router.post("/me/score")
def work_out(service: ServiceHere, person: PersonHere) -> RedirectResponse:
    """Work the score out as of now, for the person alone."""
    made = score_for_self(service, person)
    where = "/me/consents/new?to=own" if isinstance(made, Refusal) else "/me"
    return RedirectResponse(where, status_code=303)


def _changed_since(connection: Connection, person_id: str, at: datetime) -> bool:
    """Return whether anything of what counts came in, was chosen or was contested since."""
    return any(
        connection.scalar(select(exists().where(table.c.person_id == person_id, table.c.at > at)))
        for table in (imports, inclusions, item_marks)
    )
