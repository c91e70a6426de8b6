"""What a publication consists of: which products are made from which tables, and what its manifest tells."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seeingstars import __version__
from seeingstars.event import Event
from seeingstars.store.digests import sha256_of_file

# What can change a number; the rest of the environment stands in requirements.lock.
_LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "xarray", "rasterio", "h5py", "shapely", "matplotlib", "exactextract")


def facts_of(event: Event, *, inputs: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest says besides the outputs: nothing of the machine, the clock or the user.

    Parameters
    ----------
    event : Event
    inputs : notes of `collecting.input_note`
    settings : what the user chose

    Returns
    -------
    dict
    """
    event_files = [{"file": f"event/{path.name}", "bytes": path.stat().st_size, "sha256": sha256_of_file(path), "kind": "event", "accepted": True} for path in event.files]
    return {
        "event": event.event_id,
        "made_with": f"seeingstars {__version__}",
        "settings": dict(settings),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "inputs": [*event_files, *inputs],
    }
