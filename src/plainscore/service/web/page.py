"""Rendering of pages: Jinja, escaped, with what every layout needs."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from plainscore.service.access.cookies import FORM, cookie_name
from plainscore.service.actors import Person, Staff
from plainscore.service.service import service_of
from plainscore.service.web.visit import form_token, visit_of

STATIC = Path(__file__).parents[1] / "pages" / "static"
templates = Environment(
    loader=PackageLoader("plainscore.service.pages", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Render a page.

    Parameters
    ----------
    request : Request
        What was asked.
    template : str
        Name of a file in ``pages/templates``.
    status : int
        Of HTTP.
    headers : dict, optional
        To be sent along.
    **context : Any
        What the template reads, beside what `page` itself gives.

    Returns
    -------
    HTMLResponse
        Never stored by a cache.
    """
    service = service_of(request)
    visit, zone = visit_of(request), ZoneInfo(service.settings.zone)
    text = templates.get_template(template).render(
        csrf=form_token(service.keys.cookie, visit.binding),
        is_person=isinstance(visit.actor, Person),
        staff_role=visit.actor.role.value if isinstance(visit.actor, Staff) else "",
        settings=service.settings,
        now=service.clock.now(),
        legal_date=lambda at: f"{at.astimezone(zone):%-d %B %Y}",
        path=request.url.path,
        **context,
    )
    response = HTMLResponse(
        text, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})}
    )
    if visit.fresh_cookie:
        response.set_cookie(
            cookie_name(FORM, secure=service.settings.secure),
            visit.fresh_cookie,
            secure=service.settings.secure,
            httponly=True,
            samesite="lax",
            path="/",
        )
    return response
