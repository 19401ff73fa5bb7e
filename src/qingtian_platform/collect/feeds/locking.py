"""One takes deliveries at a time, in whatever process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from qingtian_platform.kit.places import Places


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """Hold the lock of the feeds; wait for another who holds it. It dies with its process."""
    places.make()
    handle = os.open(places.feed_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
