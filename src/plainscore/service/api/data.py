"""Statements that a lender hands in, in any format that is understood."""

import json
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from plainscore.records import Purpose
from plainscore.service.access.signed_in import DataWriter
from plainscore.service.actors import Lender
from plainscore.service.consent import DataKind, Permission
from plainscore.service.consent.disclosures import refuse_without_consent, stated_purpose
from plainscore.service.consent.looking_again import look_again
from plainscore.service.consent.postgres import consent_allowing
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import Parsed, SentFile, parse
from plainscore.service.database.schema import imports
from plainscore.service.problems import Refusal
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.idempotency import IdempotencyHere, made_before, remember

router = APIRouter(tags=["data"])
NAME = r"^[a-z0-9_]{1,80}$"
WHAT = "statements handed in"


class Handed(BaseModel):
    """Statements of one person."""

    model_config = ConfigDict(extra="forbid")

    person_id: str = Field(pattern=NAME, description="As the person gave it.")
    purpose: str = Field(
        default="",
        max_length=80,
        description="One of the closed list. Anything else is refused, and the person sees it.",
        json_schema_extra={"enum": [each.value for each in Purpose if each != Purpose.OWN_VIEW]},
    )
    document: dict[str, Any] | list[Any] | str = Field(
        description="Plaid or UK Open Banking as JSON; camt.053, MT940, OFX or CSV as text."
    )
    name: str = Field(
        default="statements", min_length=1, max_length=120, description="What the person is told."
    )


class RowProblem(BaseModel):
    """What is wrong with one place of a document."""

    row: int | None
    column: str | None
    code: str
    message: str
    remedy: str
    quarantined: bool


class Import(BaseModel):
    """What became of the rows of a document."""

    import_id: str
    person_id: str
    format: str
    rows_read: int
    rows_added: int
    rows_known: int
    rows_left_out: int
    problems: list[RowProblem]


@router.post(
    "/v1/data",
    status_code=201,
    response_model=Import,
    responses={403: {"description": "No consent covers it."}},
)
def hand_in(
    service: ServiceHere, lender: DataWriter, body: Handed, repeat: IdempotencyHere
) -> JSONResponse:
    """Take in statements of a person who allows it; rows that are held are not doubled."""
    purpose = stated_purpose(service, lender, body.person_id, body.purpose, what=WHAT)
    with service.database.transaction(lender) as connection:
        earlier = made_before(connection, lender, repeat)
        if earlier is not None:
            return _answer(connection, str(earlier.subject_id), earlier.status)
        allowed = _allowed(connection, service, lender, body.person_id, purpose, None)
    if not allowed.allowed:
        _refuse(service, lender, body.person_id, purpose, allowed)
    (parsed,) = parse([SentFile(body.name, _content(body.document))])

    def keep() -> JSONResponse | Permission:
        with service.database.transaction(lender) as connection:
            earlier = made_before(connection, lender, repeat)
            if earlier is not None:
                return _answer(connection, str(earlier.subject_id), earlier.status)
            # it may have been taken back while the document was read
            allowed = _allowed(connection, service, lender, body.person_id, purpose, parsed)
            if not allowed.allowed:
                return allowed
            taken = take_in(connection, service, body.person_id, parsed, lender_id=lender.lender_id)
            remember(connection, service, lender, repeat, status=201, subject_id=taken.import_id)
            return _answer(connection, taken.import_id, 201)

    kept = look_again(keep)
    if isinstance(kept, Permission):
        _refuse(service, lender, body.person_id, purpose, kept)
    return kept


@router.get(
    "/v1/data/{import_id}",
    response_model=Import,
    responses={404: {"description": "None of that name."}},
)
def read_import(
    service: ServiceHere, lender: DataWriter, import_id: Annotated[str, Path(pattern=NAME)]
) -> JSONResponse:
    """Tell again what became of a document that the lender handed in, while a consent lasts."""
    with service.database.transaction(lender) as connection:
        return _answer(connection, import_id, 200, lender)


def _content(document: dict[str, Any] | list[Any] | str) -> bytes:
    text = document if isinstance(document, str) else json.dumps(document)
    return text.encode("utf-8", "replace")


def _allowed(
    connection: Connection,
    service: Service,
    lender: Lender,
    person_id: str,
    purpose: Purpose,
    parsed: Parsed | None,
) -> Permission:
    """Return whether a document may be read, and when it was, whether its rows may be kept."""
    kinds: set[DataKind] = set()
    if parsed is not None:
        records = parsed.found.records
        if records.transactions.num_rows:
            kinds.add(DataKind.BANK_STATEMENTS)
        if records.tradelines.num_rows or records.tradeline_months.num_rows:
            kinds.add(DataKind.TRADELINES)
    now = service.clock.now()
    return consent_allowing(connection, person_id, lender.lender_id, purpose, kinds, now)


def _refuse(
    service: Service, lender: Lender, person_id: str, purpose: Purpose, allowed: Permission
) -> NoReturn:
    refuse_without_consent(
        service,
        lender,
        person_id,
        what=WHAT,
        purpose=purpose,
        reason=allowed.refusal or "no_consent",
    )


def _answer(
    connection: Connection, import_id: str, status: int, lender: Lender | None = None
) -> JSONResponse:
    query = select(imports).where(imports.c.import_id == import_id)
    if lender is not None:
        query = query.where(imports.c.lender_id == lender.lender_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(404, "no_such_import", "There is no such import, or its consent has ended.")
    answer = Import(
        import_id=row.import_id,
        person_id=row.person_id,
        format=row.source_format,
        rows_read=row.rows_read,
        rows_added=row.rows_added,
        rows_known=max(0, row.rows_read - row.rows_added - row.rows_left_out),
        rows_left_out=row.rows_left_out,
        problems=[
            RowProblem(**{name: each[name] for name in RowProblem.model_fields})
            for each in row.problems
        ],
    )
    return JSONResponse(answer.model_dump(), status_code=status)
