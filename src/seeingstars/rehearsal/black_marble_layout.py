"""What a Black Marble tile looks like inside: its fields, attributes and structure text, in both collections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

TILE = "h18v03"
WEST_DEG, NORTH_DEG = 0, 60
SIZE = 2400
PIXELS_A_DEGREE = 240
CHUNK_ROWS = 100
AXIS_CHUNKS = (1200,)
GRID = {1: "VNP_Grid_DNB", 2: "VIIRS_Grid_DNB_2d"}


@dataclass(frozen=True)
class Field:
    """One field of a tile: its type, what stands for "none", and its scale."""

    name: str
    dtype: str
    fill: float
    scale: float | None
    offset: float
    units: str
    valid_range: str
    long_name: str
    description: str = ""


_CLOUD_BITS = (
    "bit 0 day/night (0 night); 1-3 land/water (000 desert 001 land 010 inland water 011 sea 101 coast); "
    "4-5 mask quality (11 high); 6-7 cloud (00 confident clear 01 probably clear 10 probably cloudy "
    "11 confident cloudy); 8 shadow; 9 cirrus; 10 snow or ice \n"
)
_QUALITY = {
    1: "00 high quality, persistent; 01 high quality, ephemeral; 02 poor quality; 255 no retrieval \n",
    2: "00 high quality; 01 poor quality; 02 solar zenith 102-108; 03 lunar eclipse; 04 aurora; 05 glint; 255 no retrieval \n",
}


def _radiance(name: str, collection: int, long_name: str, units: str = "nWatts/(cm^2 sr) \n") -> Field:
    if collection == 1:
        return Field(name, "<u2", 65535, 0.1, 0.0, units, "0-65534 \n", long_name)
    return Field(name, "<f4", -999.9, 1.0, 0.0, units, ">=0.0", long_name)


def axes_of_tile() -> dict[str, NDArray[np.float64]]:
    """``lat`` and ``lon`` of collection 2: the north-west corners of rows and columns [degree].

    Examples
    --------
    >>> [float(axis[0]) for axis in axes_of_tile().values()]
    [60.0, 0.0]
    """
    steps = np.arange(SIZE) / PIXELS_A_DEGREE
    return {"lat": NORTH_DEG - steps, "lon": WEST_DEG + steps}


def fields_a2(collection: int) -> tuple[Field, ...]:
    """The fields of VNP46A2, the daily lights corrected for the moon.

    Examples
    --------
    >>> [field.dtype for field in fields_a2(1)][:2], [field.dtype for field in fields_a2(2)][:2]
    (['<u2', '<u2'], ['<f4', '<f4'])
    """
    return (
        _radiance("DNB_BRDF-Corrected_NTL", collection, "BRDF Corrected DNB Radiance"),
        _radiance("DNB_Lunar_Irradiance", collection, "Lunar Irradiance", "nWatts/cm^2 \n"),
        _radiance("Gap_Filled_DNB_BRDF-Corrected_NTL", collection, "Gap Filled BRDF Corrected DNB Radiance"),
        Field(
            "Latest_High_Quality_Retrieval",
            "u1",
            255,
            1.0,
            0.0,
            "Number of Days \n",
            "0 - 254 \n",
            "Days since the latest high quality retrieval",
        ),
        Field(
            "Mandatory_Quality_Flag",
            "u1",
            255,
            None,
            0.0,
            "Unitless \n",
            "0 - 3 \n" if collection == 1 else "0 - 5 \n",
            "Mandatory Quality Flag",
            _QUALITY[collection],
        ),
        Field(
            "QF_Cloud_Mask", "<u2", 65535, None, 0.0, "Unitless \n", "0 - 65534 \n", "Cloud Mask Status", _CLOUD_BITS
        ),
        Field(
            "Snow_Flag", "u1", 255, None, 0.0, "Unitless \n", "0 - 1 \n", "Snow/Ice Status", "0 = none, 1 = snow/ice \n"
        ),
    )


def fields_a1(collection: int) -> tuple[Field, ...]:
    """The fields of VNP46A1, the daily lights as the sensor saw them, with the time of each pixel.

    Only fields whose type is known for certain are written.

    Examples
    --------
    >>> [field.name for field in fields_a1(1)][0], [field.name for field in fields_a1(2)][0]
    ('DNB_At_Sensor_Radiance_500m', 'DNB_At_Sensor_Radiance')
    """
    radiance = "DNB_At_Sensor_Radiance_500m" if collection == 1 else "DNB_At_Sensor_Radiance"
    angles = (
        "Glint_Angle",
        "Lunar_Azimuth",
        "Lunar_Zenith",
        "Moon_Illumination_Fraction",
        "Moon_Phase_Angle",
        "Sensor_Azimuth",
        "Sensor_Zenith",
        "Solar_Azimuth",
        "Solar_Zenith",
    )
    kelvin = {"M12": 203.0, "M13": 203.0, "M15": 111.0, "M16": 103.0}
    return (
        _radiance(radiance, collection, "At-sensor DNB Radiance"),
        *(
            Field(name, "<i2", -32768, 0.01, 0.0, "Degrees \n", "-18000 - 18000 \n", name.replace("_", " "))
            for name in angles
        ),
        *(
            Field(
                f"BrightnessTemperature_{band}", "<u2", 65535, 0.0025, low, "Kelvins \n", "0 - 65527 \n", f"Band {band}"
            )
            for band, low in kelvin.items()
        ),
        Field("Granule", "u1", 255, None, 0.0, "Unitless \n", "0 - 254 \n", "Granule"),
        Field(
            "QF_Cloud_Mask", "<u2", 65535, None, 0.0, "Unitless \n", "0 - 65534 \n", "Cloud Mask Status", _CLOUD_BITS
        ),
        Field("QF_DNB", "<u2", 65535, None, 0.0, "Unitless \n", "0 - 65534 \n", "Quality flag of the DNB"),
        Field("UTC_Time", "<f4", -999.9, 1.0, 0.0, "Hours \n", "0 - 24 \n", "UTC Time"),
    )


def attributes_of(field: Field) -> dict[str, object]:
    """Attributes as they stand in true tiles: numbers as arrays of length 1, texts of fixed length.

    Examples
    --------
    >>> attributes_of(fields_a2(1)[0])["scale_factor"]
    array([0.1])
    """
    made: dict[str, object] = {
        "_FillValue": np.array([field.fill], dtype=field.dtype),
        "long_name": np.bytes_(field.long_name),
        "units": np.bytes_(field.units),
        "valid_range": np.bytes_(field.valid_range),
    }
    if field.scale is not None:
        made["scale_factor"] = np.array([field.scale])
        made["offset"] = np.array([field.offset])
    if field.description:
        made["Description"] = np.bytes_(field.description)
    return made


def root_attributes(product: str, collection: int, file_name: str, day: date, said: str) -> dict[str, object]:
    """Attributes of the whole tile; ``DayNightFlag`` says "Day" for night data, as in true tiles.

    Examples
    --------
    >>> made = root_attributes("VNP46A2", 1, "name.h5", date(2022, 9, 26), "SIMULATED")
    >>> made["TileID"], made["DayNightFlag"], made["VersionID"]
    (np.bytes_(b'61018003'), np.bytes_(b'Day'), np.bytes_(b'001'))
    """
    west, east, north, south = WEST_DEG, WEST_DEG + 10, NORTH_DEG, NORTH_DEG - 10
    texts = {
        "AlgorithmType": "SCI",
        "DataResolution": "Moderate",
        "DayNightFlag": "Day",
        "EndTime": f"{day} 23:59:59.000",
        "GranuleDayNightFlag": "Day",
        "HorizontalTileNumber": TILE[1:3],
        "LocalGranuleID": file_name,
        "LongName": f"{said}: made up by a rehearsal of Seeing Stars in the layout of {product}",
        "PlatformShortName": "NPP",
        "ProcessingCenter": said,
        "RangeBeginningDate": f"{day}",
        "RangeBeginningTime": "00:00:00.000",
        "RangeEndingDate": f"{day}",
        "RangeEndingTime": "23:59:59.000",
        "SIMULATED": said,
        "SatelliteInstrument": "NPP_OPS",
        "SensorShortname": "VIIRS",
        "ShortName": product,
        "StartTime": f"{day} 00:00:00.000",
        "TileID": f"61{int(TILE[1:3]):03d}{int(TILE[4:]):03d}",
        "VersionID": f"{collection:03d}",
        "VerticalTileNumber": TILE[4:],
    }
    numbers: dict[str, object] = {
        "EastBoundingCoord": np.float32(east),
        "NorthBoundingCoord": np.float32(north),
        "SouthBoundingCoord": np.float32(south),
        "WestBoundingCoord": np.float32(west),
        "GRingPointLatitude": np.array([south, north, north, south], dtype="<f8"),
        "GRingPointLongitude": np.array([west, west, east, east], dtype="<f8"),
    }
    return {**{key: np.bytes_(value) for key, value in texts.items()}, **numbers}


def struct_metadata(collection: int, fields: tuple[Field, ...]) -> np.ndarray[tuple[()], np.dtype[np.bytes_]]:
    """The text of ``StructMetadata.0``: corners as packed degrees, minutes and seconds, and every field.

    Examples
    --------
    >>> b"UpperLeftPointMtrs=(0.000000,60000000.000000)" in struct_metadata(1, fields_a2(1))[()]
    True
    """
    types = {"<u2": "USHORT", "u1": "UCHAR", "<i2": "SHORT", "<f4": "FLOAT"}
    lines = ["GROUP=SwathStructure", "END_GROUP=SwathStructure", "GROUP=GridStructure", "\tGROUP=GRID_1"]
    lines += [f'\t\tGridName="{GRID[collection]}"', f"\t\tXDim={SIZE}", f"\t\tYDim={SIZE}"]
    lines += [
        f"\t\tUpperLeftPointMtrs=({WEST_DEG * 1e6:.6f},{NORTH_DEG * 1e6:.6f})",
        f"\t\tLowerRightMtrs=({(WEST_DEG + 10) * 1e6:.6f},{(NORTH_DEG - 10) * 1e6:.6f})",
        "\t\tProjection=HE5_GCTP_GEO",
        "\t\tGridOrigin=HE5_HDFE_GD_UL",
        "\t\tGROUP=Dimension",
    ]
    for i, name in enumerate(("YDim", "XDim"), start=1):
        lines += [f"\t\t\tOBJECT=Dimension_{i}", f'\t\t\t\tDimensionName="{name}"', f"\t\t\t\tSize={SIZE}"]
        lines += [f"\t\t\tEND_OBJECT=Dimension_{i}"]
    lines += ["\t\tEND_GROUP=Dimension", "\t\tGROUP=DataField"]
    for i, field in enumerate(fields, start=1):
        lines += [
            f"\t\t\tOBJECT=DataField_{i}",
            f'\t\t\t\tDataFieldName="{field.name}"',
            f"\t\t\t\tDataType=H5T_NATIVE_{types[field.dtype]}",
            '\t\t\t\tDimList=("YDim","XDim")',
            '\t\t\t\tMaxdimList=("YDim","XDim")',
            "\t\t\t\tCompressionType=HE5_HDFE_COMP_DEFLATE",
            "\t\t\t\tDeflateLevel=8",
            f"\t\t\tEND_OBJECT=DataField_{i}",
        ]
    lines += ["\t\tEND_GROUP=DataField", "\t\tGROUP=MergedFields", "\t\tEND_GROUP=MergedFields", "\tEND_GROUP=GRID_1"]
    lines += ["END_GROUP=GridStructure", "GROUP=PointStructure", "END_GROUP=PointStructure"]
    lines += ["GROUP=ZaStructure", "END_GROUP=ZaStructure", "END", ""]
    return np.array("\n".join(lines).encode("ascii"), dtype="S32000")
