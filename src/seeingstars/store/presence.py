"""Who else works with a data folder: locks of the system, which go by themselves when a process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from seeingstars.errors import StoreError


class Presence:
    """One process at work in a folder, beside others.

    Parameters
    ----------
    folder : path
        Made if it is not there; the files of the locks stand in it and stay empty.

    Raises
    ------
    OSError
        If the folder cannot be used.

    Notes
    -----
    Every desk holds a shared lock for as long as it is open. What only makes sense when nobody else is at work, such as
    clearing up what a process that was killed left half-made, is done under the exclusive one. Locks are ``flock``'s:
    they hold on one machine, and on a network folder only where its server keeps them.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = Presence(Path(folder))
    ...     with first.if_alone() as alone:
    ...         before = alone
    ...     second = Presence(Path(folder))
    ...     with first.if_alone() as alone:
    ...         before, alone
    ...     second.close()
    ...     first.close()
    (True, False)
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._large = folder / "large"
        self._number = os.open(folder / "desk", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._number, fcntl.LOCK_SH)

    @contextmanager
    def if_alone(self) -> Iterator[bool]:
        """Whether nobody else is at work; others who begin wait until the block ends."""
        try:
            fcntl.flock(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            fcntl.flock(self._number, fcntl.LOCK_SH)  # the system may have let go of it in trying
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(self._number, fcntl.LOCK_SH)

    @contextmanager
    def one_large_file(self) -> Iterator[None]:
        """Wait until no other large file is coming in, and let others wait until the block ends."""
        number = os.open(self._large, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
            yield
        finally:
            os.close(number)

    def close(self) -> None:
        """Work no longer in the folder."""
        with suppress(OSError):
            os.close(self._number)
        self._number = -1


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else may begin to work in the folder until the block ends.

    Raises
    ------
    StoreError
        If somebody is at work there.
    """
    presence = Presence(folder)
    try:
        with presence.if_alone() as alone:
            if not alone:
                raise StoreError(
                    "the server, or another command, is at work with this data folder; stop it first",
                    "de server of een ander commando is met deze datamap bezig; stop die eerst",
                )
            yield
    finally:
        presence.close()
