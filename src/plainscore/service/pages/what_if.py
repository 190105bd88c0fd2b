"""What would be if: over what the person can do something about, said by the scorer itself."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from plainscore.service.access.signed_in import PersonHere
from plainscore.service.cards import card_of
from plainscore.service.scores import band_of, last_scores
from plainscore.service.scores.actionable import what_if
from plainscore.service.scores.spoken import speaker_for
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()


@router.get("/me/what-if", response_class=HTMLResponse)
def show(request: Request, service: ServiceHere, person: PersonHere) -> Response:
    """Show what can be tried and what it would give; nothing is stored."""
    with service.database.transaction(person) as connection:
        scores = last_scores(connection, service, person.person_id, None)
        if not scores or scores[0].evidence.score is None:
            return RedirectResponse("/me", status_code=303)
        card = card_of(connection, scores[0].evidence.scorecard_digest)
        spoken = speaker_for(connection, person.person_id)
    tried = dict(request.query_params)
    found = what_if(card, scores[0].evidence, tried)
    return page(
        request,
        "what_if.html",
        found=found,
        score=scores[0],
        spoken=spoken,
        band=band_of(found.reached),
        taken={each.feature: each.value for each in found.chosen},
    )
