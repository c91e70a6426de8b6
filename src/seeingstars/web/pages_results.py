"""The pages with the result: its verdicts, and the published files as they stand."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse, RedirectResponse

from seeingstars.web.page_context import ThisPage
from seeingstars.web.results import PAGE, latest_result

router = APIRouter(include_in_schema=False)
files_router = APIRouter(include_in_schema=False)

# The published pages carry their own styles and, on their maps, their own scripts; they may talk to nobody else.
PUBLISHED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_TYPES = {
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".nc": "application/netcdf",
    ".tif": "image/tiff",
    ".csv": "text/csv; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".pmtiles": "application/vnd.pmtiles",
    ".webmanifest": "application/manifest+json",
}


@router.get("/results")
def results(here: ThisPage) -> Response:
    """What the readings say together."""
    event = here.event
    result = latest_result(here.settings.results_folder, event) if event else None
    running = bool(event and here.request.app.state.work.is_running(event.event_id))
    return here.render("results.html", result=result, is_running=running, refresh_s=20 if running else 0)


@files_router.get("/results/{event_id}/{path:path}")
def published_file(here: ThisPage, event_id: str, path: str) -> Response:
    """One file of a publication."""
    folder = (here.settings.results_folder / event_id).resolve()
    if event_id not in here.events or not folder.is_dir():
        raise HTTPException(404)
    if not path:
        return RedirectResponse(f"/{here.language}/results/{event_id}/{PAGE}", 307)
    file = _inside(folder, path)
    kind = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {
        "content-security-policy": PUBLISHED_POLICY,
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
    }
    return FileResponse(file, media_type=kind, headers=headers)


def _inside(folder: Path, path: str) -> Path:
    """The file of that name in the folder; nothing above it, nothing hidden."""
    if "\x00" in path or any(part.startswith(".") for part in path.split("/")):
        raise HTTPException(404)
    file = (folder / path).resolve()
    if not file.is_relative_to(folder):
        raise HTTPException(404)
    if file.is_dir():
        file = file / PAGE
    if not file.is_file():
        raise HTTPException(404)
    return file
