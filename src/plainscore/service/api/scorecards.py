"""Scorecards for lenders to read: what they score with is no secret."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from plainscore.service.access.signed_in import ScoresReader
from plainscore.service.cards import approved_card, card_of
from plainscore.service.cards.lifecycle import events_of
from plainscore.service.instants import instant_text
from plainscore.service.service import ServiceHere

router = APIRouter(prefix="/v1/scorecards", tags=["scorecards"])


class ApprovedScorecard(BaseModel):
    """The scorecard that scores now."""

    name: str
    digest: str
    lowest: int
    highest: int
    features: list[str]
    approved_at: str
    expires_at: str | None


@router.get("/approved", response_model=ApprovedScorecard)
def approved(service: ServiceHere, lender: ScoresReader) -> ApprovedScorecard:
    """Say which scorecard scores now, and until when it is approved."""
    with service.database.transaction(lender) as connection:
        card = approved_card(connection, service)
        last = events_of(connection, card.digest)[card.digest][-1]
    return ApprovedScorecard(
        name=card.name,
        digest=card.digest,
        lowest=card.lowest_score,
        highest=card.highest_score,
        features=list(card.feature_names),
        approved_at=instant_text(last.at),
        expires_at=None if last.expires_at is None else instant_text(last.expires_at),
    )


@router.get("/{digest}")
def document(service: ServiceHere, lender: ScoresReader, digest: str) -> Response:
    """Return the document of a scorecard, with every point it gives."""
    with service.database.transaction(lender) as connection:
        card = card_of(connection, digest)
    return Response(card.to_json(), media_type="application/json")
