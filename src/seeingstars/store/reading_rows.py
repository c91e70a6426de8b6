"""From a table of flagged readings to rows of the database, the same for one reading and for a million."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import CHECKS, Stream

# Decimals of a degree at which a place is public: 0.001° is about 100 m, 0.01° about 1 km.
PRECISIONS: dict[str, int | None] = {"100m": 3, "1km": 2, "exact": None}
COARSEST_FIRST = ("1km", "100m", "exact")

_SERIES = ("stream", "instrument_type", "instrument_id", "site_id", "supplier", "licence")
_REASONS = ("reason_en", "reason_nl")
_NUMBERS = (
    "longitude_deg",
    "latitude_deg",
    "brightness_mag_arcsec2",
    "limiting_magnitude",
    "cloud_cover_percent",
    "stars_counted",
    "sun_altitude_deg",
    "moon_altitude_deg",
)
_VALUES = ("brightness_mag_arcsec2", "limiting_magnitude", "stars_counted")
# That a reading is told to repeat another must not tell where the other was to who only guesses: a place counts no more
# precisely than it is public. Two meters seldom show the same hundredth in the same minute; eyes often agree, so that for
# them whole kilometres would take neighbours for one.
_SAME_PLACE_DEG, _SAME_PLACE_MEASURED_DEG = 1e-3, 1e-2
_MINUTE_US = 60_000_000

Row = dict[str, Any]


class FileRows:
    """Numbers the rows of one file, piece by piece, and parts what many of them share from what each has.

    Parameters
    ----------
    file_id : number of the file
    first_reading_id : number of its first reading
    precision : one of `PRECISIONS`

    Examples
    --------
    >>> maker = FileRows(7, first_reading_id=100, precision="1km")
    >>> row = {"series": ("photometer", "", "", "", "", ""), "reasons": ("", ""), "longitude_deg": 4.487, "latitude_deg": None}
    >>> readings, series, reasons = maker.of([row, row])
    >>> [(one["reading_id"], one["public_longitude_deg"], one["series_no"]) for one in readings], len(series)
    ([(100, 4.49, 0), (101, 4.49, 0)], 1)
    """

    def __init__(self, file_id: int, *, first_reading_id: int, precision: str) -> None:
        self.file_id = file_id
        self._next_id = first_reading_id
        self._precision = precision
        self._series: dict[tuple[str, ...], int] = {}
        self._reasons: dict[tuple[str, ...], int] = {}

    def of(self, rows: Sequence[Mapping[str, Any]]) -> tuple[list[Row], list[Row], list[Row]]:
        """The rows of a piece: readings, and the series and reasons that did not come before.

        Parameters
        ----------
        rows : from `plain_rows`; pieces come in the order of the file

        Returns
        -------
        readings, series, reasons : lists of rows
        """
        old_series, old_reasons = len(self._series), len(self._reasons)
        readings = [self._reading(row) for row in rows]
        series = self._shared(self._series, old_series, "series_no", _SERIES)
        return readings, series, self._shared(self._reasons, old_reasons, "reason_no", _REASONS)

    def _reading(self, row: Mapping[str, Any]) -> Row:
        made = {name: value for name, value in row.items() if name not in ("series", "reasons")}
        made["reading_id"], self._next_id = self._next_id, self._next_id + 1
        made["file_id"], made["duplicate_of"] = self.file_id, None
        made["series_no"] = self._series.setdefault(row["series"], len(self._series))
        made["reason_no"] = self._reasons.setdefault(row["reasons"], len(self._reasons))
        for name in ("longitude_deg", "latitude_deg"):
            made[f"public_{name}"] = public_place(row[name], precision=self._precision)
        return made

    def _shared(self, numbers: dict[tuple[str, ...], int], old: int, key: str, names: tuple[str, ...]) -> list[Row]:
        fresh = list(numbers.items())[old:]
        return [
            {"file_id": self.file_id, key: number, **dict(zip(names, values, strict=True))} for values, number in fresh
        ]


def public_place(degrees: float | None, *, precision: str) -> float | None:
    """A longitude or latitude as it is public.

    Examples
    --------
    >>> public_place(4.48412, precision="100m"), public_place(4.48412, precision="exact"), public_place(None, precision="1km")
    (4.484, 4.48412, None)
    """
    decimals = PRECISIONS[precision]
    return degrees if degrees is None or decimals is None else round(degrees, decimals)


def plain_rows(flagged: pd.DataFrame) -> list[Row]:
    """The rows of a table of flagged readings as plain values, without numbers yet.

    Parameters
    ----------
    flagged : DataFrame from `quality.flag_readings`

    Returns
    -------
    list of dict
        With ``series`` and ``reasons``, which many rows share, as tuples.
    """
    columns: dict[str, Any] = {name: _or_none(flagged[name]) for name in _NUMBERS}
    columns |= {
        "source_line": flagged["source_line"].tolist(),
        "series": _shared_texts(flagged, _SERIES),
        "reasons": _shared_texts(flagged, _REASONS),
        "observed_at_utc": _moments(flagged["observed_at_utc"]),
        "lamps_nearby": _texts_or_none(flagged["lamps_nearby"]),
        "comment": _texts_or_none(flagged["comment"]),
        "flag": flagged["flag"].tolist(),
        "flags": flags_as_digits(flagged),
        "is_simulated": flagged["is_simulated"].tolist(),
        "row_hash": row_hashes(flagged),
    }
    names = tuple(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _shared_texts(flagged: pd.DataFrame, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """For each row its combination of texts; equal ones are one object."""
    codes, first = _distinct([flagged[name] for name in names])
    texts = [flagged[name].iloc[first].astype(object).fillna("").tolist() for name in names]
    made = [tuple(clean_text(str(value)) for value in values) for values in zip(*texts, strict=True)]
    return [made[code] for code in codes.tolist()]


def clean_text(text: str) -> str:
    """A text that every database keeps: without NUL and without halves of characters.

    Examples
    --------
    >>> clean_text("a\\x00b\\ud800")
    'a\\ufffdb\\ufffd'
    """
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if not text.isascii():
        text = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def _distinct(columns: list[pd.Series[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row the number of its combination of values, and the first row of each, in order of appearance."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values = column.array
        codes = values.codes if isinstance(values, pd.Categorical) else pd.factorize(column)[0]
        code = pd.factorize(code * (int(codes.max(initial=-1)) + 2) + codes.astype(np.int64) + 1)[0].astype(np.int64)
    first = np.unique(code, return_index=True)[1].astype(np.int64)
    return code, first


def _or_none(values: pd.Series[Any]) -> list[float | None]:
    numbers = values.to_numpy(dtype=np.float64)
    if not np.isnan(numbers).any():
        plain: list[float | None] = numbers.tolist()
        return plain
    return [None if number != number else number for number in numbers.tolist()]


def _texts_or_none(texts: pd.Series[Any]) -> list[str | None]:
    return [clean_text(str(text)) if isinstance(text, str) and text else None for text in texts.tolist()]


def _moments(values: pd.Series[Any]) -> list[Any]:
    naive = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    if len(naive) == 0:
        return []
    # Years that the databases do not know are no moments; the flag says what is wrong with them.
    known = (naive >= np.datetime64("0001-01-02")) & (naive <= np.datetime64("9999-12-30"))
    made = [_aware(moment) if ok else None for moment, ok in zip(naive.tolist(), known.tolist(), strict=True)]
    return made


def _aware(moment: Any) -> Any:
    from datetime import UTC

    return moment.replace(tzinfo=UTC)


def flags_as_digits(flagged: pd.DataFrame) -> list[str]:
    """The flags of each reading as one digit a check, in the order of `columns.CHECKS`.

    Examples
    --------
    >>> flags_as_digits(pd.DataFrame({check.column: [1, 4] for check in CHECKS}))
    ['111111111111', '444444444444']
    """
    flags = flagged[[check.column for check in CHECKS]].to_numpy(dtype=np.uint8) + ord("0")
    width = len(CHECKS)
    text = np.ascontiguousarray(flags).tobytes().decode("ascii")
    return [text[i : i + width] for i in range(0, len(text), width)]


def row_hashes(readings: pd.DataFrame) -> list[bytes | None]:
    """A digest of what makes a reading that reading, the same in whatever file it comes.

    Two rows are the same reading, of a fixed meter, where stream, instrument, moment, value and place are the same; of
    people where place, minute and all that was entered are. The same place is the same 0.01° where a meter was read,
    the same 0.001° where stars were looked at. The comparison itself goes by the closer rule of `science.repetitions`,
    which nobody can ask.

    Parameters
    ----------
    readings : DataFrame with `columns.SOURCE_COLUMNS`

    Returns
    -------
    list
        16 bytes for each reading; None without a moment, a place or a value: such a row repeats nothing.
    """
    meter = (readings["stream"] == Stream.PHOTOMETER).to_numpy(dtype=bool)
    moment = readings["observed_at_utc"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    known = ~np.isnat(moment)
    micros = moment.astype(np.int64)
    micros = np.where(meter, micros, micros // _MINUTE_US)
    places = [readings[name].to_numpy(dtype=np.float64) for name in ("longitude_deg", "latitude_deg")]
    values = [readings[name].to_numpy(dtype=np.float64) for name in _VALUES]
    known &= ~np.isnan(places[0] + places[1]) & ~np.all([np.isnan(value) for value in values], axis=0)
    cloud = np.where(meter, np.nan, readings["cloud_cover_percent"].to_numpy(dtype=np.float64))
    cell = np.where(np.isnan(values[0]), _SAME_PLACE_DEG, _SAME_PLACE_MEASURED_DEG)
    numbers = np.column_stack([*(np.round(place / cell) for place in places), *values, cloud])
    numbers = np.where(np.isnan(numbers), 1e300, numbers) + 0.0  # one NaN, and no −0.0
    packed = np.empty(len(readings), dtype=[("moment", "<i8"), ("numbers", "<f8", (numbers.shape[1],))])
    packed["moment"], packed["numbers"] = micros, numbers
    digest = _digests(packed, _names(readings, meter))
    return [digest(i) if ok else None for i, ok in enumerate(known.tolist())]


def _names(readings: pd.DataFrame, meter: NDArray[np.bool_]) -> Iterator[bytes]:
    names = [
        readings[name].astype(object).fillna("").tolist() for name in ("stream", "instrument_id", "instrument_type")
    ]
    comments = readings["comment"].fillna("").tolist()
    for stream, instrument, kind, comment, fixed in zip(*names, comments, meter.tolist(), strict=True):
        parts = (stream, instrument, kind, "") if fixed else (stream, instrument, "", comment)
        yield "\x1f".join(parts).encode("utf-8", errors="replace")


def _digests(packed: NDArray[Any], names: Iterator[bytes]) -> Callable[[int], bytes]:
    size, data, texts = packed.dtype.itemsize, packed.tobytes(), list(names)

    def digest(i: int) -> bytes:
        return hashlib.blake2b(data[i * size : (i + 1) * size] + texts[i], digest_size=16).digest()

    return digest
