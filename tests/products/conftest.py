"""What the tests of the products share: made-up inputs, and publications with a site made from them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from seeingstars.event import Event

sys.path[:0] = [str(Path(__file__).resolve().parent)]
from made_up_event import (  # noqa: E402
    make_change,
    make_cube,
    make_differences,
    make_empty_result,
    make_event,
    make_readings,
    make_result,
    make_site_nights,
)


@pytest.fixture(scope="session")
def event() -> Event:
    return make_event()


@pytest.fixture(scope="session")
def readings() -> pd.DataFrame:
    return make_readings()


@pytest.fixture(scope="session")
def differences() -> dict[str, pd.DataFrame]:
    return make_differences()


@pytest.fixture(scope="session")
def site_nights() -> dict[str, pd.DataFrame]:
    return make_site_nights()


@pytest.fixture(scope="session")
def cube() -> xr.Dataset:
    return make_cube()


@pytest.fixture(scope="session")
def change(cube: xr.Dataset) -> xr.DataArray:
    return make_change(cube)


@pytest.fixture
def result() -> dict[str, Any]:
    return make_result()


@pytest.fixture
def empty_result() -> dict[str, Any]:
    return make_empty_result()


@pytest.fixture
def simulated_result() -> dict[str, Any]:
    return make_result(simulated=True)


@pytest.fixture(scope="session")
def result_maker() -> Any:
    return make_result


def blank_pictures(folder: Path) -> list[Any]:
    """Empty pictures of every name, in place of those that take seconds to draw."""
    from PIL import Image

    from seeingstars.products.maps import PICTURES, Picture

    folder.mkdir(parents=True)
    pictures = []
    for name in PICTURES:
        for language in ("nl", "en"):
            png, svg = (folder / f"{name}-{language}.{ending}" for ending in ("png", "svg"))
            Image.new("L", (90, 60), 255).save(png)
            svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"></svg>')
            words = f"A picture named {name} that shows nothing, in words that are long enough."
            pictures.append(Picture(name, language, png, svg, words, f"caption_{name}"))
    return pictures


def write_site_of(folder: Path, **changed: Any) -> Path:
    """A publication with blank pictures and its site, from the made-up inputs."""
    from seeingstars.products.site_pages import write_site

    simulated = bool(changed.pop("simulated", False))
    cube = changed.pop("cube") if "cube" in changed else make_cube()
    readings = changed.pop("readings") if "readings" in changed else make_readings(simulated=simulated)
    result = changed.pop("result", None) or make_result(simulated=simulated)
    event = changed.pop("event", None) or make_event(simulated=simulated)
    site_nights = make_site_nights()["photometer"].assign(used=True)
    change = None if cube is None else make_change(cube).to_dataset(promote_attrs=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "readings.csv").write_text("x" * 2500)
    (folder / "result.json").write_text("{}")
    write_site(
        folder,
        result=result,
        event=event,
        pictures=blank_pictures(folder / "maps"),
        readings=readings,
        site_nights=site_nights,
        cube=cube,
        change=change,
        **changed,
    )
    return folder


@pytest.fixture(scope="session")
def site_writer() -> Any:
    return write_site_of


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site_of(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def simulated_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site_of(tmp_path_factory.mktemp("simulated-site"), simulated=True)
