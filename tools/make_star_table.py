"""Make the small star tables of the package from the catalogues as others publish them.

    python tools/make_star_table.py FOLDER

FOLDER holds ``bsc5-short.json`` (github.com/brettonw/YaleBrightStarCatalog), ``stars.6.json`` and
``constellations.lines.json`` (github.com/ofrohn/d3-celestial). Written are ``stars.csv.gz``, ``lines.csv`` and
``stars.json`` (what they hold, from where, under which licence) in src/seeingstars/products/stars, with the same
bytes each time. Run it again only when a source changes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

TABLES = Path(__file__).resolve().parents[1] / "src" / "seeingstars" / "products" / "stars"
SAME_STAR_ARCSEC = 20.0
NAMED_TO_V = 2.2
SOURCES = {
    "bsc5-short.json": {
        "gives": "number HR, right ascension, declination, V, colour temperature, name of bright stars",
        "catalogue": "Hoffleit and Warren 1991, The Bright Star Catalogue, 5th revised edition (public domain)",
        "from": "https://github.com/brettonw/YaleBrightStarCatalog",
        "licence": "MIT, Copyright (c) 2016 Bretton Wade",
    },
    "stars.6.json": {
        "gives": "number HIP and B-V of stars to magnitude 6",
        "catalogue": "Anderson and Francis 2012, XHIP: An Extended Hipparcos Compilation, Astronomy Letters 38, 331",
        "from": "https://github.com/ofrohn/d3-celestial",
        "licence": "BSD-3-Clause, Copyright (c) 2015, Olaf Frohn (LICENSE-d3-celestial.txt)",
    },
    "constellations.lines.json": {
        "gives": "which stars the lines of the constellations join",
        "catalogue": "d3-celestial",
        "from": "https://github.com/ofrohn/d3-celestial",
        "licence": "BSD-3-Clause, Copyright (c) 2015, Olaf Frohn (LICENSE-d3-celestial.txt)",
    },
}


def degrees_from_sexagesimal(text: str) -> float:
    """Degrees from degrees, minutes and seconds (or hours, if the text has an h)."""
    whole, minutes, seconds = (float(part) for part in re.findall(r"\d+\.?\d*", text))
    size = whole + minutes / 60 + seconds / 3600
    size = size * 15 if "h" in text else size
    return -size if text.strip()[0] in "-−" else size


def bright_stars(path: Path) -> pd.DataFrame:
    """The stars of BSC5 that have a magnitude."""
    rows = [row for row in json.loads(path.read_text("utf-8")) if row.get("V", "").strip()]
    table = pd.DataFrame(
        {
            "hr": [int(row["HR"]) for row in rows],
            "ra_deg": [round(degrees_from_sexagesimal(row["RA"]), 4) for row in rows],
            "dec_deg": [round(degrees_from_sexagesimal(row["Dec"]), 4) for row in rows],
            "v_mag": [float(row["V"]) for row in rows],
            "colour_temperature_k": [row.get("K", "") for row in rows],
            "name": [row.get("N", "") if float(row["V"]) <= NAMED_TO_V else "" for row in rows],
        }
    )
    return table.sort_values(["v_mag", "hr"], ignore_index=True)


def directions(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors (n, 3) from right ascension and declination (n, 2) [degree]."""
    east, north = np.radians(degrees).T
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def with_hipparcos(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Adds HIP and B-V: each star of one catalogue to one of the other, the most alike first."""
    features = json.loads(path.read_text("utf-8"))["features"]
    places: Any = np.array([feature["geometry"]["coordinates"] for feature in features])
    tree = cKDTree(directions(table[["ra_deg", "dec_deg"]].to_numpy()))
    reach = np.radians(SAME_STAR_ARCSEC / 3600)
    pairs = []
    around: Any = tree.query_ball_point(directions(places), reach)
    for feature, at, near in zip(features, directions(places), around, strict=True):
        for row in near:
            apart = np.linalg.norm(at - tree.data[row]) / reach
            pairs.append((abs(feature["properties"]["mag"] - table.v_mag[row]) + apart, row, feature))
    hip, bv, taken = [""] * len(table), [""] * len(table), set()
    for _, row, feature in sorted(pairs, key=lambda pair: pair[0]):
        if hip[row] == "" and feature["id"] not in taken:
            taken.add(feature["id"])
            hip[row], bv[row] = str(feature["id"]), str(feature["properties"]["bv"])
    table.insert(1, "hip", hip)
    table.insert(5, "bv_mag", bv)
    return table


def lines(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Which two stars each stroke of a constellation joins."""
    tree = cKDTree(directions(table[["ra_deg", "dec_deg"]].to_numpy()))
    strokes: list[tuple[Any, ...]] = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        for part in feature["geometry"]["coordinates"]:
            found: Any = tree.query(directions(np.array(part)))
            apart, rows = found
            if np.degrees(apart.max()) * 3600 > SAME_STAR_ARCSEC:
                raise ValueError(f"a line of {feature['id']} ends where the table has no star: {part}")
            numbers = table.hr.to_numpy()[rows]
            strokes += [(feature["id"], a, b) for a, b in pairwise(numbers)]
    return pd.DataFrame(strokes, columns=["constellation", "hr_from", "hr_to"])


def about(folder: Path, stars: pd.DataFrame, strokes: pd.DataFrame) -> dict[str, Any]:
    """The sidecar: what the tables hold and where every column comes from."""
    return {
        "stars": len(stars),
        "lines": len(strokes),
        "positions": "J2000 (ICRS), without proper motion; at most 0.03 degree off in 2030, most stars below 0.001",
        "complete_to_v": 6.5,
        "columns": {
            "hr": "number in the Bright Star Catalogue",
            "hip": "number in the Hipparcos catalogue, where the star is in both; else empty",
            "ra_deg": "right ascension [degree]",
            "dec_deg": "declination [degree]",
            "v_mag": "magnitude V",
            "bv_mag": "colour index B-V [mag], where the star is in both catalogues; else empty",
            "colour_temperature_k": "temperature that goes with the colour [K], as bsc5-short.json gives it",
            "name": f"common name of stars to V = {NAMED_TO_V}",
        },
        "sources": {
            name: {**source, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
            for name, source in SOURCES.items()
        },
    }


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(description="Make the star tables of the package.")
    parser.add_argument("folder", type=Path, help="folder with the three files of the suppliers")
    folder = parser.parse_args().folder
    stars = with_hipparcos(bright_stars(folder / "bsc5-short.json"), folder / "stars.6.json")
    strokes = lines(folder / "constellations.lines.json", stars)
    TABLES.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=9) as file:
        file.write(stars.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    (TABLES / "stars.csv.gz").write_bytes(packed.getvalue())
    strokes.to_csv(TABLES / "lines.csv", index=False, lineterminator="\n")
    text = json.dumps(about(folder, stars, strokes), indent=2, ensure_ascii=False)
    (TABLES / "stars.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
