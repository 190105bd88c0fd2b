"""Scores for lenders: asked for with a purpose and a consent, read again, proved."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from plainscore.records import Purpose
from plainscore.service.access.signed_in import ScoresReader, ScoresWriter
from plainscore.service.actors import Lender
from plainscore.service.consent.disclosures import disclose
from plainscore.service.disputes.flags import open_disputes
from plainscore.service.ledger import canonical_bytes
from plainscore.service.scores import (
    StoredScore,
    ask_for_score,
    find_score,
    last_scores,
    score_answer,
    score_bytes,
)
from plainscore.service.scores.in_turn import in_turn
from plainscore.service.scores.processes import NoProcess, ScoreProcessesHere
from plainscore.service.scores.receipts import receipt_of_score
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.idempotency import IdempotencyHere, Repeat

router = APIRouter(prefix="/v1/scores", tags=["scores"])
JSON = "application/json"
MOST_A_PAGE = 100


class ScoreRequest(BaseModel):
    """Whose score, and what for."""

    model_config = ConfigDict(extra="forbid")

    person_id: str = Field(max_length=80, description="As the person gave it with the consent.")
    purpose: str = Field(
        default="",
        max_length=80,
        description="One of the closed list. Anything else is refused, and the person sees it.",
        json_schema_extra={"enum": [each.value for each in Purpose]},
    )


class KeyFactorOut(BaseModel):
    """One of the at most four factors that lowered the score most, the greatest first."""

    feature: str
    label: str
    sentence: str
    points_short: int


class RangeOut(BaseModel):
    """The range of all scores."""

    lowest: int
    highest: int


class ScorecardOut(BaseModel):
    """The scorecard that was used, and the range that it can give."""

    name: str
    digest: str
    lowest: int
    highest: int


class CoverageOut(BaseModel):
    """What the score rests on, and whether the person left accounts out."""

    accounts_used: int
    accounts_left_out: int
    chosen_by_person: bool
    first_day: str | None
    last_day: str | None
    transactions: int
    disputed_items: int


class ScoreOut(BaseModel):
    """A score, or what is lacking for one."""

    score_id: str
    status: str = Field(json_schema_extra={"enum": ["scored", "not_enough_information"]})
    score: int | None
    band: str | None
    range: RangeOut
    probability: str | None
    as_of: str
    person_id: str
    lender_id: str | None
    purpose: str
    consent_id: str
    cause: str
    supersedes_id: str | None
    scorecard: ScorecardOut
    key_factors: list[KeyFactorOut]
    lacking: list[str]
    coverage: CoverageOut
    disputed: bool
    inputs_digest: str
    receipt: str


class ScoresOut(BaseModel):
    """Scores of a person that were made for the lender, the newest first."""

    scores: list[ScoreOut]
    next: str | None


@router.post("", status_code=201, response_model=ScoreOut)
async def ask(
    service: ServiceHere,
    processes: ScoreProcessesHere,
    lender: ScoresWriter,
    repeat: IdempotencyHere,
    body: ScoreRequest,
) -> Response:
    """Make a score as of now, if the person allows it."""
    asked = partial(
        _made, lender=lender, person_id=body.person_id, purpose=body.purpose, repeat=repeat
    )
    try:
        score_id, told = await processes.do(asked)
    except NoProcess:
        # where one died at work the key tells whether it was done
        score_id, told = await in_turn(partial(asked, service))
    return Response(
        told, status_code=201, media_type=JSON, headers={"Location": f"/v1/scores/{score_id}"}
    )


def _made(
    service: Service, *, lender: Lender, person_id: str, purpose: str, repeat: Repeat
) -> tuple[str, bytes]:
    made = ask_for_score(service, lender, person_id, purpose, repeat)
    return made.score_id, score_bytes(made)


@router.get("", response_model=ScoresOut)
def list_scores(
    service: ServiceHere,
    lender: ScoresReader,
    person_id: Annotated[str, Query(max_length=80)],
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 20,
    before: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """List the scores of a person that were made for the lender, those scored again too."""
    with service.database.transaction(lender) as connection:
        found = last_scores(
            connection, service, person_id, lender.lender_id, limit=limit + 1, before=before
        )
        for each in found[:limit]:
            _note_reading(connection, service, lender, each)
    more = found[limit - 1].score_id if len(found) > limit else None
    page = {"scores": [score_answer(each) for each in found[:limit]], "next": more}
    return Response(canonical_bytes(page), media_type=JSON)


@router.get("/{score_id}", response_model=ScoreOut)
def read(service: ServiceHere, lender: ScoresReader, score_id: str) -> Response:
    """Return a score: the same bytes as when it was made.

    `Plainscore-Disputed: true` comes with it while the person contests something now.
    """
    with service.database.transaction(lender) as connection:
        found = find_score(connection, service, score_id)
        contested = open_disputes(connection, found.evidence.context.person_id)
        _note_reading(connection, service, lender, found)
    headers = {"Plainscore-Disputed": "true"} if contested else {}
    return Response(score_bytes(found), media_type=JSON, headers=headers)


@router.get("/{score_id}/receipt")
def receipt(service: ServiceHere, lender: ScoresReader, score_id: str) -> Response:
    """Return the proof that a score stands in the ledger; it is checked offline."""
    return Response(receipt_of_score(service, lender, score_id).to_json(), media_type=JSON)


def _note_reading(
    connection: Connection, service: Service, lender: Lender, score: StoredScore
) -> None:
    context = score.evidence.context
    disclose(
        connection,
        service,
        lender,
        context.person_id,
        what="score",
        subject_id=score.score_id,
        consent_id=context.consent_id,
        purpose=context.purpose,
    )
