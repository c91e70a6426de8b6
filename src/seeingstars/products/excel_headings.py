"""Products: Dutch headings of the Excel file, and the order in which a class wants to see its columns."""

from __future__ import annotations

from seeingstars.columns import CHECKS, READING_COLUMNS

_CHECKS_NL = {
    "row": "rij",
    "time": "tijd",
    "position": "plaats",
    "sun": "zon",
    "moon": "maan",
    "range": "bereik",
    "limiting_magnitude": "grensmagnitude",
    "saturation": "verzadiging",
    "duplicate": "herhaling",
    "stuck": "vastgelopen",
    "covered": "afgedekt",
    "cloud": "wolken",
}

EXCEL_HEADINGS: dict[str, str] = {
    "date_local": "datum (plaatselijk)",
    "time_local": "tijd (plaatselijk)",
    "date_utc": "datum (UTC)",
    "time_utc": "tijd (UTC)",
    "night": "nacht (datum van de avond)",
    "stream": "soort instrument",
    "site_id": "meetplaats",
    "role": "rol van de plaats",
    "area_id": "gebied",
    "in_window": "in het venster",
    "brightness_mag_arcsec2": "hemelhelderheid (mag/arcsec2, groter is donkerder)",
    "limiting_magnitude": "grensmagnitude (mag)",
    "limiting_magnitude_error": "fout van de grensmagnitude (mag)",
    "stars_counted": "sterren geteld",
    "lamps_nearby": "lampen dichtbij",
    "cloud_cover_percent": "bewolking (%)",
    "flag": "oordeel (1 = goed)",
    "reason_nl": "reden",
    "longitude_deg": "lengtegraad",
    "latitude_deg": "breedtegraad",
    "elevation_m": "hoogte (m)",
    "position_accuracy_m": "nauwkeurigheid plaats (m)",
    "sun_altitude_deg": "hoogte zon (graden)",
    "sun_altitude_as_given_deg": "hoogte zon bij tijd uit bestand (graden)",
    "moon_altitude_deg": "hoogte maan (graden)",
    "moon_illuminated_fraction": "verlicht deel maan",
    "zenith_galactic_latitude_deg": "galactische breedte zenit (graden)",
    "temperature_c": "temperatuur meter (°C)",
    "sky_temperature_c": "temperatuur hemel (°C)",
    "comment": "opmerking",
    "instrument_type": "instrument",
    "instrument_id": "nummer van het instrument",
    "supplier": "leverancier",
    "licence": "licentie",
    "source_file": "bestand",
    "source_line": "regel in het bestand",
    "source_sha256": "SHA-256 van het bestand",
    "observed_at_utc": "moment (UTC)",
    "observed_at_utc_as_given": "moment volgens het bestand (UTC)",
    "time_as_given": "tijd in het bestand",
    "utc_offset_min": "verschil met UTC in het bestand (min)",
    "time_basis": "hoe de tijd bekend is",
    "time_uncertainty_s": "onzekerheid klok (s)",
    "row_problem": "wat er mis is met de rij (Engels)",
    "row_problem_nl": "wat er mis is met de rij",
    "is_simulated": "gesimuleerd",
    "reason_en": "reden (Engels)",
} | {check.column: f"oordeel {_CHECKS_NL.get(check.name, check.name)}" for check in CHECKS}

# First what a class works with, then all the rest, so that nothing is missing.
_FIRST = list(EXCEL_HEADINGS)[: list(EXCEL_HEADINGS).index("instrument_type")]
EXCEL_ORDER: tuple[str, ...] = (
    *_FIRST,
    *(column.name for column in READING_COLUMNS if column.name not in _FIRST),
)
