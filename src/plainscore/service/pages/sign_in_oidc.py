"""Sign-in of staff at the operator's identity provider: the way there, and the way back."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from plainscore.service.access.oidc import CALLBACK, begin_sign_in, finish_sign_in
from plainscore.service.access.oidc_provider import BadIdentity
from plainscore.service.access.oidc_settings import OidcSettings
from plainscore.service.access.sessions import set_session_cookie
from plainscore.service.access.signed_in import client_address, limit
from plainscore.service.pages.sign_in import HOME, SIGN_IN_RATE
from plainscore.service.problems import Refusal
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
log = logging.getLogger("plainscore.sign_in")


@router.get("/sign-in/oidc")
def go(request: Request, service: ServiceHere) -> RedirectResponse:
    """Send the browser to the provider."""
    settings = _settings(service)
    limit(service, SIGN_IN_RATE, client_address(request))
    response = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    response.headers["Location"] = begin_sign_in(response, service, settings)
    return response


@router.get(CALLBACK)
def come_back(request: Request, service: ServiceHere) -> Response:
    """Sign in whoever the provider vouches for."""
    settings = _settings(service)
    limit(service, SIGN_IN_RATE, client_address(request))
    try:
        token = finish_sign_in(request, service, settings, dict(request.query_params))
    except BadIdentity as error:
        log.warning("sign-in refused", extra={"told": {"why": str(error)}})
        return page(request, "sign_in.html", status=403, next=HOME, wrong=False, refused=str(error))
    response = RedirectResponse(HOME, status_code=303)
    set_session_cookie(response, service, token)
    return response


def _settings(service: Service) -> OidcSettings:
    if service.settings.oidc is None:
        raise Refusal(404, "no_identity_provider", "Staff do not sign in by a provider here.")
    return service.settings.oidc
