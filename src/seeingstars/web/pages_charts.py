"""The star charts of the form: the sky of a place and hour down to each limiting magnitude."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from seeingstars.web.form_fields import CHARTS
from seeingstars.web.language import Language

router = APIRouter(include_in_schema=False)

_FIRST, _LAST = datetime(1950, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_drawing = Lock()  # eight charts are asked for at once, and one drawing gives them all


@router.get("/{lang}/charts/{number}.svg")
def chart(
    lang: Language,
    number: str,
    longitude: Annotated[float, Query(ge=-180, le=180)],
    latitude: Annotated[float, Query(ge=-90, le=90)],
    at: datetime,
) -> Response:
    """One chart as SVG."""
    moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    if number not in CHARTS or not _FIRST <= moment <= _LAST:
        raise HTTPException(404)
    with _drawing:
        to_the_minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
        charts = _charts(round(longitude, 1), round(latitude, 1), to_the_minute, lang)
    headers = {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "cache-control": "public, max-age=86400",
    }
    return Response(charts[int(number)], media_type="image/svg+xml", headers=headers)


@lru_cache(maxsize=64)
def _charts(longitude_deg: float, latitude_deg: float, moment: datetime, language: Language) -> dict[int, str]:
    from seeingstars.skies.night_sky import limiting_magnitude_charts

    return limiting_magnitude_charts(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg, language=language)
