"""nights.nc: the site-by-night table and the differences."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from seeingstars.errors import TableError
from seeingstars.event import Event
from seeingstars.products.night_table import write_nights


def written(path: Path, **tables: Any) -> xr.Dataset:
    write_nights(path, **tables)
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return stored.load()


@pytest.fixture
def tables(
    site_nights: dict[str, pd.DataFrame], differences: dict[str, pd.DataFrame], result: dict[str, Any], event: Event
) -> dict[str, Any]:
    return {"site_nights": site_nights, "differences": differences, "result": result, "event": event}


def test_every_number_stands_at_its_site_and_night(tables: dict[str, Any], tmp_path: Path) -> None:
    table = written(tmp_path / "nights.nc", **tables).set_index(site="site_id")
    rows = tables["site_nights"]["photometer"]
    for row in rows.itertuples():
        assert float(table["value"].sel(site=row.site_id, night=row.night)) == row.value
    assert int(np.isfinite(table["value"]).sum()) == len(rows)
    assert int((table["n_readings"] > 0).sum()) == len(rows)


def test_the_differences_and_their_use_stand_at_their_night(tables: dict[str, Any], tmp_path: Path) -> None:
    table = written(tmp_path / "nights.nc", **tables).set_index(stream="stream_name").sel(stream="photometer")
    given = tables["differences"]["photometer"].set_index("night")
    assert np.allclose(table["difference"], given.difference.to_numpy(), equal_nan=True)
    assert int(table["used"].sel(night="2022-09-25")) == 2
    assert int((table["used"] == 1).sum()) == int((given.role == "baseline").sum())
    assert table["used"].attrs["flag_meanings"] == "left_out baseline event"


def test_every_site_and_stream_names_its_unit_because_the_numbers_have_no_common_one(
    tables: dict[str, Any], tmp_path: Path
) -> None:
    table = written(tmp_path / "nights.nc", **tables)
    units = {c["stream"]: c["unit"] or "1" for c in tables["result"]["comparisons"]}
    assert [units[stream] for stream in table["site_stream"].values] == list(table["site_unit"].values)
    assert [units[stream] for stream in table["stream_name"].values] == list(table["stream_unit"].values)
    assert "units" not in table["value"].attrs
    assert "site_unit" in table["value"].attrs["comment"]
    assert "stream_unit" in table["difference"].attrs["comment"]


def test_the_verdict_can_be_worked_out_from_the_file_alone(tables: dict[str, Any], tmp_path: Path) -> None:
    # science.md's anchor: D and D_E give 0.3075, interval 0.212941 to 0.402059.
    baseline = [0.02, -0.05, 0.04, -0.01, 0.03, -0.02, 0.05, -0.04]
    nights = [f"2022-09-{day}" for day in range(16, 25)]
    rows = pd.DataFrame({"night": nights, "difference": [*baseline, 0.31], "role": ["baseline"] * 8 + ["event"]})
    table = written(tmp_path / "nights.nc", **{**tables, "differences": {"photometer": rows}})
    one = table.set_index(stream="stream_name").sel(stream="photometer")
    used, event_night = one["difference"].where(one["used"] == 1), one["difference"].where(one["used"] == 2)
    effect = float(event_night.sum() - used.mean())
    error = float(used.std(ddof=1)) * np.sqrt(1 + 1 / 8)
    assert effect == pytest.approx(0.3075)
    assert effect - 2.364624 * error == pytest.approx(0.212941, abs=1e-6)  # t of 7 degrees of freedom


def test_the_same_tables_give_the_same_bytes(tables: dict[str, Any], tmp_path: Path) -> None:
    one, two = (write_nights(tmp_path / name, **tables).read_bytes() for name in ("one.nc", "two.nc"))
    assert one == two


def test_no_tables_at_all_give_a_file_with_the_event_night(tables: dict[str, Any], tmp_path: Path) -> None:
    table = written(tmp_path / "nights.nc", **{**tables, "site_nights": {}, "differences": {}})
    assert table.sizes == {"night": 1, "site": 0, "stream": 0}
    assert table.attrs["event_night"] == "2022-09-25"


def test_a_simulated_table_says_so(tables: dict[str, Any], tmp_path: Path, simulated_result: dict[str, Any]) -> None:
    table = written(tmp_path / "nights.nc", **{**tables, "result": simulated_result})
    assert table.attrs["simulated"] == "true"
    assert "SIMULATED" in table.attrs["title"]
    assert table.attrs["Conventions"] == "CF-1.11"


def test_a_missing_column_is_named_with_its_stream(tables: dict[str, Any], tmp_path: Path) -> None:
    broken = {"photometer": tables["differences"]["photometer"].drop(columns="role")}
    with pytest.raises(TableError, match=r"differences of photometer needs the columns .*role is missing"):
        write_nights(tmp_path / "nights.nc", **{**tables, "differences": broken})


def test_what_a_difference_is_made_from_stands_beside_the_value(tmp_path, event, result, site_nights, differences):
    rows = site_nights["photometer"]
    said = rows.assign(event_value=rows["value"] + 0.25, used=np.arange(len(rows)) % 2 == 0)
    path = write_nights(
        tmp_path / "nights.nc", site_nights={"photometer": said}, differences=differences, result=result, event=event
    )
    with xr.open_dataset(path, engine="h5netcdf") as table:
        assert float((table["event_value"] - table["value"]).min()) == pytest.approx(0.25)
        assert int(table["site_night_used"].sum()) == int(said["used"].sum())
        assert "site_unit" in table["event_value"].attrs["ancillary_variables"]
