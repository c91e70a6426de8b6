"""Every real file goes through the upload page as a user would hand it in, with the verdict that `seeingstars check` gives."""

from pathlib import Path
from typing import Any

import pytest

from seeingstars.checking import check

pytestmark = pytest.mark.real_files
AT_ONCE = 20
# What the project hands in with a file of its own making is no reading and no raster.
_OF_THE_FOLDER = {"manifest.csv"}


def _files(real_data: Path) -> list[Path]:
    return sorted(path for path in real_data.rglob("*") if path.is_file() and path.name not in _OF_THE_FOLDER)


def test_every_real_file_gets_the_verdict_of_check_on_the_page(visit: Any, real_data: Path) -> None:
    visitor, files, different = visit("desktop", "en"), _files(real_data), []
    for start in range(0, len(files), AT_ONCE):
        batch = files[start : start + AT_ONCE]
        for path, shown in zip(batch, _shown(visitor, batch), strict=True):
            expected = _expected(path)
            if not all(words in shown for words in expected):
                different.append((path.name, expected, shown[:300]))
    assert len(files) > 50
    assert different == []


def _shown(visitor: Any, batch: list[Path]) -> list[str]:
    visitor.page.goto("/en/files")
    visitor.page.set_input_files("#files", [str(path) for path in batch])
    visitor.send()
    visitor.page.wait_for_selector("section.file", timeout=120_000)
    shown = [str(text) for text in visitor.page.locator("section.file").all_inner_texts()]
    visitor.press("drop")
    return shown


def _expected(path: Path) -> list[str]:
    (finding,) = check([path])
    if not finding.accepted:
        return [path.name, "Refused", finding.reason_en]
    return [path.name, f"{finding.rows_read:,} readings read", f"{finding.rows_good:,} good"]
