"""Who saw it: everything of a person that was released or refused, to whom and what for."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from plainscore.service.access.signed_in import PersonHere
from plainscore.service.consent.disclosures import SAID
from plainscore.service.database.schema import disclosures, lenders
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
A_PAGE = 50
WHAT = {
    "score": "Your score",
    "evidence": "What your score was made from",
    "statement": "A statement handed in",
    "export": "A copy of all your data",
    "letter": "A letter about you",
    "dispute": "Your dispute of what it furnished",
    "notice": "A notice that something was disputed or changed",
}


@router.get("/me/seen")
def seen(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show who saw what, and who was refused, the newest first."""
    table = disclosures.c
    query = (
        select(disclosures, lenders.c.name)
        .join(lenders, lenders.c.lender_id == table.lender_id, isouter=True)
        .where(table.person_id == person.person_id)
        .order_by(table.at.desc(), table.disclosure_id.desc())
    )
    with service.database.transaction(person) as connection:
        found = connection.execute(query.limit(A_PAGE + 1).offset((number - 1) * A_PAGE)).all()
    rows = [
        {
            "at": each.at,
            "who": each.name or ("A reviewer of ours" if each.staff_id else "You"),
            "what": WHAT.get(each.what, each.what.replace("_", " ").capitalize()),
            "purpose": (each.purpose or "").replace("_", " "),
            "refused": SAID.get(each.reason, "It was not allowed.") if each.reason else "",
        }
        for each in found[:A_PAGE]
    ]
    return page(request, "seen.html", rows=rows, number=number, more=len(found) > A_PAGE)
