"""Telling a Prefect server that measurements arrived, over its HTTP interface: only flows know Prefect itself."""

from __future__ import annotations

import base64
import json
import os
import urllib.request
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seeingstars.errors import SourceError

UPLOADS_ACCEPTED = "seeingstars.uploads.accepted"  # the trigger in flows/deployments.py waits for it
_TIMEOUT_S = 20.0


def arrived(event_id: str, *, readings: Sequence[Path], at: datetime) -> dict[str, Any]:
    """The message itself.

    Examples
    --------
    >>> message = arrived("leiden-2022", readings=[Path("a")], at=datetime(2022, 9, 25, tzinfo=UTC))
    >>> message["event"], message["payload"]
    ('seeingstars.uploads.accepted', {'event': 'leiden-2022', 'readings': ['a']})
    """
    return {
        "id": str(uuid.uuid4()),
        "occurred": at.isoformat(),
        "event": UPLOADS_ACCEPTED,
        "resource": {"prefect.resource.id": f"seeingstars.event.{event_id}"},
        "payload": {"event": event_id, "readings": [str(path) for path in readings]},
    }


def tell_flow_server(api_url: str, *, event_id: str, readings: Sequence[Path]) -> None:
    """Send the message; the flow server starts the work.

    Parameters
    ----------
    api_url : as in ``PREFECT_API_URL``; ``PREFECT_API_AUTH_STRING`` is sent along where it is set
    event_id : name of the event
    readings : files or folders of accepted readings, as the flow's own machine sees them

    Raises
    ------
    SourceError
        If the server cannot be reached or refuses.
    """
    body = json.dumps([arrived(event_id, readings=readings, at=datetime.now(UTC))]).encode()
    request = urllib.request.Request(f"{api_url.rstrip('/')}/events", data=body, method="POST")
    request.add_header("content-type", "application/json")
    secret = os.environ.get("PREFECT_API_AUTH_STRING")
    if secret:
        request.add_header("authorization", "Basic " + base64.b64encode(secret.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
            return
    except (OSError, ValueError) as error:
        raise SourceError(
            f"the flow server at PREFECT_API_URL could not be told of new measurements: {error}; the work stays wanted",
            f"de flowserver op PREFECT_API_URL kon niet van nieuwe metingen horen: {error}; het werk blijft gewenst",
        ) from error
