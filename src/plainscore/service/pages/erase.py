"""Having everything erased: what goes, what must stay, and one clear question."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from plainscore.service.access.sessions import set_session_cookie
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.actors import Nobody
from plainscore.service.data.erasing import erase
from plainscore.service.database.schema import decisions
from plainscore.service.law import rule_on
from plainscore.service.scores.retention import RULE
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page
from plainscore.service.web.visit import Visit

router = APIRouter()


@router.get("/me/erase")
def ask(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Say what would be erased and what is kept, and ask."""
    return _question(request, service, person)


@router.post("/me/erase")
def erase_all(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    sure: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """Erase everything, and say what was kept."""
    if not sure:
        return _question(request, service, person, wrong=True)
    erased = erase(service, person.person_id)
    # the session is gone with the rest
    request.state.visit = Visit(Nobody(), "")
    response = page(request, "erased.html", erased=erased)
    set_session_cookie(response, service, "")
    return response


def _question(
    request: Request, service: ServiceHere, person: PersonHere, *, wrong: bool = False
) -> HTMLResponse:
    with service.database.transaction(person) as connection:
        decided = connection.execute(select(func.count()).select_from(decisions)).scalar_one()
    rule = rule_on(RULE, service.clock.now().date())
    return page(
        request, "erase.html", status=422 if wrong else 200, wrong=wrong, decided=decided, rule=rule
    )
