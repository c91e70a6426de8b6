"""What can be taken home: every file in a group, known or not, with its size, form and licence."""

from pathlib import Path

import pandas as pd
import xarray as xr

from seeingstars.products.site_downloads import File, download_groups, files_of


def publication(folder: Path) -> Path:
    for name in ("readings.csv", "class-set-nl.xlsx", "posters/poster-a4-nl.pdf", "result.json", "stac/item.json", "odd.bin",
                 "nl/index.html", "maps/nights-nl.png", "site/map.js", "index.html", "nightlights.nc", "readings-excel-nl-2.csv"):  # fmt: skip
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 1500)
    return folder


def test_every_file_but_those_of_the_site_itself_stands_in_a_group(tmp_path: Path) -> None:
    groups = {group: [file.address for file in files] for group, files in files_of(publication(tmp_path)).items()}
    assert groups == {
        "class": ["class-set-nl.xlsx", "readings-excel-nl-2.csv"],
        "print": ["posters/poster-a4-nl.pdf"],
        "data": ["readings.csv", "nightlights.nc", "odd.bin", "stac/item.json"],
        "proof": ["result.json", "manifest.json"],
    }


def test_files_in_the_language_of_the_page_come_first(readings: pd.DataFrame) -> None:
    names = ("answers-en.pdf", "answers-nl.pdf", "sky.png")
    files = {"print": [File(f"prints/{name}", 1) for name in names]}
    (dutch,) = download_groups(files, readings=readings, cube=None, language="nl")
    (english,) = download_groups(files, readings=readings, cube=None, language="en")
    assert [file["name"] for file in dutch["files"]] == ["answers-nl.pdf", "sky.png", "answers-en.pdf"]
    assert [file["name"] for file in english["files"]] == ["answers-en.pdf", "sky.png", "answers-nl.pdf"]


def test_a_file_has_its_size_form_and_licence_and_what_is_coming_has_no_size(tmp_path: Path, readings: pd.DataFrame, cube: xr.Dataset) -> None:  # fmt: skip
    groups = download_groups(files_of(publication(tmp_path)), readings=readings, cube=cube, language="nl")
    rows = {row["address"]: row for group in groups for row in group["files"]}
    assert rows["readings.csv"]["size"] == "2 kB"
    assert rows["readings.csv"]["licence"] == "per rij vermeld: CC BY 4.0"
    assert rows["nightlights.nc"]["licence"] == "NASA, free to use"
    assert rows["posters/poster-a4-nl.pdf"]["format"] == "PDF"
    assert not rows["posters/poster-a4-nl.pdf"]["save"]
    assert rows["manifest.json"]["size"] == "–"
    assert rows["readings-excel-nl-2.csv"]["what"].startswith("alle metingen")
