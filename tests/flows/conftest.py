"""One Prefect server for all flow tests of a session."""

from collections.abc import Iterator

import orchestration  # sets Prefect's defaults before Prefect is imported
import pytest
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    assert orchestration.RETRIES["retries"] > 0
    with prefect_test_harness(server_startup_timeout=300):
        yield
