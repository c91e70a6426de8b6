"""What kind of file was handed in, by its content and never by its name, and which reader opens it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.sources.appearance import appearance_of, is_foreign
from seeingstars.sources.file_content import is_packed, read_head, sha256_of
from seeingstars.sources.report import RASTER_KINDS, READING_KINDS, FileReport
from seeingstars.sources.zip_layout import ZIP_MAGIC

_HDF5 = b"\x89HDF\r\n\x1a\n"
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def recognise(path: Path) -> str:
    """The kind of a file, from its first bytes.

    Parameters
    ----------
    path : path of a file; it may be packed with gzip

    Returns
    -------
    str
        One of `READING_KINDS`, `RASTER_KINDS`, ``knmi_hourly_cloud`` or ``unknown``.

    Raises
    ------
    UploadError
        If the file cannot be opened or unpacked.

    Examples
    --------
    >>> recognise(Path("pyproject.toml"))
    'unknown'
    """
    return _kind_of_file(path, read_head(path))


def _kind_of_file(path: Path, head: bytes) -> str:
    """The kind by the first bytes, and of a workbook by the list of its parts, which stands at its end."""
    from seeingstars.sources.spreadsheet import looks_like_workbook

    if head.startswith(ZIP_MAGIC) and looks_like_workbook(path):
        return "upload_template"
    return kind_of_head(head)


def kind_of_head(head: bytes) -> str:
    """The kind of a file of which these are the first bytes, after unpacking.

    Examples
    --------
    >>> kind_of_head(b"II*\\x00 and so on"), kind_of_head(b"# %ECSV 1.0\\n# ---\\n"), kind_of_head(b"")
    ('geotiff', 'tess_ecsv', 'unknown')
    """
    if head.startswith(_HDF5):
        return "black_marble"
    if head.startswith(_TIFF):
        return "geotiff"
    return "unknown" if is_foreign(head) else _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    from seeingstars.sources import globe_at_night, knmi, skyglow_sections, tess_ecsv, upload_template

    if tess_ecsv.looks_like(head):
        return "tess_ecsv"
    if skyglow_sections.looks_like(head):
        return "skyglow_dat"
    if globe_at_night.looks_like(head):
        return "globe_at_night"
    if knmi.looks_like(head):
        return "knmi_hourly_cloud"
    if upload_template.looks_like(head):
        return "upload_template"
    is_binary = b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_binary and skyglow_sections.looks_like_bare_table(head):
        return "derived_sqm_csv"
    return "unknown"


def read_readings(path: Path) -> tuple[pd.DataFrame, FileReport]:
    """Read a file of readings of any kind that we know.

    Parameters
    ----------
    path : path of a file; it may be packed with gzip

    Returns
    -------
    readings : pandas.DataFrame
        One row for each line that holds a reading, with the columns `SOURCE_COLUMNS`.
    report : FileReport
        What was read and what is odd about it.

    Raises
    ------
    UploadError
        If the file is none of ours, cannot be used, or is a raster; says what it looks like.

    Examples
    --------
    >>> read_readings(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: pyproject.toml holds no readings that we know: it looks like ...
    """
    head = read_head(path)
    kind = _kind_of_file(path, head)
    if kind in READING_KINDS:
        return _read_kind(path, kind)
    raise _refusal(path.name, kind, head)


def _read_kind(path: Path, kind: str) -> tuple[pd.DataFrame, FileReport]:
    if kind == "tess_ecsv":
        from seeingstars.sources.tess_ecsv import read_tess_ecsv

        return read_tess_ecsv(path)
    if kind == "globe_at_night":
        from seeingstars.sources.globe_at_night import read_globe_at_night

        return read_globe_at_night(path)
    if kind == "upload_template":
        from seeingstars.sources.upload_template import read_upload_template

        return read_upload_template(path)
    from seeingstars.sources.skyglow_dat import read_skyglow_dat

    return read_skyglow_dat(path)


def describe(path: Path) -> FileReport:
    """What a file is and whether it can be used, for a file of any content.

    Use it where a refused file must not stop the others; it never raises for what a file holds.

    Parameters
    ----------
    path : path of a file

    Returns
    -------
    FileReport
        With ``accepted`` false and the reason if the file cannot be used.

    Examples
    --------
    >>> describe(Path("no-such-file.dat")).reason_en
    'there is no file no-such-file.dat; check its name'
    """
    kind, sha256 = "unknown", ""
    try:
        head = read_head(path)
        kind = _kind_of_file(path, head)
        if kind in READING_KINDS:
            return _read_kind(path, kind)[1]
        if kind in RASTER_KINDS and is_packed(path):
            raise _packed_raster(path.name, kind)
        if kind != "unknown":
            return _describe_other(path, kind)
        raise _refusal(path.name, kind, head)
    except SeeingStarsError as refused:
        if path.is_file():
            sha256 = _sha256_or_nothing(path)
        return FileReport(path.name, kind, False, refused.en, refused.nl, sha256=sha256)


def _sha256_or_nothing(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _describe_other(path: Path, kind: str) -> FileReport:
    if kind == "black_marble":
        from seeingstars.sources import black_marble

        return black_marble.describe_raster(path)
    if kind == "geotiff":
        from seeingstars.sources import geotiff

        return geotiff.describe_raster(path)
    from seeingstars.sources import knmi

    return knmi.describe(path)


def _refusal(name: str, kind: str, head: bytes) -> UploadError:
    if kind in RASTER_KINDS:
        what_en, what_nl = _RASTERS[kind]
        return UploadError(
            f"{name} holds no readings: it looks like {what_en}; give it as night lights",
            f"{name} bevat geen metingen: het lijkt op {what_nl}; geef het op als nachtlichtbeeld",
        )
    if kind == "knmi_hourly_cloud":
        return UploadError(
            f"{name} holds no readings: it looks like hourly weather of KNMI; give it as clouds",
            f"{name} bevat geen metingen: het lijkt op uurgegevens van het KNMI; geef het op als bewolking",
        )
    looks = appearance_of(head)
    return UploadError(
        f"{name} holds no readings that we know: it looks like {looks.en}",
        f"{name} bevat geen metingen die wij kennen: het lijkt op {looks.nl}",
    )


def _packed_raster(name: str, kind: str) -> UploadError:
    what_en, what_nl = _RASTERS[kind]
    return UploadError(
        f"{name} looks like {what_en}, packed with gzip; unpack it and give it again",
        f"{name} lijkt op {what_nl}, ingepakt met gzip; pak het uit en geef het opnieuw",
    )


_RASTERS = {
    "black_marble": ("an HDF5 file, as Black Marble tiles are", "een HDF5-bestand, zoals de tegels van Black Marble"),
    "geotiff": ("a TIFF image", "een TIFF-beeld"),
}
