"""Forms come from our own pages: each carries a token that no other site can know."""

import hmac

from fastapi import Request

from plainscore.service.problems import Refusal
from plainscore.service.service import service_of
from plainscore.service.web.visit import form_token, visit_of

FIELD = "csrf"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def check_form(request: Request) -> None:
    """Refuse a form that another site sent.

    Parameters
    ----------
    request : Request
        What was asked, after `recognise`.

    Raises
    ------
    Refusal
        If the form's token is not the one its visitor was given.
    """
    if request.method in SAFE:
        return
    sent = request.headers.get(HEADER)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if sent is None and kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        sent = str((await request.form()).get(FIELD, ""))
    binding = visit_of(request).binding
    wanted = form_token(service_of(request).keys.cookie, binding)
    if not binding or not hmac.compare_digest(wanted.encode(), (sent or "").encode()):
        detail = "This form is no longer valid. Open the page again and send it once more."
        raise Refusal(403, "form_expired", detail)
