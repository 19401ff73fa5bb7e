"""How a process hears that it shall stop."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
"""What tells a process to stop: its service manager or parent, and the keys of a terminal."""


def told(then: Callable[[int, FrameType | None], None] = lambda *_: None) -> threading.Event:
    """Give an event that is set once the process is told to stop; for its main thread alone.

    A thread sets it. A handler that did so itself would wait for ever where a signal comes while
    the event's own lock is held, as by the first of the two that a stopped process group gets.

    Parameters
    ----------
    then
        Called in the main thread at each such signal; it takes no lock.

    Returns
    -------
    threading.Event
        Unset until SIGTERM or SIGINT has come.
    """
    stop = threading.Event()
    listening, heard = os.pipe()
    os.set_blocking(heard, False)
    signal.set_wakeup_fd(heard, warn_on_full_buffer=False)
    for number in SIGNALS:
        signal.signal(number, then)
    threading.Thread(target=_listen, args=(listening, stop), name="stop", daemon=True).start()
    return stop


def _listen(heard: int, stop: threading.Event) -> None:
    while os.read(heard, 1)[0] not in SIGNALS:
        pass
    stop.set()
