"""Makes the small inputs of every product: an event, its readings, a result, nights and night lights."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from shapely.geometry import Point

from seeingstars.columns import READING_COLUMNS, SOURCE_COLUMNS, readings_from_columns
from seeingstars.event import Area, BaselineRule, Event, Exclusion, Interval, Provenance, Text

LONGITUDE, LATITUDE = 4.4841, 52.1547
NIGHT = date(2022, 9, 25)
HOSTILE = '=cmd|\' /C calc\'!A0 <script>alert("1")</script>; "quoted", \n second line'
SITES = {
    # site: role, km east, km north, stream
    "Leiden-Sterrewacht": ("lights_off", 0.1, 0.0, "photometer"),
    "Leiden-Academie": ("lights_off", -0.3, 0.25, "photometer"),
    "cosine-Warmond": ("control", 1.0, 5.2, "photometer"),
    "DeZilk": ("control", 3.5, 16.0, "photometer"),
    "Rijswijk": ("control", -9.0, -13.0, "photometer"),
}


def _circle(radius_km: float) -> Any:
    # A degree of latitude is 111.2 km: good enough for a made-up area.
    circle = Point(0, 0).buffer(radius_km, quad_segs=18)
    from shapely.affinity import affine_transform

    east = 1 / (111.2 * np.cos(np.radians(LATITUDE)))
    return affine_transform(circle, [east, 0, 0, 1 / 111.2, LONGITUDE, LATITUDE])


def make_event(*, simulated: bool = False, control: bool = True) -> Event:
    areas = [
        Area("dark", "lights_off", Text("Rond de sterrewacht", "Around the observatory"), _circle(0.8)),
        Area("ring", "control", Text("Ring van 2 tot 20 km", "Ring of 2 to 20 km"), _circle(20).difference(_circle(2))),
    ]
    return Event(
        event_id="proef-2022",
        name=Text("Proefavond Leiden, 25 september 2022", "Test evening Leiden, 25 September 2022"),
        place=Text("Leiden", "Leiden"),
        longitude_deg=LONGITUDE,
        latitude_deg=LATITUDE,
        timezone="Europe/Amsterdam",
        window=Interval(datetime(2022, 9, 25, 20, 0, tzinfo=UTC), datetime(2022, 9, 25, 21, 30, tzinfo=UTC)),
        transitions=(),
        areas=tuple(areas if control else areas[:1]),
        areas_are_approximate=True,
        baseline=BaselineRule(exclude=(Exclusion(date(2022, 10, 3), Text("kermis", "a fair")),)),
        smallest_effect_of_interest_mag=0.10,
        knmi_stations=(215,),
        provenance=(Provenance("window", "22:00-23:30 CEST", "a newspaper <b>of the day</b>"),),
        is_simulated=simulated,
        files=(Path("event.toml"), Path("areas.geojson")),
    )


def make_readings(*, n_eye: int = 60, per_night: int = 6, simulated: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    blocks = [_meter(site, index, per_night, rng) for index, site in enumerate(SITES)]
    blocks.append(_eyes(n_eye, rng))
    table = pd.concat(blocks, ignore_index=True)
    columns: dict[str, Any] = {name: table[name] for name in table.columns if name in {c.name for c in SOURCE_COLUMNS}}
    columns |= {"source_sha256": "ab" * 32, "licence": "CC BY 4.0", "is_simulated": simulated}
    readings = readings_from_columns(columns, len(table))
    for column in READING_COLUMNS:
        if column.name not in readings:
            readings[column.name] = table[column.name] if column.name in table else _filler(column, len(table))
    return readings[[column.name for column in READING_COLUMNS]]


def _filler(column: Any, n_rows: int) -> pd.Series[Any]:
    value: Any = {"int8": 1, "float64": -25.123456789, "bool": False}.get(column.dtype, "")
    return pd.Series([value] * n_rows, dtype=column.dtype)


def _nights() -> list[date]:
    return [NIGHT + timedelta(days=int(step)) for step in range(-12, 13)]


def _meter(site: str, index: int, per_night: int, rng: np.random.Generator) -> pd.DataFrame:
    role, east_km, north_km, stream = SITES[site]
    rows = []
    for night in _nights():
        start = datetime(night.year, night.month, night.day, 20, 5, tzinfo=UTC)
        for step in range(per_night):
            effect = 0.3 if role == "lights_off" and night == NIGHT else 0.0
            rows.append((start + timedelta(minutes=75 * step / per_night), night.isoformat(), 18.5 + effect))
    table = pd.DataFrame(rows, columns=["observed_at_utc", "night", "brightness_mag_arcsec2"])
    table["brightness_mag_arcsec2"] += rng.normal(0, 0.1, len(table)).round(2)
    table["observed_at_utc"] = pd.to_datetime(table.observed_at_utc).astype("datetime64[us, UTC]")
    place = _place(east_km, north_km)
    return table.assign(
        site_id=site,
        role=role,
        area_id="dark" if role == "lights_off" else "ring",
        stream=stream,
        supplier="Was het donker",
        source_file=f"{site}.dat",
        source_line=np.arange(36, 36 + len(table)),
        instrument_type="SQM-LU",
        in_window=True,
        flag=1,
        longitude_deg=place[0],
        latitude_deg=place[1],
    )


def _place(east_km: Any, north_km: Any) -> tuple[Any, Any]:
    return (
        np.round(LONGITUDE + east_km / (111.2 * np.cos(np.radians(LATITUDE))), 6),
        np.round(LATITUDE + north_km / 111.2, 6),
    )


def _eyes(n_eye: int, rng: np.random.Generator) -> pd.DataFrame:
    longitude, latitude = _place(rng.normal(0, 8, n_eye), rng.normal(0, 8, n_eye))
    nights = [_nights()[i % 25] for i in range(n_eye)]
    table = pd.DataFrame({"longitude_deg": longitude, "latitude_deg": latitude})
    table["observed_at_utc"] = pd.to_datetime([f"{night}T20:40:00" for night in nights]).tz_localize("UTC")
    table["observed_at_utc"] = table.observed_at_utc.astype("datetime64[us, UTC]")
    table["night"] = [night.isoformat() for night in nights]
    distance_km = np.hypot((longitude - LONGITUDE) * 68.2, (latitude - LATITUDE) * 111.2)
    table["role"] = np.select(
        [distance_km < 0.8, (distance_km > 2) & (distance_km < 20)], ["lights_off", "control"], "outside"
    )
    table["area_id"] = table.role.map({"lights_off": "dark", "control": "ring", "outside": ""})
    table["limiting_magnitude"] = rng.integers(2, 5, n_eye).astype(float)
    table["flag"] = np.where(np.arange(n_eye) % 7 == 0, 4, 1)
    table["reason_nl"] = np.where(table.flag == 4, "de zon staat te hoog", "")
    table["reason_en"] = np.where(table.flag == 4, "the sun is too high", "")
    comments = ["", HOSTILE, "mooi; helder, én stil", "-5 graden"]
    if n_eye:
        table.loc[0, ["longitude_deg", "latitude_deg"]] = np.nan
    return table.assign(
        comment=[comments[i % 4] for i in range(n_eye)],
        stream="naked_eye",
        supplier="Globe at Night",
        source_file="GaN2022.csv",
        source_line=np.arange(2, 2 + n_eye),
        in_window=True,
    )


def make_differences(*, seed: int = 3) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    nights = _nights()
    roles = ["event" if night == NIGHT else "left_out" if i % 5 == 0 else "baseline" for i, night in enumerate(nights)]
    difference = rng.normal(-0.42, 0.06, len(nights)) + np.where(np.array(roles) == "event", 0.3, 0.0)
    difference[np.array(roles) == "left_out"] = np.nan
    table = pd.DataFrame({"night": [n.isoformat() for n in nights], "difference": difference, "role": roles})
    eye = table.iloc[4:20].assign(difference=rng.normal(0.1, 0.5, 16))
    sky = table.assign(difference=rng.normal(-2.0, 0.05, len(nights)) + 0 * difference)
    return {"photometer": table, "naked_eye": eye, "satellite": sky}


def make_site_nights() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(5)
    rows = [
        (site, SITES[site][0], night.isoformat(), 18.5 + rng.normal(0, 0.1), 6, 0.9, "SQM-LU", "clear")
        for site in SITES
        for night in _nights()
        if rng.random() > 0.1
    ]
    names = ["site_id", "role", "night", "value", "n_readings", "window_share", "instrument_type", "cloud_class"]
    return {"photometer": pd.DataFrame(rows, columns=names)}


def _comparison(stream: str, verdict: str, nl: str, en: str, **more: Any) -> dict[str, Any]:
    none = dict.fromkeys(
        ("effect", "se", "t", "p_t", "p_permutation", "rank", "minimum_detectable_effect", "kappa_star")
    )
    return {
        "stream": stream,
        "verdict": verdict,
        "reason": {"nl": nl, "en": en},
        "unit": "mag arcsec-2",
        "ci95": None,
        "n_baseline_nights": 0,
        "n_sites": {"area": 0, "control": 0},
        "sites": [],
        "n_readings": {"read": 0, "good": 0, "in_window": 0},
        "nights": [],
        "design": "difference_in_differences",
        **none,
        **more,
    }


def make_result(*, simulated: bool = False) -> dict[str, Any]:
    differences = make_differences()
    photometer = _comparison(
        "photometer",
        "darker",
        "Het interval van 0,22 tot 0,41 ligt boven 0.",
        "The interval from 0.22 to 0.41 lies above 0.",
        effect=0.315,
        ci95=[0.219, 0.411],
        se=0.045,
        n_baseline_nights=19,
        t=7.0,
        p_t=1.5e-6,
        p_permutation=0.05,
        rank=1,
        minimum_detectable_effect=0.13,
        kappa_star=3.2,
        n_sites={"area": 2, "control": 3},
        sites=[_site(name) for name in SITES],
        n_readings={"read": 750, "good": 748, "in_window": 742},
        nights=_night_list(differences["photometer"]),
    )
    eye = _comparison(
        "naked_eye",
        "cannot_tell",
        "Het interval bevat zowel 0 als een verschil dat ertoe doet.",
        "The interval holds both 0 and a difference that matters.",
        effect=0.2,
        ci95=[-0.9, 1.3],
        unit="mag",
        n_baseline_nights=12,
        n_readings={"read": 60, "good": 51, "in_window": 51},
        nights=_night_list(differences["naked_eye"]),
    )
    satellite = _comparison(
        "satellite",
        "no_change",
        "De satelliet kwam 4,4 uur na het venster over.",
        "The satellite passed 4.4 h after the window.",
        effect=0.02,
        ci95=[-0.08, 0.12],
        unit="ln(nW cm-2 sr-1)",
        n_baseline_nights=19,
        negative_control=True,
        pass_time="2022-09-26T01:52:00+00:00",
        nights=_night_list(differences["satellite"]),
    )
    nothing = ("Geen goede metingen in het venster.", "No good readings in the window.")
    return copy.deepcopy(
        {
            "event": "proef-2022",
            "simulated": simulated,
            "made_with": "seeingstars 0.1.0",
            "design": "difference_in_differences",
            "comparisons": [
                photometer,
                _comparison("handheld_meter", "no_coverage", *nothing),
                _comparison("camera_app", "no_coverage", *nothing),
                eye,
                satellite,
            ],
        }
    )


def make_empty_result() -> dict[str, Any]:
    result = make_result()
    nothing = ("Geen goede metingen in het venster.", "No good readings in the window.")
    streams = [comparison["stream"] for comparison in result["comparisons"]]
    result["comparisons"] = [_comparison(stream, "no_coverage", *nothing) for stream in streams]
    return result


def _site(name: str) -> dict[str, Any]:
    role, east_km, north_km, _ = SITES[name]
    longitude, latitude = _place(east_km, north_km)
    return {
        "site_id": name,
        "role": role,
        "instrument_type": "SQM-LU",
        "longitude_deg": float(longitude),
        "latitude_deg": float(latitude),
        "n_readings": {"good": 150, "in_window": 6},
        "coverage": "covered",
        "coverage_share": 0.9,
        "reason": {"nl": "", "en": ""},
    }


def _night_list(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "night": row.night,
            "used": row.role != "left_out",
            "role": row.role,
            "difference": None if np.isnan(row.difference) else float(row.difference),
            "reason": {"nl": "bewolkt", "en": "cloudy"} if row.role == "left_out" else {"nl": "", "en": ""},
        }
        for row in table.itertuples()
    ]


def make_cube(*, size: int = 24, event_clear: float = 0.7, n_nights: int = 25) -> xr.Dataset:
    rng = np.random.default_rng(7)
    nights = _nights()[12 - n_nights // 2 : 13 + n_nights // 2]
    step = 1 / 240
    east = LONGITUDE + (np.arange(size) - size / 2 + 0.5) * step
    north = LATITUDE + (size / 2 - np.arange(size) - 0.5) * step
    distance = np.hypot((east[None, :] - LONGITUDE) * 68.2, (north[:, None] - LATITUDE) * 111.2)
    light = 60 * np.exp(-((distance / 2.5) ** 2)) + 1.5
    radiance = light * rng.lognormal(0, 0.15, (len(nights), size, size))
    clear = rng.random(radiance.shape) < 0.6
    clear[:, :3, :3] = False
    clear[len(nights) // 2] = rng.random((size, size)) < event_clear
    passes = np.array([f"{night + timedelta(days=1)}T01:52:00" for night in nights], dtype="datetime64[us]")
    return xr.Dataset(
        {
            "radiance_nw_cm2_sr": (("night", "y", "x"), np.where(clear, radiance, np.nan).astype(np.float32)),
            "clear": (("night", "y", "x"), clear),
            "valid": (("night", "y", "x"), np.ones_like(clear)),
            "pass_time_utc": (("night",), passes),
        },
        coords={
            "night": [night.isoformat() for night in nights],
            "latitude_deg": ("y", north),
            "longitude_deg": ("x", east),
        },
        attrs={"source": "VNP46A2", "licence": "NASA, free to use"},
    )


def make_change(cube: xr.Dataset) -> xr.DataArray:
    light = cube.radiance_nw_cm2_sr
    change = np.log(light[:12].mean("night")) - np.log(light[12]).drop_vars("night", errors="ignore")
    change.attrs = {"units": "1", "long_name": "darker on the event night", "comment": "positive is darker"}
    n_nights = light[:12].notnull().sum("night").astype(np.int16)
    return change.rename("change_ln_radiance").assign_coords(n_baseline_nights=(("y", "x"), n_nights.values))
