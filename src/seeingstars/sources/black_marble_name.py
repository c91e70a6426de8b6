"""What a Black Marble file says that it is: name, tile, day, collection and grid, which must all agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from seeingstars.errors import UploadError

PIXELS_PER_DEGREE = 240  # 15 arc seconds
TILE_DEGREES = 10
TILE_PIXELS = TILE_DEGREES * PIXELS_PER_DEGREE

PLATFORMS = {"VNP46": "Suomi-NPP", "VJ146": "NOAA-20", "VJ246": "NOAA-21"}

_NAME = re.compile(r"(VNP46|VJ146|VJ246)A([1-4])\.A(\d{7})\.h(\d{2})v(\d{2})\.(\d{3})\.(\d{13})")


@dataclass(frozen=True)
class Claim:
    """One thing that one place in the file says."""

    fact: str
    value: str
    place: str


@dataclass(frozen=True)
class TileName:
    """The parts of a standard file name; `day` is the first UTC day, `produced_at` is as it stands there."""

    product: str
    day: date
    tile: str
    collection: str
    produced_at: str


def name_from_text(text: str) -> TileName | None:
    """The parts of a Black Marble file name, wherever it stands in a text.

    Parameters
    ----------
    text : str
        A file name; words before or after the standard name (a copy, "(1)") do no harm.

    Returns
    -------
    TileName or None
        None where there is no standard name, or its day is no day.

    References
    ----------
    Black Marble User Guide, NASA: file names ``VNP46A2.AYYYYDDD.hHHvVV.CCC.YYYYDDDHHMMSS.h5``.

    Examples
    --------
    >>> name_from_text("VNP46A2.A2022269.h18v03.001.2022277114623.h5").day
    datetime.date(2022, 9, 26)
    """
    match = _NAME.search(text)
    if match is None:
        return None
    family, level, day, column, row, collection, produced = match.groups()
    first_day = day_from_ordinal(day)
    if first_day is None:
        return None
    return TileName(f"{family}A{level}", first_day, f"h{column}v{row}", collection, produced)


def day_from_ordinal(text: str) -> date | None:
    """The day that ``YYYYDDD`` means; None if it means none.

    Examples
    --------
    >>> day_from_ordinal("2022269"), day_from_ordinal("2022366")
    (datetime.date(2022, 9, 26), None)
    """
    try:
        year, ordinal = int(text[:4]), int(text[4:])
        found = date(year, 1, 1) + timedelta(days=ordinal - 1)
    except (ValueError, OverflowError):
        return None
    return found if found.year == year else None


def tile_from_corner(west_deg: float, north_deg: float) -> str | None:
    """The tile of which this is the north-west corner; None if no tile begins there.

    Parameters
    ----------
    west_deg, north_deg : scalar
        Corner of the outermost pixel [degree].

    Returns
    -------
    str or None
        ``hHHvVV`` with h = (west + 180) / 10 and v = (90 - north) / 10.

    Examples
    --------
    >>> tile_from_corner(0.0, 60.0), tile_from_corner(0.0021, 60.0)
    ('h18v03', None)
    """
    column, row = (west_deg + 180) / TILE_DEGREES, (90 - north_deg) / TILE_DEGREES
    if abs(column - round(column)) > 1e-5 or abs(row - round(row)) > 1e-5:
        return None
    if not (0 <= round(column) < 36 and 0 <= round(row) < 18):
        return None
    return f"h{round(column):02d}v{round(row):02d}"


def corner_of_tile(tile: str) -> tuple[float, float]:
    """Longitude and latitude of the north-west corner of a tile [degree].

    Raises
    ------
    ValueError
        If `tile` is not of the form ``hHHvVV`` with h in 00 to 35 and v in 00 to 17.

    Examples
    --------
    >>> corner_of_tile("h31v04")
    (130.0, 50.0)
    """
    match = re.fullmatch(r"h(\d{2})v(\d{2})", tile)
    if match is None or int(match[1]) > 35 or int(match[2]) > 17:
        raise ValueError(f"tile must be h00v00 to h35v17; got {tile!r}")
    return float(TILE_DEGREES * int(match[1]) - 180), float(90 - TILE_DEGREES * int(match[2]))


def degrees_from_packed(value: float) -> float:
    """Degrees from HDF-EOS packed DDDMMMSSS.SS.

    Examples
    --------
    >>> degrees_from_packed(130000000.0), degrees_from_packed(-7030036.0)
    (130.0, -7.51)
    """
    size = abs(value)
    degrees, minutes, seconds = size // 1_000_000, size % 1_000_000 // 1_000, size % 1_000
    return float((degrees + minutes / 60 + seconds / 3600) * (-1 if value < 0 else 1))


def claims_of_name(name: TileName, place: str) -> list[Claim]:
    """What a standard name claims."""
    return [
        Claim("product", name.product, place),
        Claim("date", name.day.isoformat(), place),
        Claim("tile", name.tile, place),
        Claim("collection", name.collection, place),
        Claim("production time", name.produced_at, place),
    ]


def claims_of_structure(text: str, place: str = "StructMetadata") -> list[Claim]:
    """What HDF-EOS StructMetadata claims: the grid's name and the tile of its corners.

    Parameters
    ----------
    text : str
        The text of ``HDFEOS INFORMATION/StructMetadata.0``.
    place : str
        What to call it where claims disagree.

    Returns
    -------
    list of Claim
        One for each thing that it says; a corner that no tile has is a claim of its own.

    Examples
    --------
    >>> claims_of_structure('GridName="G" UpperLeftPointMtrs=(0.0,60000000.0) LowerRightMtrs=(10000000.0,50000000.0)')[1]
    Claim(fact='tile', value='h18v03', place='StructMetadata')
    """
    claims = []
    if grid := re.search(r'GridName="([^"]*)"', text):
        claims.append(Claim("grid", grid[1], place))
    number = r"\((-?[\d.]+),\s*(-?[\d.]+)\)"
    upper = re.search(r"UpperLeftPointMtrs=" + number, text)
    lower = re.search(r"LowerRightMtrs=" + number, text)
    if upper and lower:
        west, north = (degrees_from_packed(float(part)) for part in upper.groups())
        east, south = (degrees_from_packed(float(part)) for part in lower.groups())
        claims.append(Claim("tile", tile_of_box(west, south, east, north), place))
    for size in re.findall(r"[XY]Dim=(\d+)", text):
        claims.append(Claim("pixels along a side", size, place))
    return claims


def tile_of_box(west_deg: float, south_deg: float, east_deg: float, north_deg: float) -> str:
    """The tile with these bounds, or the bounds in words where no tile has them.

    Examples
    --------
    >>> tile_of_box(130, 40, 140, 50), tile_of_box(0, 0, 5, 5)
    ('h31v04', 'none (0, 0, 5, 5)')
    """
    tile = tile_from_corner(west_deg, north_deg)
    is_whole = abs(east_deg - west_deg - TILE_DEGREES) < 1e-4 and abs(north_deg - south_deg - TILE_DEGREES) < 1e-4
    return tile if tile and is_whole else f"none ({west_deg:g}, {south_deg:g}, {east_deg:g}, {north_deg:g})"


# Where a claim stands, in words; the supplier's own names stay as they are.
_PLACES = {
    "file name": "de bestandsnaam", "the layers": "de lagen", "the group of the layers": "de groep van de lagen",
    "lat and lon": "lat en lon", "HorizontalTileNumber and VerticalTileNumber": "HorizontalTileNumber en VerticalTileNumber",
}  # fmt: skip


def _in_dutch(place: str) -> str:
    layer, of, dtype = place.partition(" of ")
    return _PLACES.get(place) or (f"{layer} van {dtype}" if of else place)


def agreed(claims: Iterable[Claim], *, file: str) -> dict[str, str]:
    """What all claims agree on.

    Parameters
    ----------
    claims : iterable of Claim
    file : str
        Name of the file, for the message.

    Returns
    -------
    dict
        One value for each fact that is claimed at all.

    Raises
    ------
    UploadError
        If two places say different things; names the fact, both values and both places.

    Examples
    --------
    >>> agreed([Claim("tile", "h18v03", "file name"), Claim("tile", "h18v04", "TileID")], file="a.h5")
    Traceback (most recent call last):
    seeingstars.errors.UploadError: a.h5 contradicts itself: tile is h18v03 by file name but h18v04 by TileID; ...
    """
    found: dict[str, Claim] = {}
    for claim in claims:
        first = found.setdefault(claim.fact, claim)
        if first.value != claim.value:
            both = f"{first.value} by {first.place} but {claim.value} by {claim.place}"
            beide = (
                f"{first.value} volgens {_in_dutch(first.place)} maar {claim.value} volgens {_in_dutch(claim.place)}"
            )
            raise UploadError(
                f"{file} contradicts itself: {claim.fact} is {both}; download the file again and keep its name",
                f"{file} spreekt zichzelf tegen: {_DUTCH[claim.fact]} is {beide}; download het bestand opnieuw en laat de naam staan",
            )
    return {fact: claim.value for fact, claim in found.items()}


_DUTCH = {
    "product": "het product",
    "date": "de datum",
    "tile": "de tegel",
    "platform": "de satelliet",
    "collection": "de collectie",
    "production time": "de productietijd",
    "grid": "het raster",
    "pixels along a side": "het aantal pixels langs een zijde",
}


def moment_of_production(text: str) -> datetime | None:
    """The moment that ``YYYYDDDHHMMSS`` means, as it stands in a file name; None if it means none.

    Examples
    --------
    >>> moment_of_production("2022298114623").isoformat()
    '2022-10-25T11:46:23'
    """
    day = day_from_ordinal(text[:7])
    clock = re.fullmatch(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)", text[7:])
    if day is None or clock is None:
        return None
    return datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]), int(clock[3]))
