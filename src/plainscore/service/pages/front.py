"""The first page: what this is, and the ways in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from plainscore.service.web.page import page

router = APIRouter()


@router.get("/")
def front(request: Request) -> HTMLResponse:
    """Show the first page."""
    return page(request, "front.html")
