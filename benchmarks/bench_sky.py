"""Sun and moon for a million random places and times, beside naive astropy, from one run.

    python benchmarks/bench_sky.py            astropy on a sample, its CPU time scaled by rows
    python benchmarks/bench_sky.py --full     astropy on every row: about ten minutes of CPU

Times are CPU time of this process (time.process_time, user and system), the two taking turns. Peak memory is
what tracemalloc saw allocated during one more call, arguments not counted.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

FIRST_DAY, N_DAYS = np.datetime64("2011-01-01", "us"), 5_478  # 15 years
TARGET_RATIO, TARGET_DEG = 150.0, 0.02
WARM_UP_ROWS = 50


def places_and_times(n_rows: int, seed: int) -> tuple[Any, dict[str, Any]]:
    """Times over 15 years and places evenly over the globe."""
    rng = np.random.default_rng(seed)
    times = FIRST_DAY + rng.integers(0, N_DAYS * 86_400_000_000, n_rows).astype("timedelta64[us]")
    latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, n_rows)))
    return times, {"longitude_deg": rng.uniform(-180, 180, n_rows), "latitude_deg": latitude}


def ours(times: Any, places: dict[str, Any]) -> tuple[Any, Any]:
    """Altitudes of sun and moon by this project."""
    from seeingstars.science.ephemeris import sun_and_moon

    both = sun_and_moon(times, **places)
    return both.sun_altitude_deg, both.moon_altitude_deg


def naive_astropy(times: Any, places: dict[str, Any]) -> tuple[Any, Any]:
    """The same by the few lines that astropy's own pages show."""
    from astropy import units
    from astropy.coordinates import AltAz, EarthLocation, get_body, get_sun
    from astropy.time import Time

    moments = Time(times, scale="utc")
    place = EarthLocation.from_geodetic(places["longitude_deg"] * units.deg, places["latitude_deg"] * units.deg)
    horizon = AltAz(obstime=moments, location=place)
    sun = get_sun(moments).transform_to(horizon).alt.deg
    return sun, get_body("moon", moments, place).transform_to(horizon).alt.deg


def cpu_seconds(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.process_time()
    answer = work(*arguments)
    return time.process_time() - start, answer


def peak_bytes(work: Callable[..., Any], *arguments: Any) -> int:
    tracemalloc.start()
    work(*arguments)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def first_rows(times: Any, places: dict[str, Any], n_rows: int) -> tuple[Any, dict[str, Any]]:
    return times[:n_rows], {name: values[:n_rows] for name, values in places.items()}


def measure(n_rows: int, sample_rows: int, rounds: int, seed: int) -> dict[str, Any]:
    """Median CPU times a row of both, taking turns, largest differences and peak memory."""
    times, places = places_and_times(n_rows, seed)
    sample = first_rows(times, places, sample_rows)
    for work in (ours, naive_astropy):  # imports, tables of the Earth's rotation and the like are not counted
        work(*first_rows(times, places, WARM_UP_ROWS))
    our_times, their_times = [], []
    for _ in range(rounds):
        seconds, our_answer = cpu_seconds(ours, times, places)
        our_times.append(seconds)
        seconds, their_answer = cpu_seconds(naive_astropy, *sample)
        their_times.append(seconds)
    errors = [np.abs(a[:sample_rows] - b) for a, b in zip(our_answer, their_answer, strict=True)]
    return {
        "our_seconds": float(np.median(our_times)),
        "their_seconds": float(np.median(their_times)) * n_rows / sample_rows,
        "spread": (min(our_times), max(our_times)),
        "errors": errors,
        "our_peak": peak_bytes(ours, times, places),
        "their_peak": peak_bytes(naive_astropy, *sample),
    }


def report(found: dict[str, Any], n_rows: int, sample_rows: int, rounds: int) -> str:
    ratio = found["their_seconds"] / found["our_seconds"]
    worst = max(float(error.max()) for error in found["errors"])
    how = "all rows" if sample_rows == n_rows else f"{sample_rows:,} rows in one call, CPU time scaled by rows"
    verdict = "met" if ratio >= TARGET_RATIO and worst < TARGET_DEG else "NOT MET"
    low, high = found["spread"]
    lines = [
        f"sun and moon, {n_rows:,} random places and times 2011-2025; median of {rounds} rounds, taking turns",
        f"  {'':16}{'CPU s':>10}{'µs a row':>10}{'peak MB':>10}",
        _line("seeingstars", found["our_seconds"], n_rows, found["our_peak"])
        + f"   {n_rows:,} rows; {low:.2f} to {high:.2f} s",
        _line("astropy, naive", found["their_seconds"], n_rows, found["their_peak"]) + f"   {how}; peak of those rows",
        f"  {ratio:,.0f} times faster (target {TARGET_RATIO:g})",
        *(
            f"  {body} against astropy, {sample_rows:,} rows: median {np.median(error):.4f}, largest {error.max():.4f} degree"
            for body, error in zip(("sun ", "moon"), found["errors"], strict=True)
        ),
        f"  target at least {TARGET_RATIO:g} times faster within {TARGET_DEG:g} degree: {verdict}",
        "  CPU: time.process_time; memory: tracemalloc, during the call, arguments not counted",
    ]
    return "\n".join(lines)


def _line(name: str, seconds: float, n_rows: int, peak: int) -> str:
    return f"  {name:16}{seconds:10.2f}{seconds / n_rows * 1e6:10.2f}{peak / 1e6:10.1f}"


def main() -> None:
    options = argparse.ArgumentParser(description="Sun and moon beside naive astropy, from one run.")
    options.add_argument("--full", action="store_true", help="astropy on every row, once")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows for seeingstars (1000000)")
    options.add_argument("--sample", type=int, default=5_000, help="rows for astropy (5000)")
    options.add_argument("--rounds", type=int, default=3, help="rounds (3)")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    sample, rounds = (given.rows, 1) if given.full else (min(given.sample, given.rows), given.rounds)

    from astropy.utils import iers

    with iers.conf.set_temp("auto_download", False), iers.conf.set_temp("auto_max_age", None):
        warnings.simplefilter("ignore")  # astropy doubts the Earth's rotation in the months to come
        print(report(measure(given.rows, sample, rounds, given.seed), given.rows, sample, rounds))


if __name__ == "__main__":
    main()
