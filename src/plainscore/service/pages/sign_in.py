"""Sign-in with a passkey or a recovery code, and sign-out."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from plainscore.service.access.cookies import SESSION, cookie_name
from plainscore.service.access.passkeys import authentication_options, sign_in_with_passkey
from plainscore.service.access.rates import Rate
from plainscore.service.access.recovery import sign_in_with_code
from plainscore.service.access.sessions import end_session, set_session_cookie
from plainscore.service.access.signed_in import client_address, limit
from plainscore.service.actors import Person, Staff
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page
from plainscore.service.web.visit import visit_of

router = APIRouter()
SIGN_IN_RATE = Rate("sign_in", 10, timedelta(minutes=1))
CODE_LETTERS_MAX = 100
HOME = "/home"


@router.get("/sign-in")
def form(request: Request, next: str = HOME) -> HTMLResponse:  # noqa: A002 - as it stands in the address
    """Show the ways to sign in."""
    return page(request, "sign_in.html", next=local_path(next), wrong=False, refused="")


@router.post("/sign-in")
def with_code(
    request: Request,
    service: ServiceHere,
    code: Annotated[str, Form(max_length=CODE_LETTERS_MAX)] = "",
    next: Annotated[str, Form()] = HOME,  # noqa: A002 - as it stands in the form
) -> Response:
    """Sign in with a recovery code."""
    limit(service, SIGN_IN_RATE, client_address(request))
    token = sign_in_with_code(service, code)
    if token is None:
        where = local_path(next)
        return page(request, "sign_in.html", status=403, next=where, wrong=True, refused="")
    response = RedirectResponse(local_path(next), status_code=303)
    set_session_cookie(response, service, token)
    return response


@router.post("/sign-in/passkey/options")
def passkey_options(request: Request, service: ServiceHere) -> Response:
    """Tell the browser what to ask of an authenticator."""
    limit(service, SIGN_IN_RATE, client_address(request))
    response = Response(media_type="application/json", headers={"Cache-Control": "no-store"})
    response.body = authentication_options(response, service).encode()
    response.headers["Content-Length"] = str(len(response.body))
    return response


@router.post("/sign-in/passkey")
def with_passkey(
    request: Request, service: ServiceHere, credential: Annotated[dict[str, Any], Body()]
) -> JSONResponse:
    """Sign in with what the authenticator answered."""
    limit(service, SIGN_IN_RATE, client_address(request))
    token = sign_in_with_passkey(request, service, credential)
    response = JSONResponse({"signed_in": True})
    set_session_cookie(response, service, token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, service: ServiceHere) -> RedirectResponse:
    """End the session."""
    actor = visit_of(request).actor
    token = request.cookies.get(cookie_name(SESSION, secure=service.settings.secure), "")
    if isinstance(actor, Person | Staff):
        end_session(service, actor, token)
    response = RedirectResponse("/", status_code=303)
    set_session_cookie(response, service, "")
    return response


def local_path(address: str) -> str:
    """Return a path of this service, and the first page for any other address.

    Parameters
    ----------
    address : str
        Where one wanted to go, as a stranger may have written it.

    Returns
    -------
    str
        A path that begins with one slash.

    Examples
    --------
    >>> local_path("/score"), local_path("//evil.example"), local_path("https://evil.example")
    ('/score', '/', '/')
    """
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else "/"
