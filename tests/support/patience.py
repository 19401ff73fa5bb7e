"""How long a test waits: until something is so, and for what never comes so not for ever.

Machines differ, and several tests share one: a limit here says "it does not come", never "it came
late". What must be quick is measured by the benchmarks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONG = 300.0
"""When a test gives up waiting. [s]"""


def until(so: Callable[[], T], seconds: float = LONG, *, every: float = 0.05) -> T:
    """Wait until something is true, and give it.

    Parameters
    ----------
    so
        What is looked at again and again.
    seconds
        When to give up. [s]
    every
        Pause between two looks. [s]

    Raises
    ------
    AssertionError
        Where it did not come true.
    """
    end = time.monotonic() + seconds
    while not (found := so()):
        assert time.monotonic() < end, f"it did not come true in {seconds:.0f} s"
        time.sleep(every)
    return found


async def till(so: Callable[[], T], seconds: float = LONG, *, every: float = 0.02) -> T:
    """Wait as `until` does, and let the loop go on meanwhile."""
    end = time.monotonic() + seconds
    while not (found := so()):
        assert time.monotonic() < end, f"it did not come true in {seconds:.0f} s"
        await asyncio.sleep(every)
    return found
