"""Asking for a human, and what the human found."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.database.schema import lenders, score_events
from plainscore.service.disputes.letters import letters_about
from plainscore.service.disputes.reviews import ask_for_human, reviews_of
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
SCORES_MAX = 20
Words = Annotated[str, Form(max_length=4000, pattern="^[^\x00]*$")]
Field = Annotated[str, Form(max_length=80, pattern=r"^[a-z0-9_]+$")]
STATUSES = {
    "open": "A human will look at it.",
    "assigned": "A human is looking at it.",
    "upheld": "A human found that the score stands.",
    "changed": "A human found that the score does not stand. It was made again.",
    "withdrawn": "Taken back.",
}


@router.get("/me/reviews")
def list_reviews(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show reviews, and the scores of which one may be asked for."""
    with service.database.transaction(person) as connection:
        key = open_person_key(connection, service, person.person_id)
        own = reviews_of(connection, person.person_id)
        asked = [
            {
                "review": each,
                "status": STATUSES[each.status],
                "letters": [
                    letter
                    for letter in letters_about(connection, key, each.review_id)
                    if letter.lender_id is None
                ],
            }
            for each in own
        ]
        table = score_events.c
        scores = connection.execute(
            select(table.score_id, table.at, lenders.c.name)
            .join(lenders, lenders.c.lender_id == table.lender_id, isouter=True)
            .where(table.person_id == person.person_id)
            .order_by(table.at.desc(), table.score_id.desc())
            .limit(SCORES_MAX)
        ).all()
    busy = {each.score_id for each in own if each.closed_at is None}
    free = [each for each in scores if each.score_id not in busy]
    return page(request, "reviews.html", reviews=asked, scores=free)


@router.post("/me/reviews")
def ask(
    service: ServiceHere, person: PersonHere, score_id: Field, words: Words = ""
) -> RedirectResponse:
    """Ask for a human to look at a score."""
    ask_for_human(service, person, score_id, words.strip())
    return RedirectResponse("/me/reviews", status_code=303)
