"""Why a score is what it is: every datum in points, and what would change it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from plainscore.service.access.signed_in import PersonHere
from plainscore.service.database.schema import lenders
from plainscore.service.evidence import full_account, key_factors
from plainscore.service.scores import find_score, last_scores
from plainscore.service.scores.spoken import speaker_for
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
ScoreName = Annotated[str, Path(pattern=r"^score_[a-z0-9]{1,60}$")]


@router.get("/me/why")
def why(service: ServiceHere, person: PersonHere) -> Response:
    """Go to the account of the newest own score."""
    with service.database.transaction(person) as connection:
        scores = last_scores(connection, service, person.person_id, None)
    where = f"/me/why/{scores[0].score_id}" if scores else "/me"
    return RedirectResponse(where, status_code=303)


@router.get("/me/why/{score_id}")
def account(
    request: Request, service: ServiceHere, person: PersonHere, score_id: ScoreName
) -> HTMLResponse:
    """Show which data a score was made from, how each counted, and what would change it."""
    with service.database.transaction(person) as connection:
        score = find_score(connection, service, score_id)
        lender = connection.scalar(
            select(lenders.c.name).where(lenders.c.lender_id == score.evidence.context.lender_id)
        )
        spoken = speaker_for(connection, person.person_id)
    scored = score.evidence.score is not None
    return page(
        request,
        "why.html",
        score=score,
        evidence=score.evidence,
        account=full_account(score.evidence),
        factors=key_factors(score.evidence) if scored else (),
        lender=lender,
        spoken=spoken,
    )
