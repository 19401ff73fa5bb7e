"""Locks that die with their processes: one sealer a directory, and whether a gateway still writes."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import SealerBusyError


class SealerLock:
    """Held by the one process that seals a data directory.

    Parameters
    ----------
    places
        Where the data lives.

    Raises
    ------
    SealerBusyError
        Another process holds it.
    """

    def __init__(self, places: Places) -> None:
        path = places.archive / "sealer.lock"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._handle)
            raise SealerBusyError(f"another process seals {places.data}: one is enough") from error

    def release(self) -> None:
        """Let go."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def gateway_is_gone(places: Places) -> bool:
    """Tell whether no process holds `inbox/writer.lock`: nothing more will be received."""
    return _free(places.inbox / "writer.lock")


def sealer_is_gone(places: Places) -> bool:
    """Tell whether no process seals: no further batch will come."""
    return _free(places.archive / "sealer.lock")


def _free(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)
