"""One reading of the form as a row of our upload template, which preview, upload and comparison read alike."""

from __future__ import annotations

from seeingstars.sources.upload_headings import HEADINGS
from seeingstars.web.form_fields import DIRECTIONS
from seeingstars.web.form_reading import FormReading

# Names of fields of the form that differ from those of the template.
_AS_TYPED = {
    "meter_model": "meter_model", "serial_number": "serial_number", "cloud": "cloud", "lamps": "lamps_nearby",
    "comment": "comment", "limiting_magnitude": "limiting_magnitude", "stars_counted": "stars_counted",
}  # fmt: skip


def cells_of(reading: FormReading) -> dict[str, str]:
    """The cells of the row, by the template's own names of its columns.

    Raises
    ------
    ValueError
        If the reading has no place or no moment.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from seeingstars.web.form_reading import read_form
    >>> fields = {"latitude": "52,15", "longitude": "4,48", "date": "25-9-2022", "time": "22.14", "brightness_north": "18,7"}
    >>> reading = read_form(fields, kind="meter", event=None, now=datetime(2022, 9, 26, tzinfo=UTC))
    >>> cells_of(reading)
    {'date': '2022-09-25', 'time': '22:14:00', 'longitude': '4.48', 'latitude': '52.15', 'brightness_north': '18.7'}
    """
    if reading.moment is None or reading.longitude_deg is None or reading.latitude_deg is None:
        raise ValueError("reading must have a place and a moment; read it without problems first")
    local = reading.moment.astimezone(reading.zone)
    cells = {
        "date": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M:%S}",
        "longitude": f"{reading.longitude_deg:.10g}",
        "latitude": f"{reading.latitude_deg:.10g}",
        "time_zone": reading.texts["time_zone"] if reading.offsets else "",
    }
    cells |= {name: f"{reading.values[name]:.6g}" for name in DIRECTIONS if name in reading.values}
    cells |= {column: reading.texts.get(name, "") for name, column in _AS_TYPED.items()}
    return {name: text for name, text in cells.items() if text and name in HEADINGS}
