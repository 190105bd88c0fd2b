"""Errors of the API: problem details (RFC 9457), the same shape everywhere."""

from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from plainscore.service.web.page import page

MEDIA_TYPE = "application/problem+json"
# insufficient_privilege: no grant, no policy, or an append-only table
FORBIDDEN = "42501"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer
    """What the service answers instead of doing what was asked.

    Parameters
    ----------
    status : int
        Of HTTP.
    code : str
        Short stable name, such as ``no_consent``.
    detail : str
        What is the case and what to do, in plain words, without personal data.
    headers : dict, optional
        To be sent along.
    extra : Any
        Further members of the problem document.

    Examples
    --------
    >>> Refusal(403, "no_consent", "The person has not allowed this.").code
    'no_consent'
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is made again where it was sent to."""
        return partial(Refusal, headers=self.headers, **self.extra), (
            self.status,
            self.code,
            self.detail,
        )


class SignInFirst(Exception):  # noqa: N818 - an instruction, not an error
    """A page that needs a signed-in visitor was asked for by nobody."""


def problem_response(refusal: Refusal) -> JSONResponse:
    """Return a refusal as a problem document.

    Examples
    --------
    >>> problem_response(Refusal(404, "not_found", "There is no such score.")).media_type
    'application/problem+json'
    """
    body = {
        "type": f"urn:plainscore:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
        **refusal.extra,
    }
    return JSONResponse(
        body, status_code=refusal.status, media_type=MEDIA_TYPE, headers=refusal.headers
    )


def install(app: FastAPI) -> None:
    """Answer every error of an application as a problem, or as a page to those who read pages.

    Parameters
    ----------
    app : FastAPI
        The application.
    """
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(SignInFirst, _on_sign_in_first)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(OperationalError, _on_database_away)
    app.add_exception_handler(DBAPIError, _on_database_refusal)


def _refuse(request: Request, refusal: Refusal) -> Response:
    if not wants_page(request):
        return problem_response(refusal)
    return page(
        request,
        "refused.html",
        status=refusal.status,
        headers=refusal.headers,
        title=HTTPStatus(refusal.status).phrase,
        detail=refusal.detail,
    )


def _on_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return _refuse(request, error)


def _on_sign_in_first(request: Request, _: Exception) -> Response:
    if wants_page(request) and request.method == "GET":
        return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", status_code=303)
    return _refuse(request, Refusal(401, "sign_in_first", "Sign in first."))


def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    headers = dict(error.headers or {})
    return _refuse(request, Refusal(error.status_code, code, f"{phrase}.", headers=headers))


def _on_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # what was sent is not repeated: it may be personal
    wrong = [
        {"where": [str(part) for part in each["loc"]], "what": each["msg"]}
        for each in error.errors()
    ]
    detail = "The request is not as described."
    return _refuse(request, Refusal(422, "invalid_request", detail, errors=wrong))


def _on_database_away(request: Request, _: Exception) -> Response:
    detail = "The database cannot be reached. Try again."
    return _refuse(request, Refusal(503, "database_away", detail, headers={"Retry-After": "2"}))


def _on_database_refusal(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == FORBIDDEN:
        return _refuse(request, Refusal(403, "forbidden", "This is not yours to do."))
    if isinstance(error, DataError):
        # such as a character that no text of the database can hold
        detail = "The request holds what cannot be stored or looked for."
        return _refuse(request, Refusal(422, "invalid_request", detail))
    raise error


def wants_page(request: Request) -> bool:
    """Tell whether the reader is a person with a browser rather than a program.

    Parameters
    ----------
    request : Request
        What was asked.

    Returns
    -------
    bool
        False under ``/v1`` and ``/oauth``, and where HTML is not accepted.
    """
    if request.url.path.startswith(("/v1", "/oauth", "/health", "/ready")):
        return False
    return "text/html" in request.headers.get("accept", "")
