"""Arrays that take long to work out, kept in one file beside what they were worked out from; whole or not at all."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def keep_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> Path:
    """Write arrays under their names; a reader meets all of them or the file of before.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kept = keep_arrays(Path(folder, "a.npz"), {"night": np.arange(2)})
    ...     kept_arrays(kept)["night"].tolist()
    [0, 1]
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def kept_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays of a file that `keep_arrays` wrote; None if there is none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError):
        return None
