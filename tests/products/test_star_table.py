"""The star table of the package holds the catalogue, small and with its sources."""

from importlib.resources import files

import numpy as np
import pytest

from seeingstars.products.constellations import CONSTELLATIONS
from seeingstars.products.star_table import SELDOM_SO_BRIGHT, load_stars, load_strokes, star_sources

FOLDER = files("seeingstars.products") / "stars"


@pytest.mark.parametrize(
    ("limit", "count"), [(0, 4), (1, 15), (2, 50), (3, 174), (4, 518), (5, 1630), (6, 5080), (6.5, 8404)]
)
def test_as_many_stars_to_each_magnitude_as_the_catalogue_has(limit: float, count: int) -> None:
    assert int((load_stars().v_mag <= limit).sum()) == count


def test_the_tables_are_small_and_their_licences_stand_beside_them() -> None:
    names = {path.name: len(path.read_bytes()) for path in FOLDER.iterdir()}
    assert sum(names.values()) < 200_000
    assert "LICENSE-d3-celestial.txt" in names
    assert "LICENSE-bsc5-short.txt" in names
    assert "Olaf Frohn" in (FOLDER / "LICENSE-d3-celestial.txt").read_text("utf-8")


def test_every_source_names_its_catalogue_licence_and_digest() -> None:
    for source in star_sources()["sources"].values():
        assert all(source[key] for key in ("gives", "catalogue", "from", "licence"))
        assert len(source["sha256"]) == 64


def test_colours_are_colours_and_betelgeuse_is_redder_than_rigel() -> None:
    stars = load_stars()
    assert np.isfinite(stars.colour).all()
    assert stars.colour.min() >= 0
    assert stars.colour.max() <= 1
    red, blue = (stars.colour[stars.name.index(name)] for name in ("Betelgeuse", "Rigel"))
    assert red[0] / red[2] > 1.3 > 1 > blue[0] / blue[2]


def test_a_nova_is_not_drawn_as_bright_as_its_outburst() -> None:
    stars = load_stars()
    assert set(stars.hr[stars.is_seldom_so_bright]) == set(SELDOM_SO_BRIGHT)


def test_every_line_joins_two_stars_of_a_constellation_with_a_name() -> None:
    strokes = load_strokes()
    assert set(strokes.constellation) == set(CONSTELLATIONS)
    assert (strokes.from_row != strokes.to_row).all()


def test_there_are_88_constellations_with_three_names_each() -> None:
    assert len(CONSTELLATIONS) == 88
    for names in CONSTELLATIONS.values():
        assert all(name.strip() for name in names)
    for language in (0, 1, 2):
        assert len({names[language] for names in CONSTELLATIONS.values()}) == 88
    assert CONSTELLATIONS["UMa"].nl == "Grote Beer"
    assert CONSTELLATIONS["Cyg"].nl == "Zwaan"


def test_the_tables_cannot_be_changed_by_mistake() -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_stars().v_mag[0] = 9.0
