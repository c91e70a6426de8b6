"""The peers of the night lights benchmark, run in an environment of their own: one request a line, one answer a line.

Started by bench_nightlights.py; needs blackmarblepy, rasterstats and exactextract and nothing of this project.
A request is JSON: {"peer", "files", "areas" (GeoJSON features), "tile" (west, north)}; the answer holds the seconds
(wall and CPU), the mean radiance of each file and area, and the most memory held since the imports [MB].
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np

NTL, QUALITY = "DNB_BRDF-Corrected_NTL", "Mandatory_Quality_Flag"
SIZE, STEP = 2400, 1 / 240


def blackmarblepy(files: list[Path], areas: list[dict[str, Any]], tile: tuple[float, float]) -> list[list[float]]:
    """BlackMarble.extract with its two faults mended: the hard-coded monthly variable, and no way in for local files."""
    import blackmarble.core as core
    import geopandas as gpd
    from blackmarble import BlackMarble, Product

    class Local:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def download(self, **_: Any) -> list[Path]:
            return files

    core.BlackMarbleDownloader = Local
    zones = gpd.GeoDataFrame.from_features(areas, crs="EPSG:4326")
    days = [datetime.datetime.strptime(path.name.split(".")[1], "A%Y%j").date() for path in files]
    collection = "5000" if files[0].name.split(".")[3] == "001" else "5200"
    with tempfile.TemporaryDirectory() as scratch:
        lights = BlackMarble(token="none", output_directory=Path(scratch), collection=collection)
        pictures = lights.raster(zones, product_id=Product.VNP46A2, date_range=days, variable=NTL)
        # From here on what extract() does, with the variable that was asked for.
        means = []
        for moment in pictures["time"].values:
            found = core.exact_extract(rast=pictures[NTL].sel(time=moment), vec=zones, ops=["mean"], output="pandas")
            means.append([float(mean) for mean in found["mean"]])
    return means


def whole_tile(path: Path) -> np.ndarray:
    """Radiance of a whole tile, NaN where there is none: what every peer but the first needs from us."""
    with h5py.File(path) as file:
        (grid,) = file["HDFEOS/GRIDS"].values()
        lights, quality = grid["Data Fields"][NTL], grid["Data Fields"][QUALITY][:]
        stored, scale = lights[:], float(lights.attrs["scale_factor"][0])
    missing = (quality == 255) | (stored == 65535 if stored.dtype.kind == "u" else stored < 0)
    return np.where(missing, np.nan, stored * scale)


def exactextract_whole(files: list[Path], areas: list[dict[str, Any]], tile: tuple[float, float]) -> list[list[float]]:
    """exactextract on whole tiles."""
    return [exactextract_of(whole_tile(path), areas, (tile[0], tile[1] - 10, tile[0] + 10, tile[1])) for path in files]


def exactextract_of(
    picture: np.ndarray, areas: list[dict[str, Any]], box: tuple[float, ...], what: str = "mean"
) -> list[float]:
    """Mean of each area, or the pixels that it rests on, by exactextract."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    raster = NumPyRasterSource(picture, *box, nodata=np.nan)
    return [float(found["properties"][what]) for found in exact_extract(raster, areas, [what])]


def rasterstats_whole(files: list[Path], areas: list[dict[str, Any]], tile: tuple[float, float]) -> list[list[float]]:
    """rasterstats on whole tiles."""
    from affine import Affine
    from rasterstats import zonal_stats

    place = Affine(STEP, 0, tile[0], 0, -STEP, tile[1])
    means = []
    for path in files:
        found = zonal_stats(areas, whole_tile(path), affine=place, nodata=np.nan, stats=["mean"])
        means.append([float("nan") if one["mean"] is None else float(one["mean"]) for one in found])
    return means


def exactextract_picture(
    files: list[Path], areas: list[dict[str, Any]], tile: tuple[float, float], what: str = "mean"
) -> list[list[float]]:
    """exactextract on pictures that are in memory already; the box stands in the file beside the numbers."""
    means = []
    for path in files:
        made = np.load(path)
        means.append(exactextract_of(made["picture"], areas, tuple(made["box"]), what))
    return means


def pixels_of_picture(files: list[Path], areas: list[dict[str, Any]], tile: tuple[float, float]) -> list[list[float]]:
    """How many pixels each mean rests on."""
    return exactextract_picture(files, areas, tile, "count")


PEERS = {
    "blackmarblepy": blackmarblepy,
    "rasterstats": rasterstats_whole,
    "exactextract": exactextract_whole,
    "exactextract, in memory": exactextract_picture,
    "pixels, in memory": pixels_of_picture,
}


def resident_mb(which: str = "VmHWM") -> float:
    """Most memory (VmHWM) or memory now (VmRSS) of this process [MB]; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    return next(float(line.split()[1]) / 1e3 for line in status.read_text().splitlines() if line.startswith(which))


def answer(request: dict[str, Any], base_mb: float) -> dict[str, Any]:
    areas = request["areas"]
    if isinstance(areas, str):
        areas = json.loads(Path(areas).read_text())["features"]
    files = [Path(name) for name in request["files"]]
    peer = PEERS[request["peer"]]
    with contextlib.redirect_stderr(io.StringIO()):  # a bar of progress a night
        wall, cpu = time.perf_counter(), time.process_time()
        means = peer(files, areas, tuple(request["tile"]))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "means": means, "mb": resident_mb() - base_mb}


def main() -> None:
    import blackmarble.core  # noqa: F401
    import exactextract  # noqa: F401
    import rasterstats  # noqa: F401

    out = sys.stdout
    sys.stdout = sys.stderr  # what the peers print is no answer
    base_mb = resident_mb("VmRSS")
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), base_mb)), file=out, flush=True)


if __name__ == "__main__":
    main()
