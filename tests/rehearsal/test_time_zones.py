"""A rehearsal is the same wherever it is made."""

import os
import subprocess
import sys
from pathlib import Path


def _bytes_made(folder: Path, zone: str) -> dict[str, bytes]:
    code = (
        "from pathlib import Path\n"
        "from seeingstars.rehearsal.campaign import write_campaign\n"
        "from seeingstars.rehearsal.campaign_settings import CampaignSettings\n"
        f"write_campaign(Path({str(folder)!r}), CampaignSettings(seed=3, n_nights=5, with_nightlights=False))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "TZ": zone})
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_time_zone_of_the_machine_does_not_change_a_byte(tmp_path):
    assert _bytes_made(tmp_path / "a", "Asia/Tokyo") == _bytes_made(tmp_path / "b", "America/New_York")
