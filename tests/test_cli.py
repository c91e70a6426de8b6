"""The command line keeps its contract: files, fields, exit codes, one line an error."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rio_cogeo.cogeo import cog_validate

STREAMS = ["photometer", "handheld_meter", "camera_app", "naked_eye", "satellite"]
FIELDS = {
    "verdict", "reason", "unit", "effect", "ci95", "se", "n_baseline_nights", "t", "p_t", "p_permutation", "rank",
    "minimum_detectable_effect", "kappa_star", "n_sites", "sites", "n_readings", "nights",
}  # fmt: skip


def _seeingstars(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from seeingstars.cli import main; main(prog_name='seeingstars')", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    done = _seeingstars("demo", "--out", folder / "out", "--raw", folder / "raw", LANG="C.UTF-8")
    assert done.returncode == 0, done.stderr
    return folder / "raw", folder / "out", done


def _result(out: Path) -> dict[str, dict]:
    content = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return {comparison["stream"]: comparison for comparison in content["comparisons"]}


def test_the_demo_recovers_the_truth_and_prints_both(demo):
    _, out, done = demo
    photometer, satellite = (_result(out)[stream] for stream in ("photometer", "satellite"))
    assert photometer["verdict"] == "darker"
    assert photometer["ci95"][0] <= 0.30 <= photometer["ci95"][1]
    assert satellite["verdict"] in {"no_change", "cannot_tell"}
    assert satellite["negative_control"]
    assert satellite["ci95"][0] <= 0 <= satellite["ci95"][1]
    assert f"{photometer['effect']:+.3f}" in done.stdout
    assert f"{satellite['effect']:+.3f}" in done.stdout
    assert "SIMULATED" in done.stdout
    assert "+0.30 mag/arcsec²; the interval of the fixed meters holds it" in done.stdout
    assert done.stderr == ""


def test_every_stream_has_its_entry_with_every_field(demo):
    content = json.loads((demo[1] / "result.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert {"event", "simulated", "made_with", "design", "comparisons"} <= set(content)
    assert content["simulated"] is True
    assert [comparison["stream"] for comparison in content["comparisons"]] == STREAMS
    for comparison in content["comparisons"]:
        assert set(comparison) >= FIELDS
        assert set(comparison["reason"]) == {"nl", "en"}
        assert set(comparison["n_sites"]) == {"area", "control"}
        assert set(comparison["n_readings"]) == {"read", "good", "in_window"}


def test_no_reading_is_dropped_and_each_knows_where_it_came_from(demo):
    raw, out, _ = demo
    readings = geopandas.read_parquet(out / "readings.parquet")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert len(readings) == sum(note.get("rows_read", 0) for note in manifest["inputs"])
    dat = sorted((raw / "readings").glob("*SQM-Sterrenveen-Binnen-1.dat"))[3]
    lines = dat.read_text(encoding="utf-8").splitlines()
    rows = readings[readings["source_file"] == dat.name]
    assert len(rows) == sum(not line.startswith("#") for line in lines)
    one = rows.iloc[100]
    assert lines[one["source_line"] - 1].startswith(one["time_as_given"])
    flags = [name for name in readings if name.startswith("flag")]
    assert set(np.unique(readings[flags])) <= {1, 2, 3, 4, 9}


def test_the_dutch_excel_file_has_what_a_dutch_excel_needs(demo):
    content = (demo[1] / "readings-excel-nl.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    header = text.splitlines()[0].split(";")
    assert "helderheid" in " ".join(header)
    table = pd.read_csv(demo[1] / "readings-excel-nl.csv", sep=";", decimal=",", encoding="utf-8-sig", low_memory=False)
    assert pd.api.types.is_float_dtype(table[next(name for name in header if name.startswith("hemelhelderheid"))])
    would_run = re.compile(r"^[=+@\t]|^-(?![\d.,])")
    texts = table.select_dtypes(exclude="number").astype(str)
    assert not texts.apply(lambda column: column.str.match(would_run)).to_numpy().any()


def test_the_rasters_and_tables_open_in_the_tools_that_they_are_for(demo):
    out = demo[1]
    valid, errors, _ = cog_validate(out / "nightlights_change.tif")
    assert valid, errors
    with xr.open_dataset(out / "nights.nc", engine="h5netcdf") as nights:
        assert nights.attrs["Conventions"].startswith("CF-1.")
        assert {"site", "night", "stream"} <= set(nights.sizes)
    with xr.open_dataset(out / "nightlights.nc", engine="h5netcdf") as cube:
        assert cube.sizes["night"] >= 20


@pytest.mark.parametrize("name", ["readings", "nightlights", "nights"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_map_is_there_in_both_languages_and_says_that_it_is_simulated(demo, name, language):
    maps = demo[1] / "maps"
    assert (maps / f"{name}-{language}.png").read_bytes().startswith(b"\x89PNG")
    svg = (maps / f"{name}-{language}.svg").read_text(encoding="utf-8")
    assert ("GESIMULEERD" if language == "nl" else "SIMULATED") in svg


def test_the_page_asks_nothing_of_the_outside_world(demo):
    page = (demo[1] / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.sub(r"<a [^>]*>", "", page))
    assert "url(http" not in page
    assert "GESIMULEERD" in page
    assert "SIMULATED" in page


def test_another_place_zone_locale_and_hash_seed_give_the_same_bytes(demo, tmp_path):
    raw, out, _ = demo
    done = _seeingstars(
        "run", raw / "event" / "event.toml", "--readings", raw / "readings", "--nightlights", raw / "nightlights",
        "--clouds", raw / "clouds", "--out", tmp_path / "elsewhere",
        TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="5",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ours, theirs = ((folder / "manifest.json").read_bytes() for folder in (tmp_path / "elsewhere", out))
    assert ours == theirs


def test_run_never_imports_prefect(demo, tmp_path):
    raw = demo[0]
    code = (
        "import sys\nfrom pathlib import Path\nfrom seeingstars import pipeline\n"
        f"raw = Path({str(raw)!r})\n"
        f"pipeline.run(raw / 'event', readings=[raw / 'readings' / 'GaN2022.csv'], out=Path({str(tmp_path / 'out')!r}))\n"
        "assert 'prefect' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _one_line_error(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert "Traceback" not in line
    return line


def test_a_path_that_is_not_there_is_named(tmp_path):
    line = _one_line_error(
        _seeingstars("run", "leiden-2022", "--readings", tmp_path / "gone", "--out", tmp_path / "out")
    )
    assert "gone" in line
    assert not (tmp_path / "out").exists()


def test_a_named_file_that_is_refused_stops_the_run_with_its_reason(tmp_path):
    (tmp_path / "notes.dat").write_text("SQM data")
    line = _one_line_error(
        _seeingstars("run", "leiden-2022", "--readings", tmp_path / "notes.dat", "--out", tmp_path / "out")
    )
    assert "notes.dat" in line
    assert "looks like" in line


def test_a_list_of_nights_changed_after_it_was_sealed_is_refused(demo, tmp_path):
    raw, out, _ = demo
    sealed = (out / "baseline.json").read_text(encoding="utf-8")
    changed = tmp_path / "baseline.json"
    changed.write_text(sealed.replace('"is_candidate": true', '"is_candidate": false', 1), encoding="utf-8")
    line = _one_line_error(
        _seeingstars("run", raw / "event", "--readings", raw / "readings" / "GaN2022.csv", "--baseline", changed)
    )
    assert "must match its hash" in line


def test_an_event_that_is_not_known_is_told_with_those_that_are():
    line = _one_line_error(_seeingstars("run", "nergens"))
    assert "iberia-2025, leiden-2022" in line


def test_errors_speak_dutch_to_the_dutch():
    assert "moet de naam van een map" in _one_line_error(_seeingstars("run", "nergens", SEEINGSTARS_LANGUAGE="nl"))


def test_a_result_never_takes_the_place_of_something_else(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    line = _one_line_error(_seeingstars("run", "leiden-2022", "--out", tmp_path))
    assert "holds something else" in line
    assert (tmp_path / "thesis.doc").exists()


def test_check_tells_of_each_file_what_it_is_and_refuses_what_is_no_data(demo):
    done = _seeingstars("check", demo[0] / "readings", "--json")
    assert done.returncode == 1  # the settings dump among them
    findings = {Path(finding["file"]).name: finding for finding in json.loads(done.stdout)}
    refused = [name for name, finding in findings.items() if not finding["accepted"]]
    assert refused == ["SQM_instellingen_gesimuleerd.dat"]
    assert "looks like" in findings[refused[0]]["reason"]
    sky = findings["GaN2022.csv"]
    assert {"file", "kind", "accepted", "reason", "rows_read", "rows_good", "flags"} <= set(sky)
    assert sky["kind"] == "globe_at_night"
    assert 0 < sky["rows_good"] < sky["rows_read"]
    assert sky["flags"]["duplicate"] > 0


def test_check_tells_of_a_raster_what_can_be_seen_in_it(demo):
    tile = next((demo[0] / "nightlights").glob("VNP46A2*"))
    done = _seeingstars("check", tile, "--json")
    assert done.returncode == 0, done.stderr
    (finding,) = json.loads(done.stdout)
    assert {"valid_pixels", "clear_pixels", "collection", "tile", "date"} <= set(finding)
    assert (finding["collection"], finding["tile"]) == ("001", "h18v03")
    assert 0 < finding["clear_pixels"] <= finding["valid_pixels"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["run"], "Missing argument 'EVENT'"),
        (["--bogus"], "No such option"),
        (["demo", "--effect", "nan"], "must be a finite number; got nan"),
        (["demo", "--effect", "50"], "not in the range"),
        (["sky", "nan", "52", "2022-09-25T22:30"], "must be a finite number"),
        (["sky", "4.484", "52.155", "1899-06-01T00:00Z"], "must lie in the years 1900 to 2099"),
        (["sky", "4.484", "52.155", "2022-10-30T02:30"], "comes twice or never in Europe/Amsterdam"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(words, said):
    assert said in _one_line_error(_seeingstars(*words))


def test_two_rehearsals_of_one_seed_do_not_answer_for_each_other(demo, tmp_path):
    done = _seeingstars("demo", "--effect", "0", "--sites", "3", "--out", tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert "+0.00 mag/arcsec²" in done.stdout
    assert json.loads((tmp_path / "none-raw" / "truth.json").read_text(encoding="utf-8"))["effect"]["photometer"] == 0


def test_a_table_without_rows_does_not_stop_the_others(demo, tmp_path):
    lines = (demo[0] / "readings" / "GaN2022.csv").read_text(encoding="utf-8").splitlines()
    folder = tmp_path / "pair"
    folder.mkdir()
    (folder / "only-head.csv").write_text(lines[0] + "\n", encoding="utf-8")
    (folder / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = _seeingstars("run", demo[0] / "event", "--readings", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr


def test_a_folder_without_files_says_so(tmp_path):
    done = _seeingstars("check", tmp_path)
    assert done.returncode == 0
    assert "no files" in done.stdout


def test_events_are_listed_in_local_time_and_utc():
    done = _seeingstars("events")
    assert "22:00–23:30 CEST (Europe/Amsterdam) = 2022-09-25 20:00–21:30 UTC" in done.stdout


def test_sky_says_whether_it_is_dark():
    done = _seeingstars("sky", "4.4841", "52.1547", "2022-09-25T22:30")
    assert "20:30:00 UTC" in done.stdout
    assert "-26.23°" in done.stdout
    assert "Dark" in done.stdout
    assert "Not dark" in _seeingstars("sky", "-3.7", "40.4", "2025-04-28T12:00").stdout


def test_sky_refuses_what_is_no_time():
    assert "TIME must be a date and time" in _one_line_error(_seeingstars("sky", "4", "52", "yesterday"))
