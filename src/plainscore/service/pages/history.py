"""How the score moved, and why each time."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.database.schema import lenders, score_events
from plainscore.service.scores import band_of, last_scores
from plainscore.service.scores.history import steps
from plainscore.service.scores.stored import open_score
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
SHOWN = 60


@router.get("/me/history")
def history(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show the own scores with what moved them, and those that lenders got."""
    with service.database.transaction(person) as connection:
        own = last_scores(connection, service, person.person_id, None, limit=SHOWN)
        given = connection.execute(
            select(score_events)
            .where(
                score_events.c.person_id == person.person_id,
                score_events.c.lender_id.is_not(None),
            )
            .order_by(score_events.c.at.desc(), score_events.c.score_id)
            .limit(SHOWN)
        ).all()
        key = open_person_key(connection, service, person.person_id)
        names = {
            row.lender_id: row.name
            for row in connection.execute(select(lenders.c.lender_id, lenders.c.name))
        }
    to_lenders = [(open_score(key, row), names[row.lender_id]) for row in given]
    return page(request, "history.html", steps=steps(own), to_lenders=to_lenders, band_of=band_of)
