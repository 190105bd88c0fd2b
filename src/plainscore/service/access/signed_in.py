"""Who makes a request: what route handlers ask for."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import OAuth2, SecurityScopes

from plainscore.service.access.cookies import FORM, SESSION, cookie_name
from plainscore.service.access.rates import Rate
from plainscore.service.access.scopes import DESCRIPTIONS
from plainscore.service.access.sessions import digest_of, find_session
from plainscore.service.access.tokens import BadToken, read_token
from plainscore.service.actors import Lender, Nobody, Person, Staff, StaffRole
from plainscore.service.problems import Refusal, SignInFirst
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.visit import Visit, visit_of

bearer = OAuth2(
    flows=OAuthFlows(
        clientCredentials=OAuthFlowClientCredentials(
            tokenUrl="/oauth/token",
            scopes={scope.value: meaning for scope, meaning in DESCRIPTIONS.items()},
        )
    ),
    auto_error=False,
)


def recognise(request: Request, service: ServiceHere) -> Visit:
    """Find out who asks for a page, by their cookie; every page does this first."""
    secure = service.settings.secure
    token = request.cookies.get(cookie_name(SESSION, secure=secure))
    actor = find_session(service, token) if token else None
    if token and actor:
        visit = Visit(actor, digest_of(token))
    else:
        cookie = request.cookies.get(cookie_name(FORM, secure=secure), "")
        fresh = "" if cookie else secrets.token_urlsafe(24)
        visit = Visit(Nobody(), cookie or fresh, fresh)
    request.state.visit = visit
    return visit


def signed_in_person(request: Request) -> Person:
    """Return the person who is signed in, or ask to sign in."""
    actor = visit_of(request).actor
    if not isinstance(actor, Person):
        raise SignInFirst
    return actor


def signed_in_staff(*roles: StaffRole) -> Callable[[Request], Staff]:
    """Return the check that a member of staff with one of the roles is signed in.

    Parameters
    ----------
    *roles : StaffRole
        Those who may; none means any.

    Returns
    -------
    callable
        To be given to ``Depends``.
    """

    def check(request: Request) -> Staff:
        actor = visit_of(request).actor
        if not isinstance(actor, Staff):
            raise SignInFirst
        if roles and actor.role not in roles:
            raise Refusal(403, "wrong_role", "This page is for other roles.")
        return actor

    return check


async def lender_of_token(
    scopes: SecurityScopes,
    service: ServiceHere,
    authorization: Annotated[str | None, Depends(bearer)],
) -> Lender:
    """Return the lender whose token was sent, if it allows the route's scopes."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(
            401,
            "no_token",
            "Send an access token: POST /oauth/token gives one.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    try:
        lender = read_token(service, token)
    except BadToken as error:
        raise Refusal(
            401,
            "bad_token",
            f"The access token {error}.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        ) from error
    lacking = " ".join(scope for scope in scopes.scopes if scope not in lender.scopes)
    if lacking:
        raise Refusal(
            403,
            "wrong_scope",
            f"The access token does not allow {lacking}.",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{lacking}"'},
        )
    most = service.settings.lender_requests_a_minute
    limit(service, Rate("lender", most, timedelta(minutes=1)), lender.lender_id)
    return lender


def limit(service: Service, rate: Rate, key: str) -> None:
    """Refuse the one who asks too often.

    Parameters
    ----------
    service : Service
        Its parts.
    rate : Rate
        How often is allowed.
    key : str
        Who asks.

    Raises
    ------
    Refusal
        With status 429 and the seconds to wait.
    """
    wait = service.rates.wait_seconds(rate, key, service.clock.now())
    if wait:
        raise Refusal(
            429,
            "too_often",
            f"Too many requests. Try again in {wait} seconds.",
            headers={"Retry-After": str(wait)},
        )


def client_address(request: Request) -> str:
    """Return where a request came from, for counting only."""
    return request.client.host if request.client else ""


PersonHere = Annotated[Person, Depends(signed_in_person)]
StaffHere = Annotated[Staff, Depends(signed_in_staff())]
AnalystHere = Annotated[Staff, Depends(signed_in_staff(StaffRole.ANALYST))]
ReviewerHere = Annotated[Staff, Depends(signed_in_staff(StaffRole.REVIEWER))]
AuditorHere = Annotated[Staff, Depends(signed_in_staff(StaffRole.AUDITOR))]
ScoresWriter = Annotated[Lender, Security(lender_of_token, scopes=["scores:write"])]
ScoresReader = Annotated[Lender, Security(lender_of_token, scopes=["scores:read"])]
DataWriter = Annotated[Lender, Security(lender_of_token, scopes=["data:write"])]
DecisionsWriter = Annotated[Lender, Security(lender_of_token, scopes=["decisions:write"])]
DecisionsReader = Annotated[Lender, Security(lender_of_token, scopes=["decisions:read"])]
ConsentsReader = Annotated[Lender, Security(lender_of_token, scopes=["consents:read"])]
DisputesReader = Annotated[Lender, Security(lender_of_token, scopes=["disputes:read"])]
DisputesWriter = Annotated[Lender, Security(lender_of_token, scopes=["disputes:write"])]
