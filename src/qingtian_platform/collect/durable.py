"""Make files and directories survive a loss of power."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from qingtian_platform.collect.errors import InboxBusyError
from qingtian_platform.kit.places import Places

LENGTH = 100
"""What a lock file holds: a name and blanks. [bytes]"""
PATIENCE = 30
"""How often a writer tries for the lock. [hundredths of a second]"""


def sync_file(path: Path) -> None:
    """Write a file's content to the disk itself.

    Parameters
    ----------
    path
        An existing file.

    Raises
    ------
    OSError
        The disk did not take it.
    """
    _sync(path, os.O_RDONLY)


def sync_directory(path: Path) -> None:
    """Write a directory's entries to the disk itself: what was created, renamed, removed.

    Parameters
    ----------
    path
        An existing directory.

    Raises
    ------
    OSError
        The disk did not take it.
    """
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def make_durable(places: Places) -> None:
    """Create the data directory where it is missing, so that its name survives a loss of power.

    A parent that may not be read cannot be synced; its owner has made what stands in it.
    """
    places.make()
    for folder in (places.data, places.data.parent):
        with contextlib.suppress(PermissionError):
            sync_directory(folder)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WriterLock:
    """A lock that dies with its process and says which file its holder writes.

    Parameters
    ----------
    path
        The lock file; created where missing, never removed.

    Raises
    ------
    InboxBusyError
        Another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(self._handle):
            os.close(self._handle)
            raise InboxBusyError(
                f"{path} is held by another process: one gateway writes an inbox; stop the other one"
            )

    def name(self, text: str) -> None:
        """State the file that is written from now on; empty where there is none.

        One write of one length, so that a reader sees the old name or the new one.
        """
        os.pwrite(self._handle, text.encode("ascii").ljust(LENGTH), 0)

    def release(self) -> None:
        """Let go."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock(handle: int) -> bool:
    """Take the lock; a reader that looks whether it is held has it for a moment."""
    for _ in range(PATIENCE):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


def held(path: Path) -> str | None:
    """Tell which file the lock's holder writes.

    Parameters
    ----------
    path
        The lock file.

    Returns
    -------
    str or None
        The name it stated, possibly empty; None where nobody holds the lock.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    except OSError:
        return path.read_text("ascii")  # a read-only disk: nobody can take the lock to write
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(handle, LENGTH, 0).decode("ascii", "replace").rstrip()
    else:
        return None
    finally:
        os.close(handle)
