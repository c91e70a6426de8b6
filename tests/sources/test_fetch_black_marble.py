"""Which tiles, days and files Black Marble is fetched as; the transfers themselves are in test_fetching."""

from __future__ import annotations

import hashlib
import random
from datetime import date
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from seeingstars.columns import Role
from seeingstars.errors import SourceError
from seeingstars.event import Area, Text
from seeingstars.sources.black_marble_archive import HttpArchive, file_from_granule, files_from_listing
from seeingstars.sources.black_marble_name import corner_of_tile
from seeingstars.sources.downloading import (
    LoginError,
    Manners,
    digest_from_listing,
    digest_of_file,
    polite_session,
)
from seeingstars.sources.fetch_black_marble import (
    Patience,
    TileDay,
    files_on_disk,
    find_files,
    newest,
    standing_tile,
    tile_days,
    tiles_of_areas,
)

NAME = "VNP46A2.A2022269.h18v03.002.2025001114623.h5"
WANTED = TileDay("VNP46A2", date(2022, 9, 26), "h18v03")


def area(shape: Any) -> Area:
    return Area("a", Role.LIGHTS_OFF, Text("a", "a"), shape)


def listed(*names: str, **facts: Any) -> list[Any]:
    return files_from_listing([{"name": name, **facts} for name in names], folder="https://a.test", supplier="a")


# --- tiles ---


@pytest.mark.parametrize(
    ("west", "south", "east", "north", "tiles"),
    [
        (4.4, 52.1, 4.6, 52.2, ["h18v03"]),  # Leiden
        (9.9, 49.9, 10.1, 50.1, ["h18v03", "h18v04", "h19v03", "h19v04"]),  # where four tiles meet
        (0.0, 50.0, 10.0, 60.0, ["h18v03"]),  # exactly one tile: its neighbours share an edge only
        (-0.001, 51.0, 0.001, 51.1, ["h17v03", "h18v03"]),  # Greenwich
        (179.9, -17.1, 180.0, -17.0, ["h35v10"]),  # up to the date line
        (-180.0, 89.0, 180.0, 90.0, [f"h{column:02d}v00" for column in range(36)]),  # round the pole
        (-70.0, -90.0, -69.0, -89.0, ["h11v17"]),  # the other pole
    ],
)
def test_the_tiles_of_an_area_are_those_with_some_of_it(west, south, east, north, tiles):
    assert tiles_of_areas([area(box(west, south, east, north))]) == tiles


def test_an_area_on_both_sides_of_the_date_line_needs_two_tiles_and_not_the_world():
    both = MultiPolygon([box(179.9, -17.1, 180, -17), box(-180, -17.1, -179.9, -17)])
    assert tiles_of_areas([area(both)]) == ["h00v10", "h35v10"]


def test_an_area_whose_box_alone_reaches_into_a_tile_does_not_need_it():
    bent = box(8, 51, 9.9, 51.2).union(box(8, 49, 8.2, 51))  # an L: its box touches h18v04 and h18v03 only
    slanted = Point(10, 50).buffer(1).difference(box(10, 49, 11, 50))
    assert tiles_of_areas([area(bent)]) == ["h18v03", "h18v04"]
    assert tiles_of_areas([area(slanted)]) == ["h18v03", "h18v04", "h19v03"]


@given(st.floats(-179.9, 179.9), st.floats(-89.9, 89.9), st.floats(0.001, 0.05))
def test_every_area_lies_within_its_tiles(longitude, latitude, half):
    shape = box(longitude - half, latitude - half, longitude + half, latitude + half)
    rest = shape
    for tile in tiles_of_areas([area(shape)]):
        west, north = corner_of_tile(tile)
        rest = rest.difference(box(west, north - 10, west + 10, north))
    assert rest.area < 1e-12


def test_a_product_that_is_not_daily_is_a_bad_call():
    with pytest.raises(ValueError, match=r"products must be among VNP46A1, VNP46A2, .*; got VNP46A3"):
        tile_days(products=["VNP46A3"], tiles=["h18v03"], days=[date(2022, 9, 26)])


# --- listings ---


@given(st.lists(st.integers(1, 366 * 24 * 3600 - 1), min_size=1, max_size=8, unique=True), st.randoms())
def test_the_newest_of_several_productions_wins_in_whatever_order_they_are_listed(seconds, rng: random.Random):
    names = []
    for second in seconds:
        day, clock = divmod(second, 86400)
        stamp = f"2024{day + 1:03d}{clock // 3600:02d}{clock // 60 % 60:02d}{clock % 60:02d}"
        names.append(NAME.replace("2025001114623", stamp))
    shuffled = list(names)
    rng.shuffle(shuffled)
    found = newest(listed(*shuffled), wanted=WANTED, collection="002")
    assert found is not None
    assert found.name == names[seconds.index(max(seconds))]


def test_another_tile_day_product_or_collection_is_not_taken():
    others = [
        NAME.replace("h18v03", "h18v04"),
        NAME.replace("2022269", "2022268"),
        NAME.replace("VNP46A2", "VNP46A1"),
        NAME.replace(".002.", ".001."),
    ]
    assert len(listed(*others)) == 4
    assert newest(listed(*others), wanted=WANTED, collection="002") is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "readme.txt",
        f"../{NAME}",
        f"/etc/{NAME}",
        f"{NAME}.part",
        f"{NAME}/x",
        NAME.replace("269", "399"),
        f" {NAME}",
    ],
)
def test_a_name_that_is_not_wholly_that_of_a_tile_is_passed_over(name):
    assert listed(name) == []


@pytest.mark.parametrize(("size", "said"), [(7, 7), ("7", 7), (None, None), ("7 MB", None), (-7, None), ("٧", None)])
def test_a_size_counts_only_where_it_is_a_whole_number(size, said):
    (file,) = listed(NAME, size=size)
    assert file.size_bytes == said


@pytest.mark.parametrize(
    ("algorithm", "n_digits"), [("MD5", 32), ("SHA-1", 40), ("SHA-256", 64), ("SHA-384", 96), ("SHA-512", 128)]
)
def test_a_checksum_of_a_known_kind_and_length_counts(algorithm, n_digits, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"stars")
    right = hashlib.new(algorithm.replace("-", ""), b"stars").hexdigest()
    digest = digest_from_listing(algorithm, right.upper())
    assert digest is not None
    assert digest.value == digest_of_file(path, algorithm=digest.algorithm)
    assert len(right) == n_digits
    assert digest_from_listing(algorithm, right[:-1]) is None
    assert digest_from_listing(algorithm, "z" * n_digits) is None


def test_the_better_checksum_is_used_where_two_are_listed():
    (file,) = listed(NAME, md5sum="a" * 32, sha256="b" * 64)
    assert (file.digest.algorithm, file.digest.value) == ("sha256", "b" * 64)


@pytest.mark.parametrize(
    "umm",
    [{}, {"DataGranule": {}}, {"DataGranule": {"ArchiveAndDistributionInformation": [{"Name": "x"}, {"Name": "y"}]}}],
)
def test_a_record_of_the_catalogue_without_size_and_checksum_still_names_its_file(umm):
    file = file_from_granule(umm, [f"https://data.example.nasa.gov/{NAME}?signed=1.h5"])
    assert file is not None
    assert (file.name, file.size_bytes, file.digest) == (NAME, None, None)


def test_a_record_of_the_catalogue_without_a_tile_is_passed_over():
    assert file_from_granule({}, ["s3://prod-lads/" + NAME, "https://example.nasa.gov/browse.jpg"]) is None


@pytest.mark.parametrize("address", ["", "ladsweb", "ftp://a.test/allData", "https://"])
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(SourceError, match=r"the address of an archive must begin with https://") as told:
        HttpArchive(address)
    assert "het adres van een archief" in told.value.nl


def test_a_password_in_the_address_is_refused_before_it_could_be_shown():
    with pytest.raises(SourceError, match=r"must hold no name or password") as told:
        HttpArchive("https://me:secret@a.test/allData")
    assert "secret" not in told.value.en + told.value.nl


@pytest.mark.parametrize(
    ("home", "asked", "is_sent"),
    [
        ("https://ladsweb.modaps.eosdis.nasa.gov/archive/allData", "https://data.laadsdaac.earthdatacloud.nasa.gov/x", True),
        ("https://ladsweb.modaps.eosdis.nasa.gov/archive/allData", "http://data.laadsdaac.earthdatacloud.nasa.gov/x", False),
        ("https://ladsweb.modaps.eosdis.nasa.gov/archive/allData", "https://evil-nasa.gov/x", False),
        ("https://mirror.test/allData", "https://mirror.test/x", True),
        ("https://mirror.test/allData", "http://mirror.test/x", False),
        ("https://mirror.test/allData", "https://mirror.test:8443/x", False),
        ("https://mirror.test/allData", "https://ladsweb.modaps.eosdis.nasa.gov/x", False),
    ],
)  # fmt: skip
def test_a_token_goes_home_or_within_nasa_and_nowhere_else(home, asked, is_sent):
    session = HttpArchive(home, token="t").session
    sent = session.prepare_request(requests.Request("GET", asked)).headers.get("Authorization")
    assert (sent == "Bearer t") is is_sent


def test_the_api_of_the_archive_is_asked_without_a_suffix(monkeypatch):
    asked = []

    def answer(session, address, *, supplier):
        asked.append(address)
        return []

    monkeypatch.setattr("seeingstars.sources.black_marble_archive.fetch_json", answer)
    for home in ("https://a.test/archive/allData/", "https://a.test/api/v2/content/details/allData"):
        (listing,) = HttpArchive(home).listings("VNP46A2", collection="001", tiles=["h18v03"], days=[date(2022, 1, 5)])
        assert listing.files == ()
    assert asked == [
        "https://a.test/archive/allData/5000/VNP46A2/2022/005.json",
        "https://a.test/api/v2/content/details/allData/5000/VNP46A2/2022/005",
    ]


# --- patience, and what stands on disk ---


def test_patience_ends_after_three_failures_in_a_row_but_not_where_one_went_well():
    patience = Patience("the archive")
    for error in (SourceError("a"), SourceError("b"), None, SourceError("c"), SourceError("d")):
        patience.saw(error)
        assert patience.lost is None
    patience.saw(SourceError("e", "e in het Nederlands"))
    assert patience.lost is not None
    assert str(patience.lost) == "the archive failed 3 times in a row and was not asked any more; the last time: e"
    assert patience.lost.nl.endswith("de laatste keer: e in het Nederlands")


def test_patience_ends_at_once_where_the_login_is_refused():
    patience = Patience("the archive")
    patience.saw(LoginError("no"))
    assert str(patience.lost) == "no"


def test_a_collection_that_is_not_known_is_a_bad_call():
    with pytest.raises(ValueError, match="collection must be one of 001, 002; got '003'"):
        find_files(HttpArchive("https://a.test"), [], collection="003")


def test_a_file_on_disk_without_checksum_counts_only_if_it_is_as_it_was_fetched(tmp_path):
    (tmp_path / NAME).write_bytes(b"stars")
    (file,) = listed(NAME, size=5)
    assert standing_tile(file, folder=tmp_path) is None
    assert standing_tile(file, folder=tmp_path, known_sha256="0" * 64) is None
    found = standing_tile(file, folder=tmp_path, known_sha256=hashlib.sha256(b"stars").hexdigest())
    assert found is not None
    assert found.was_there
    (other,) = listed(NAME, size=6)
    assert standing_tile(other, folder=tmp_path, known_sha256=found.sha256) is None


def test_of_the_files_on_disk_the_newest_comes_first(tmp_path):
    names = [NAME.replace("2025001", day) for day in ("2024300", "2025200", "2025001")]
    for name in (*names, NAME.replace("h18v03", "h18v04"), f".{NAME}.part"):
        (tmp_path / name).touch()
    found = files_on_disk(tmp_path, WANTED, collection="002")
    assert [path.name for path in found] == [names[1], names[2], names[0]]
    assert files_on_disk(tmp_path / "none", WANTED, collection="002") == []


def test_a_session_asks_again_only_where_that_can_help():
    retries = polite_session(manners=Manners(attempts=4)).get_adapter("https://a.test").max_retries
    assert retries.total == 4
    assert set(retries.status_forcelist) == {429, 500, 502, 503, 504}
    assert set(retries.allowed_methods) == {"GET"}
    assert retries.respect_retry_after_header
