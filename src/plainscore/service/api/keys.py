"""The public keys with which anyone verifies offline what the service signed."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from plainscore.service.consent.postgres import receipt_signer
from plainscore.service.service import ServiceHere

router = APIRouter(tags=["keys"])


@router.get("/v1/keys")
def keys(service: ServiceHere) -> JSONResponse:
    """Return the keys that sign receipts of consent, as a JSON Web Key Set (RFC 7517)."""
    published: dict[str, Any] = receipt_signer(service).published()
    return JSONResponse(published, headers={"Cache-Control": "public, max-age=300"})
