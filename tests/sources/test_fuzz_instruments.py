"""Whatever the bytes: a reader of instruments answers with a table or with our own refusal, and never hangs."""

import gzip
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources import recognise
from seeingstars.sources.skyglow_dat import read_skyglow_dat
from seeingstars.sources.tess_ecsv import read_tess_ecsv

SKYGLOW = b"""# Light Pollution Monitoring Data Format 1.0
# Number of header lines: 9
# Device type: SQM-LU-DL-R1
# Position (lat, lon, elev(m)): 53.50123, 3.50456, 2
# SQM serial number: 9001
# DL time difference (seconds): 7
# UTC Date & Time, Local Date & Time, Temperature, Voltage, MSAS, Record type
# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Volts;mag/arcsec^2;Init/Subs
# END OF HEADER
2022-09-25T20:10:05.000;2022-09-25T22:10:05.000;11.6;5.00;18.38;0
2022-09-25T20:15:05.000;2022-09-25T22:15:05.000;11.2;4.98;0.00;1
"""
ECSV = b"""# %ECSV 1.0
# ---
# delimiter: ','
# meta: !!omap
# - ida:
#     Instrument ID: stars9001
#     Position: {height: 2.0, latitude: 53.50123, longitude: 3.50456}
# schema: astropy-2.0
time,Enclosure Temperature,Sky Temperature,Frequency,MSAS,ZP,Sequence Number
2025-04-28T21:00:11.000,10.13,-13.84,0.37,21.34,20.27,154125
2025-04-28T21:01:11.000,10.18,-13.93,0.0,0.0,20.27,154126
"""
BARE = b"#UT, Tloc, SQM, Temp, RH\n2025-06-12T00:59:06.000, 2025-06-11T17:59:06.000, 19.48, 31.83 , 14\n"
SAMPLES = (SKYGLOW, ECSV, BARE)
READERS = (read_skyglow_dat, read_tess_ecsv, recognise.read_readings)


def refusal_or_nothing(read, path) -> tuple[str, ...]:
    """The sentences of our refusal; none where the file was read."""
    try:
        readings, report = read(path)
    except UploadError as refused:
        return (refused.en, refused.nl)
    assert report.accepted
    assert report.rows_read <= len(readings)
    return ()


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Give bytes to every reader; whatever they answer must be a table or our refusal."""
    path = tmp_path_factory.mktemp("fuzz") / "upload.dat"

    def ask(content: bytes) -> None:
        path.write_bytes(content)
        report = recognise.describe(path)
        assert report.accepted or report.reason_en
        for read in READERS:
            for sentence in refusal_or_nothing(read, path):
                assert sentence.startswith("upload.dat")

    return ask


FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(sample=st.sampled_from(SAMPLES), share=st.floats(0, 1), pack=st.booleans())
def test_a_file_cut_anywhere(answers, sample, share, pack):
    content = gzip.compress(sample, mtime=0) if pack else sample
    answers(content[: int(share * len(content))])


@FUZZ
@given(sample=st.sampled_from(SAMPLES), seed=st.integers(0, 10_000), by_line=st.booleans())
def test_a_file_shuffled(answers, sample, seed, by_line):
    parts = sample.splitlines(keepends=True) if by_line else [bytes([byte]) for byte in sample]
    random.Random(seed).shuffle(parts)
    answers(b"".join(parts))


@FUZZ
@given(
    sample=st.sampled_from(SAMPLES),
    places=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=6),
)
def test_a_file_with_foreign_bytes_in_it(answers, sample, places):
    content = bytearray(sample)
    for share, foreign in places:
        at = int(share * len(content))
        content[at : at + len(foreign)] = foreign
    answers(bytes(content))


@FUZZ
@given(
    start=st.sampled_from([b"", b"# %ECSV 1.0\n", b"# END OF HEADER\n", b"\x1f\x8b", SKYGLOW, ECSV]),
    rest=st.binary(max_size=300),
)
def test_binary_bytes(answers, start, rest):
    answers(start + rest)


@FUZZ
@given(head=st.text(max_size=200))
def test_any_text_as_the_head_of_ecsv(answers, head):
    lines = "".join(f"# {line}\n" for line in head.splitlines())
    answers(f"# %ECSV 1.0\n{lines}time,MSAS\n2025-04-28T21:00:11.000,21.3\n".encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "cp037"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_other_encodings(answers, sample, encoding):
    answers(sample.decode().replace("# ", "# é ", 1).encode(encoding))


@pytest.mark.parametrize(
    "long_line",
    [
        b"9" * 3_000_000,
        b" " * 3_000_000,
        b";" * 3_000_000,
        b'"' * 3_000_001,
        b"Sent: " * 500_000,
        b"# " * 1_500_000,
        b"1" * 300_000 + b"x;",
        b"[" * 100_000,
        b"- " * 100_000,
        b"MSAS,UTC," * 100_000,
    ],
)
@pytest.mark.parametrize("start", [b"", b"# ", *SAMPLES])
def test_a_huge_line(answers, start, long_line):
    answers(start + long_line + b"\n")


def test_an_empty_file(answers):
    answers(b"")
