"""Access tokens for lenders' programs: OAuth 2.0 client credentials (RFC 6749, section 4.4)."""

import base64
import binascii
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from plainscore.service.access.clients import find_client
from plainscore.service.access.rates import Rate
from plainscore.service.access.scopes import Scope
from plainscore.service.access.signed_in import client_address, limit
from plainscore.service.access.tokens import issue_token
from plainscore.service.service import ServiceHere

router = APIRouter(tags=["access"])
TOKEN_RATE = Rate("token", 60, timedelta(minutes=1))
NO_STORE = {"Cache-Control": "no-store"}


class Token(BaseModel):
    """An access token."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    scope: str


@router.post("/oauth/token", response_model=Token)
def token(
    request: Request,
    service: ServiceHere,
    grant_type: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form()] = "",
    client_secret: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "",
    authorization: Annotated[str, Header()] = "",
) -> JSONResponse:
    """Give a program a token for its client id and secret, sent as Basic authentication or form."""
    limit(service, TOKEN_RATE, client_address(request))
    if grant_type != "client_credentials":
        return _error("unsupported_grant_type", "grant_type must be client_credentials")
    if authorization:
        client_id, client_secret = _basic(authorization)
    client = find_client(service, client_id, client_secret)
    if client is None:
        return _error("invalid_client", "client id or secret is wrong", status=401)
    known = {each.value for each in client.scopes}
    wanted = set(scope.split()) or known
    if not wanted <= known:
        return _error("invalid_scope", "the client is not allowed this scope")
    scopes = frozenset(Scope(each) for each in wanted)
    answer = Token(
        access_token=issue_token(service, client.lender_id, client.client_id, scopes),
        expires_in=service.settings.token_minutes * 60,
        scope=" ".join(sorted(wanted)),
    )
    return JSONResponse(answer.model_dump(), headers=NO_STORE)


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


def _error(code: str, description: str, *, status: int = 400) -> JSONResponse:
    # the shape RFC 6749 asks for here
    headers = dict(NO_STORE)
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="oauth"'
    body = {"error": code, "error_description": description}
    return JSONResponse(body, status_code=status, headers=headers)
