"""Ports that no other test takes, in this process or another."""

from __future__ import annotations

import fcntl
import itertools
import os
import random
import socket
import tempfile
from pathlib import Path

FIRST, LAST = 20_000, 32_000
"""Below the range from which the system serves outgoing connections: none can take a port first."""

_held: list[int] = []
_numbers = itertools.cycle(random.Random(os.getpid()).sample(range(FIRST, LAST), LAST - FIRST))


def free_port() -> int:
    """Find a port of this machine that nobody listens on, and keep it until this process ends.

    Between the choice and the moment when a program listens, seconds may pass; a locked file
    tells other test processes that the port is taken.
    """
    folder = Path(tempfile.gettempdir()) / f"qingtian-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for number in itertools.islice(_numbers, LAST - FIRST):
        lock = os.open(folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", number))
        except OSError:
            os.close(lock)
            continue
        _held.append(lock)
        return number
    raise OSError(f"no free port from {FIRST} to {LAST}")
