"""One zip of a publication: the same bytes every time, and none of a publication that has changed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from seeingstars.bundling import bundle
from seeingstars.commands.bundle import bundle as command
from seeingstars.errors import SeeingStarsError


@pytest.fixture
def copy(publication: Path, tmp_path: Path) -> Path:
    shutil.copytree(publication, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_bundle_is_the_same_bytes_wherever_the_publication_stands(
    publication: Path, copy: Path, tmp_path: Path
) -> None:
    first, second = bundle(publication, out=tmp_path / "a.zip"), bundle(copy, out=tmp_path / "b.zip")
    assert first.read_bytes() == second.read_bytes()


def test_a_bundle_holds_every_file_by_name_under_the_name_of_the_event(publication: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle(publication, out=tmp_path / "a.zip")) as packed:
        names = packed.namelist()
        there = {
            f"rehearsal/{path.relative_to(publication).as_posix()}" for path in publication.rglob("*") if path.is_file()
        }
        assert set(names) == there
        assert names == sorted(names)
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.read("rehearsal/readings.csv") == (publication / "readings.csv").read_bytes()
        assert "rehearsal/README.md" in names


def test_a_bundle_stands_beside_the_publication_under_the_name_of_the_event(copy: Path) -> None:
    assert bundle(copy) == copy.parent / "rehearsal.zip"


def test_a_publication_with_a_changed_file_is_refused_by_name(copy: Path, tmp_path: Path) -> None:
    (copy / "nights.nc").write_bytes(b"other")
    with pytest.raises(SeeingStarsError, match=r"as its manifest says; it is not: nights\.nc has changed: 5 bytes now"):
        bundle(copy, out=tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_a_file_that_is_not_in_the_manifest_is_not_packed_silently(copy: Path, tmp_path: Path) -> None:
    (copy / "private.txt").write_text("mine")
    with pytest.raises(SeeingStarsError, match=r"private\.txt is not in the manifest"):
        bundle(copy, out=tmp_path / "a.zip")


def test_a_folder_that_is_no_publication_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeeingStarsError, match=r"must be the folder of a publication, with manifest\.json"):
        bundle(tmp_path, out=tmp_path.parent / "a.zip")


def test_the_zip_may_not_stand_inside_the_publication(copy: Path) -> None:
    with pytest.raises(SeeingStarsError, match="the zip must stand outside the publication"):
        bundle(copy, out=copy / "a.zip")
    assert not (copy / "a.zip").exists()


def test_a_zip_that_cannot_be_written_leaves_nothing(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SeeingStarsError, match="the zip must be writable"):
        bundle(copy, out=tmp_path / "taken" / "a.zip")


def test_the_command_says_what_to_do_with_the_zip(copy: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(copy), "--out", str(tmp_path / "a.zip")])
    assert done.exit_code == 0
    assert "README.md" in done.output
