"""What a process of the platform owes to the one that started it.

A child stays in the process group of `serve` and ends when it ends, also by -9: the kernel is
asked to kill it then (`PR_SET_PDEATHSIG`). Nothing is lost by that: what was answered is durable,
and each stage goes on from its own cursor.
"""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends.

    Parameters
    ----------
    parent
        Process number of the parent, as it knew itself; a parent that ended in between ends
        this process at once.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
