"""The secrets of this site: made once, readable by the owner alone, never shown."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from seeingstars.store.raw_files import sync_folder


def site_secret(path: Path) -> bytes:
    """The secret in a file, made from the system's random numbers if it is not there.

    Use it for what must be told apart by this site alone: the salt of receipts, keys of signatures. It belongs to the
    raw data: without it no receipt is recognised after a rebuild.

    Parameters
    ----------
    path : path of the file; its folder is made if it is not there

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    OSError
        If the file can neither be read nor made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "secrets", "salt")
    ...     made = site_secret(path)
    ...     len(made), site_secret(path) == made, oct(path.stat().st_mode)[-3:]
    (32, True, '600')
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.partial")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(secrets.token_bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(fresh, path)  # unlike a rename it never takes the place of one that another process just made
        except FileExistsError:
            return
        sync_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)
