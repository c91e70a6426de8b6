"""What ``python flows/seeing_stars.py serve`` offers: the flows as deployments, and what sets them going."""

from typing import Any

from prefect import serve
from prefect.events import DeploymentEventTrigger

from compare_nights import compare_nights
from fetch_event import fetch_event
from ingest_nightlights import ingest_nightlights
from ingest_readings import ingest_readings
from publish import publish
from seeing_stars import rehearsal, seeing_stars

# Said by the web door once for a burst of uploads.
UPLOADS_ACCEPTED = "seeingstars.uploads.accepted"


def serve_all(*, limit: int = 2) -> None:
    """Serve every flow until stopped."""
    offered: list[Any] = [
        seeing_stars.to_deployment(
            name="event",
            tags=["seeing-stars"],
            description="The whole job of an event: by form, or because measurements arrived",
            triggers=[upload_trigger()],
        ),
        rehearsal.to_deployment(name="rehearsal", tags=["seeing-stars"], description="Simulated data, a known answer"),
        fetch_event.to_deployment(
            name="fetch", tags=["seeing-stars"], description="What an event needs of its suppliers"
        ),
        *(
            step.to_deployment(name="step", tags=["seeing-stars"], description="One step of the job by itself")
            for step in (ingest_readings, ingest_nightlights, compare_nights, publish)
        ),
    ]
    serve(*offered, limit=limit)


def upload_trigger() -> DeploymentEventTrigger:
    """Start the whole job when measurements were accepted, with what the event carries as parameters."""
    return DeploymentEventTrigger(
        name="measurements arrived",
        expect={UPLOADS_ACCEPTED},
        parameters={
            "event": "{{ event.payload.event }}",
            "readings": {"__prefect_kind": "json", "value": "{{ event.payload.readings | tojson }}"},
        },
    )
