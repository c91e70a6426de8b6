"""Work that is kept under a key of all that went into it: done once, whole or not at all, found again by any process."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from seeingstars.store.digests import sha256_of_file

_KEY_DIGITS = 20


def key_of(*parts: Any) -> str:
    """A short name for work, the same for the same parts in any process.

    Parameters
    ----------
    *parts : plain values, lists and mappings, as JSON holds them
        Everything that can change the outcome: digests of inputs, settings, the code.

    Returns
    -------
    str
        20 hexadecimal digits.

    Raises
    ------
    TypeError
        If a part is none of these; a set, for instance, has no order.

    Examples
    --------
    >>> key_of("read", {"a": 1, "b": 2}) == key_of("read", {"b": 2, "a": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, allow_nan=False, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_DIGITS]


def kept_or_made(folder: Path, make: Callable[[Path], object]) -> bool:
    """Make the work of a folder unless it is there.

    Parameters
    ----------
    folder : path
        Named with `key_of`. If it stands, it is whole.
    make : called with a fresh folder to fill
        A process that is killed in it leaves nothing at `folder`. Of two that make the same at once, one is kept.

    Returns
    -------
    bool
        Whether it was made now.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     target = Path(name, key_of("greeting"))
    ...     [kept_or_made(target, lambda fresh: fresh.joinpath("hello").write_text("world")) for _ in range(2)]
    [True, False]
    """
    if folder.is_dir():
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        make(fresh)
        fresh.chmod(0o755)
        try:
            fresh.rename(folder)
        except OSError:
            # Another process was first; what it made is the same. Anything else is an error of the disk.
            if not folder.is_dir():
                raise
            return False
        return True
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, read once a process as long as its size and time of change stay the same."""
    state = path.stat()
    return _digest(path.resolve(), state.st_size, state.st_mtime_ns)


@cache
def _digest(path: Path, size: int, changed_ns: int) -> str:
    return sha256_of_file(path)


@cache
def digest_of_code(package: Path) -> str:
    """One digest of every source file of a package, so that changed code never meets work of the old one.

    Examples
    --------
    >>> import seeingstars
    >>> len(digest_of_code(Path(seeingstars.__file__).parent))
    64
    """
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    listing = [f"{path.relative_to(package).as_posix()} {sha256_of_file(path)}" for path in files]
    return hashlib.sha256("\n".join(listing).encode()).hexdigest()
