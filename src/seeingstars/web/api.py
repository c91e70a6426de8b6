"""The JSON API under /api/v1: what people do on the pages, programs do here; it describes itself in OpenAPI."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from seeingstars import __version__
from seeingstars.web import api_about, api_readings, api_uploads

PREFIX = "/api/v1"
_DESCRIPTION = (
    "Readings of the night sky around lights-off events: hand them in, follow them with the code of the receipt, and "
    "download what others handed in. Refusals are problem+json (RFC 9457) in Dutch or English by Accept-Language; "
    "/api/v1/problems lists them all. Nothing asks for a name or an account."
)

router = APIRouter(prefix=PREFIX)
for _part in (api_readings, api_uploads, api_about):
    router.include_router(_part.router)


def openapi() -> dict[str, Any]:
    """The description of the API alone, without the pages.

    Examples
    --------
    >>> sorted(openapi()["paths"]["/api/v1/uploads/{code}"])
    ['delete', 'get']
    """
    return get_openapi(
        title="Seeing Stars",
        version=__version__,
        description=_DESCRIPTION,
        routes=router.routes,
        servers=[{"url": "/"}],
    )


_described: dict[str, Any] = {}


@router.get("/openapi.json", include_in_schema=False)
async def describe(request: Request) -> Response:
    """The description of the API (OpenAPI 3.1)."""
    if not _described:
        _described.update(openapi())
    return JSONResponse(_described)
