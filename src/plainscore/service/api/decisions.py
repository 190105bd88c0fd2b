"""Decisions of lenders, and the notices that people are owed for them."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from plainscore.service.access.signed_in import DecisionsReader, DecisionsWriter
from plainscore.service.evidence import Party, letter_pdf
from plainscore.service.instants import instant_text
from plainscore.service.ledger import canonical_bytes
from plainscore.service.problems import Refusal
from plainscore.service.scores.decisions import (
    Decision,
    Outcome,
    decide,
    find_decision,
    letter_page,
    record_decision,
)
from plainscore.service.scores.notices import Notice
from plainscore.service.scores.stored import find_score
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.idempotency import IdempotencyHere, made_before, remember

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])
Line = Annotated[str, Field(max_length=400)]
Short = Annotated[str, Field(max_length=80)]


class PartyIn(BaseModel):
    """A name with an address, as it stands in a notice."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    address: Line
    telephone: Line = ""
    web: Line = ""

    def party(self) -> Party:
        """Return it as notices take it."""
        return Party(self.name, self.address, self.telephone, self.web)


class NoticeIn(BaseModel):
    """Names and addresses for the notice."""

    model_config = ConfigDict(extra="forbid")

    applicant: Line
    creditor: PartyIn
    authority: PartyIn = Field(description="Who supervises the creditor under the ECOA.")
    jurisdiction: str = Field(default="US", pattern="^(US|EU|UK)$")


class DecisionRequest(BaseModel):
    """A decision that rests on a score."""

    model_config = ConfigDict(extra="forbid")

    score_id: Short
    outcome: Outcome
    applied_at: AwareDatetime = Field(description="When the application was complete.")
    terms: dict[Short, Line] = Field(default_factory=dict, max_length=20)
    notice: NoticeIn | None = Field(
        default=None, description="Needed unless the application was withdrawn."
    )


class DecisionOut(BaseModel):
    """A decision, and the notice that the person finds on their page."""

    decision_id: str
    score_id: str
    person_id: str
    outcome: Outcome
    applied_at: str
    at: str
    terms: dict[str, str]
    notice: str | None
    letter: str | None


@router.post("", status_code=201, response_model=DecisionOut)
def tell(
    service: ServiceHere, lender: DecisionsWriter, repeat: IdempotencyHere, body: DecisionRequest
) -> Response:
    """Tell of a decision; the notice that is owed is made and shown to the person."""
    with service.database.transaction(lender) as connection:
        earlier = made_before(connection, lender, repeat)
        if earlier is not None and earlier.subject_id is not None:
            return _answer(find_decision(connection, service, earlier.subject_id), 201)
        score = find_score(connection, service, body.score_id)
        made = decide(
            connection,
            service,
            lender,
            score,
            body.outcome,
            body.applied_at,
            body.terms,
            _notice(service, body.notice),
        )
        remember(connection, service, lender, repeat, status=201, subject_id=made.decision_id)
        record_decision(connection, made)
    return _answer(made, 201)


@router.get("/{decision_id}", response_model=DecisionOut)
def read(service: ServiceHere, lender: DecisionsReader, decision_id: str) -> Response:
    """Return a decision."""
    with service.database.transaction(lender) as connection:
        return _answer(find_decision(connection, service, decision_id), 200)


@router.get(
    "/{decision_id}/letter",
    response_class=Response,
    responses={200: {"content": {"text/html": {}, "application/pdf": {}}}},
)
def letter(
    service: ServiceHere,
    lender: DecisionsReader,
    decision_id: str,
    accept: Annotated[str, Header()] = "text/html",
) -> Response:
    """Return the notice of a decision: a page, or a PDF where ``Accept`` asks for one."""
    with service.database.transaction(lender) as connection:
        letter_id = find_decision(connection, service, decision_id).letter_id
        if letter_id is None:
            raise Refusal(404, "no_letter", "No notice is owed for this decision.")
        page = letter_page(connection, service, letter_id)
    if "application/pdf" in accept:
        return Response(letter_pdf(page, letter_id), media_type="application/pdf")
    return Response(page, media_type="text/html")


def _notice(service: Service, sent: NoticeIn | None) -> Notice | None:
    if sent is None:
        return None
    settings = service.settings
    return Notice(
        applicant=sent.applicant,
        creditor=sent.creditor.party(),
        scorer=Party(settings.operator, settings.contact, web=settings.public_url),
        authority=sent.authority.party(),
        jurisdiction=sent.jurisdiction,
    )


def _answer(decision: Decision, status: int) -> Response:
    body = {
        "decision_id": decision.decision_id,
        "score_id": decision.score_id,
        "person_id": decision.person_id,
        "outcome": decision.outcome.value,
        "applied_at": instant_text(decision.applied_at),
        "at": instant_text(decision.at),
        "terms": dict(decision.terms),
        "notice": None if decision.kind is None else decision.kind.value,
        "letter": None
        if decision.letter_id is None
        else f"/v1/decisions/{decision.decision_id}/letter",
    }
    headers = {"Location": f"/v1/decisions/{decision.decision_id}"} if status == 201 else {}
    return Response(
        canonical_bytes(body), status_code=status, media_type="application/json", headers=headers
    )
