"""Whether the scorecard is still what it was: live scores beside its own bins, month by month."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from plainscore.service.access.signed_in import signed_in_staff
from plainscore.service.actors import Staff, StaffRole
from plainscore.service.cards import approved_card
from plainscore.service.cards.monitoring import live_monitoring
from plainscore.service.problems import Refusal
from plainscore.service.service import ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
Watcher = Annotated[Staff, Depends(signed_in_staff(StaffRole.ANALYST, StaffRole.AUDITOR))]


@router.get("/staff/monitoring")
def show(request: Request, service: ServiceHere, watcher: Watcher) -> HTMLResponse:
    """Show stability of the score and of each feature, and what was disputed or overridden."""
    with service.database.transaction(watcher) as connection:
        try:
            card = approved_card(connection, service)
        except Refusal as refusal:
            return page(request, "monitoring.html", card=None, why=refusal.detail, found=None)
        found = live_monitoring(connection, card)
    return page(request, "monitoring.html", card=card, why="", found=found)
