"""Whether the service lives, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from plainscore.service.database.migrate import is_current
from plainscore.service.service import ServiceHere

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "alive"}


@router.get("/ready", responses={503: {"description": "Not able to serve."}})
def ready(service: ServiceHere) -> JSONResponse:
    """Tell whether requests can be served: database reached, schema current, its rules in force."""
    try:
        checks = {
            "schema_current": is_current(service.database.engine),
            "rules_in_force": service.database.is_bound(),
        }
    except SQLAlchemyError:
        checks = {"database": False}
    good = all(checks.values())
    return JSONResponse({"ready": good, "checks": checks}, status_code=200 if good else 503)
