"""What all tests share: where the real files of others stand, if they are there."""

from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL_DATA.is_dir():
        pytest.skip("the folder shared/data with real files does not stand beside this checkout")
    return REAL_DATA
