"""Taking one's data along."""

from fastapi import APIRouter
from fastapi.responses import Response

from plainscore.service.access.signed_in import PersonHere
from plainscore.service.data.exporting import export_of
from plainscore.service.service import ServiceHere

router = APIRouter()


@router.get("/me/export")
def export(service: ServiceHere, person: PersonHere) -> Response:
    """Give everything that is held of the person, as JSON that can be handed in again."""
    with service.database.transaction(person) as connection:
        content = export_of(connection, service, person.person_id)
    day = service.clock.now().date().isoformat()
    return Response(
        content,
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="plainscore-export-{day}.json"',
            "Cache-Control": "no-store",
        },
    )
