"""One's keys: passkeys and recovery codes, of a person or a member of staff."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import delete, func, select

from plainscore.service.access.passkeys import register, registration_options
from plainscore.service.access.recovery import renew_codes
from plainscore.service.actors import Person, Staff
from plainscore.service.database.schema import passkeys, recovery_codes
from plainscore.service.problems import Refusal, SignInFirst
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page
from plainscore.service.web.visit import visit_of

router = APIRouter()
PASSKEYS_MAX = 20


def signed_in(request: Request) -> Person | Staff:
    """Return who is signed in, or ask to sign in."""
    actor = visit_of(request).actor
    if not isinstance(actor, Person | Staff):
        raise SignInFirst
    return actor


SignedIn = Annotated[Person | Staff, Depends(signed_in)]


@router.get("/keys")
def keys(request: Request, service: ServiceHere, actor: SignedIn) -> HTMLResponse:
    """Show the keys one has."""
    with service.database.transaction(actor) as connection:
        owned = connection.execute(select(passkeys).order_by(passkeys.c.created_at)).all()
        codes_left = connection.execute(
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.used_at.is_(None))
        ).scalar_one()
    return page(request, "keys.html", passkeys=owned, codes_left=codes_left)


@router.post("/keys/passkey/options")
def passkey_options(service: ServiceHere, actor: SignedIn) -> Response:
    """Tell the browser what to ask of an authenticator."""
    response = Response(media_type="application/json", headers={"Cache-Control": "no-store"})
    response.body = registration_options(
        response, service, actor, service.settings.operator
    ).encode()
    response.headers["Content-Length"] = str(len(response.body))
    return response


@router.post("/keys/passkey")
def add_passkey(
    request: Request,
    service: ServiceHere,
    actor: SignedIn,
    credential: Annotated[dict[str, Any], Body()],
) -> JSONResponse:
    """Store the passkey that the authenticator made."""
    with service.database.transaction(actor) as connection:
        count = connection.execute(select(func.count()).select_from(passkeys)).scalar_one()
    if count >= PASSKEYS_MAX:
        raise Refusal(409, "too_many_passkeys", "Remove a passkey before you add another.")
    register(request, service, actor, credential, f"Passkey {count + 1}")
    return JSONResponse({"added": True}, status_code=201)


@router.post("/keys/passkey/remove")
def remove_passkey(
    service: ServiceHere, actor: SignedIn, credential_id: Annotated[str, Form()]
) -> RedirectResponse:
    """Remove a passkey: it opens nothing from now on."""
    with service.database.transaction(actor) as connection:
        connection.execute(delete(passkeys).where(passkeys.c.credential_id == credential_id))
    return RedirectResponse("/keys", status_code=303)


@router.post("/keys/recovery-codes")
def new_codes(request: Request, service: ServiceHere, actor: SignedIn) -> HTMLResponse:
    """Make new recovery codes; the old ones end."""
    codes = renew_codes(service, actor)
    shown = [code.reveal().decode() for code in codes]
    return page(request, "recovery_codes.html", codes=shown, welcome=False)
