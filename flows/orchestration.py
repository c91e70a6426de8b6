"""What all flows share: Prefect, patient on a slow machine and telling nobody outside; what is tried again.

What a user has set in the environment stands.
"""

import os
from typing import Any

DEFAULTS = {
    # On a busy two-core machine the server that a flow starts for itself has needed 80 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "DO_NOT_TRACK": "1",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

# Prefect reads the environment when it is imported, so these stand below.
from prefect import flow, task  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.states import Completed  # noqa: E402
from prefect.tasks import exponential_backoff  # noqa: E402

from seeingstars.errors import SourceError  # noqa: E402
from seeingstars.kept_steps import Done  # noqa: E402

__all__ = ["RETRIES", "flow", "kept_or_completed", "task"]


def kept_or_completed(done: Done) -> "State[Done]":
    """The state of a step: worked now, or kept from an earlier run on the same bytes."""
    if done.is_new:
        return Completed(data=done)
    return Completed(name="Kept", message="done before with the same inputs, settings and code", data=done)


def _supplier_failed(task: Any, run: Any, state: Any) -> bool:
    """Only a supplier that failed is asked again; bad input stays bad."""
    return isinstance(state.result(raise_on_failure=False), SourceError)


RETRIES: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(backoff_factor=5),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _supplier_failed,
}
