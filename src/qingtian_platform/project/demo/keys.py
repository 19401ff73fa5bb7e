"""Keys pressed at a terminal, read without waiting; none where there is no terminal."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pressed() -> Iterator[Keys]:
    """Read single keys while the block runs, and give the terminal back afterwards."""
    if not sys.stdin.isatty():
        yield Keys(live=False)
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield Keys(live=True)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


class Keys:
    """The keys of a terminal.

    Parameters
    ----------
    live
        Whether there is a terminal.
    """

    def __init__(self, *, live: bool) -> None:
        self.live = live

    def take(self, seconds: float) -> str:
        """Wait so long for a key; empty where none was pressed. [s]."""
        if not self.live:
            select.select([], [], [], seconds)
            return ""
        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return os.read(sys.stdin.fileno(), 1).decode("ascii", "ignore") if ready else ""
