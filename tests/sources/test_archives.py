"""Unpacking what people pack together; tests of hostile archives stand with the API, tests/web/api/test_hostile_archives.py."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.archives import ArchiveLimits, is_archive, unpack
from seeingstars.sources.file_names import LONGEST_NAME, harmless_name, harmless_path
from seeingstars.sources.zip_layout import ZipFault


def packed(folder, *entries, name="a.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return path


def unpacked(path, tmp_path, **limits):
    into = tmp_path / "out"
    into.mkdir()
    return unpack(path, into=into, limits=ArchiveLimits(**limits))


def test_files_come_out_under_numbers_with_their_names_beside_them(tmp_path):
    found = unpacked(packed(tmp_path, ("2022/mei/a.dat", b"one"), ("2022/", b""), ("b.dat", b"two")), tmp_path)
    assert [(file.name, file.path.name, file.path.read_bytes()) for file in found.files] == [
        ("2022/mei/a.dat", "0000", b"one"),
        ("b.dat", "0001", b"two"),
    ]
    assert found.notes == ()


def test_hidden_files_are_passed_over_and_told(tmp_path):
    found = unpacked(packed(tmp_path, ("__MACOSX/._a.dat", b""), (".DS_Store", b""), ("a.dat", b"x")), tmp_path)
    assert [file.name for file in found.files] == ["a.dat"]
    assert found.notes[0].en == "a.zip: 2 hidden files of the operating system were passed over"


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"most_entries": 2}, "must have at most 2 entries"),
        ({"largest_file": 1_999_999}, "more than may be unpacked"),
        ({"largest_total": 4_000_000}, "more than may be unpacked"),
        ({"largest_ratio": 10}, "more than 10 times its packed size"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused(tmp_path, limits, message):
    noise = bytes(range(256)) * 7813
    path = packed(tmp_path, *((f"{i}.dat", noise) for i in range(3)))
    with pytest.raises(UploadError, match=f"a.zip .*{message}"):
        unpacked(path, tmp_path, **{"largest_ratio": 10_000, **limits})


def test_what_is_unpacked_stays_within_the_limit_on_the_disk(tmp_path):
    path = packed(tmp_path, ("a.dat", b"0" * 5_000_000))
    with pytest.raises(UploadError, match="as a ZIP bomb does"):
        unpacked(path, tmp_path)
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) < 1_200_000


def test_a_document_that_is_a_zip_is_no_archive(tmp_path):
    assert is_archive(packed(tmp_path, ("a.dat", b"x")))
    assert not is_archive(packed(tmp_path, ("[Content_Types].xml", b""), ("xl/workbook.xml", b""), name="b.xlsx"))
    assert not is_archive(packed(tmp_path, ("mimetype", b"application/vnd.oasis.opendocument.text"), name="c.odt"))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_is_unpacked_or_refused(tmp_path_factory, data):
    """Any bytes changed, cut or put in: files or one of our errors, nothing else, and nothing outside the folder."""
    folder = tmp_path_factory.mktemp("damaged")
    path = packed(folder, ("2022/a.csv", b"date;time\n" * 5), ("b.dat", b"x" * 300), ("c/", b""))
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        change = data.draw(st.sampled_from(["change", "cut", "put in"]))
        piece = data.draw(
            st.one_of(
                st.binary(min_size=1, max_size=4), st.sampled_from([b"PK\x01\x02", b"\xff\xff\xff\xff", b"\x00\x00"])
            )
        )
        if change == "change":
            whole[at : at + len(piece)] = piece
        elif change == "cut" and at > 4:
            del whole[at : at + data.draw(st.integers(1, 40))]
        else:
            whole[at:at] = piece
    path.write_bytes(bytes(whole))
    (folder / "out").mkdir()
    try:
        found = unpack(path, into=folder / "out")
    except UploadError as error:
        refused = error
    else:
        refused = None
        assert all(file.path.parent == folder / "out" for file in found.files)
    assert refused is None or (refused.en.startswith("a.zip ") and refused.nl != refused.en)
    assert sorted(file.name for file in folder.iterdir()) == ["a.zip", "out"]


@settings(max_examples=300, deadline=None)
@given(name=st.text(max_size=300))
def test_any_name_becomes_a_harmless_one(name):
    for made in (harmless_name(name), *harmless_path(name).split("/")):
        assert 1 <= len(made) <= LONGEST_NAME
        assert made.isprintable()
        assert not set(made) & set("<>\"'`|;&$*?:%{}\\/")
        assert not made.startswith((".", "-", "=", "+", "@"))
        assert harmless_name(made) == made
        made.encode()


def test_a_fault_names_the_file_in_both_languages():
    error = ZipFault("is broken", "is stuk").as_upload_error("a.zip")
    assert (error.en, error.nl) == ("a.zip is broken", "a.zip is stuk")


def test_the_bytes_of_an_archive_in_memory_never_stand_on_the_disk_under_its_names(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.dat", b"x")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    with pytest.raises(UploadError, match="path leads elsewhere"):
        unpacked(tmp_path / "a.zip", tmp_path)
    assert list((tmp_path / "out").iterdir()) == []
