"""Where one begins after signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from plainscore.service.access.signed_in import StaffHere
from plainscore.service.actors import Person, Staff
from plainscore.service.web.page import page
from plainscore.service.web.visit import visit_of

router = APIRouter()


@router.get("/home")
def home(request: Request) -> RedirectResponse:
    """Go to the pages of whoever is signed in."""
    actor = visit_of(request).actor
    where = "/me" if isinstance(actor, Person) else "/staff" if isinstance(actor, Staff) else "/"
    return RedirectResponse(where, status_code=303)


@router.get("/staff")
def staff(request: Request, staff: StaffHere) -> HTMLResponse:
    """Show what there is to do for a member of staff."""
    return page(request, "staff.html", role=staff.role.value)
