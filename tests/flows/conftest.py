"""One Prefect server for all flow tests of a session."""

from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness

import orchestration  # sets Prefect's defaults before Prefect is imported


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    assert orchestration.RETRIES["retries"] > 0
    with prefect_test_harness(server_startup_timeout=300):
        yield
