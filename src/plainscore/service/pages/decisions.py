"""Decisions of lenders about the person, and their letters: a page, and a PDF to keep."""

import base64
import re
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from plainscore.service.access.signed_in import PersonHere
from plainscore.service.database.schema import lenders
from plainscore.service.evidence import letter_pdf
from plainscore.service.scores.decisions import Outcome, decisions_about, letter_page
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
LetterName = Annotated[str, Path(pattern=r"^letter_[a-z0-9]{1,60}$")]
OUTCOME_WORDS = {
    Outcome.APPROVED: "Approved",
    Outcome.DECLINED: "Declined",
    Outcome.COUNTEROFFER: "Offered other terms",
    Outcome.LESS_FAVOURABLE: "Offered terms less favourable than the best",
    Outcome.WITHDRAWN: "You withdrew your application",
}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@router.get("/me/decisions")
def decisions(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """List what lenders decided."""
    with service.database.transaction(person) as connection:
        found = decisions_about(connection, service, person.person_id)
        names = {
            row.lender_id: row.name
            for row in connection.execute(select(lenders.c.lender_id, lenders.c.name))
        }
    return page(
        request, "decisions.html", decisions=found, names=names, outcome_words=OUTCOME_WORDS
    )


@router.get("/me/letters/{letter_id}.pdf")
def letter_to_keep(service: ServiceHere, person: PersonHere, letter_id: LetterName) -> Response:
    """Give a letter as PDF."""
    with service.database.transaction(person) as connection:
        text = letter_page(connection, service, letter_id)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{letter_id}.pdf"',
    }
    return Response(letter_pdf(text, letter_id), media_type="application/pdf", headers=headers)


@router.get("/me/letters/{letter_id}")
def letter(service: ServiceHere, person: PersonHere, letter_id: LetterName) -> HTMLResponse:
    """Show a letter, as it was sent."""
    with service.database.transaction(person) as connection:
        text = letter_page(connection, service, letter_id)
    return HTMLResponse(
        text,
        headers={"Cache-Control": "no-store", "Content-Security-Policy": _letter_policy(text)},
    )


def _letter_policy(text: str) -> str:
    """Return the policy of a letter: its own style and nothing else."""
    styles = " ".join(
        f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
        for style in _STYLE.findall(text)
    )
    return (
        f"default-src 'none'; style-src {styles}; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
