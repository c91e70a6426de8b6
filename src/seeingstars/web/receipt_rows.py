"""The readings of a receipt as rows of a page: value, verdict, reasons, and what to do better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from seeingstars.columns import Flag, Stream
from seeingstars.event import Text
from seeingstars.intake.beside_fixed_meter import NEAR_KM, NEAR_MINUTES, FixedMeter, fixed_meter_at
from seeingstars.intake.receiving import Desk
from seeingstars.web.language import Language, number_words
from seeingstars.web.texts import Num, both

MOST_COMPARED = 5
_TOLD = (Flag.SUSPECT, Flag.FAIL, Flag.MISSING)
_BOX_DEG = 0.25  # at 60 degrees of latitude still more than 10 km
_SAME_MAG = 0.005


@dataclass(frozen=True)
class ReceiptRow:
    """One reading of a receipt, in words."""

    line: int
    observed_at_utc: datetime | None
    value_text_nl: str
    value_text_en: str
    quality: Flag
    reasons_nl: tuple[str, ...]
    reasons_en: tuple[str, ...]
    is_duplicate: bool


def receipt_rows(readings: Sequence[Mapping[str, Any]]) -> list[ReceiptRow]:
    """The rows of a page from the readings of a receipt.

    Examples
    --------
    >>> reading = {"source_line": 2, "observed_at_utc": None, "brightness_mag_arcsec2": 18.7, "limiting_magnitude": None,
    ...     "stars_counted": None, "flag": 1, "reason_nl": "", "reason_en": "", "duplicate_of": None}
    >>> receipt_rows([reading])[0].value_text_nl
    '18,70 mag/arcsec²'
    """
    return [
        ReceiptRow(
            line=int(one["source_line"]),
            observed_at_utc=one["observed_at_utc"],
            value_text_nl=_value(one, "nl"),
            value_text_en=_value(one, "en"),
            quality=Flag(int(one["flag"])),
            reasons_nl=_parts(one["reason_nl"]),
            reasons_en=_parts(one["reason_en"]),
            is_duplicate=one["duplicate_of"] is not None,
        )
        for one in readings
    ]


def _parts(reason: str | None) -> tuple[str, ...]:
    return tuple(part for part in (reason or "").split(" | ") if part)


def _value(reading: Mapping[str, Any], language: Language) -> str:
    parts = []
    brightness, chart = reading["brightness_mag_arcsec2"], reading["limiting_magnitude"]
    if _known(brightness):
        parts.append(f"{number_words(brightness, language)} mag/arcsec²")
    if _known(chart):
        parts.append(
            f"{'grensmagnitude' if language == 'nl' else 'limiting magnitude'} {number_words(chart, language, decimals=1)}"
        )
    if _known(reading["stars_counted"]):
        parts.append(f"{reading['stars_counted']:.0f} {'sterren' if language == 'nl' else 'stars'}")
    return "; ".join(parts)


def _known(value: Any) -> bool:
    return value is not None and value == value


def advice_for(readings: Sequence[Mapping[str, Any]]) -> list[Text]:
    """What to do better, once for each check that found something, in the order of the checks.

    Examples
    --------
    >>> [text.en for text in advice_for([{"flags": {"moon": 3}}, {"flags": {"moon": 3}}])]
    ['Measure on an evening without a moon, or before it rises.']
    """
    names = dict.fromkeys(name for one in readings for name, flag in one["flags"].items() if flag in _TOLD)
    return [both(f"advice_{name}") for name in names]


def beside_meters(
    desk: Desk, readings: Sequence[Mapping[str, Any]], *, publication: Path, zone: ZoneInfo
) -> list[tuple[Text, bool]]:
    """What the nearest fixed meter read at the minute of each of the first readings, and whether there was one."""
    told = []
    for one in readings[:MOST_COMPARED]:
        if one["stream"] == Stream.PHOTOMETER or one["observed_at_utc"] is None or not _known(one["longitude_deg"]):
            continue
        found = _fixed_meter(desk, one, publication)
        told.append((_sentence(one, found, zone), found is not None))
    return list(dict.fromkeys(told))


def _fixed_meter(desk: Desk, reading: Mapping[str, Any], publication: Path) -> FixedMeter | None:
    moment, margin = reading["observed_at_utc"], timedelta(minutes=NEAR_MINUTES)
    longitude_deg, latitude_deg = float(reading["longitude_deg"]), float(reading["latitude_deg"])
    box = (longitude_deg - _BOX_DEG, latitude_deg - _BOX_DEG, longitude_deg + _BOX_DEG, latitude_deg + _BOX_DEG)
    kept = desk.readings(
        box=box, start=moment - margin, end=moment + margin, stream=Stream.PHOTOMETER, quality=[Flag.GOOD], limit=500
    )
    return fixed_meter_at(
        moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg, publication=publication, kept=kept.rows
    )


def _sentence(reading: Mapping[str, Any], meter: FixedMeter | None, zone: ZoneInfo) -> Text:
    if meter is None:
        return both("compare_none", km=Num(NEAR_KM, 0), minutes=Num(NEAR_MINUTES, 0))
    values: dict[str, object] = {
        "name": meter.name, "km": Num(meter.km, 1), "clock": f"{meter.observed_at_utc.astimezone(zone):%H:%M}",
        "value": Num(meter.brightness_mag_arcsec2, 2),
    }  # fmt: skip
    own = reading["brightness_mag_arcsec2"]
    if not _known(own):
        return both("compare_eyes", **values)
    difference = float(own) - meter.brightness_mag_arcsec2
    if abs(difference) < _SAME_MAG:
        return both("compare_equal", **values)
    key = "compare_darker" if difference > 0 else "compare_brighter"
    return both(key, difference=Num(abs(difference), 2), **values)
