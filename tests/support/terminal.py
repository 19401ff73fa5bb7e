"""A pseudo-terminal: what is shown on it, and keys pressed at it."""

from __future__ import annotations

import os
import re
import threading
import time

from support.patience import LONG


class Terminal:
    """A terminal that is read all the time, so that nobody who writes to it has to wait.

    Attributes
    ----------
    theirs
        The end for the program.
    shown
        All that was shown so far.
    """

    def __init__(self) -> None:
        self._ours, self.theirs = os.openpty()
        self.shown = ""
        self._seen = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 1 << 16)
            except OSError:
                return
            self.shown += data.decode("utf-8", "replace")

    def press(self, key: str) -> None:
        os.write(self._ours, key.encode())

    def wait_for(self, pattern: str, seconds: float = LONG) -> re.Match[str]:
        """Wait until a pattern is shown; what was matched is not matched again."""
        deadline = time.monotonic() + seconds
        while not (found := re.compile(pattern).search(self.shown, self._seen)):
            left = self.shown[self._seen :][-3000:]
            assert time.monotonic() < deadline, f"{pattern!r} not shown: {left}"
            time.sleep(0.05)
        self._seen = found.end()
        return found

    def close(self) -> None:
        os.close(self.theirs)
        os.close(self._ours)
